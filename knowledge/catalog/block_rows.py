"""The blocks of a page as they are kept with it, and read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from knowledge.loaders.base import LoadedBlock, LoadedHeading, LoadedPage
from knowledge.loaders.block_kinds import type_page
from knowledge.loaders.registry import LOADERS
from knowledge.models import Block, BlockKind
from storage.tables import HeadingRow, PageRow, SourceRow


def dump_blocks(blocks: Iterable[LoadedBlock]) -> list[list[Any]]:
    """A page's blocks as ``PageRow.blocks`` keeps them; offsets are into the page's text."""
    return [[block.kind.value, block.start, block.end, block.level, block.marker] for block in blocks]


def to_blocks(row: PageRow, headings: Iterable[HeadingRow]) -> list[Block]:
    """A stored page's blocks; by the form of its lines where it was stored before blocks were kept."""
    kept = [LoadedBlock(BlockKind(kind), *more) for kind, *more in row.blocks]
    if not kept:
        there = (LoadedHeading(h.level, h.title, h.start - row.start) for h in headings if h.page == row.number)
        kept = list(type_page(LoadedPage(row.number, row.text, headings=tuple(there))))
    return [Block(b.kind, row.number, row.start + b.start, row.start + b.end, b.level, b.marker) for b in kept]


def load_blocks(session: Session, source_id: str, start: int = 0, end: int | None = None) -> list[Block]:
    """The blocks of a source that lie between two offsets, at least in part, in reading order."""
    statement = select(PageRow).options(undefer(PageRow.blocks)).where(PageRow.source_id == source_id)
    statement = statement.where(PageRow.start + func.length(PageRow.text) > start)
    if end is not None:
        statement = statement.where(PageRow.start < end)
    rows: Sequence[PageRow] = session.scalars(statement.order_by(PageRow.number)).all()
    headings = session.scalars(select(HeadingRow).where(HeadingRow.source_id == source_id)).all()
    blocks = [block for row in rows for block in to_blocks(row, headings)]
    return [block for block in blocks if block.end > start and (end is None or block.start < end)]


def load_levels(session: Session, source_id: str, start: int, end: int) -> list[tuple[int, int, str, int]]:
    """Start, end, kind and level of the blocks between two offsets, in reading order; none where none were kept.

    Of the pages' texts and headings nothing is read.
    """
    length = func.length(PageRow.text)
    statement = select(PageRow.start, PageRow.blocks).where(PageRow.source_id == source_id)
    statement = statement.where(PageRow.start < end, PageRow.start + length > start).order_by(PageRow.number)
    placed = (
        (page + block[1], page + block[2], str(block[0]), int(block[3]))
        for page, blocks in session.execute(statement)
        for block in blocks
    )
    return [one for one in placed if one[1] > start and one[0] < end]


def find_times(session: Session, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """When what stands at ``(source id, offset)`` is said: "12:34", for sources that are cited by time."""
    timed = [kind for kind, row in LOADERS.items() if row.timed]
    ids = {source for source, _ in places}
    query = select(SourceRow.id).where(SourceRow.id.in_(ids), SourceRow.kind.in_(timed))
    held = set(session.scalars(query))
    found = {}
    for source, offset in places:
        if source in held and (blocks := load_blocks(session, source, offset, offset + 1)):
            found[source, offset] = blocks[0].marker
    return found
