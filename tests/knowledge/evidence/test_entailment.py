"""What a sentence may claim: its numbers, dates, names and sense must be the book's."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

import korean
from knowledge import EvidenceState, Library
from knowledge.evidence.entailment import entails
from knowledge.evidence.judge import judge


def state(library: Library, claim: str, *evidence: str) -> EvidenceState:
    return judge(claim, evidence, library.searcher.morphemes).state


def spoiled(text: str, names: list[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence with one number, one name, or its sense changed."""
    numbers = list(re.finditer(r"\d+", text))
    if numbers:
        one = rng.choice(numbers)
        yield "number", text[: one.start()] + str(int(one[0]) + rng.randint(1, 9)) + text[one.end() :]
    own = [token for token in korean.tokenize(text) if token.tag == "NNP" and len(token.form) >= 2]
    if own:
        one_name = rng.choice(own)
        other = rng.choice([name for name in names if name not in text])
        yield "name", text[: one_name.start] + other + text[one_name.end :]
    for told, denied in (("하였다.", "하지 않았다."), ("되었다.", "되지 않았다."), ("이다.", "이 아니다.")):
        if text.endswith(told):
            yield "negation", text[: -len(told)] + denied
            break


def test_every_seeded_error_is_caught(sample_library: Library) -> None:
    rng = random.Random(4)
    sentences = [
        one.text
        for source in sample_library.sources()
        for one in sample_library.sentences(source.id)
        if 20 < len(one.text) < 120 and " | " not in one.text and one.text.endswith("다.")
    ]
    names = sorted({t.form for text in sentences for t in korean.tokenize(text) if t.tag == "NNP" and len(t.form) >= 3})
    seeded = [(kind, text, wrong) for text in sentences for kind, wrong in spoiled(text, names, rng)]
    assert len(seeded) >= 300 and {kind for kind, *_ in seeded} == {"number", "name", "negation"}
    missed = [(kind, wrong) for kind, text, wrong in seeded if state(sample_library, wrong, text) != EvidenceState.NONE]
    assert missed == [], missed


def test_a_books_own_words_are_sure(sample_library: Library) -> None:
    source = sample_library.sources()[0]
    for one in sample_library.sentences(source.id)[:60]:
        assert state(sample_library, one.text, one.text) == EvidenceState.CONFIRMED


@pytest.mark.parametrize(
    ("claim", "evidence", "status"),
    [
        ("을사늑약은 1905년에 맺어졌다.", "을사늑약은 1905년 11월 17일 강제로 체결한 조약이다.", True),
        (
            "신간회는 비타협적 민족주의자와 사회주의자가 함께 만들었다.",
            "신간회는 1927년 비타협적 민족주의자와 사회주의자가 힘을 합쳐 만든 단체이다.",
            True,
        ),
        ("고구마는 뿌리에 물을 저장한다.", "을사늑약은 1905년 11월 17일 강제로 체결한 조약이다.", False),
    ],
)
def test_other_words_for_the_same_are_seen(sample_library: Library, claim: str, evidence: str, status: bool) -> None:
    assert (entails(claim, evidence, sample_library.searcher.morphemes).logit > 0) is status


def test_a_name_may_stand_in_the_sentence_before(sample_library: Library) -> None:
    before, evidence = "전봉준은 고부에서 봉기하였다.", "그는 순창에서 붙잡혀 처형되었다."
    claim = "전봉준은 순창에서 붙잡혀 처형되었다."
    assert state(sample_library, claim, evidence) == EvidenceState.NONE
    assert state(sample_library, claim, before, evidence) != EvidenceState.NONE
    denied = "전봉준은 고부에서 봉기하지 않았다."  # nor does what comes after a sentence make its opposite true
    assert state(sample_library, denied, before, evidence) == EvidenceState.NONE
