"""Sections and glossary entries that bear a term's own name: where a question about nothing but a term is answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import korean
from knowledge.catalog.passages import to_passage
from knowledge.models import Hit
from storage.shared_sources import may_read
from storage.tables import EntryRow, HeadingRow, PassageRow, SourceRow

MOST_NAMED_PASSAGES = 4  # passages
NOT_CALLED_SO = 2
_ASIDE = re.compile(r"\([^()]*\)|\{[^{}]*\}|^[\W\d_]*\d[\d.\-]*[.)\s]+")


def find_named_sections(
    session: Session, owner: str, terms: Sequence[str], sources: Sequence[str] | None, score: float
) -> list[Hit]:
    """The passages that open a section of a term's name, or hold its glossary entry; each hit has the score given."""
    found: dict[int, Hit] = {}
    for term in terms:
        places = [*_headed(session, owner, term, sources), *_entered(session, owner, term, sources)]
        for source, title, start in places[:MOST_NAMED_PASSAGES]:
            row = session.scalar(
                select(PassageRow)
                .where(PassageRow.source_id == source, PassageRow.end > start)
                .order_by(PassageRow.ordinal)
                .limit(1)
            )
            if row is not None:
                found.setdefault(row.id, Hit(to_passage(row), title, score, {"named": 1}, coverage=1.0))
    return list(found.values())[:MOST_NAMED_PASSAGES]


def _headed(session: Session, owner: str, term: str, sources: Sequence[str] | None) -> list[tuple[str, str, int]]:
    """Where sections of this name begin, then those whose name begins with it; the highest first."""
    letters = func.replace(func.lower(HeadingRow.title), " ", "")
    statement = (
        select(HeadingRow.source_id, SourceRow.title, HeadingRow.start, HeadingRow.title, HeadingRow.level)
        .join(SourceRow, SourceRow.id == HeadingRow.source_id)
        .where(may_read(owner), letters.contains(term, autoescape=True))
    )
    if sources is not None:
        statement = statement.where(HeadingRow.source_id.in_(sources))
    rows = session.execute(statement).all()
    called = [(_nearness(term, row[3]), row) for row in rows]
    found = sorted((near, row[4], len(row[3]), row[2], row) for near, row in called if near < NOT_CALLED_SO)
    return [(row[0], row[1], row[2]) for *_, row in found]


def _nearness(term: str, title: str) -> int:
    """0 where a heading is the term, 1 where it begins with it, else NOT_CALLED_SO."""
    names = heading_names(title)
    if term in names:
        return 0
    return 1 if len(term) > 1 and any(name.startswith(term) for name in names) else NOT_CALLED_SO


def heading_names(title: str) -> set[str]:
    """The names that a heading gives its section: without numbers and asides, and what its parentheses hold."""
    inside = re.findall(r"\(([^()]*)\)", title)
    names = (title, _ASIDE.sub("", title), *(part for one in inside for part in one.split(",")))
    return {korean.squeeze(name) for name in names}


def _entered(session: Session, owner: str, term: str, sources: Sequence[str] | None) -> list[tuple[str, str, int]]:
    """Where the glossary has the term."""
    statement = (
        select(EntryRow.source_id, SourceRow.title, EntryRow.start)
        .join(SourceRow, SourceRow.id == EntryRow.source_id)
        .where(may_read(owner), EntryRow.term == term)
        .order_by(EntryRow.source_id, EntryRow.start)
    )
    if sources is not None:
        statement = statement.where(EntryRow.source_id.in_(sources))
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]
