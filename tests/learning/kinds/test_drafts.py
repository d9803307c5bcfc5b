"""What drafts are made of: sentences that are facts, terms and amounts that may be asked for."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from learning import KINDS, Question
from learning.distractors.false_statements import replace_term
from learning.distractors.numeric import numeric_distractors, value_of
from learning.facts.entity_types import entity_type
from learning.facts.fact import FactPool
from learning.facts.self_containment import is_self_contained
from learning.facts.terms import AMOUNT, Phrases, Term, terms_in
from learning.validation.solver import answer_from_spans
from tests.learning.kinds.kind_parts import STATEMENTS


@pytest.mark.parametrize(
    "text",
    [
        "그는 1894년 농민 봉기를 이끌고 고부 관아를 점령하였다.",
        "이러한 상황에서 독립 협회는 만민 공동회를 열었다.",
        "검정말이 광합성을 하면서 이산화 탄소를 썼기 때문이다.",
        "공사 비용을 마련하기 위해 원납전을 거두고 당백전을 찍어 냈다.",
        "어재연이 이끄는 조선군은광성보에서 미군에 맞서 끝까지 싸웠다.",
        "한국광복군은 1940년 9월 충칭에서 에서 임시 정부가 만든 군대이다.",
        "우리는 다음 장에서 광합성의 과정을 자세히 살펴보겠습니다.",
        "경제 위기 극복이 가시화되는 상황에서 국정 기조를 중도 실용으로 삼아 서민 살리기에 나섰다.",
        "합성 이미지는 훈련 중에 업데이트 할 매개 변수의 집합이라고 정의 됩니다.",
        "비록 이들이 해면동물을 먹는 편식종이지만 먹이가 되는 종은 제한된다.",
        "행렬 $X$는 다음 식으로 계산한 값을 담고 있습니다.",
    ],
)
def test_a_sentence_that_needs_another_or_is_badly_read_is_no_fact(text: str) -> None:
    assert not is_self_contained(text)


@pytest.mark.parametrize(
    "text",
    [
        "호포제는 신분을 가리지 않고 집집마다 군포를 내게 한 제도이다.",
        "잎이 초록색으로 보이는 까닭은 엽록소가 초록빛을 반사하기 때문이다.",
        "독립군 부대들은 1921년 러시아 자유시에서 큰 희생을 당하였는데, 이를 자유시 참변이라고 한다.",
        "훈련 데이터가 더 많으면 모델의 일반화 오차가 더 작아집니다.",
        "1336년, 아시카가 다카우지는 무로마치 막부를 세워 무사 정권을 이루었다.",
    ],
)
def test_a_sentence_of_its_own_is_a_fact(text: str) -> None:
    assert is_self_contained(text)


def test_names_are_kept_whole_and_without_particles(material: FactPool) -> None:
    terms = {term.text for fact in material.facts for term in fact.terms}
    assert {"흥선 대원군", "이토 히로부미", "강화도 조약"} <= terms
    assert not {"대원군", "히로부미", "이토"} & terms
    assert not [
        term for term in terms if re.search(r"[가-힣]{2,}(을|를|에서|에게)$", term) and term not in ("마을", "가을")
    ]


@pytest.mark.parametrize(
    ("text", "amounts", "latin"),
    [
        ("구출 작전에서 해적 13명 가운데 8명이 사살되었다.", ["13명", "8명"], []),
        ("참석자 4만 5000명 가운데 26,000명이 시민이다.", ["26,000명"], []),
        ("알은 3~4일 만에 부화하고 경기는 2-1로 끝났다.", [], []),
        ("제2차 회의는 8월 29일에 2개국이 모여 열렸다.", [], []),
        ("RNN은 GPU의 메모리를 쓰고 R-CNN과 다르다.", [], ["RNN", "GPU", "R-CNN"]),
        ("《1927년의 노래》(1927)는 길이가 5분이고 5분 뒤에 30명이 들었다.", ["30명"], []),
        ("2월에 AS 모나코와의 UEFA 리그 경기에서 졌다.", [], []),
        ("독립 신문(The Independent)은 FA컵과 G.O.O.D. Music을 모른다.", [], []),
    ],
)
def test_amounts_and_names_in_latin_letters_are_terms(text: str, amounts: list[str], latin: list[str]) -> None:
    found = terms_in(text, Phrases([], []))
    assert [term.text for term in found if term.kind == "amount"] == amounts
    assert [term.text for term in found if term.kind == "latin"] == latin
    assert all(text[term.start : term.end] == term.text for term in found)


@pytest.mark.parametrize(
    "amount", ["26,000명", "140개", "13명", "3.5%", "97%", "5명", "250만 명", "12.75 km", "20세기", "64 GB", "4만명"]
)
def test_amounts_near_a_right_one_are_as_round_and_do_not_tell_its_rank(amount: str) -> None:
    match = AMOUNT.fullmatch(amount)
    assert match
    decimals = len(match["value"].partition(".")[2])
    ranks: Counter[int] = Counter()
    for seed in range(200):
        others = numeric_distractors(amount, amount, random.Random(seed), 4)
        assert len(set(others)) == 4 and amount not in others
        for other in others:
            form = AMOUNT.fullmatch(other)
            assert form and form["unit"] == match["unit"] and len(form["value"].partition(".")[2]) == decimals
        assert "%" not in amount or all(value_of(other) <= 100 for other in others)
        assert "세기" not in amount or all(value_of(other) <= 21 for other in others)
        ranks[sum(value_of(other) < value_of(amount) for other in others)] += 1
    assert amount in ("97%", "20세기") or (len(ranks) >= 3 and max(ranks.values()) < 140)
    assert set(numeric_distractors("64 GB", "64 GB", random.Random(1), 4)) <= {f"{2**n} GB" for n in range(12)}


def test_a_number_that_the_sentence_says_twice_is_not_asked_for() -> None:
    assert not [t for t in terms_in("노래(1927)가 말하는 1927년 대홍수이다.", Phrases([], [])) if t.kind == "year"]
    assert [t.text for t in terms_in("1,300만 원은 1907년의 빚이다.", Phrases([], [])) if t.kind == "year"] == [
        "1907년"
    ]


def test_no_blank_stands_in_an_enumeration_or_in_brackets(questions: list[Question]) -> None:
    for q in questions:
        if q.kind in ("cloze", "mcq5") and "( ㉠ )" in q.stem:
            assert not re.search(r"\( ㉠ \)[,·]|\(\( ㉠|· ?\( ㉠", q.stem)


def test_the_particle_agrees_with_what_is_exchanged() -> None:
    for text, other, said in (
        ("고대 그리스나 로마의 일이다.", "일본", "고대 일본이나 로마의 일이다."),
        ("수도는 파리이며 바다가 없다.", "런던", "수도는 런던이며 바다가 없다."),
        ("장군은 권율이었다.", "이순신", "장군은 이순신이었다."),
    ):
        word = next(one for one in ("그리스", "파리", "권율") if one in text)
        start = text.index(word)
        assert replace_term(text, Term(word, start, start + len(word), "name", 1.0), other) == said


def test_a_name_is_asked_for_by_what_the_book_says_of_it(material: FactPool) -> None:
    fact = next(one for one in material.facts if one.sentence.text.startswith("여운형은 광복 직후"))
    draft = KINDS["short"].make(fact, material, random.Random(1))
    assert (
        draft and draft.answer == ("여운형",) and draft.stem.startswith("다음에서 설명하는 인물을 쓰시오.\n광복 직후")
    )
    assert answer_from_spans(draft.stem, (), "short", [fact.sentence.text]) == "여운형"


def test_a_plain_noun_that_the_book_has_once_is_no_blank(material: FactPool) -> None:
    nouns = {term.text for fact in material.facts for term in fact.terms if term.kind == "noun"}
    defined = {fact.defines for fact in material.facts}
    drafts = [KINDS["cloze"].make(fact, material, random.Random(1)) for fact in material.facts]
    asked = {draft.answer[0] for draft in drafts if draft} & nouns - defined
    assert asked and all(len(material.together[word]) >= 2 for word in asked)


def test_things_are_told_apart() -> None:
    assert entity_type("막스 지몬 장군", "name") == "titled" != entity_type("소련군", "name") == "army"
    assert (
        entity_type("정확도") == entity_type("해상도") == "degree" != entity_type("제주도")
        and entity_type("강화도") == "island"
    )
    assert (
        entity_type("산소") != entity_type("단백질") and entity_type("우루과이") == entity_type("브라질") == "country"
    )


def test_no_other_amount_of_the_sentence_is_offered() -> None:
    sentence = "해적 13명 가운데 8명은 사살되고 5명은 생포됐다."
    for seed in range(50):
        assert not {"8명", "5명"} & set(numeric_distractors("13명", sentence, random.Random(seed), 4))


def test_a_draft_is_the_same_for_the_same_seed(material: FactPool) -> None:
    for kind in STATEMENTS:
        for fact in material.facts[:30]:
            assert KINDS[kind].make(fact, material, random.Random(7)) == KINDS[kind].make(
                fact, material, random.Random(7)
            )
