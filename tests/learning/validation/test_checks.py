"""What keeps a question from being handed out: each check by a question that fails it and one that just passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import Library
from knowledge.models import Citation, Sentence
from learning.facts.fact import Fact
from learning.kinds.draft import Draft
from learning.models import Option, Question
from learning.validation.checks import Seen, check_names, find_faults, near_duplicate, run_linter

QUOTE = "초대 통감은 이토 히로부미이다."
BLANK = "다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\n초대 통감은 ( ㉠ )이다."
SHORT = Draft("short", BLANK, (), ("이토 히로부미",), QUOTE, "이토 히로부미", 0.5, ("이토 히로부미",))
CHOICE = replace(
    SHORT,
    kind="mcq5",
    options=(("1", "데라우치"), ("2", "이토 히로부미"), ("3", "소네"), ("4", "사이토"), ("5", "하세가와")),
    answer=("2",),
)
STATEMENT = Draft(
    "ox",
    f"다음 설명이 맞으면 O, 틀리면 X를 고르시오.\n{QUOTE}",
    (("O", "O"), ("X", "X")),
    ("O",),
    QUOTE,
    "통감",
    0.4,
    ("이토 히로부미",),
)


@pytest.fixture
def fact(library: Library) -> Fact:
    source = library.sources()[0].id
    page = next(page for page in library.pages(source) if QUOTE in page.text)
    start = page.start + page.text.index(QUOTE)
    return Fact(Sentence(source, page.number, start, start + len(QUOTE), QUOTE), "교재", ())


def test_sound_questions_have_no_fault(library: Library, fact: Fact) -> None:
    for draft in (SHORT, CHOICE, STATEMENT, replace(SHORT, kind="cloze")):
        assert find_faults(draft, fact, library) == []


def test_a_quote_is_what_stands_in_the_book(library: Library, fact: Fact) -> None:
    sentence = replace(fact.sentence, start=fact.sentence.start + 1)
    assert find_faults(SHORT, replace(fact, sentence=sentence), library) == ["quote_not_exact"]


def with_options(**texts: str) -> Draft:
    return replace(CHOICE, options=tuple((key, texts.get(f"_{key}", text)) for key, text in CHOICE.options))


@pytest.mark.parametrize(
    ("draft", "faults"),
    [
        (with_options(_3="데라 우치"), ["options_repeat"]),
        (replace(CHOICE, answer=("2", "3")), ["no_single_answer"]),
        (replace(CHOICE, answer=("9",)), ["no_single_answer", "answer_not_in_quote", "distractor_in_quote"]),
        (replace(SHORT, proof=("이토 히로부미", "조약")), ["proof_not_in_quote"]),
        (replace(SHORT, concept="조약"), ["proof_not_in_quote"]),
        (replace(SHORT, proof=("초대통감은",)), []),
        (replace(SHORT, stem=BLANK.replace("초대", "이토히로부미 초대")), ["answer_given_away"]),
        (replace(SHORT, stem=BLANK.replace("다음", "이토 히로부미의")), []),
        (replace(SHORT, answer=("대",)), []),
        (replace(SHORT, answer=("초대",)), ["answer_given_away"]),
        (replace(SHORT, answer=("소네",)), ["answer_not_in_quote"]),
        (replace(SHORT, answer=("소네", "이토히로부미")), []),
        (with_options(_2="소네 아라스케"), ["answer_not_in_quote"]),
        (with_options(_3="초 대"), ["distractor_in_quote"]),
        (with_options(_2="초대"), ["answer_given_away"]),
        (replace(SHORT, stem="가" * 18 + "?"), ["stem_too_short"]),
        (replace(SHORT, stem="가" * 19 + "?"), []),
    ],
)
def test_each_fault_is_named(library: Library, fact: Fact, draft: Draft, faults: list[str]) -> None:
    assert find_faults(draft, fact, library) == faults


@pytest.mark.parametrize(
    ("claim", "answer", "sound"),
    [
        (QUOTE, "O", True),
        ("초대 통감은 데라우치이다.", "O", False),
        (QUOTE, "X", False),
        ("초대 통감은 데라우치이다.", "X", True),
    ],
)
def test_a_statement_is_settled_by_its_sentence(
    library: Library, fact: Fact, claim: str, answer: str, sound: bool
) -> None:
    draft = replace(STATEMENT, stem=f"맞으면 O, 틀리면 X를 고르시오.\n{claim}", answer=(answer,))
    assert find_faults(draft, fact, library) == ([] if sound else ["statement_not_settled"])


def test_a_kind_names_the_checks_that_it_goes_through() -> None:
    every = {"quote_not_exact", "proof_not_in_quote", "stem_too_short"}
    every |= {"linter", "not_solvable_from_the_spans", "handed_out_before", "near_duplicate"}
    term, options = {"answer_given_away", "answer_not_in_quote"}, {"options_repeat", "no_single_answer"}
    assert set(check_names(SHORT)) == every | term
    assert set(check_names(CHOICE)) == every | term | options | {"distractor_in_quote"}
    assert set(check_names(STATEMENT)) == every | options | {"statement_not_settled"}
    assert set(check_names(replace(SHORT, kind="essay"))) == every


def question(
    stem: str, kind: str = "short", options: tuple[str, ...] = (), answer: str = "1", concept: str = "개념"
) -> Question:
    return Question(
        id="q",
        kind=kind,
        stem=stem,
        options=tuple(Option(id=str(n), text=text) for n, text in enumerate(options, 1)),
        answer=(answer,),
        explanation=QUOTE,
        citation=Citation(1, "s", "t", 1, 0, len(QUOTE), QUOTE),
        concept=concept,
        difficulty=0.5,
    )


def below(body: str, **others: str) -> Question:
    return question(f"다음 물음에 답하시오.\n{body}", **others)


@pytest.mark.parametrize(
    ("body", "other", "same"),
    [
        ("가나다라마바사아자차", "가나다라마바사아자차", True),
        ("가나다라마바사아자차", "가나다라마바사아하파", True),
        ("가나다라마바사아자차", "가나다라마바사타하파", False),
        ("가나다라마바사아자차", "가 나다 라마바, 사아자차!", True),
        ("가나다라마바사아자차", "타카파하가나다라마바사아자차거너더러머버서", True),
        ("가나다라마바사아자", "가나다라마바사아자", True),
        ("가나다라마바사아", "가나다라마바사아", False),
        ("첫째 줄은 서로 다르다 정말\n가나다라마바사아자차", "둘째 줄이 무엇인지 모른다\n가나다라마바사아자차", True),
        ("........... ...", "........... ...", False),
    ],
)
def test_three_quarters_of_the_letters_in_common_make_the_same_question(body: str, other: str, same: bool) -> None:
    assert near_duplicate(below(body), [below(other)]) is same
    assert near_duplicate(below(other), [below("전혀 관계없는 말을 묻는 물음"), below(body)]) is same


def test_the_asking_sentence_does_not_count() -> None:
    assert not near_duplicate(below("가나다라마바사아자차"), [below("거너더러머버서어저처")])
    assert not near_duplicate(below("가나다라마바사아자차"), []) and not Seen().holds(below("가나다라마바사아자차"))


def test_without_a_text_below_it_a_question_is_about_its_key() -> None:
    first = question("초대 통감은 누구인가?", "mcq5", ("데라우치", "이토 히로부미"), "2")
    again = question("을사늑약 뒤에 통감이 된 사람은?", "mcq5", ("이토 히로부미", "소네 아라스케"), "1")
    other = question("을사늑약 뒤에 통감이 된 사람은?", "mcq5", ("이토 히로부미", "소네 아라스케"), "2")
    assert near_duplicate(again, [first]) and not near_duplicate(other, [first])


def test_essays_are_the_same_where_they_are_about_the_same() -> None:
    stem = "다음을 서술하시오.\n외교권을 빼앗긴 까닭과 그 결과를 두 문장으로 쓰시오."
    first = question(stem, "essay", concept="을사늑약 체결")
    assert near_duplicate(question("다시 서술하시오.", "essay", concept="을사늑약 체결"), [first])
    assert not near_duplicate(question(stem, "essay", concept="광합성 과정"), [first])


def stated(*statements: str, kind: str = "bogi") -> Question:
    lines = "\n".join(f"{letter}. {text}" for letter, text in zip("ㄱㄴㄷ", statements))
    return question(f"옳은 것만을 있는 대로 고른 것은?\n{lines}", kind, ("ㄱ", "ㄴ", "ㄱ, ㄴ"), "3")


@pytest.mark.parametrize("kind", ["bogi", "order", "data"])
def test_two_statements_in_common_are_too_many(kind: str) -> None:
    first = stated("물은 맑다", "불은 붉다", "산은 높다", kind=kind)
    twice = question("x", "mcq5", ("하나", "둘"), "1")
    held = Seen([twice, first])
    options = ("ㄷ", "ㄴ, ㄷ")
    again = stated("불은 붉다", "물은 맑다", "꽃은 곱다", kind=kind).model_copy(
        update={"options": tuple(Option(id=str(n), text=t) for n, t in enumerate(options, 1)), "answer": ("1",)}
    )
    once = again.model_copy(update={"stem": "고르시오.\nㄱ. 불은 붉다\nㄴ. 꽃은 곱다"})
    assert held.holds(again) and not held.holds(once)


def test_statements_of_two_questions_are_not_added_up() -> None:
    def asked(*statements: str) -> Question:
        return stated(*statements).model_copy(update={"answer": ("1",)})

    held = Seen([asked("물은 맑다", "꽃은 곱다")])
    held.add(asked("불은 붉다", "달은 밝다"))
    assert not held.holds(asked("물은 맑다", "불은 붉다")) and held.holds(asked("달은 밝다", "불은 붉다"))


def test_a_question_of_options_that_state_something_is_known_by_two_of_them() -> None:
    def asked(options: tuple[str, ...], answer: str) -> Question:
        return question("옳지 **않은** 것은?", "negative", options, answer)

    first = asked(("물은 맑다", "불은 붉다", "산은 높다"), "3")
    assert near_duplicate(asked(("물은 맑다", "불은 붉다", "꽃은 곱다"), "3"), [first])
    assert not near_duplicate(asked(("물은 맑다", "달은 밝다", "꽃은 곱다"), "3"), [first])


def test_the_linter_gives_codes() -> None:
    sound = ("데라우치", "이토 히로부미", "소네 아라스케", "사이토 마코토", "하세가와")
    stem = "대한 제국의 초대 통감으로 부임한 사람은 누구인가?"
    assert "all_or_none" not in run_linter(question(stem, "mcq5", sound, "2"))
    assert "all_or_none" in run_linter(question(stem, "mcq5", (*sound[:4], "정답 없음"), "2"))
