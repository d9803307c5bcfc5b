"""Citations kept in quiz questions and answers, moved to where their quotes stand when a source's text has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, or_, select, update
from sqlalchemy.orm import Session

from storage.tables import AnswerRow, QuestionRow

CITING_TABLES: tuple[type[QuestionRow] | type[AnswerRow], ...] = (QuestionRow, AnswerRow)


@dataclass(frozen=True)
class Edition:
    """A source's text as it is now: ``pages`` are ``(start, number)`` in order; ``formerly`` other ids of the source.

    ``confirmed`` and ``lost`` are the states of a citation whose quote stands in the text,
    and of one that stands nowhere.
    """

    source_id: str
    owner: str
    title: str
    text: str
    pages: tuple[tuple[int, int], ...]
    page_at: Callable[[int], int]
    confirmed: str
    lost: str
    formerly: tuple[str, ...] = ()


def is_exact(citation: dict[str, Any], edition: Edition) -> bool:
    """Whether a citation's quote stands where it says, or is marked as standing nowhere."""
    there = edition.text[citation["start"] : citation["end"]] == citation["quote"]
    return citation["status"] == edition.lost or (there and citation["end"] > citation["start"])


def relocate(citation: dict[str, Any], edition: Edition) -> dict[str, Any]:
    """The citation where its quote stands now, white space between words ignored; marked
    as lost where it stands nowhere.

    A lost citation keeps its quote and marks nothing: an empty span at the start of its page, or of the last page.
    """
    words = [re.escape(word) for word in citation["quote"].split()]
    places = list(re.finditer(r"\s+".join(words), edition.text)) if words else []
    known: dict[str, Any] = {"source_id": edition.source_id, "title": edition.title}
    if not places:
        before = [place for place in edition.pages if place[1] <= citation["page"]]
        start, number = before[-1] if before else edition.pages[0]
        return citation | known | {"page": number, "start": start, "end": start, "status": edition.lost}
    best = min(places, key=lambda place: abs(place.start() - citation["start"]))
    known |= {"page": edition.page_at(best.start()), "start": best.start(), "end": best.end(), "quote": best.group()}
    was_lost = citation["status"] == edition.lost and citation["end"] <= citation["start"]
    return citation | known | {"status": edition.confirmed if was_lost else citation["status"]}


def follow_quotes(session: Session, edition: Edition) -> None:
    """Move every citation of a source that its owner's questions and answers keep."""
    ids = {edition.source_id, *edition.formerly}
    for row in _rows(session, edition.owner, ids):
        row.payload = _each(row.payload, lambda c: relocate(c, edition) if c["source_id"] in ids else c)
    session.flush()


def all_exact(session: Session, edition: Edition) -> bool:
    """Whether every kept citation of a source is exact, or marked as lost."""
    rows = _rows(session, edition.owner, {edition.source_id})
    kept = [citation for row in rows for citation in _citations(row.payload)]
    return all(is_exact(c, edition) for c in kept if c["source_id"] == edition.source_id)


def hand_over_questions(session: Session, former: str, heir: str) -> None:
    """The questions of a source that gives way belong to the source that takes its place."""
    session.execute(update(QuestionRow).where(QuestionRow.source_id == former).values(source_id=heir))


def _rows(session: Session, owner: str, ids: Collection[str]) -> Iterator[Any]:
    """The questions and answers that name one of the sources."""
    for table in CITING_TABLES:
        naming = or_(*(cast(table.payload, String).contains(one) for one in ids))
        yield from session.scalars(select(table).where(table.owner == owner, naming)).all()


def _citations(payload: dict[str, Any]) -> list[dict[str, Any]]:
    single = [payload["citation"]] if isinstance(payload.get("citation"), dict) else []
    return [*single, *(payload.get("citations") or ()), *(payload.get("nearest") or ())]


def _each(payload: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """The payload with every citation in it changed."""
    out = dict(payload)
    if isinstance(out.get("citation"), dict):
        out["citation"] = change(out["citation"])
    for name in ("citations", "nearest"):
        if isinstance(out.get(name), list):
            out[name] = [change(one) for one in out[name]]
    return out
