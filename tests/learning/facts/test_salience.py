"""What is worth asking: sentences that stand alone in a book and in an article, subjects that a
stem can name, dated passages.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from knowledge import Library
from knowledge.models import Heading
from learning import KINDS, Question, make_quiz
from learning.distractors.antonyms import replace_with_antonym
from learning.distractors.false_statements import replace_term
from learning.facts.dated_passages import read_dated_lines, table_of_stem
from learning.facts.entity_types import entity_type, same_entity
from learning.facts.salience import is_bound, is_definition, is_informative, salience_score, select_whole_terms
from learning.facts.self_containment import is_self_contained
from learning.facts.table_statements import is_true_of_table, make_claims
from learning.facts.terms import Phrases, terms_in
from learning.facts.topics import extract_key_words, related_sources, subject_finder, subject_of
from learning.validation.solver import solves_from_citations


@pytest.mark.parametrize(
    "text",
    [
        "이와 비슷하게 남쪽의 항구 도시도 자치권을 얻었다.",
        "지금까지 설명한 정렬 방법은 모두 비교에 바탕을 둔다.",
        "8월에 열린 회의에서 정부는 새 세금 제도를 발표하였다.",
        "두 데이터의 크기는 학습을 마친 뒤에도 서로 같습니다.",
        "변수 total_sum은 반복문이 끝날 때 합계를 담고 있습니다.",
        "훈련을 빠르게 하려고 학습률을 크게 설정했습니다.",
        "따라서예측 상자는 중심점의 좌표로 나타낼 수 있습니다.",
    ],
)
def test_a_sentence_that_leans_on_its_page_is_no_fact(text: str) -> None:
    assert not is_self_contained(text)


@pytest.mark.parametrize(
    "text",
    [
        "김옥균, 박영효, 서재필이 갑신정변을 이끌었다.",
        "휘도(Luminance) 신호는 화면의 밝기를 나타낸다.",
        "강화 학습의 목표는 보상을 가장 크게 하는 정책을 찾는 것입니다.",
        "가장 큰 값과 가장 작은 값의 비율을 이 행렬의 조건수라고 합니다.".replace("이 행렬", "행렬"),
    ],
)
def test_lists_glosses_goals_and_namings_are_facts(text: str) -> None:
    assert is_self_contained(text)


def test_in_an_article_the_subject_may_be_left_out_or_called_by_a_pronoun() -> None:
    for text in ("1938년 서울에서 첫 시집을 펴내고 문단에 나왔다.", "그는 1938년 서울에서 첫 시집을 펴냈다."):
        assert is_self_contained(text, article=True) and not is_self_contained(text)


def test_headings_that_name_no_subject_fall_to_the_one_above() -> None:
    headings = [Heading(1, "3장 증산 작용", 0, 1), Heading(2, "3.1 실습", 50, 1), Heading(2, "3·1 운동", 90, 2)]
    at = subject_finder(headings)
    assert [at(10), at(60), at(95)] == ["증산 작용", "증산 작용", "3·1 운동"]
    assert subject_of("1. 광합성이란 무엇인가") == "광합성" and subject_of("3장 란타넘족") == "란타넘족"
    assert not subject_of("왜 우리는 잠을 자는가") and not subject_of("빛은 어떻게 나아갈까")
    assert not subject_of("ch09-02-errors") and not subject_of("`print_all()` 호출하기 $x$")
    assert {"증산작용", "resnet"} <= extract_key_words(["증산 작용", "잔여 네트워크 (ResNet)"])


def test_sources_of_one_subject_are_kin() -> None:
    plants = Counter({"광합성": 4, "엽록체": 3, "기공": 2})
    found = related_sources(
        {"a": plants, "b": plants + Counter({"뿌리": 2}), "c": Counter({"강화도 조약": 3, "고종": 5})}
    )
    assert found["a"] == {"a", "b"} and found["c"] == {"c"}


def test_a_definition_is_worth_more_than_talk() -> None:
    words = extract_key_words(["증산 작용"])

    def value(text: str, defined: bool = False) -> float:
        return salience_score(text, terms_in(text, Phrases([text], ())), defined, words)

    told = value("증산 작용은 식물체 안의 물이 수증기가 되어 기공으로 나가는 현상이다.", True)
    assert told > 1.0
    assert value("이 지역의 농민들은 정부가 아무 대책도 내놓지 않았다고 비판했다.") < 0.5 < told
    assert is_definition("기공은 잎의 뒷면에 있는 작은 구멍이다.") and not is_definition(
        "나라 사이의 일은 때가 생명이다."
    )
    assert is_informative("임시 정부가 국내에 둔 비밀 행정 조직") and not is_informative("조정할 수 있는 값")


def test_no_half_of_a_name_and_no_bound_is_asked_for() -> None:
    text = "클라우드 스토리지는 100명 이상이 함께 쓰는 저장 공간이다."
    terms = terms_in(text, Phrases([text], ()))
    assert "스토리지" not in {term.text for term in select_whole_terms(text, terms)}
    assert [is_bound(text, term) for term in terms if term.kind == "amount"] == [True]


def test_two_names_of_one_country_are_no_rivals_and_no_search_is_a_colour() -> None:
    assert same_entity("한국", "대한민국") and not same_entity("한국", "일본")
    assert entity_type("직선 탐색") != "colour" == entity_type("초록색")


def test_a_passage_of_dated_events_is_read_by_its_years() -> None:
    lines = [
        ("(가)", "신문은 1896년에 나왔다."),
        ("(나)", "학교는 1886년에 섰다."),
        ("(다)", "은행은 1899년에 열렸다."),
    ]
    table = read_dated_lines(lines)
    assert table is not None
    assert is_true_of_table("(나)는 (가)보다 먼저 있었다.", table) is True
    assert is_true_of_table("(가)와 (나)의 차이는 3년이다.", table) is False
    assert all(is_true_of_table(one.text, table) is not None for one in make_claims(table, random.Random(1), 40))
    assert read_dated_lines([*lines, ("(라)", "1901년부터 1904년까지 전쟁이 있었다.")]) is None
    stem = "다음 글에 대한 설명으로 옳은 것은?\n" + "\n".join(f"{label} {text}" for label, text in lines)
    assert table_of_stem(stem, [text for _, text in lines]) == table
    assert table_of_stem(stem, [text for _, text in lines[1:]]) is None


def test_data_questions_are_made_of_passages_too(history: list[Question]) -> None:
    passages = [question for question in history if question.kind == "data" and "다음 글" in question.stem]
    assert passages and all(solves_from_citations(question) and question.citations for question in passages)


def test_every_question_says_its_level_how_it_was_made_and_what_it_passed(history: list[Question]) -> None:
    for question in history:
        assert question.bloom and question.made == "rules"
        assert {"quote_not_exact", "linter", "near_duplicate"} <= set(question.passed)
        assert Question.model_validate(question.model_dump(mode="json")) == question
    old = {
        key: value
        for key, value in history[0].model_dump(mode="json").items()
        if key not in ("bloom", "made", "passed")
    }
    assert Question.model_validate(old).passed == ()


@pytest.fixture(scope="module")
def history(sample_library: Library) -> list[Question]:
    source = next(one.id for one in sample_library.sources() if one.filename == "history.pdf")
    return make_quiz(sample_library, [source], n=40, kinds=tuple(KINDS), seed=2)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("학습률이 높을수록 값은 크게 흔들립니다.", "학습률이 낮을수록 값은 크게 흔들립니다."),
        ("온도가 오르면 기체의 부피는 증가한다.", "온도가 오르면 기체의 부피는 감소한다."),
        ("바람이 강한 날에는 약한 날보다 물이 빨리 마른다.", None),  # both are said
        ("높은 산은 높은 만큼 기온이 낮다.", None),  # one is said twice
        ("도시의 인구가 늘어나거나 그대로이다.", None),  # left open
        ("물가의 상승 또는 정체가 이어진다.", None),  # one of several
    ],
)
def test_a_word_gives_way_to_its_opposite_where_the_sentence_has_but_one(text: str, made: str | None) -> None:
    found = replace_with_antonym(text)
    assert (replace_term(text, *found) if found else None) == made
