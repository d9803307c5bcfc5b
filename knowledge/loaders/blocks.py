"""What every formatted document comes down to: blocks (a paragraph, a heading, a row of a
table) and the pages made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.loaders.base import LoadedBlock, LoadedHeading, LoadedPage, LoadedPicture, LoadError, Outcome
from knowledge.loaders.raised import find_note_mark, is_note_mark, write_run
from knowledge.models import BlockKind
from korean import lexicon
from korean.text import clean, squeeze

PAGE_CHARACTERS = 3000  # characters, where a document says nothing about pages
LONGEST_HEADING = 80  # longer paragraphs in a heading's style are text ...
USUAL_HEADING = 40  # most headings of a level are shorter
LONGEST_SENTENCE = 30  # ... and sentences already from here
DEEPEST_HEADING = 6
REPEATED = 40  # longest value of a cell over several rows or columns that is said again in each of them
_END = re.compile(r"(?<=[.!?。])\s|\n")
_POOR_TITLE = lexicon.pattern("headings", "poor_title", re.I)


@dataclass(frozen=True)
class TextBlock:
    """Cleaned text of one paragraph; ``level`` 1 to 6 for a heading; ``opens`` where a new page begins with it.

    ``kind`` where the format says what it is; a heading has its level, a table's row is a ``row``, and what is left
    as a paragraph may still turn out otherwise by its own words (``knowledge/loaders/block_kinds.py``).
    """

    text: str
    level: int = 0
    opens: bool = False
    row: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    depth: int = 0  # of a list item, from 1; 1 for a table's row of heads
    marker: str = ""  # of a list item, as it stands in the text or as the format would draw it
    picture: LoadedPicture | None = None  # stands here; such a block has no text

    @property
    def block_kind(self) -> BlockKind:
        """What the block is, with what its level and its row say."""
        if self.level:
            return BlockKind.HEADING
        return BlockKind.TABLE if self.row else self.kind


@dataclass
class Paragraph:
    """A paragraph while it is read: its words, the tables and boxes anchored in it, its notes."""

    level: int = 0
    opens: bool = False
    shape: TextBlock = TextBlock("")  # kind, depth and marker of its words
    done: list[TextBlock] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    anchored: list[TextBlock] = field(default_factory=list)
    notes: list[TextBlock] = field(default_factory=list)
    note_marks: list[str] = field(default_factory=list)  # raised marks that were taken out of the words
    script: int = 0  # of the run that is being read: 1 raised, -1 lowered
    run: str = ""
    ruby: tuple[int, str, str] | None = None  # place in the words, base and reading of the last word with a reading

    def say(self, text: str, script: int = 0) -> None:
        """More words; raised (1) or lowered (-1) ones as such, a mark that points to a note apart."""
        if script != self.script:
            self._end_run()
            self.script = script
        if script:
            self.run += text
        else:
            self.words.append(text)

    def _end_run(self) -> None:
        text, script, self.run, self.script = self.run, self.script, "", 0
        before = tidy("".join(self.words[-4:]))
        if script > 0 and (find_note_mark(before, text) or (not before and is_note_mark(text))):
            if before:
                self.note_marks.append(text)
            else:
                self.words.append(f"{text.strip()} ")  # at the beginning of the note itself
        elif text:
            self.words.append(write_run("".join(self.words[-2:]), text, script > 0))

    def say_reading(self, base: str, reading: str) -> None:
        """A word with its reading behind it; words of one character that follow one another are one: 漢江(한강)."""
        self._end_run()
        base, reading = "".join(base.split()), "".join(reading.split())
        single = len(base) == 1
        if single and self.ruby and self.ruby[0] == len(self.words) - 1:
            base, reading = self.ruby[1] + base, self.ruby[2] + reading
            self.words.pop()
        self.words.append(f"{base}({reading})" if reading and reading != base else base)
        self.ruby = (len(self.words) - 1, base, reading) if single else None

    def put(self, blocks: Iterable[TextBlock], inline: bool) -> None:
        """Something anchored here: ``inline`` where it stands like a letter, otherwise it comes after the words."""
        if inline:
            self._flush()
            self.done += blocks
        else:
            self.anchored += blocks

    def _flush(self) -> None:
        self._end_run()
        text = tidy("".join(self.words))
        self.words = []
        if text:
            self.done.append(heading(text, self.level) if self.level else replace(self.shape, text=text))

    def blocks(self) -> list[TextBlock]:
        """Everything in reading order: words and what stands between them, what is anchored, notes."""
        self._flush()
        found = self.done + self.anchored + self.notes
        if not self.opens:
            return found
        return [replace(found[0], opens=True), *found[1:]] if found else [TextBlock("", opens=True)]


def tidy(text: str) -> str:
    """Clean text: lines without blanks at their ends or doubled, no empty lines."""
    said = clean(text)
    if "\n" not in said:
        return " ".join(said.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in said.split("\n"))))


def heading(text: str, level: int) -> TextBlock:
    """A heading's block, or a plain one where it is too long or too deep to be one."""
    line = " ".join(text.split())
    sentence = len(line) > LONGEST_SENTENCE and line.endswith((".", "다", "요", ",", "?", "!"))
    if not 1 <= level <= DEEPEST_HEADING or len(line) > LONGEST_HEADING or sentence or not squeeze(line):
        return TextBlock(text)
    return TextBlock(line, level)


def without_lists(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Outline levels used for lists are none: most of their paragraphs are long, or no
    text and no deeper level follows.
    """
    said = [block for block in blocks if block.text]
    found: dict[int, list[bool]] = {}
    for block, after in zip(said, [*said[1:], TextBlock("")]):
        if block.level:
            heads = bool(after.text) and not 0 < after.level <= block.level
            found.setdefault(block.level, []).append(heads and len(block.text) <= USUAL_HEADING)
    lists = {level for level, heading_some in found.items() if 2 * sum(heading_some) <= len(heading_some)}
    return [replace(block, level=0) if block.level in lists else block for block in blocks]


def paginate(blocks: Iterable[TextBlock], size: int = PAGE_CHARACTERS, empty: bool = False) -> list[list[TextBlock]]:
    """Blocks by page: at page starts, and where a page grows over ``size`` characters (0: never);
    ``empty`` keeps pages without text.
    """
    pages: list[list[TextBlock]] = [[]]
    length = 0
    for block in blocks:
        if block.picture and not block.opens:
            pages[-1].append(block)
            continue
        above = next((other for other in reversed(pages[-1]) if other.text), block)
        if (block.opens and (empty or length)) or (
            size
            and length
            and (length + len(block.text) > size or (length > size // 2 and block.level and not above.level))
        ):
            pages.append([])
            length = 0
        for piece in _pieces(block, 2 * size):
            if length and size and length + len(piece.text) > 2 * size:
                pages.append([])
                length = 0
            if piece.text or piece.picture:
                pages[-1].append(piece)
                length += len(piece.text) + 1
    return pages


def _pieces(block: TextBlock, most: int) -> Iterator[TextBlock]:
    """A block, cut at sentence ends where it is longer than ``most``."""
    text = block.text
    while most and len(text) > most:
        cuts = [match.end() for match in _END.finditer(text, most // 2, most)]
        cut = cuts[-1] if cuts else max(text.rfind(" ", most // 2, most) + 1, 0) or most
        yield replace(block, text=text[:cut].rstrip(), level=0)
        text = text[cut:].lstrip()
    yield replace(block, text=text)


def assemble(number: int, blocks: Sequence[TextBlock]) -> LoadedPage:
    """A page's text with the offsets of its headings and blocks."""
    headings, typed, pictures = [], [], []
    lines: list[str] = []
    start = 0
    for block in blocks:
        if block.picture:
            pictures.append(replace(block.picture, start=start))
            continue
        end = start + len(block.text)
        if block.level:
            headings.append(LoadedHeading(block.level, block.text, start))
        if block.text:
            typed.append(LoadedBlock(block.block_kind, start, end, block.level or block.depth, block.marker))
        lines.append(block.text)
        start = end + 1
    text = "\n".join(lines)
    return LoadedPage(number, text, headings=tuple(headings), blocks=tuple(typed), pictures=tuple(pictures))


def finish(pages: Sequence[Sequence[TextBlock]], outcome: Outcome, most: int, stated: str = "") -> Iterator[LoadedPage]:
    """The pages, and the document's title: the stated one if the text has it, or the first heading.

    Raises LoadError: too many pages, or no text at all.
    """
    outcome.total = len(pages)
    if len(pages) > most:
        raise LoadError("too_long", f"너무 긴 문서입니다({len(pages):,}쪽, 많아도 {most:,}쪽). 나누어 올려 주세요.")
    if not any(char.isalnum() for page in pages for block in page for char in block.text):
        raise LoadError(
            "no_text",
            "글자가 없는 문서입니다. 그림만 있는 문서라면 글자 인식(OCR)을 거친 PDF로 만들어 올려 주세요.",
        )
    outcome.title = outcome.title or _title(stated, pages)
    for number, page in enumerate(pages, 1):
        yield assemble(number, page)


def _title(stated: str, pages: Sequence[Sequence[TextBlock]]) -> str:
    stated = tidy(stated).replace("\n", " ")
    first = [block for page in pages[:3] for block in page if not block.picture]
    if 1 < len(stated) <= 120 and not _POOR_TITLE.search(stated):
        wanted = squeeze(stated)
        said = [squeeze(block.text) for block in first[:40]]
        if wanted in said or (len(wanted) >= 8 and wanted in "".join(said)):
            return stated
    tops = [block.text for page in pages for block in page if block.level == 1]
    return tops[0] if len(tops) == 1 and tops[0] in [block.text for block in first[:5]] else ""
