"""The lines of a source with what each stands under: slides, lists, notes in 개조식, rows of tables.

By blocks and by where a line recurs, never by its words: a line that is a heading elsewhere belongs to a table of
contents, one that comes on page after page belongs to the document and not to its matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import korean
from knowledge import Library, Sentence
from knowledge.models import Block, BlockKind

ROW = " | "
OFTEN_SEEN = 3  # times that a line comes, for it to be furniture
LONGEST_LINE = 160  # characters
LONGEST_LEAD = 40  # characters of a line that deeper lines stand under
_SIGNS = re.compile(r"[{}<>=\\$;]|\w_\w|\w\(\w*\)|::|https?:|\.\w+\(|^\W*#|\[\w*\]")
_FENCE = re.compile(r"^\W+$|^\.\w+\[|^class:|^layout:")
_OPENS_BOX = re.compile(r"\W*\.\w+\[\s*|[♨☞★☆♣♠▣◈※]+\s*")  # of a slide's markup, or a sign before its words
_CLOSES_BOX = re.compile(r"\s*\]$")
_COLON = re.compile(r"[:：]")
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]|[①-⑳]")
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class OutlineLine:
    """A line of a source: ``sentence`` is its text without the marker; ``cells`` are those of a row."""

    sentence: Sentence
    kind: BlockKind
    level: int = 0
    numbered: bool = False
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.sentence.text.split())


@dataclass
class OutlineSection:
    """A heading with its lines, and those above it; headings that a deck repeats page after page are one section."""

    heading: OutlineLine | None
    path: tuple[str, ...]
    lines: list[OutlineLine] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""


def read_sections(library: Library, source_id: str) -> list[OutlineSection]:
    """The sections of a source that have lines, in reading order."""
    text = "\n".join(page.text for page in library.pages(source_id))
    blocks = library.blocks(source_id)
    lines = [line for block in blocks if (line := _to_line(source_id, text, block)) is not None]
    seen = Counter(korean.squeeze(line.text) for line in lines if line.kind is not BlockKind.HEADING)
    titles = {korean.squeeze(_bare(line.text)) for line in lines if line.kind is BlockKind.HEADING}
    return [one for one in _sections(lines) if _drop_furniture(one, seen, titles)]


def _to_line(source_id: str, text: str, block: Block) -> OutlineLine | None:
    """A block as a line; None for what no line of matter is."""
    kinds = (BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.TABLE)
    said = text[block.start : block.end]
    if block.kind not in kinds or not said.strip():
        return None
    start = block.start
    if block.marker and said.startswith(block.marker):
        rest = said[len(block.marker) :]
        start += len(block.marker) + len(rest) - len(rest.lstrip())
    end = block.start + len(said.rstrip())
    lead = _OPENS_BOX.match(text[start:end])
    start += lead.end() if lead else 0
    shut = _CLOSES_BOX.search(text[start:end])
    if shut and text.count("]", start, end) > text.count("[", start, end):
        end -= len(shut.group())
    if start >= end:
        return None
    sentence = Sentence(source_id, block.page, start, end, text[start:end])
    cells = tuple(cell.strip() for cell in sentence.text.split(ROW)) if block.kind is BlockKind.TABLE else ()
    return OutlineLine(sentence, block.kind, block.level, bool(_NUMBERED.fullmatch(block.marker)), cells)


def _sections(lines: Sequence[OutlineLine]) -> list[OutlineSection]:
    heads = [line.text for line in lines if line.kind is BlockKind.HEADING and "," in line.text]
    listed = {korean.squeeze(name) for head in heads for name in head.split(",")}
    found: list[OutlineSection] = [OutlineSection(None, ())]
    above: list[OutlineLine] = []
    for line, after in zip(lines, [*lines[1:], None]):
        lead = found[-1].heading
        if lead is not None and lead.kind is BlockKind.LIST_ITEM and _closes(line, lead):
            found.append(OutlineSection(above[-1] if above else None, tuple(one.text for one in above[:-1])))
        if _leads(line, after, listed):
            if line.kind is BlockKind.LIST_ITEM:
                found[-1].lines.append(line)
            found.append(OutlineSection(line, tuple(one.text for one in above)))
            continue
        if line.kind is not BlockKind.HEADING:
            found[-1].lines.append(line)
            continue
        above = [one for one in above if one.level < line.level] + [line]
        if line.text == found[-1].title:
            continue  # the next page of the same slide
        found.append(OutlineSection(line, tuple(one.text for one in above[:-1])))
    return found


def _closes(line: OutlineLine, lead: OutlineLine) -> bool:
    """Whether a line stands no deeper than the list item that it would be under."""
    return line.kind is not BlockKind.LIST_ITEM or line.level <= lead.level


def _leads(line: OutlineLine, after: OutlineLine | None, listed: set[str]) -> bool:
    """Whether a short line stands over list items as a heading does, or is one of the names of a heading of several."""
    if after is None or line.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    deeper = after.kind is BlockKind.LIST_ITEM and (line.kind is BlockKind.PARAGRAPH or after.level > line.level)
    return (
        (deeper or korean.squeeze(line.text) in listed)
        and not _COLON.search(line.text)
        and len(line.text) <= LONGEST_LEAD
        and not line.text.endswith((".", "!", "?"))
    )


def _drop_furniture(section: OutlineSection, seen: Counter[str], titles: set[str]) -> bool:
    """Take furniture and what is no line of text out of a section; whether any matter is left."""
    section.lines = [line for line in section.lines if line is not section.heading]
    contents = [line for line in section.lines if korean.squeeze(_bare(line.text)) in titles]
    if len(contents) >= max(2, len(section.lines) // 2):
        return False  # a table of contents
    section.lines = [
        line for line in section.lines if line not in contents and seen[korean.squeeze(line.text)] < OFTEN_SEEN
    ]
    return bool(section.lines)


def _bare(text: str) -> str:
    return re.sub(r"^[\W\d]+|[\W]+$", "", text)


def is_readable(text: str) -> bool:
    """Whether a line is text: mostly Hangul or names, no code, no markup, nothing half open."""
    flat = " ".join(text.split())
    return (
        1 < len(flat) <= LONGEST_LINE
        and not _SIGNS.search(flat)
        and not _FENCE.search(flat)
        and flat.count("(") == flat.count(")")
        and flat.count('"') % 2 == 0
        and "?" not in flat
        and "…" not in flat
        and ".." not in flat
        and flat.count("[") == flat.count("]")
        and len(_HANGUL.findall(flat)) >= 0.25 * len(flat)
        and not any(0xE000 <= ord(one) <= 0xF8FF for one in flat)
    )


def runs_of_rows(lines: Sequence[OutlineLine]) -> Iterator[list[OutlineLine]]:
    """Rows that follow one another with the same number of cells, the heads first."""
    run: list[OutlineLine] = []
    for line in [*lines, None]:
        if run and (line is None or len(line.cells) != len(run[0].cells) or line.level == 1):
            if len(run[0].cells) > 1:
                yield run
            run = []
        if line is not None and len(line.cells) > 1:
            run.append(line)
