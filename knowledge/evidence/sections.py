"""The sections around the passages that a search has found: their sentences by line, as they stand in the book.

A section is what stands under one heading, the passages near the one that was found. A line is a block as the loader
typed it: a paragraph, a list item with its level, a row of a table, a line of a slide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.catalog import pages
from knowledge.catalog.block_rows import load_levels
from knowledge.models import Hit
from storage.tables import HeadingRow, PassageRow

REACH = 4  # passages before and after the one that was found
SECTIONS_READ = 8  # hits whose sections are read
FAMILIES_READ = 3  # sections whose families are read
FAMILY_REACH = 12  # passages before and after a section
LONGEST_FAMILY, LONGEST_HEADING_LINE = 1600, 200  # characters


@dataclass(frozen=True)
class SectionAround:
    """Passages in a row under one heading: ``text`` from ``start``, ``rows`` with the score of each beside the best
    hit's (0: not found). Of every sentence, passage by passage: ``lines`` the number of its line, ``kinds`` and
    ``levels`` those of its block.
    """

    source_id: str
    title: str  # of the source
    heading: tuple[str, ...]
    start: int
    text: str
    rows: tuple[PassageRow, ...]
    scores: tuple[float, ...]
    lines: tuple[int, ...]
    kinds: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    family: bool = False  # the sections under one heading together, their own headings between them


def read_sections(session: Session, hits: Sequence[Hit]) -> list[SectionAround]:
    """The sections of the first SECTIONS_READ hits, best first; hits in one section share it."""
    hits = hits[:SECTIONS_READ]
    top = max((hit.score for hit in hits), default=0.0) or 1.0
    scores = {hit.passage.id: max(0.0, hit.score / top) for hit in hits}
    near = {row.id: row for hit in hits for row in _near(session, hit)}
    found: list[SectionAround] = []
    taken: set[int] = set()
    for hit in hits:
        if hit.passage.id in taken or hit.passage.id not in near:
            continue
        rows = _same_section(near.values(), near[hit.passage.id])
        taken |= {row.id for row in rows}
        found.append(_section(session, hit.title, rows, scores))
    return found


def read_all_sections(session: Session, hits: Sequence[Hit]) -> list[SectionAround]:
    """The sections of the hits, and their families behind them."""
    own = read_sections(session, hits)
    return [*own, *read_families(session, own)]


def read_families(session: Session, sections: Sequence[SectionAround]) -> list[SectionAround]:
    """The sections under one heading together, around the first few sections: of its own heading, and of the one
    above.
    """
    found: dict[tuple[str, int, int], SectionAround] = {}
    for section in sections[:FAMILIES_READ]:
        first, last = section.rows[0], section.rows[-1]
        if first.key or not section.heading:
            continue
        near = session.scalars(
            select(PassageRow)
            .where(
                PassageRow.source_id == section.source_id,
                PassageRow.ordinal.between(first.ordinal - FAMILY_REACH, last.ordinal + FAMILY_REACH),
            )
            .order_by(PassageRow.ordinal)
        ).all()
        for parent in (section.heading, section.heading[:-1]):
            rows = _under(near, first, list(parent)) if parent else []
            if len({tuple(row.heading) for row in rows}) > 1:
                one = _family(session, section, parent, rows)
                if len(one.text) <= LONGEST_FAMILY:
                    found.setdefault((one.source_id, one.start, len(one.text)), one)
    return list(found.values())


def _under(rows: Sequence[PassageRow], found: PassageRow, parent: list[str]) -> list[PassageRow]:
    """The passages in a row around one that stand under a heading or one below it."""
    inside = {row.ordinal: row for row in rows if list(row.heading)[: len(parent)] == parent}
    first = last = found.ordinal
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    return [inside[ordinal] for ordinal in range(first, last + 1)] if found.ordinal in inside else []


def _family(
    session: Session, section: SectionAround, parent: tuple[str, ...], rows: Sequence[PassageRow]
) -> SectionAround:
    """A family's section, from the heading of its first section on."""
    scores = {row.id: score for row, score in zip(section.rows, section.scores, strict=True)}
    whole = _section(session, section.title, rows, scores)
    start = rows[0].start
    if len(rows[0].heading) > len(parent):
        own = (HeadingRow.source_id == section.source_id) & (HeadingRow.start < start)
        above = session.scalar(select(func.max(HeadingRow.start)).where(own))
        start = start if above is None or start - above > LONGEST_HEADING_LINE else above
    text = pages.text(session, section.source_id, start, rows[-1].end)
    return replace(whole, heading=parent, start=start, text=text, family=True)


def _near(session: Session, hit: Hit) -> Sequence[PassageRow]:
    at = hit.passage.ordinal
    return session.scalars(
        select(PassageRow)
        .where(PassageRow.source_id == hit.passage.source_id, PassageRow.ordinal.between(at - REACH, at + REACH))
        .order_by(PassageRow.ordinal)
    ).all()


def _same_section(rows: Iterable[PassageRow], found: PassageRow) -> list[PassageRow]:
    """The passages in a row around one that stand under its heading; a caller's own passage stands alone."""
    own = {row.ordinal: row for row in rows if row.source_id == found.source_id and row.heading == found.heading}
    first = last = found.ordinal
    if not found.key:
        while first - 1 in own and not own[first - 1].key:
            first -= 1
        while last + 1 in own and not own[last + 1].key:
            last += 1
    return [own[ordinal] for ordinal in range(first, last + 1)]


def _section(session: Session, title: str, rows: Sequence[PassageRow], scores: dict[int, float]) -> SectionAround:
    first, last = rows[0], rows[-1]
    text = first.text if len(rows) == 1 else pages.text(session, first.source_id, first.start, last.end)
    spans = [(start, end) for row in rows for start, end in row.spans]
    blocks = load_levels(session, first.source_id, first.start, last.end)
    own = _find_blocks(spans, [block[0] for block in blocks])
    return SectionAround(
        first.source_id,
        title,
        tuple(first.heading),
        first.start,
        text,
        tuple(rows),
        tuple(scores.get(row.id, 0.0) for row in rows),
        tuple(own) if blocks else _count_lines(spans, first.start, text),
        tuple(kind for row in rows for kind in (row.kinds or [""] * len(row.spans))),
        tuple(blocks[at][3] for at in own) if blocks else (0,) * len(spans),
    )


def _find_blocks(spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> list[int]:
    """The number of the block in which each sentence begins."""
    return [max(0, bisect_right(starts, start) - 1) for start, _ in spans]


def _count_lines(spans: Sequence[tuple[int, int]], start: int, text: str) -> tuple[int, ...]:
    """The number of the line of each sentence, where no blocks were kept: a line ends with the page's."""
    lines, line, position = [], 0, start
    for first, last in spans:
        line += "\n" in text[position - start : first - start]
        lines.append(line)
        position = last
    return tuple(lines)
