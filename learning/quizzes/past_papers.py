"""기출 시험지: what an uploaded exam asks, and in what mix, so that a quiz of the same mix can be made from other books.

An item begins with its number at the head of a line and ends where the next one begins; kinds are told by the form
(①–⑤, <보기>, →, O/X, a blank, 서술하시오). Not read: pictures, and answer keys that stand between the items.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from errors import QuizError
from knowledge import Library
from korean import lexicon
from learning.kinds import KINDS, PaperItem, paper_kind
from learning.models import Question
from learning.quizzes.builder import make_quiz

FEWEST_ITEMS = 3  # items that make a paper
LARGEST_EXAM = 50  # questions of an exam that is made here
MISSED = 0.8  # share of the items whose numbers must be there, for the paper to be read by its numbers
STYLES = ".)번"  # of an item's number; a list inside an item has another one
_NUMBER = lexicon.pattern("exam_papers", "item_number", re.M)
_POINTS = re.compile(r"[\[(<]\s*(\d{1,2}(?:\.\d)?)\s?점\s*[\])>]")
_OPTION = re.compile(r"[①-⑤]")
_LAST = re.compile(r"(?<=⑤)[^\n]*\n?")  # what the last option says, to the end of its line
_ASKED = lexicon.pattern("exam_papers", "asks")
_NEGATIVE = lexicon.pattern("exam_papers", "negative")


@dataclass(frozen=True)
class FoundItem:
    """One item of a paper: its number, what kind of ours it is like, whether its stem denies,
    its points (0 where not said).
    """

    number: int
    kind: str
    negative: bool
    points: float


@dataclass(frozen=True)
class PastPaper:
    """The items of an exam, in order."""

    items: tuple[FoundItem, ...]

    @property
    def kinds(self) -> dict[str, int]:
        """How many items of each kind, the commonest first."""
        return dict(Counter(item.kind for item in self.items).most_common())

    @property
    def negative_share(self) -> float:
        """Of the items that have options."""
        chosen = [item for item in self.items if KINDS[item.kind].form == "choice"]
        return sum(item.negative for item in chosen) / max(1, len(chosen))

    @property
    def points(self) -> tuple[float, ...]:
        """What each item is worth, empty where the paper seldom says it; "[3점]" alone means
        that the others have one less.
        """
        said = [item.points for item in self.items if item.points]
        if 4 * len(said) < len(self.items):
            return ()
        rest = min(said) - 1 if len(set(said)) == 1 and min(said) > 1 else Counter(said).most_common(1)[0][0]
        return tuple(item.points or rest for item in self.items)


@dataclass(frozen=True)
class Imitation:
    """The questions made, and the points of each (empty where the paper has none); the hardest have the most."""

    questions: tuple[Question, ...]
    points: tuple[float, ...]


def read_paper(text: str) -> PastPaper:
    """The items of an exam's text. Raises QuizError (``not_an_exam``) where there are fewer than FEWEST."""
    parts = _LAST.split(text)  # where a file has lost its numbers, to the last option of each item
    numbered = max(
        (_items(_number_items(text, style)) for style in STYLES), key=lambda items: len({i.number for i in items})
    )
    found = numbered if len(numbered) >= MISSED * (len(parts) - 1) else _items(enumerate(parts[:-1], 1))
    if len(found) < FEWEST_ITEMS:
        raise QuizError(
            "시험지 형식을 찾지 못했습니다. 문항 번호와 ①~⑤ 선택지가 글자로 들어 있는 시험지를 골라 주세요.",
            code="not_an_exam",
            english="This does not read as an exam paper.",
        )
    return PastPaper(tuple(found))


def paper_of(library: Library, source_id: str) -> PastPaper:
    """The exam that a source is."""
    return read_paper("\n".join(page.text for page in library.pages(source_id)))


def imitate(
    library: Library,
    paper: PastPaper,
    source_ids: Sequence[str],
    *,
    pages: tuple[int, int] | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Imitation:
    """A quiz from these books with the paper's mix of kinds, as many items (``LARGEST`` at most), and its points.

    Raises QuizError (``nothing_to_ask``).
    """
    kinds = [item.kind for item in paper.items]
    random.Random(seed).shuffle(kinds)
    del kinds[LARGEST_EXAM:]
    made = make_quiz(library, source_ids, pages=pages, n=len(kinds), kinds=kinds, seed=seed, progress=progress)
    worth = sorted(paper.points, reverse=True)[: len(made)]
    places = sorted(range(len(made)), key=lambda place: (-made[place].difficulty, place))
    points = dict(zip(places, worth))
    return Imitation(tuple(made), tuple(points[place] for place in range(len(made))) if points else ())


def _number_items(text: str, style: str) -> list[tuple[int, str]]:
    """The text from number to number, of the numbers that are written in one style."""
    found: list[tuple[int, int, int]] = []
    for match in (one for one in _NUMBER.finditer(text) if one[2] == style):
        number = int(match[1])
        if not found or number == found[-1][0] + 1 or number == 1:  # a year, or a list in a passage, goes on from none
            found.append((number, match.start(), match.end()))
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    return [(number, text[end:until]) for (number, _, end), until in zip(found, ends)]


def _items(bodies: Iterable[tuple[int, str]]) -> list[FoundItem]:
    return [item for number, body in bodies if (item := _item(number, body))]


def _item(number: int, body: str) -> FoundItem | None:
    """None for a numbered line that asks nothing."""
    asked = " ".join(_ASKED.findall(_OPTION.split(body)[0])[-1:])
    options = len(set(_OPTION.findall(body)))
    if options < 3 and not asked:
        return None
    points = _POINTS.search(body)
    negative = bool(_NEGATIVE.search(asked))
    return FoundItem(
        number, paper_kind(PaperItem(body, asked, options, negative)), negative, float(points[1]) if points else 0.0
    )
