"""A guide to a source: its chapters, key terms, what it is about, and questions that the library answers in full. Found
when the source has been read, tried as the assistant would answer, and kept with its edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pydantic import BaseModel, ConfigDict

from agent.guides.question_trial import QuestionTrial
from errors import QuestionError
from knowledge import Library
from knowledge.models import Sentence
from learning.facts.topics import is_front_matter
from learning.study.key_terms import find_key_terms
from learning.study.points import StudyPart, cut_into_parts, list_parts
from learning.study.question_ideas import Idea, list_ideas
from learning.study.summary import tell_in_few

MOST_CHAPTERS = 40
ABOUT_SENTENCES = 3
FIRST_QUESTIONS = 5
MOST_TRIALS = 80  # questions of a source that are tried
TRIED_A_PART = 4  # of one part, until it has SHOWN_A_PART
SHOWN_A_PART = 3


class GuideSpan(BaseModel):
    """A span of the source, with the term that it defines where it defines one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: int
    start: int
    end: int
    text: str
    term: str = ""


class GuideChapter(BaseModel):
    """A chapter and the page on which it begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    page: int


class GuideQuestion(BaseModel):
    """A question that is answered in full, its type, and where its answer stands; ``first``: one of the five."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    question: str
    start: int
    part: int  # where the part begins that it is of
    first: bool = False


class Guide(BaseModel):
    """What a reader is told of a source at first sight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    title: str
    chapters: tuple[GuideChapter, ...]
    terms: tuple[GuideSpan, ...]
    about: tuple[GuideSpan, ...]
    questions: tuple[GuideQuestion, ...]

    @property
    def first_questions(self) -> list[str]:
        """The questions to begin with, of different types as far as there are such."""
        return [one.question for one in self.questions if one.first]


def find_guide(library: Library, source_id: str) -> Guide:
    """The guide to a source: seconds, most of them for questions that are tried."""
    source, pages = library.source(source_id), library.pages(source_id)
    end = pages[-1].end if pages else 0
    chapters = list_chapters(list_parts(library, source_id), end)
    terms = find_key_terms(library, source_id, 0, end)
    try:
        about = tell_in_few(library, source_id, ABOUT_SENTENCES)
    except QuestionError:
        about = []
    return Guide(
        source_id=source.id,
        title=source.title,
        chapters=tuple(chapters[:MOST_CHAPTERS]),
        terms=tuple(_to_span(one.sentence, one.term) for one in terms),
        about=tuple(map(_to_span, about)),
        questions=tuple(mark_first(list(try_ideas(library, source_id)))),
    )


def list_chapters(parts: Sequence[StudyPart], end: int) -> list[GuideChapter]:
    """The chapters of a source, without its own title and without thanks, prefaces and rights."""
    cut = [one for one in cut_into_parts(parts, 0, end, 2) if one.level]
    counts = Counter(one.level for one in cut)
    deepest = max(counts, default=0)
    chapters = [one for one in cut if counts[one.level] > 1 or one.level == deepest]
    return [GuideChapter(title=one.title, page=one.page) for one in chapters if not is_front_matter(one.title)]


def _to_span(sentence: Sentence, term: str = "") -> GuideSpan:
    return GuideSpan(page=sentence.page, start=sentence.start, end=sentence.end, text=sentence.text, term=term)


def try_ideas(library: Library, source_id: str) -> Iterator[GuideQuestion]:
    """The ideas of every part that the library answers in full, the best of each part in turn."""
    trial = QuestionTrial(library)
    taken: dict[int, int] = {}
    for part, idea in _in_turn(library, source_id):
        if taken.get(part, 0) < SHOWN_A_PART and trial.answers(idea.question, source_id, idea.spans):
            taken[part] = taken.get(part, 0) + 1
            yield GuideQuestion(type=idea.type, question=idea.question, start=idea.start, part=part)


def _in_turn(library: Library, source_id: str) -> list[tuple[int, Idea]]:
    """The ideas with the start of the part that each is of: of every part its best, then of every part its next."""
    starts = [part.start for part in list_parts(library, source_id)]
    groups: dict[int, list[Idea]] = {}
    for idea in list_ideas(library, source_id):
        at = max((start for start in starts if start <= idea.start), default=0)
        groups.setdefault(at, []).append(idea)
    rows = [[(part, idea) for idea in _of_types(ideas)] for part, ideas in groups.items()]
    turns = [pair for turn in zip_longest(*rows) for pair in turn if pair is not None]
    return turns[:MOST_TRIALS]


def _of_types(ideas: Sequence[Idea]) -> list[Idea]:
    """The best ideas of a part, one of every type before a second of any."""
    seen: dict[str, int] = {}
    ranked = []
    for idea in sorted(ideas, key=lambda one: -one.worth):
        ranked.append((seen.get(idea.type, 0), idea))
        seen[idea.type] = seen.get(idea.type, 0) + 1
    return [idea for _, idea in sorted(ranked, key=lambda pair: pair[0])][:TRIED_A_PART]


def mark_first(found: Sequence[GuideQuestion]) -> list[GuideQuestion]:
    """The questions in reading order, the five to begin with marked: of different types and parts as far as they go."""
    chosen: list[GuideQuestion] = []
    types: dict[str, int] = {}
    parts: dict[int, int] = {}
    left = list(found)
    while left and len(chosen) < FIRST_QUESTIONS:
        best = min(left, key=lambda one: (types.get(one.type, 0), parts.get(one.part, 0), left.index(one)))
        left.remove(best)
        chosen.append(best)
        types[best.type] = types.get(best.type, 0) + 1
        parts[best.part] = parts.get(best.part, 0) + 1
    marked = [one.model_copy(update={"first": one in chosen}) for one in found]
    return sorted(marked, key=lambda one: one.start)
