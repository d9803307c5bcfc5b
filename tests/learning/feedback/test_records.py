"""Feedback: nothing is written over, a person decides, and a corrected answer is held against what stood before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import QuestionError
from knowledge import EvidenceState
from learning.feedback.corrections import cite_correction
from learning.feedback.records import EvidenceText, FeedbackRecords, Opinion
from storage import Database

EVIDENCE = (
    EvidenceText(title="생물", page=3, text="엽록체는 빛을 받아 양분을 만든다. 미토콘드리아는 세포 호흡을 맡는다."),
    EvidenceText(title="지구", page=9, text="화산 분출물에는 기체와 용암이 있다."),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "a.db")
    yield opened
    opened.close()


def opinion(text: str = "", **more: object) -> Opinion:
    kind = "correction" if text else "thumb"
    return Opinion.model_validate(
        {"kind": kind, "subject": "answer:1", "question": "엽록체는?", "shown": "모릅니다.", "correction": text, **more}
    )


def test_a_second_word_stands_beside_the_first(database: Database) -> None:
    records = FeedbackRecords(database, "me")
    first = records.keep(opinion("엽록체는 빛을 모은다."))
    thumb = records.keep(opinion(good=False))
    second = records.keep(opinion("엽록체는 양분을 만든다."))
    assert [(one.id, one.state, one.correction) for one in records.history("answer:1")] == [
        (first.id, "withdrawn", "엽록체는 빛을 모은다."),
        (thumb.id, "pending", ""),
        (second.id, "pending", "엽록체는 양분을 만든다."),
    ]
    records.withdraw("answer:1", "thumb")
    assert records.item(second.id).state == "pending", "a thumb taken back takes no correction with it"
    assert records.count_states() == {"pending": 1, "accepted": 0, "rejected": 0, "withdrawn": 2}


def test_what_was_accepted_holds_until_the_next_one_is(database: Database) -> None:
    records = FeedbackRecords(database, "me")
    first = records.accept(records.keep(opinion("엽록체는 빛을 모은다.")).id)
    second = records.keep(opinion("엽록체는 양분을 만든다."))
    assert [one.id for one in records.items("accepted")] == [first.id]
    records.accept(second.id)
    assert [one.id for one in records.items("accepted")] == [second.id]
    assert records.item(first.id).state == "withdrawn"
    rejected = records.reject(second.id, "틀린 말")
    assert (rejected.state, rejected.reason) == ("rejected", "틀린 말") and rejected.reviewed_at is not None
    again = records.reopen(second.id)
    assert (again.state, again.reason, again.reviewed_at) == ("pending", "", None)


def test_nobody_reviews_what_was_withdrawn_or_is_another_s(database: Database) -> None:
    records = FeedbackRecords(database, "me")
    first = records.keep(opinion("가나다"))
    records.keep(opinion("라마바"))
    for number, owner, code in ((first.id, "me", "feedback_withdrawn"), (first.id, "you", "unknown_feedback")):
        with pytest.raises(QuestionError) as refused:
            FeedbackRecords(database, owner).accept(number)
        assert refused.value.code == code
    assert FeedbackRecords(database, "you").items() == []
    assert FeedbackRecords(database, "you").withdraw("answer:1", "correction") == 0


def test_each_sentence_of_a_correction_gets_the_passage_that_carries_it() -> None:
    text = "화산 분출물에는 기체와 용암이 있다. 엽록체는 빛을 받아 양분을 만든다 [7]."
    said, state = cite_correction(text, EVIDENCE)
    assert state is EvidenceState.CONFIRMED
    assert said.index("[2]") < said.index("엽록체") < said.index("[1]") and "[7]" not in said


def test_a_sentence_that_no_passage_carries_gets_none() -> None:
    said, state = cite_correction("엽록체는 빛을 받아 양분을 만든다. 세종은 훈민정음을 만들었다.", EVIDENCE)
    assert state is EvidenceState.NONE and said.endswith("세종은 훈민정음을 만들었다.") and said.count("[") == 1
    assert cite_correction("아무 말", ()) == ("아무 말", EvidenceState.NONE)
