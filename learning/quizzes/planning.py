"""How a quiz is laid out: how many questions of each kind, which sentences were asked before, and what fell short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from knowledge import Library
from learning.kinds import KINDS, statements_in
from learning.models import Question
from storage.tables import QuestionRow

REMEMBERED_QUESTIONS = 1000  # questions of a source, the newest, whose sentences count as asked


@dataclass(frozen=True)
class ShortKind:
    """A kind of which fewer questions could be made than were wanted."""

    kind: str
    wanted: int
    made: int


def shares_of(kinds: Sequence[str], n: int) -> dict[str, int]:
    """How many of n questions each kind has, taken in turn; the first kinds have one more where n does not divide."""
    return dict(Counter(kinds[turn % len(kinds)] for turn in range(n)))


def find_short_kinds(questions: Sequence[Question], kinds: Sequence[str], n: int) -> list[ShortKind]:
    """The kinds of which a quiz of n questions has fewer than their share, in the order of ``kinds``."""
    made = Counter(question.kind for question in questions)
    return [ShortKind(kind, want, made[kind]) for kind, want in shares_of(kinds, n).items() if made[kind] < want]


def tell_short_kinds(short: Sequence[ShortKind]) -> str:
    """What fell short, for the learner; "" where nothing did."""
    if not short:
        return ""
    parts = [f"{KINDS[one.kind].korean} {one.wanted}문제 중 {one.made}문제" for one in short]
    return f"이 범위의 글로는 {', '.join(parts)}만 만들 수 있었습니다."


def used_sentences(question: Question) -> list[tuple[str, int]]:
    """The sentences that a question asks for or sets out: none of the latter is asked for again."""
    others = question.citations if statements_in(question.kind) == "stem" else ()
    return [(one.source_id, one.start) for one in (question.citation, *others)]


def asked_sentences(library: Library, source_ids: Sequence[str]) -> frozenset[tuple[str, int]]:
    """The sentences of the sources that the owner's questions ask for already, by source and offset."""
    statement = (
        select(QuestionRow.payload)
        .where(QuestionRow.owner == library.owner, QuestionRow.source_id.in_(source_ids))
        .order_by(QuestionRow.created_at.desc())
        .limit(REMEMBERED_QUESTIONS)
    )
    with library.database.session() as session:
        payloads = session.scalars(statement).all()
    found: set[tuple[str, int]] = set()
    for payload in payloads:
        cited = [payload["citation"], *payload.get("citations", ())]
        shown = cited if statements_in(payload["kind"]) == "stem" else cited[:1]
        found |= {(one["source_id"], one["start"]) for one in shown}
    return frozenset(found)
