"""What every loader yields, and the limits that hold for all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from knowledge.loaders.findings import FileFinding, finding, remark
from knowledge.loaders.left_out import LeftOut, LeftOutAccount
from knowledge.models import BlockKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

JOINT = (
    "\u2028"  # stands where a line ends inside a paragraph and only the words can tell whether a space belongs there
)
HYPHEN = "\u00ad"  # stands for the hyphen at a line's end inside a word, which may be the word's own
_SETTLED = {JOINT: " ", HYPHEN: "-"}


@dataclass(frozen=True)
class LoadedHeading:
    """A heading that starts at ``start`` in its page's text."""

    level: int
    title: str
    start: int


@dataclass(frozen=True)
class LoadedBlock:
    """A block from ``start`` to ``end`` in its page's text; level and marker as ``models.Block`` has them."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: str = ""


@dataclass(frozen=True)
class LoadedPicture:
    """A picture of a page: where it stands in the page's text (``start``: what comes after it begins there) or on the
    page (``box`` in points from the top left), the part of the file that holds its bytes, what the file says instead
    of it (``alternative``), and the name by which the text refers to it.
    """

    part: str = ""
    alternative: str = ""
    name: str = ""
    start: int = 0
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class LoadedPage:
    """One page: clean text, paragraphs apart by ``"\\n"``; boxes ``(len(text), 4) float32`` in points from
    the top left, NaN without ink. Lines that no block of ``blocks`` covers get their kind by their form
    (``block_kinds.type_page``).
    """

    number: int
    text: str
    width: float = 0.0
    height: float = 0.0
    boxes: NDArray[np.float32] | None = None
    headings: tuple[LoadedHeading, ...] = ()
    key: str = ""
    title: str = ""
    label: str = ""  # the number printed on the page, where that is another than its own
    blocks: tuple[LoadedBlock, ...] = ()
    pictures: tuple[LoadedPicture, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """A document; ``notes`` tell its reader what could not be read, the sentences of ``findings`` first.

    Not ``whole``: its first pages only.
    """

    kind: str
    title: str
    pages: tuple[LoadedPage, ...]
    notes: tuple[str, ...] = ()
    whole: bool = True
    findings: tuple[FileFinding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()  # what was seen and is on no page, most first


@dataclass
class Outcome:
    """What a loader says besides its pages, and what it may use to recognise pictures."""

    title: str = ""
    kind: str = ""  # where the file turns out to be of another kind than its ending says
    notes: list[str] = field(default_factory=list)
    total: int = 0  # pages, once known
    first: int = 0  # a loader to which the first pages come much sooner than all may stop after these; 0: all
    whole: bool = True  # False where it did
    tell: Callable[[int], None] = lambda done: (
        None
    )  # pages seen so far, for a loader that yields none until it has seen all
    findings: list[FileFinding] = field(default_factory=list)
    left_out: LeftOutAccount = field(default_factory=LeftOutAccount)
    ocr_program: str = ""  # where Tesseract is, "" without it
    ocr_seconds: int = 0  # most time for recognising all pictures of the file; 0: not at all
    hold: Callable[[int], None] = lambda seconds: None  # asks for more time, seconds

    def find(self, code: str, pages: Sequence[int], **more: object) -> None:
        """Name pages with something the matter; nothing where there are none."""
        if pages:
            self.findings.append(finding(code, pages, **more))

    def remark(self, code: str, **more: object) -> None:
        """Say something of the file as a whole; ``code`` is one of ``findings.FILE_SENTENCES``."""
        self.findings.append(remark(code, **more))

    def pages_with(self, code: str) -> set[int]:
        """The pages that a finding of a code names."""
        return {page for one in self.findings if one.code == code for page in one.pages}

    def leave_out(self, reason: str, text: str, times: int = 1) -> None:
        """Note a text that is seen in the file and given to no page; ``reason`` is a code of LEFT_OUT_REASONS."""
        self.left_out.add(reason, text, times)


Loader = Callable[[bytes, Outcome, int], Iterator[LoadedPage]]  # content, outcome to fill in, most pages


class LoadError(Exception):
    """A file that cannot be read: stable code and a Korean sentence; it crosses the process boundary as those two."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def resolve_joints(page: LoadedPage, decide: Callable[[Sequence[tuple[str, str]]], list[bool]]) -> LoadedPage:
    """The page with every JOINT turned into a space or into nothing, boxes, headings and blocks moved along."""
    import numpy as np  # here: a child process that parses text needs none of it

    places = [i for i, char in enumerate(page.text) if char in (JOINT, HYPHEN)]
    if not places:
        return page
    plain = page.text.replace(JOINT, "\n")
    lines = [(plain.rfind("\n", 0, i) + 1, i + (plain[i] == HYPHEN), plain.find("\n", i + 1)) for i in places]
    pairs = [(plain[a:b], plain[i + 1 : c if c >= 0 else None]) for (a, b, c), i in zip(lines, places, strict=True)]
    gone = [i for i, stays in zip(places, decide(pairs), strict=True) if not stays]
    dropped = set(gone)
    text = "".join(_SETTLED.get(char, char) for i, char in enumerate(page.text) if i not in dropped)
    boxes = None if page.boxes is None else np.delete(page.boxes, gone, axis=0)

    def move(place: int) -> int:
        return place - bisect_left(gone, place)

    headings = tuple(replace(h, start=move(h.start)) for h in page.headings)
    blocks = tuple(replace(b, start=move(b.start), end=move(b.end)) for b in page.blocks)
    pictures = tuple(replace(p, start=move(p.start)) for p in page.pictures)
    return replace(page, text=text, boxes=boxes, headings=headings, blocks=blocks, pictures=pictures)
