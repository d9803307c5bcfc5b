"""What a kind of question is: one row with all that the house asks of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge import Citation
from learning.facts.fact import Fact, FactPool
from learning.kinds.draft import Draft
from learning.models import Bloom, Option, Question

Form = Literal["choice", "truefalse", "text", "prose"]
Maker = Callable[[Fact, FactPool, random.Random], Draft | None]
Solver = Callable[[str, Sequence[Option], Sequence[str]], str | None]


@dataclass(frozen=True)
class ModelItem:
    """How a language model writes a kind: the shape of what it writes (``llm.tasks.question``), and the stem's
    first line.
    """

    shape: Literal["choice", "blank", "statement"]
    head: str


@dataclass(frozen=True)
class PaperItem:
    """What an item of a past paper shows: its text, its asking sentence, how many options, whether the stem denies."""

    body: str
    asked: str
    options: int
    negative: bool


@dataclass(frozen=True)
class Kind:
    """A kind's names, how it is made, and its traits; what is not said is as with most kinds.

    ``make`` gives None where a fact does not suit. ``asked_as`` is a pattern of the words with which a student asks for
    it.
    """

    id: str
    korean: str
    english: str
    make: Maker
    of_lines: Maker | None = None  # its maker for lines of slides, lists and tables; None: it needs sentences
    asked_as: str = ""
    form: Form = "choice"  # how it is answered, printed and exported
    bloom: Bloom = "remember"  # the level of thought (Anderson and Krathwohl 2001) that it asks for
    difficulty: float = 0.5  # where the maker knows no better
    of_tables: bool = False  # whether it is made of the tables, before the sentences
    asks_term: bool = False  # whether its key is a word of the cited sentence
    statements: Literal["", "stem", "options", "pairs"] = ""  # where it sets several statements side by side
    usual: bool = False  # whether a quiz has it where nobody said which kinds
    judged: bool = False  # whether verdicts on its questions are known (``question_worth``)
    mock_turn: int = 0  # its turn in a mock exam; 0: it is not told right or wrong at a glance
    plain: Literal["", "choice", "truefalse", "blank", "word"] = ""  # what question of no kind is read as it
    paper_turn: int = 0  # when ``recognise`` is asked of an item of a past paper; the first that says yes has it
    recognise: Callable[[PaperItem], bool] | None = None
    model: ModelItem | None = None  # where a language model may write it
    # The answer of a reader who has the cited spans alone; None here: such a reader reads by form.
    solve: Solver | None = None
    # Whether the spans settle what it states.
    settle: Callable[[Draft, Sequence[str]], bool] | None = None
    grade: Callable[[Question, str], tuple[float, str]] | None = None  # None: by its form
    # What the chosen option got wrong beside the right one, told without a book.
    compare: Callable[[str, str], str] | None = None
    # Why the chosen option is wrong, by the spans that the question rests on, with one of them; None: as for any
    # option.
    explain: Callable[[Question, str], tuple[str, Citation | None]] | None = None

    @property
    def written(self) -> bool:
        """Whether it is answered in the learner's own words."""
        return self.form in ("text", "prose")
