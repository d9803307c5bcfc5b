"""Guides as the database keeps them, written once for an edition; and the suggestions under an answer."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from agent.answer import Answer
from agent.guides.guide import Guide, GuideQuestion, find_guide
from errors import HyunmooError
from knowledge import Library
from storage.shared_sources import may_read
from storage.tables import GuideRow, SourceRow

GUIDES_READING = "1"  # changes where a source gives another guide than before
MOST_SUGGESTIONS = 3


def keep_guide(library: Library, source_id: str) -> bool:
    """Find and keep the guide to a source; False where none is kept: of a source that is still being read, or where an
    error, which is logged, kept it away.
    """
    try:
        load_guide(library, source_id)
    except HyunmooError as error:
        logging.getLogger(__name__).warning("no guide yet: %s", error.code)
        return False
    return bool(find_kept_guides(library, [source_id]))


def load_guide(library: Library, source_id: str) -> Guide:
    """The guide to a source: as it is kept, or found now and kept. Raises QuestionError (``unknown_source``)."""
    source = library.source(source_id)
    if kept := find_kept_guides(library, [source_id]):
        return kept[0]
    guide = find_guide(library, source_id)
    if not source.reading:
        _store(library, guide)
    return guide


def find_kept_guides(library: Library, source_ids: Sequence[str] | None = None, most: int | None = None) -> list[Guide]:
    """The guides that are kept of sources on the shelf, or of some of them, newest source first."""
    wanted = (
        select(GuideRow.data, GuideRow.edition, SourceRow.edition.label("present"), SourceRow.title)
        .join(SourceRow, SourceRow.id == GuideRow.source_id)
        .where(may_read(library.owner))
        .order_by(SourceRow.created_at.desc(), SourceRow.id)
    )
    if source_ids is not None:
        wanted = wanted.where(SourceRow.id.in_(source_ids))
    if most is not None:
        wanted = wanted.limit(most)
    with library.database.session() as session:
        rows = session.execute(wanted).all()
    found = []
    for row in rows:
        if row.edition == f"{GUIDES_READING}.{row.present}":
            try:
                guide = Guide.model_validate_json(zlib.decompress(row.data))
            except (ValidationError, zlib.error):
                continue  # damaged: it is found anew
            found.append(guide.model_copy(update={"title": row.title}))
    return found


def _store(library: Library, guide: Guide) -> None:
    """Keep a guide under its source's own owner, whoever has found it."""
    data = zlib.compress(guide.model_dump_json().encode("utf-8"), 6)
    with library.database.session() as session:
        wanted = select(SourceRow.owner, SourceRow.edition).where(
            may_read(library.owner), SourceRow.id == guide.source_id
        )
        source = session.execute(wanted).first()
        if source is None:
            return
        values = {
            "source_id": guide.source_id,
            "owner": source.owner,
            "edition": f"{GUIDES_READING}.{source.edition}",
            "data": data,
        }
        session.execute(
            insert(GuideRow).values(values).on_conflict_do_update(index_elements=["source_id"], set_=values)
        )


def suggest_next(
    library: Library, answer: Answer, asked: Sequence[str] = (), most: int = MOST_SUGGESTIONS
) -> list[str]:
    """Questions that go on from an answer: of its own section first, of different types, none that was ``asked``."""
    shown = answer.citations or answer.nearest
    if not shown:
        return []
    near = shown[0]
    guides = find_kept_guides(library, [near.source_id])
    said = {" ".join(question.split()) for question in (*asked, answer.question)}
    left = [one for guide in guides for one in guide.questions if one.question not in said]
    here = max((one.part for one in left if one.part <= near.start), default=0)
    chosen: list[GuideQuestion] = []
    while left and len(chosen) < most:
        types = [one.type for one in chosen]
        best = min(left, key=lambda one: (one.part != here, types.count(one.type), abs(one.start - near.start)))
        left.remove(best)
        chosen.append(best)
    return [one.question for one in chosen]
