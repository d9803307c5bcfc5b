"""What is an owner's: sources by their id, hits that were handed in, words that stand in the books."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from errors import QuestionError
from knowledge.glossary import synonyms
from knowledge.models import Hit, Source
from korean.text import clean, squeeze
from storage.shared_sources import may_read, select_shared
from storage.tables import PassageRow, PostingRow, SourceRow

LONGEST_GIVEN_TITLE = 120  # characters
_SOURCES = (
    select(*(getattr(SourceRow, field.name) for field in fields(Source)))
    .where(may_read(bindparam("owner")))
    .order_by(SourceRow.created_at.desc())
)
_HELD = select(SourceRow.id).where(SourceRow.id == bindparam("source"), may_read(bindparam("owner")))
_STANDING = (
    select(PostingRow.term)
    .join(SourceRow, (SourceRow.id == PostingRow.source_id) & may_read(bindparam("owner")))
    .where(PostingRow.term.in_(bindparam("terms", expanding=True)))
    .distinct()
)


def to_source(row: SourceRow | Row[Any]) -> Source:
    """A source as it is handed out."""
    return Source(**{field.name: getattr(row, field.name) for field in fields(Source)} | {"notes": tuple(row.notes)})


def list_sources(session: Session, owner: str) -> list[Source]:
    """The sources that an owner may read, newest first."""
    return [to_source(found) for found in session.connection().execute(_SOURCES, {"owner": owner})]


def get_readable_row(session: Session, owner: str, source_id: str) -> SourceRow:
    """A source that an owner may read, to read only. Raises QuestionError (``unknown_source``)."""
    found = session.scalar(select(SourceRow).where(SourceRow.id == source_id, may_read(owner)))
    return get_row(session, owner, source_id) if found is None else found  # says what is wrong


def get_row(session: Session, owner: str, source_id: str, removed: bool = False, whole: bool = False) -> SourceRow:
    """An owner's own source, to change it, a ``removed`` one too where that is asked for, a ``whole`` one only.

    Raises QuestionError (``unknown_source``, ``still_reading``).
    """
    found = session.get(SourceRow, source_id)
    if found is None or found.owner != owner or (found.removed_at is not None and not removed):
        raise QuestionError(
            f"서재에 없는 자료입니다: {source_id}. 자료 목록을 확인해 주세요.",
            code="unknown_source",
            english=f"No such source: {source_id}.",
        )
    if whole and found.reading:
        raise QuestionError(
            f"아직 읽고 있는 자료입니다: '{found.title}'. 다 읽은 뒤에 다시 해 주세요.",
            code="still_reading",
            english=f"This source is still being read: {source_id}.",
        )
    return found


def rename_source(session: Session, owner: str, source_id: str, title: str) -> Source:
    """Give a source another title. Raises QuestionError (``unknown_source``, ``bad_title``)."""
    row, name = get_row(session, owner, source_id), " ".join(clean(title).split())
    if not squeeze(name) or len(name) > LONGEST_GIVEN_TITLE:
        raise QuestionError(
            f"제목은 1자에서 {LONGEST_GIVEN_TITLE}자까지 쓸 수 있습니다. 지금 제목은 그대로 있습니다: '{row.title}'.",
            code="bad_title",
            english=f"A title has 1 to {LONGEST_GIVEN_TITLE} characters; this one stays as it was.",
        )
    row.title = name
    return to_source(row)


def exists(session: Session, owner: str, source_id: str) -> bool:
    """Whether an owner may read a source."""
    return session.connection().execute(_HELD, {"source": source_id, "owner": owner}).first() is not None


def is_own(session: Session, owner: str, source_id: str) -> bool:
    """Whether a source is the owner's own."""
    return session.scalar(select(SourceRow.owner).where(SourceRow.id == source_id)) == owner


def require_owned(session: Session, owner: str, source_ids: Iterable[str]) -> None:
    """Raises QuestionError (``unknown_source``) where the owner may not read one of the sources."""
    for source_id in source_ids:
        if not exists(session, owner, source_id):
            get_row(session, owner, source_id)  # says what is wrong


def filter_owned(session: Session, owner: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that the owner may read: a hit is a value that anyone can make."""
    readable = or_(PassageRow.owner == owner, PassageRow.source_id.in_(select_shared(owner)))
    mine = readable & PassageRow.id.in_([hit.passage.id for hit in hits])
    found = set(session.scalars(select(PassageRow.id).where(mine)))
    return [hit for hit in hits if hit.passage.id in found]


def find_known_words(session: Session, owner: str, words: Sequence[str]) -> set[str]:
    """Those of the words that stand in the owner's books, or are another name of what does."""
    asked = {"owner": owner, "terms": [word.lower() for word in words]}
    found = set(session.connection().execute(_STANDING, asked).scalars())
    forms = {word.lower(): squeeze(word) for word in words}
    others = synonyms.find_others(session, owner, forms.values())
    return found | {word for word, form in forms.items() if form in others}
