"""What a fact is: where its sentence begins, what it defines, and what in it may be asked for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import Library, Sentence
from learning.distractors.antonyms import replace_with_antonym
from learning.distractors.selection import select_distractors
from learning.facts.definitions import extract_defined_term, has_two_topics, is_marked_as_term
from learning.facts.entity_types import entity_type
from learning.facts.extraction import extract_facts, pool_key
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import is_definition, is_in_brackets, salience_score
from learning.facts.self_containment import is_self_contained
from learning.facts.sentence_trimming import has_run_in_heading, sentence_start
from learning.facts.terms import Phrases, Term, head_of, is_everyday, terms_in
from learning.facts.topics import is_front_matter
from learning.kinds import essay, short
from learning.kinds.gap import is_listed, is_worth_asking
from learning.kinds.statements import fellow_statements, is_possibility
from settings import Settings


def fact(text: str, terms: Sequence[Term] = (), defined: str = "", value: float = 1.0, start: int = 0) -> Fact:
    found = tuple(terms) or terms_in(text, Phrases([text], ()))
    return Fact(
        Sentence("book", 1, start, start + len(text), text), "물리", found, defined, "파동", None, "파동", value
    )


def term(text: str, word: str, kind: str = "noun") -> Term:
    return Term(word, text.index(word), text.index(word) + len(word), kind, 1.0)


def material(*facts: Fact, key_words: frozenset[str] = frozenset(), **pool: tuple[str, ...]) -> FactPool:
    words = [word for group in pool.values() for word in group]
    kept: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind, words_of_kind in pool.items():
        for word in words_of_kind:
            key = pool_key(kind, entity_type(word, kind), head_of(word))
            kept[key] = (*kept.get(key, ()), word)
    return FactPool(
        facts,
        kept,
        {word: frozenset({n, n + 2}) for n, word in enumerate(words)},
        {word: frozenset({"book"}) for word in words},
        (),
        key_words,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("따라서 물은 높은 곳에서 낮은 곳으로 흐른다.", "물은 높은 곳에서 낮은 곳으로 흐른다."),
        (
            "탄성(elasticity) 탄성이란 물체가 제 모양으로 돌아가려는 성질이다.",
            "탄성이란 물체가 제 모양으로 돌아가려는 성질이다.",
        ),
        ("표면 장력 표면 장력은 액체의 겉넓이를 줄이려는 힘이다.", "표면 장력은 액체의 겉넓이를 줄이려는 힘이다."),
        ("- 표면 장력은 액체의 겉넓이를 줄이려는 힘이다.", "표면 장력은 액체의 겉넓이를 줄이려는 힘이다."),
        ("신호 처리는 신호의 잡음을 줄이는 일이다.", "신호 처리는 신호의 잡음을 줄이는 일이다."),
    ],
)
def test_a_sentence_begins_behind_a_conjunction_and_a_heading_that_runs_into_it(text: str, told: str) -> None:
    assert text[sentence_start(text) :] == told


def test_a_heading_that_cannot_be_cut_off_is_seen() -> None:
    assert has_run_in_heading("전자기 유도 코일의 전자기 유도(패러데이 법칙)는 자기장의 변화에서 생긴다.")
    assert not has_run_in_heading("코일의 전자기 유도는 자기장의 변화에서 생긴다.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("공명이란 물체가 제 진동수의 힘을 받아 크게 떨리는 현상이다.", "공명"),
        ("지나친 일반화(overgeneralization)는 규칙을 예외에까지 쓰는 잘못을 의미합니다.", "지나친 일반화"),
        ("온도가 같아질 때까지 열이 옮겨 가는 것을 열평형이라고 한다.", "열평형"),
        ("푸리에 해석은 신호를 주파수의 세기로 나타내는 것이다.", "푸리에 해석"),
        ("'편광'이란, 한 방향으로만 떨리는 빛을 말한다.", "편광"),
        ("회절은 파동이 틈을 지나 뒤쪽으로 퍼지는 현상이다.", "회절"),
        ("전압은 전류를 흐르게 하는 힘을 말하고, 저항은 그것을 막는 정도를 말한다.", ""),
        ("고래는 물고기가 아니다.", ""),
        ("구리는 전기가 잘 통하는 금속 중 하나이다.", ""),
        ("결과는 용액의 색이 붉게 변한 것이다.", ""),
        ("파동은 진행 방향에 대해 대칭이다.", ""),
    ],
)
def test_the_term_that_a_sentence_defines(text: str, found: str) -> None:
    assert extract_defined_term(text) == found


def test_a_definition_shows_its_term_by_its_gloss_or_its_particle() -> None:
    said = "관성이란 물체가 움직임을 지키려는 성질이다."
    given = "관성(inertia)은 물체가 움직임을 지키려는 성질이다."
    assert is_marked_as_term(said, said, "관성") and is_marked_as_term(given, given, "관성")
    plain = "둘레는 도형의 바깥쪽 길이이다."
    assert not is_marked_as_term(plain, plain, "둘레")
    assert has_two_topics("액체의 부피를 말하고, 밀도는 그 무게를 말한다") and not has_two_topics(
        "액체의 부피를 재는 그릇"
    )
    assert is_definition("밀도는 물질의 질량을 부피로 나눈 값이다.") and not is_definition(
        "파동은 진행 방향에 대해 대칭이다."
    )


@pytest.mark.parametrize(
    "text",
    [
        "당연히, 닫힌 회로에서는 전류가 끊기지 않고 흐른다.",
        "아무래도 철판은 두꺼울수록 덜 휘어진다고 한다.",
        "왜냐하면, 물의 비열은 모래의 비열보다 크기 때문이다.",
        "놀랍게도 물은 섭씨 4도에서 가장 무겁다.",
        "장군은 이후에도 조정의 결정에 따르지 않았다.",
        "태양 전지는 이들의 전기를 모아 배터리에 담는다.",
        "열기관의 효율은 뒤에서 다시 다룰 수 있겠지만 늘 1보다 작다.",
        "열전도: 금속은 열을 빠르게 옮기는 물질이다.",
        "처럼 빈칸으로 시작하는 줄은 주석으로 읽힌다.",
        "더 자세한 성질은 책의 부록에 있다.",
        "일반적인 방법은 시료를 물에 녹여 걸러 내는 것이다.",
        "모든 방법은 시료를 물에 녹이는 데서 시작한다.",
        "그러다 얼음이 녹으면서 물의 온도가 다시 올라간다.",
        "뿐만 아니라 얼음은 물보다 부피가 크다.",
        "회사는 다음 중 하나에 해당하는 손해를 갚는다.",
        "제2조 ① 회원은 총회의 결정을 따르는 사람이다.",
        "함수는 item2 값을 받아 목록의 끝에 더한다.",
    ],
)
def test_a_sentence_that_leans_on_another_is_no_fact(text: str) -> None:
    assert not is_self_contained(text)


@pytest.mark.parametrize(
    "text",
    [
        "가장 가벼운 원소는 우주에 가장 많은 수소이다.",
        "광복 이후 남한에서는 미군이 군정을 실시하였다.",
        "스스로 빛을 내는 천체를 항성이라고 한다.",
        "농도는 용액의 부피와 그 부피에 들어 있는 물질의 비율이다.",
        "《우리 읍내》는 1938년에 처음 무대에 오른 연극이다.",
        "볼록 렌즈는 나란한 빛을 한 점에 모으는 렌즈이다.",
        "우리나라의 여름에는 남동쪽에서 계절풍이 분다.",
        "널리 쓰이는 금속인 철은 공기 속에서 쉽게 녹슨다.",
        "파동 해석은 신호를 진동수의 세기로 나타내는 것이다.",
    ],
)
def test_superlatives_namings_and_explanations_are_facts(text: str) -> None:
    assert is_self_contained(text)


def test_what_announces_judges_or_talks_of_code_is_worth_less() -> None:
    def value(text: str) -> float:
        return salience_score(text, terms_in(text, Phrases([text], ())), False, frozenset({"회로"}))

    plain = value("직렬 회로는 전류가 흐르는 길이 하나뿐인 회로이다.")
    assert value("직렬 회로에는 몇 가지 중요한 원칙이 있다.") < plain
    assert value("직렬 회로를 먼저 그리는 것은 올바른 방향이다.") < plain
    assert value("회로를 읽는 tokens 값은 어디서나 같다.") < plain
    assert value("회로는 전류가 도는 길이라고 했다.") < plain


def test_one_of_several_and_a_gloss_are_not_asked_for() -> None:
    text = "구리와 은은 전류를 잘 흘린다."
    assert is_listed(fact(text), term(text, "구리")) and is_listed(fact(text), Term("은", 4, 5, "noun", 1.0))
    text = "전류는 구리나 흑연을 지난다."
    assert is_listed(fact(text), term(text, "구리"))
    text = "회로는 전지 + 전선 + 전구로 이루어진다."
    assert is_listed(fact(text), term(text, "전선"))
    text = "전류는 구리를 지나 전구에 이른다."
    assert not is_listed(fact(text), term(text, "구리"))
    text = "수은(라틴어: hydrargyrum)은 상온에서 액체인 금속이다."
    assert is_in_brackets(text, term(text, "라틴어")) and not is_in_brackets(text, term(text, "액체"))


def test_a_word_that_anyone_knows_is_sought_only_where_the_book_names_it() -> None:
    assert is_everyday("시스템") and is_everyday("환경") and not is_everyday("엽록체") and not is_everyday("전압")
    text = "전류가 흐르면 시스템이 움직인다."
    one, asked = fact(text), term(text, "시스템")
    assert not is_worth_asking(one, asked, material()) and not is_worth_asking(
        one, asked, material(key_words=frozenset({"시스템"}))
    )
    called = fact("시스템은 여러 부분이 모여 이룬 하나의 전체이다.", defined="시스템")
    assert is_worth_asking(one, asked, material(called, key_words=frozenset({"시스템"})))
    assert is_worth_asking(one, Term("세종", 0, 2, "name", 1.0), material())


def test_who_does_something_in_a_clause_about_a_noun_is_not_sought() -> None:
    text = "수차는 방앗간이 가장 널리 쓰던 기구이다."
    assert not is_worth_asking(fact(text), term(text, "방앗간"), material())
    assert is_worth_asking(fact(text), term(text, "방앗간"), replace(material(), choosy=False))


def test_half_a_verb_and_what_is_on_every_page_are_no_terms() -> None:
    for text in ("화면에 그림을 렌더링 하는 도구이다.", "명령은 곧바로 트리거 된다고 한다."):
        words = {one.text for one in terms_in(text, Phrases([text], ()))}
        assert not words & {"렌더링", "트리거"}
    often = material(name=("세종", "문종"))
    one, asked = fact("세종은 농사에 쓰는 책을 펴냈다."), Term("세종", 0, 2, "name", 1.0)
    assert is_worth_asking(one, asked, often) and not is_worth_asking(one, asked, replace(often, everywhere=1))
    assert is_worth_asking(one, asked, replace(often, everywhere=1, choosy=False))


def test_thanks_and_rights_are_beside_the_matter() -> None:
    assert is_front_matter("감사의 글") and is_front_matter("라이선스") and not is_front_matter("감정 이입")


def test_an_essay_is_about_what_its_sentences_are_about() -> None:
    own = fact("회로의 저항은 전선의 길이에 비례한다.", [Term("회로", 0, 2, "noun", 1.0)])
    other = fact("회로는 전류가 도는 길을 말하는 이름이다.", [Term("회로", 0, 2, "noun", 1.0)], start=100)
    assert essay.make(own, material(own, other, key_words=frozenset({"회로"})), random.Random(1)) is None


def test_an_opposite_that_nobody_would_say_is_no_false_statement() -> None:
    assert replace_with_antonym("새 정책은 농촌 경제에 큰 영향을 미쳤다.") is None
    found = replace_with_antonym("온도가 오르면 기체의 부피가 증가한다.")
    assert found and found[1] == "감소"
    assert is_possibility(fact("구리는 대체로 값이 비싼 경우가 많다.")) and not is_possibility(
        fact("구리는 은보다 값이 싸다.")
    )


def test_a_rival_does_not_bring_a_word_of_the_sentence_again() -> None:
    text = "농업 협동조합은 판매 조합보다 먼저 세워졌다."
    one = fact(text, [term(text, "판매 조합")])
    pool = material(one, noun=("농업 조합", "소비 조합", "신용 조합", "판매 조합"))
    found = select_distractors(one.terms[0], one, pool, random.Random(1), 4, loose=True)
    assert "농업 조합" not in found


def test_a_description_names_one_thing_and_a_definition_comes_without_its_quotes() -> None:
    told = "'편광'이란 진동 방향이 하나로 고르게 정해지도록 걸러 낸 빛을 말한다."
    question = short.make(fact(told, defined="편광"), material(), random.Random(1))
    assert (
        question
        and question.answer == ("편광",)
        and question.stem.endswith("진동 방향이 하나로 고르게 정해지도록 걸러 낸 빛")
    )
    for text in (
        "나트륨은 물과 만나면 크게 반응할 수 있는 부드러운 은백색 금속 원소로 보관할 수 있다.",
        "나트륨은 물과 공기 속에서 오래 그대로 놓아두는 원소가 되지 않는다.",
        "나트륨은 물과 공기를 막아 줄 기름 속에 늘 넣어 두어야 한다.",
    ):
        one = fact(text, [Term("나트륨", 0, 3, "name", 1.5)])
        assert short.make(one, material(), random.Random(1)) is None


def test_statements_are_set_beside_others_of_some_worth_only() -> None:
    own = fact("직렬 회로에서는 전류의 세기가 어디서나 같다.")
    good = fact("병렬 회로에서는 전압의 크기가 어디서나 같다.", start=100, value=1.5)
    poor = fact("병렬 회로를 그린 뒤에는 종이를 옆으로 치운다.", start=200, value=0.1)
    assert fellow_statements(own, material(own, good, poor), random.Random(1), 3) == [good]


def test_definitions_of_a_book_are_its_facts_from_where_they_begin(tmp_path: Path) -> None:
    book = tmp_path / "파동.md"
    book.write_text(
        "# 파동\n\n간섭(interference) 간섭이란 파동이 서로 겹쳐 밝기가 달라지는 현상이다.\n\n"
        "회절은 파동이 틈을 지나 뒤쪽으로 퍼지는 현상이다. 파장이 길수록 회절은 뚜렷해진다.\n\n"
        "비교 대상은 앞선 실험에서 얻은 값이다.\n",
        encoding="utf-8",
    )
    library = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"))
    source = library.add(book)
    found = {one.defines: one.sentence for one in extract_facts(library, [source.id], None).facts if one.defines}
    library.close()
    assert set(found) == {"간섭", "회절"}
    assert found["간섭"].text.startswith("간섭이란") and found["간섭"].end - found["간섭"].start == len(
        found["간섭"].text
    )


@pytest.mark.parametrize("unit", ["않", "그 가나 ", "해당 가나가", "- ", "가는 것", "("])
def test_a_page_without_a_full_stop_is_looked_into_no_further(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "이다."
    assert not is_self_contained(text) and sentence_start(text) == 0 and extract_defined_term(text) == ""
