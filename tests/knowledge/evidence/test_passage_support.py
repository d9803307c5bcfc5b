"""Of a passage counts what all of it says, in whatever words; numbers, names and denial are never outweighed."""

from __future__ import annotations

import pytest

from knowledge.evidence.judge import judge
from knowledge.evidence.passage_support import SUPPORT_FEATURES, SUPPORT_WEIGHTS, measure_support, support_features
from knowledge.library import Library
from knowledge.models import EvidenceState
from weights import load_weights

PASSAGE = (
    "고려는 918년에 왕건이 세웠다.",
    "왕건은 호족과 혼인하여 그들의 힘을 빌렸고, 발해의 유민도 받아들였다.",
    "광종은 노비안검법을 시행하여 호족의 힘을 눌렀다.",
    "과거제는 쌍기의 건의로 958년에 시작되었으며, 무과는 두지 않았다.",
)


def state(library: Library, claim: str) -> EvidenceState:
    return judge(claim, PASSAGE, library.searcher.morphemes).state


@pytest.mark.parametrize(
    "claim",
    [
        "왕건이 918년에 고려를 세웠습니다.",
        "왕건은 호족과 결혼하여 힘을 빌리고 발해 유민을 받아들였습니다.",
        "광종은 노비안검법으로 호족의 힘을 억눌렀어요.",
    ],
)
def test_other_words_for_the_same_stay(sample_library: Library, claim: str) -> None:
    assert state(sample_library, claim) != EvidenceState.NONE


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("고려는 936년에 왕건이 세웠다.", "number"),
        ("과거제는 쌍기의 건의로 968년에 시작되었다.", "number"),
        ("고려는 918년에 궁예가 세웠다.", "name"),
        ("광종은 노비안검법을 시행하여 호족의 힘을 누르지 않았다.", "negation"),
    ],
)
def test_a_wrong_number_name_or_denial_is_a_fault(sample_library: Library, claim: str, fault: str) -> None:
    found = measure_support(claim, PASSAGE, sample_library.searcher.morphemes)
    assert found.fault == fault and state(sample_library, claim) == EvidenceState.NONE


def test_what_the_passage_says_nothing_of_goes(sample_library: Library) -> None:
    assert state(sample_library, "고려청자는 서양에서도 비싼 값에 팔려 나갔습니다.") == EvidenceState.NONE


def test_the_nearest_sentence_is_named(sample_library: Library) -> None:
    verdict = judge("쌍기의 건의로 과거제가 시작되었습니다.", PASSAGE, sample_library.searcher.morphemes)
    assert verdict.place == 3
    assert judge("하늘이 맑다.", (), None).place == -1


def test_every_weight_is_of_a_feature() -> None:
    assert set(load_weights(SUPPORT_WEIGHTS).values) == set(SUPPORT_FEATURES)
    assert set(support_features("고려는 918년에 세워졌다.", PASSAGE, None)) == set(SUPPORT_FEATURES)
