"""Tables out of a document's typed blocks: heads, and rows of cells with the place of each in the text.

Rows come in two forms: those that say their heads ("지역: 부산 | 2021: 3350"), and those that stand under a row of heads
("부산 | 3350 | 3317"). What cannot be laid under heads without guessing is no table here; search finds it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge.loaders.table_heads import is_number_like
from knowledge.models import Block, BlockKind, Heading
from korean import lexicon

CELL_BAR = " | "
HEAD_MARK = ": "
FEWEST_TABLE_ROWS = 2
MOST_TABLES = 400  # of a source
MOST_TABLE_ROWS = 200_000
MOST_TABLE_COLUMNS = 200
LONGEST_TABLE_TITLE_LINE = 80  # characters of a line above a table that says what it shows
MOST_RAGGED = 0.2  # share of rows that do not fit their heads, from which on a table is none
Place = tuple[int, int]  # from and to in the source's text; (-1, -1) where nothing stands
EMPTY: Place = (-1, -1)
_TITLING = (BlockKind.CAPTION, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


class _Piece(NamedTuple):
    text: str
    start: int


@dataclass
class UntypedTable:
    """A table before its columns are typed: every row has a place for every head."""

    page: int
    start: int
    title: str
    path: tuple[str, ...]
    heads: list[str]
    rows: list[list[Place]] = field(default_factory=list)
    end: int = 0
    misfits: int = 0


def read_tables(text: str, blocks: Iterable[Block], headings: Sequence[Heading]) -> Iterator[UntypedTable]:
    """The tables of a document that can be worked with, in reading order, at most MOST_TABLES."""
    found = 0
    for raw in _collect(text, blocks, headings):
        if len(raw.rows) >= FEWEST_TABLE_ROWS and raw.misfits <= MOST_RAGGED * (len(raw.rows) + raw.misfits):
            found += 1
            if found > MOST_TABLES:
                return
            yield raw


def _collect(text: str, blocks: Iterable[Block], headings: Sequence[Heading]) -> Iterator[UntypedTable]:
    group: list[Block] = []
    above: list[Block] = []  # the last lines that are no table
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            if group and (block.level == 1 or block.start - group[-1].end > 2):
                yield from _build(text, group, above, headings)
                above, group = above if block.level == 1 and len(group) == 1 else [], []
            group.append(block)
            continue
        if block.kind is BlockKind.FOOTNOTE and group:
            continue  # a remark on a cell stands between rows
        if group:
            yield from _build(text, group, above, headings)
            above, group = [], []
        above = [*above[-1:], block]
    if group:
        yield from _build(text, group, above, headings)


def _build(text: str, group: list[Block], above: list[Block], headings: Sequence[Heading]) -> Iterator[UntypedTable]:
    notes = [block for block in group[:1] if len(group) == 1]
    rows = [_cut(text, block) for block in group]
    while len(rows) > FEWEST_TABLE_ROWS and group[0].level != 1 and len(rows[0]) == 1:
        rows, notes, group = rows[1:], [*notes, group[0]], group[1:]  # a title as wide as the table
    if len(rows) <= FEWEST_TABLE_ROWS - 1 or len(rows[0]) < 2:
        return
    if group[0].level != 1 and not _looks_like_heads(rows):
        return
    heads = [piece.text.strip() for piece in rows[0]]
    if len(heads) > MOST_TABLE_COLUMNS:
        return
    path = _path_at(headings, group[0].start)
    raw = UntypedTable(group[0].page, group[0].start, _find_title(text, [*above, *notes], group[0]), path, heads)
    raw.end = group[-1].end
    for pieces in rows[1 : MOST_TABLE_ROWS + 1]:
        row = _lay_named(pieces, heads) if _says_heads(pieces, heads) else _lay_under(pieces, heads)
        if row is None:
            raw.misfits += 1
        elif any(place != EMPTY for place in row):
            raw.rows.append(row)
    yield raw


def _cut(text: str, block: Block) -> list[_Piece]:
    pieces, at = [], block.start
    for part in text[block.start : block.end].split(CELL_BAR):
        pieces.append(_Piece(part, at))
        at += len(part) + len(CELL_BAR)
    return pieces


def _says_heads(pieces: Sequence[_Piece], heads: Sequence[str]) -> bool:
    named = {head for head in heads if head}
    return any(piece.text.startswith(f"{head}{HEAD_MARK}") for piece in pieces[:3] for head in named)


def _lay_named(pieces: Sequence[_Piece], heads: Sequence[str]) -> list[Place] | None:
    """A row that says its heads; cells of columns without a head are left out."""
    row, column = [EMPTY] * len(heads), 0
    for piece in pieces:
        at = next((i for i in range(column, len(heads)) if piece.text.startswith(f"{heads[i]}{HEAD_MARK}")), None)
        if at is None:
            continue
        start = piece.start + len(heads[at]) + len(HEAD_MARK)
        row[at], column = _trim(piece, start), at + 1
    return row


def _lay_under(pieces: Sequence[_Piece], heads: Sequence[str]) -> list[Place] | None:
    """A row under its heads: what is missing behind is empty; names of several levels before the figures are one."""
    excess = len(pieces) - len(heads)
    if excess > 0:
        before = pieces[: excess + 1]
        if any(is_number_like(piece.text.strip()) for piece in before):
            return None
        told = [piece for piece in before if piece.text.strip()]
        pieces = [told[-1] if told else before[-1], *pieces[excess + 1 :]]
    row = [_trim(piece, piece.start) for piece in pieces]
    if len(row) == 1 and len(heads) > 2:
        return None
    return row + [EMPTY] * (len(heads) - len(row))


def _trim(piece: _Piece, start: int) -> Place:
    said = piece.text[start - piece.start :]
    left = len(said) - len(said.lstrip())
    return (start + left, start + len(said.rstrip())) if said.strip() else EMPTY


def _looks_like_heads(rows: Sequence[Sequence[_Piece]]) -> bool:
    """Whether a first row that no loader calls heads has words alone where figures stand below it."""
    first = [piece.text.strip() for piece in rows[0]]
    if not all(first) or any(is_number_like(said) for said in first) or len(set(first)) < len(first):
        return False
    figures = sum(any(is_number_like(piece.text.strip()) for piece in row[1:]) for row in rows[1:])
    return 2 * figures > len(rows[1:])


def _path_at(headings: Sequence[Heading], start: int) -> tuple[str, ...]:
    """The headings that a place stands under, the outermost first."""
    path: list[Heading] = []
    for heading in headings:
        if heading.start > start:
            break
        path = [*(one for one in path if one.level < heading.level), heading]
    return tuple(heading.title for heading in path)


def _find_title(text: str, above: Sequence[Block], first: Block) -> str:
    """The line right above a table that says what it shows, a caption before others; "" where there is none."""
    near = [block for block in above if block.kind in (*_TITLING, BlockKind.TABLE)]
    said = [(block.kind, " ".join(text[block.start : block.end].split())) for block in near]
    said = [(kind, line) for kind, line in said if 0 < len(line) <= LONGEST_TABLE_TITLE_LINE]
    captions = [line for kind, line in said if kind is BlockKind.CAPTION]
    unit = lexicon.pattern("table_questions", "unit_before")
    if len(said) > 1 and all(unit.search(line) and len(line) < 20 for line in captions[-1:]):
        return " ".join(line for _, line in said[-2:])
    return captions[-1] if captions else (said[-1][1] if said else "")
