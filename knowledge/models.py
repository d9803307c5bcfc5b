"""What the knowledge package hands to everyone else: frozen values, no database session behind them.

Offsets are Unicode code points into the source's text, which is its pages' texts joined by ``"\\n"`` (NFC, no control
characters but ``"\\n"``). ``source_text[start:end] == text`` holds for every passage, quote
and citation. Pages count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Source:
    """One document in the library."""

    id: str
    title: str
    filename: str
    kind: str  # "pdf", "md", "txt", "jsonl"
    sha256: str
    size: int  # bytes
    pages: int
    passages: int
    created_at: datetime
    reading: bool = False  # its first pages only: the rest is being read
    notes: tuple[str, ...] = ()  # what the reader should know: "3쪽은 그림뿐이라 읽지 못했습니다"


@dataclass(frozen=True)
class Heading:
    """A heading of a source: ``level`` 1 is a chapter; it rules from ``start`` to the next
    heading of its level or above.
    """

    level: int
    title: str
    start: int
    page: int


class BlockKind(StrEnum):
    """What a block of a page is; stored and exported under these very words."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"  # one row of it
    FORMULA = "formula"
    CODE = "code"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    EXERCISE = "exercise"  # a question or a task put to the reader
    CONTENTS = "contents"  # a line of a table of contents
    REFERENCE = "reference"  # a line of a list of works, or a link to elsewhere
    BOILERPLATE = "boilerplate"  # navigation, licences, addresses: about the document and not its matter
    SPEAKER = "speaker"  # a line that somebody says, or the line that names who speaks


@dataclass(frozen=True)
class Block:
    """A piece of a page that is one thing; blocks of a source follow one another and do not overlap.

    A block is one line of the page's text, or several of one paragraph. ``level`` is 1 to 6 for a heading, the depth
    from 1 for a list item, 1 for a table's row of heads, 0 otherwise; ``marker`` is a list item's ("□", "1.").
    """

    kind: BlockKind
    page: int
    start: int
    end: int
    level: int = 0
    marker: str = ""


@dataclass(frozen=True)
class Page:
    """One page: ``text`` stands at ``start`` in the source's text; width and height in
    points (0 where there is no paper).
    """

    source_id: str
    number: int
    start: int
    text: str
    width: float = 0.0
    height: float = 0.0
    label: str = ""  # the number printed on it, where that is another than its own

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Passage:
    """A searchable piece of a source; ``key`` is the caller's own id where a JSONL line brought one."""

    id: int
    source_id: str
    ordinal: int
    page: int
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence as it stands in its source, scored for a question (0 to 1, higher answers better)."""

    source_id: str
    page: int
    start: int
    end: int
    text: str
    score: float = 0.0
    label: str = ""  # who says it, in a transcript


@dataclass(frozen=True)
class Hit:
    """A passage found for a query; ``why`` holds its rank (1 is best) in each leg that found it."""

    passage: Passage
    title: str  # of the source
    score: float
    why: dict[str, int] = field(default_factory=dict)
    read: dict[str, str] = field(
        default_factory=dict
    )  # words of the query and what they were read as, that stands here
    coverage: float = 0.0  # share of the query's idf mass that the passage covers, 0 to 1


@dataclass(frozen=True)
class Entry:
    """A glossary entry: the key-value leg. ``text`` is the definition, an exact span of its source."""

    term: str
    text: str
    source_id: str
    page: int
    start: int
    end: int
    title: str = ""


class EvidenceState(StrEnum):
    """What a piece of evidence makes of what is said: shown, stored and compared under these very words."""

    CONFIRMED = "확인됨"
    WEAK = "근거 약함"
    NONE = "근거 없음"
    NEAR = "가까운 내용"  # shown beside a refusal, claiming nothing


@dataclass(frozen=True)
class Citation:
    """Where a quote stands: ``quote`` equals the source's text at its offsets, byte for byte."""

    marker: int
    source_id: str
    title: str
    page: int
    start: int
    end: int
    quote: str
    status: EvidenceState = EvidenceState.CONFIRMED
    label: str = ""  # shown before the quote: who says it, or which question it answered
    page_label: str = ""  # the number printed on the page, where that is another than ``page``
    time: str = ""  # when it is said, in subtitles: "12:34"
    path: str = ""  # the headings above it, the highest first: "1장 세포 › 엽록체"

    @property
    def place(self) -> str:
        """The place for people: a time, or the page's printed number and the file's own where they differ."""
        return self.time or name_page(self.page, self.page_label)


def name_page(page: int, label: str) -> str:
    """A page for people: "12쪽"; "3쪽(파일 6쪽)" where another number is printed on it."""
    return f"{label}쪽(파일 {page}쪽)" if label else f"{page}쪽"


@dataclass(frozen=True)
class Box:
    """A rectangle on a page in points, origin top left; a quote over three lines has three."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Problem:
    """Something ``Library.check`` found; ``repaired`` says whether it was mended."""

    code: str
    detail: str
    repaired: bool = False
