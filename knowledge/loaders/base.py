"""What every loader yields, and the limits that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

JOINT = (
    "\u2028"  # stands where a line ends inside a paragraph and only the words can tell whether a space belongs there
)


@dataclass(frozen=True)
class LoadedHeading:
    """A heading that starts at ``start`` in its page's text."""

    level: int
    title: str
    start: int


@dataclass(frozen=True)
class LoadedPage:
    """One page: clean text, paragraphs apart by ``"\\n"``; boxes ``(len(text), 4) float32`` in points from the top left, NaN without ink."""

    number: int
    text: str
    width: float = 0.0
    height: float = 0.0
    boxes: NDArray[np.float32] | None = None
    headings: tuple[LoadedHeading, ...] = ()
    key: str = ""
    title: str = ""


@dataclass(frozen=True)
class Loaded:
    """A whole document; ``notes`` tell its reader what could not be read."""

    kind: str
    title: str
    pages: tuple[LoadedPage, ...]
    notes: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What a loader says besides its pages."""

    title: str = ""
    notes: list[str] = field(default_factory=list)
    total: int = 0  # pages, once known


Loader = Callable[[bytes, Outcome, int], Iterator[LoadedPage]]  # content, outcome to fill in, most pages


class LoadError(Exception):
    """A file that cannot be read: stable code and a Korean sentence; it crosses the process boundary as those two."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def resolve_joints(page: LoadedPage, decide: Callable[[Sequence[tuple[str, str]]], list[bool]]) -> LoadedPage:
    """The page with every JOINT turned into a space or into nothing, boxes and headings moved along."""
    places = [i for i, char in enumerate(page.text) if char == JOINT]
    if not places:
        return page
    plain = page.text.replace(JOINT, "\n")
    pairs = [(plain[plain.rfind("\n", 0, i) + 1 : i], plain[i + 1 :].split("\n", 1)[0]) for i in places]
    gone = [i for i, space in zip(places, decide(pairs), strict=True) if not space]
    dropped = set(gone)
    text = "".join(" " if char == JOINT else char for i, char in enumerate(page.text) if i not in dropped)
    boxes = None if page.boxes is None else np.delete(page.boxes, gone, axis=0)
    headings = tuple(replace(h, start=h.start - sum(i < h.start for i in gone)) for h in page.headings)
    return replace(page, text=text, boxes=boxes, headings=headings)


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers for people: ``1, 3~5쪽``."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}~{b}" for a, b in parts) + "쪽"
