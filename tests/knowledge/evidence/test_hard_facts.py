"""Hard facts before shared meaning: numbers, names and denials, and what a claim's words weigh; literal sentences."""

from __future__ import annotations

import numpy as np
import pytest

import korean
from knowledge.evidence.entailment import FEATURE_NAMES, entails, features, held_share, weight
from korean.analyzer import Token
from korean.vectors import MorphemeVectors

SIGNED = "고종은 1897년에 대한 제국을 선포하였다."


@pytest.mark.parametrize(
    ("claim", "evidence", "fault"),
    [
        (SIGNED, SIGNED, ""),
        ("고종은 1897년에 선포하였다.", SIGNED, ""),
        ("고종은 1898년에 대한 제국을 선포하였다.", SIGNED, "number"),
        ("순종은 1898년에 대한 제국을 선포하였다.", SIGNED, "number"),
        ("고종은 대한 제국을 선포하였다.", SIGNED, ""),
        ("순종은 1897년에 대한 제국을 선포하였다.", SIGNED, "name"),
        ("고종은 1897년에 대한 제국을 선포하지 않았다.", SIGNED, "negation"),
        ("고종은 서명하였다.", "고종은 서명하지 않았다.", "negation"),
        ("고종은 서명하지 않았다.", "고종은 서명하지 않았다.", ""),
        ("물이 없지 않다.", "물이 있다.", ""),
        ("물이 있다.", "물이 없지 않다.", ""),
        ("서재필이 잡지를 펴냈다.", "서재필이 신문을 펴냈다.", ""),
        ("서재필이 교과서를 펴냈다.", "서재필이 신문을 펴냈다.", "name"),
        ("WTO가 세워졌다.", "wto가 세워졌다.", ""),
        ("강화 도에 갔다.", "강화도에 갔다.", ""),
        ("서울에서 펴냈다.", "서재필이 펴냈다.", "name"),
    ],
)
def test_the_first_hard_fact_that_the_evidence_does_not_have_is_named(claim: str, evidence: str, fault: str) -> None:
    assert entails(claim, evidence, None).fault == fault


MARKET = "유관순은 장터에서 만세를 크게 불렀다."


@pytest.mark.parametrize(
    ("claim", "evidence", "fault"),
    [
        ("유관순은 장터에서 우리끼리 크게 불렀다.", MARKET, "name"),
        ("유관순은 우리끼리 크게 불렀다.", "유관순은 만세를 크게 불렀다.", "name"),
        ("유관순은 우리끼리 불렀다.", "유관순은 만세를 불렀다.", ""),
        ("유관순은 장터에서 우리끼리 마구 불렀다.", MARKET, ""),
        ("유관순은 장터에서 우리는 크게 불렀다.", MARKET, "name"),
        ("유관순은 장터에서 우린 크게 불렀다.", MARKET, ""),
        ("유관순은 장터에서 만세까지 크게 불렀다.", MARKET, ""),
        ("유관순은 장터에서 만세를 크게 외쳤다고.", MARKET, ""),
        ("유관순은 장터에서 만세를 굉장히 불렀다.", MARKET, ""),
    ],
)
def test_a_word_put_into_the_books_own_sentence_is_a_name(claim: str, evidence: str, fault: str) -> None:
    """Of three letters or more, no verb and no adverb, and the only one of at least four words that is not there."""
    assert entails(claim, evidence, None).fault == fault


def test_what_follows_has_a_logit_above_nought() -> None:
    assert entails(SIGNED, SIGNED, None).logit > 0 > entails("고양이는 생선을 좋아한다.", SIGNED, None).logit


@pytest.mark.parametrize(
    ("token", "weight_"),
    [
        ("고종/NNP", 1.5),
        ("DNA/SL", 1.5),
        ("1897/SN", 1.5),
        ("조약/NNG", 1.2),
        ("따뜻/XR", 1.2),
        ("먹/VV", 1.0),
        ("하/VV", 0.2),
        ("것/NNB", 0.2),
    ],
)
def test_names_and_numbers_weigh_most(token: str, weight_: float) -> None:
    assert weight(made(token)[0]) == weight_


def made(*words: str) -> list[Token]:
    return [Token(word.split("/")[0], word.split("/")[1], 0, 1) for word in words]


def test_a_share_is_what_the_held_words_weigh() -> None:
    content = made("조약/NNG", "빛나/VV")
    assert held_share(content, "조약은 길다", made("조약/NNG", "은/JX", "길/VA"), None) == pytest.approx(1.2 / 2.2)
    assert held_share(content, "강화조약서", made("강화조약서/NNG"), None) == pytest.approx(1.2 / 2.2), "within a word"
    assert held_share(made("조/NNG"), "조약", made("조약/NNG"), None) == 0.0, (
        "a single letter is no word within another"
    )
    assert held_share(content, "조약", made("조약/NNG", "빛나/VV"), None) == 1.0
    assert held_share(content, "x", made("x/SL"), None) == 0.0


VECTORS = MorphemeVectors(np.array([[1, 0], [0.6, 0.8], [0.4, 0.9]], np.float16), ["조약/NNG", "협약/NNG", "협정/NNG"])


def test_a_near_word_counts_in_part() -> None:
    content = made("조약/NNG", "모름/NNG")
    assert held_share(content, "협약", made("협약/NNG"), VECTORS) == pytest.approx(0.6 * 0.8 / 2, abs=1e-3)
    assert held_share(content, "협정", made("협정/NNG"), VECTORS) == 0.0, "chance"
    assert held_share(content, "협약 협정", made("협정/NNG", "협약/NNG"), VECTORS) == pytest.approx(0.24, abs=1e-3)
    assert held_share(content, "협약", made("협약/NNG"), None) == held_share(content, "x", made("x/SL"), VECTORS) == 0.0
    both = held_share(content, "조약 협약", made("조약/NNG", "협약/NNG"), VECTORS)
    assert both == pytest.approx(0.5, abs=1e-3), "what is held counts whole"
    assert held_share(content, "가 협약", made("가/JKS", "협약/JKS"), VECTORS) == 0.0


def measured(claim: str, evidence: str) -> dict[str, float]:
    found = features(claim, evidence, list(korean.tokenize(claim)), list(korean.tokenize(evidence)), None)
    assert tuple(found) == FEATURE_NAMES
    return found


def test_how_far_the_share_is_over_its_marks() -> None:
    same = measured(SIGNED, SIGNED)
    assert (same["held"], same["held over half"], same["held over most"]) == (1.0, 0.5, 0.25)
    assert same["numeral"] == same["strange"] == same["absolute"] == 0.0
    none = measured("고양이는 생선을 좋아한다.", SIGNED)
    assert none["held"] == none["held over half"] == none["held over most"] == 0.0
    some = measured("고종은 생선을 선포하였다.", SIGNED)
    assert 0.5 < some["held"] < 0.75 and some["held over half"] == pytest.approx(some["held"] - 0.5)
    assert some["held over most"] == 0.0 and set(measured("!!", SIGNED).values()) == {0.0}


def test_a_numeral_that_is_not_there() -> None:
    assert measured("특사는 3명이다.", "특사는 3명이다.")["numeral"] == 0.0
    assert measured("특사는 3명이다.", "특사가 있다.")["numeral"] == 1.0
    assert measured("특사는 셋이다.", "특사가 있다.")["numeral"] == 1.0
    assert measured("특사는 모든 나라에 갔다.", "특사가 나라에 갔다.")["numeral"] == 1.0


def test_strange_nouns_count_up_to_four() -> None:
    assert measured("사과가 있다.", "바다가 있다.")["strange"] == 0.25
    assert measured("사과와 포도가 있다.", "바다가 있다.")["strange"] == 0.5
    assert measured("사과, 포도, 참외, 수박, 딸기가 있다.", "바다가 있다.")["strange"] == 1.0
    assert measured("사과, 포도, 참외, 수박이 있다.", "바다가 있다.")["strange"] == 1.0
    assert measured("배가 있다.", "바다가 있다.")["strange"] == 0.0, "a single letter"
    assert measured("바다가 빛났다.", "바다가 있다.")["strange"] == 0.0, "no noun"


def test_an_absolute_that_is_not_there() -> None:
    assert measured("오직 물이 있다.", "물이 있다.")["absolute"] == 1.0
    assert measured("오직 물이 있다.", "항상 물이 있다.")["absolute"] == 0.0
    assert measured("물이 있다.", "오직 물이 있다.")["absolute"] == 0.0
