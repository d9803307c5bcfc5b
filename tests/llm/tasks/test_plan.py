"""The plan of a request by rules, and what a model's own plan may not invent."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from learning.kinds import kind_words
from llm.tasks.plan import Plan, check, is_chat, plan_by_rules, render, small_talk
from llm.tasks.smalltalk import TALK_WEIGHTS, talk_logit
from llm.tasks.style import frame
from weights import load_weights

ASKED = "을사늑약을 3쪽에서 5쪽까지 7번 읽고 알려줘"


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, True),
        ({"pages": (3, 5)}, True),
        ({"pages": (5, 5)}, True),
        ({"pages": (3, 6)}, False),
        ({"pages": (2, 5)}, False),
        ({"pages": (5, 3)}, False),
        ({"count": 7}, True),
        ({"count": 5}, True),
        ({"count": 8}, False),
        ({"term": "을사늑약"}, True),
        ({"term": "강화도 조약"}, False),
        ({"query": "통감부의 설치"}, False),
    ],
)
def test_a_models_plan_invents_nothing(fields: dict[str, object], held: bool) -> None:
    plan = Plan(**{"intent": "search", "query": "을사늑약", **fields})  # type: ignore[arg-type]
    assert check(plan, ASKED) is held


def test_what_was_said_before_counts_as_said_and_page_nought_is_none() -> None:
    plan = Plan(intent="search", query="강화도 조약의 을사늑약", pages=(9, 9))
    assert not check(plan, ASKED) and check(plan, ASKED, ["9쪽의 강화도 조약은?"])
    assert check(Plan(intent="quiz", query="", count=12), "문제", ["12개 내줘"])
    assert not check(Plan(intent="search", query="", pages=(0, 3)), "0쪽부터 3쪽까지")
    assert check(Plan(intent="quiz", query="을사 늑약"), "을사늑약 문제"), "however it is spaced"
    assert check(Plan(intent="search", query="", pages=(3, 5)), "3쪽부터 5쪽까지"), "its only numbers"
    assert check(Plan(intent="search", query="", pages=(1, 2)), "1쪽부터 2쪽까지"), "from the first page on"
    default = Plan(intent="quiz", query="")
    assert check(default, "문제 내줘"), "five is what nobody has to say"


@pytest.mark.parametrize(
    "fields", [{"count": 0}, {"count": 21}, {"intent": "dance"}, {"extra": 1}, {"query": "가" * 2001}]
)
def test_a_plan_has_its_limits(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Plan(**{"intent": "quiz", "query": "", **fields})  # type: ignore[arg-type]


def test_a_plan_takes_what_is_just_within_its_limits() -> None:
    plan = Plan(intent="quiz", query="가" * 2000, term="가" * 100, topic="가" * 100, count=20, parts=("가", "나", "다"))
    assert plan.count == 20 and Plan(intent="quiz", query="", count=1).count == 1
    for fields in ({"term": "가" * 101}, {"topic": "가" * 101}, {"parts": ("가",) * 5}):
        with pytest.raises(ValidationError):
            Plan(intent="quiz", query="", **fields)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        plan.count = 3  # type: ignore[misc]
    bare = Plan(intent="search", query="q")
    assert (bare.term, bare.pages, bare.units, bare.topic, bare.parts) == ("", None, None, "", ())
    assert (bare.count, bare.kinds, bare.length) == (5, (), "paragraph")


def test_the_prompt_shows_the_last_four_questions_and_the_kinds() -> None:
    system, human = render("지금 질문", [f"{n}번째 질문" for n in "일이삼사오"], kind_words())
    assert "일번째" not in human and all(f"{n}번째 질문" in human for n in "이삼사오")
    assert human.index("이번째") < human.index("오번째") < human.index("지금 질문")
    assert all(f"{one.id}: {one.name}" in system for one in kind_words())
    assert "(없음)" in render("질문")[1] and "(없음)" not in human and human.count("\n- ") == 4


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("안녕하세요", "search"),
        ("을사늑약이란?", "search"),
        ("퀴즈 내줘", "summary"),
        ("요약해줘", "quiz"),
        ("피자 주문해줘", "glossary"),
        ("안녕", "glossary"),
        ("을사늑약은 언제 체결되었나?", "quiz"),
        ("을사늑약은 언제 체결되었나?", "summary"),
        ("퀴즈 내줘", "search"),
        ("요약해줘", "glossary"),
    ],
)
def test_the_persons_own_choice_wins(text: str, intent: str) -> None:
    assert plan_by_rules(text, chosen=intent).intent == intent  # type: ignore[arg-type]


def test_a_request_is_one_line_of_at_most_two_thousand_letters() -> None:
    assert plan_by_rules("  퀴즈\n\n 내줘 ").query == "퀴즈 내줘"
    for chosen in ("quiz", "summary", "search"):
        assert len(plan_by_rules("가" * 3000, chosen=chosen).query) == 2000  # type: ignore[arg-type]
    long = plan_by_rules("강화도조약" * 50 + "이란?", chosen="glossary")
    assert len(long.term) == 100
    for chosen in ("quiz", "summary"):
        assert len(plan_by_rules("강화도조약" * 50 + " 부분 요약해줘", chosen=chosen).topic) == 100  # type: ignore[arg-type]


def test_the_arguments_of_a_summary() -> None:
    topic = plan_by_rules("광합성 부분 요약해줘")
    assert (topic.intent, topic.topic, topic.pages, topic.units) == ("summary", "광합성", None, None)
    unit = plan_by_rules("광합성 3단원 요약해줘")
    assert (unit.units, unit.topic) == (("3", "3"), "")
    page = plan_by_rules("광합성 12쪽 한 줄로 요약해줘")
    assert (page.pages, page.topic, page.length) == ((12, 12), "", "line")
    talk = plan_by_rules("지금까지 대화 요약해줘")
    assert (talk.intent, talk.topic) == ("summary", "")


def test_the_topic_of_a_quiz() -> None:
    quiz = plan_by_rules("광합성 문제 3개 내줘", kinds=kind_words())
    assert (quiz.intent, quiz.topic, quiz.count, quiz.kinds) == ("quiz", "광합성", 3, ())
    placed = plan_by_rules("2단원 12쪽 OX 문제 내줘", kinds=kind_words())
    assert (placed.units, placed.pages, placed.kinds) == (("2", "2"), (12, 12), ("ox",))


def test_a_greeting_before_a_question_is_no_part_of_it() -> None:
    assert plan_by_rules("안녕하세요. 을사늑약은 언제 체결되었나요?").query == "을사늑약은 언제 체결되었나요?"
    assert plan_by_rules("안녕").query == "안녕" and plan_by_rules("안녕").intent == "chat"
    assert plan_by_rules("안녕", chosen="search").query == "안녕"


def test_places_and_titles_are_no_words_to_look_for() -> None:
    found = plan_by_rules("한국사 교과서 12쪽에서 을사늑약은 언제 체결되었어?", titles=["한국사"])
    assert found.pages == (12, 12) and "12" not in found.query and "한국사" not in found.query
    term = plan_by_rules("을사늑약에 대해 설명해줘 12쪽")
    assert (term.intent, term.term, term.pages) == ("glossary", "을사늑약", (12, 12))
    unit = plan_by_rules("3단원에서 을사늑약이란?")
    assert (unit.intent, unit.term, unit.units) == ("glossary", "을사늑약", ("3", "3"))
    assert plan_by_rules("2p 오비탈의 모양은?").pages is None and plan_by_rules("2p 요약해줘").pages == (2, 2)
    assert plan_by_rules("카드 3장을 뽑는 경우의 수는?").units is None and plan_by_rules("3장 요약해줘").units
    sought = plan_by_rules("3단원에서 고종은 언제 즉위했어?")
    assert (sought.intent, sought.units) == ("search", ("3", "3"))


def test_a_term_is_looked_up_and_without_one_the_question_itself() -> None:
    assert plan_by_rules("을사늑약이란?").term == "을사늑약"
    chosen = plan_by_rules("고종은 언제 즉위했어?", chosen="glossary")
    assert chosen.term == chosen.query == "고종은 언제 즉위했어?"
    assert plan_by_rules("고종은 언제 즉위했어?").term == ""


def test_a_comparison_has_its_two_sides() -> None:
    found = plan_by_rules("을사늑약과 강화도 조약의 차이는?")
    assert found.intent == "search"
    assert found.parts == ("을사늑약과 강화도 조약의 차이는?", "을사늑약", "강화도 조약")


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        ("사과와 배의 맛 차이는?", ("사과의 맛", "배의 맛")),
        ("조선 vs 고려", ("조선", "고려")),
        ("고래랑 상어 뭐가 달라?", ("고래", "상어")),
        ("밀물 썰물 차이", ("밀물", "썰물")),
        ("흥선 대원군과 명성 황후는 어떻게 달라?", ("흥선 대원군", "명성 황후")),
        ("입춘이랑 입추는 각각 언제야?", ("입춘은 언제야?", "입추는 언제야?")),
    ],
)
def test_sides_are_whole_words(asked: str, sides: tuple[str, ...]) -> None:
    assert plan_by_rules(asked).parts == (asked, *sides)


def test_every_question_of_one_breath_stands_alone() -> None:
    assert plan_by_rules("대동법이 뭐야? 그리고 균역법은?").parts == ("대동법이 뭐야", "균역법이 뭐야")
    assert plan_by_rules("대동법은 언제 생겼고 왜 생겼어?").parts == ("대동법은 언제 생겼고", "대동법 왜 생겼어?")


@pytest.mark.parametrize(
    ("earlier", "asked", "alone"),
    [
        ("한산도 대첩은 누가 이끌었어", "그럼 행주 대첩은?", "행주 대첩은 누가 이끌었어"),
        ("힘이 뭐야?", "그럼 일은?", "일이 뭐야?"),
        ("태양광 장점이 뭐야", "그럼 단점은?", "태양광 단점은?"),
        ("강화도 조약에 대해 설명해줘", "그럼 결과는?", "강화도 조약 결과는?"),
        ("얼음을 가열하면 부피가 어떻게 돼?", "왜 그런데?", "얼음을 가열하면 부피가 돼 왜 그런데?"),
        ("강화도 조약이 뭐야", "그럼 임오군란은 언제 일어났어?", "그럼 임오군란은 언제 일어났어?"),
    ],
)
def test_a_follow_up_takes_over_topic_and_frame(earlier: str, asked: str, alone: str) -> None:
    assert plan_by_rules(asked, [earlier]).query == alone


def test_a_follow_up_is_asked_with_what_it_points_to() -> None:
    history = ["강화도 조약에 대해 설명해줘"]
    found = plan_by_rules("그 조약의 결과는?", history)
    assert (found.intent, found.query) == ("search", "강화도 조약의 결과는?")
    late = plan_by_rules("그건 왜 그래", ["을사늑약은 언제 체결되었나?"])
    assert is_chat("그건 왜 그래", in_thread=True) and (late.intent, late.query) == ("search", "을사늑약은 왜 그래")
    assert plan_by_rules("더 알려줘").intent == "chat" and plan_by_rules("그럼 왜?", history).intent == "search"


LINES = tuple(
    f"{thing} {said}"
    for thing in ("나라가", "산이", "감자가", "세포가", "겨울이", "숙제가", "바다가", "조선이", "시험이", "동생이")
    for said in ("크다", "좋아", "왔다", "어려웠다", "귀찮네", "보고 싶어", "멋지다")
)


def likely(above: str, at_most: str) -> list[str]:
    """Lines whose likelihood to be talk lies between two bars of the model, wherever it has them."""
    bars = load_weights(TALK_WEIGHTS).thresholds
    return [line for line in LINES if bars[above] < talk_logit(line) <= bars[at_most]]


def test_what_the_books_know_is_asked_of_them() -> None:
    lines = likely("in thread", "known")
    assert lines
    for line in lines:
        assert plan_by_rules(line).intent == "chat" and plan_by_rules(line, known=True).intent == "search"
        assert is_chat(line, in_thread=True) and not is_chat(line, in_thread=True, known=True)
    assert plan_by_rules("피자 주문해줘").intent == "other" != plan_by_rules("피자 주문해줘", chosen="search").intent


@pytest.mark.parametrize(
    "text",
    ["안녕", "안녕 반가워", "고마워! 반가워요", "너무 피곤하다", "넌 누구야?", "너는 이름이 뭐야?", "?!", "", "안녕?!"],
)
def test_talk_is_talk_whatever_the_books_know(text: str) -> None:
    assert is_chat(text, known=True) is True


def test_a_question_is_none() -> None:
    assert is_chat("을사늑약은 언제 체결되었나?") is False
    assert is_chat("안녕하세요. 을사늑약은 언제 체결되었나?") is False
    long = "넌 조선이 나라 이름을 대한 제국으로 바꾼 까닭이 무엇인지 아니?"
    assert len(long) > 30 and is_chat(long, known=True) is False
    name = "넌 조선의 임금 이름이 뭐야"
    assert is_chat(name.ljust(30, "?"), known=True) and not is_chat(name.ljust(31, "?"), known=True)


def test_within_a_conversation_more_is_needed_to_be_talk() -> None:
    lines = likely("alone", "in thread")
    assert lines
    for line in lines:
        assert is_chat(line) and not is_chat(line, in_thread=True)
        assert plan_by_rules(line).intent == "chat" != plan_by_rules(line, ["을사늑약은 언제 체결되었나?"]).intent


def test_the_reply_to_talk_is_of_its_kind_and_in_the_register() -> None:
    errand, thanks, greeting = (small_talk(text) for text in ("피자 주문해줘", "고마워", "안녕"))
    assert (thanks, greeting) == (frame("thanks", "합니다체"), frame("greeting", "합니다체"))
    assert errand == frame("errand", "합니다체") and len({errand, thanks, greeting}) == 3
    assert small_talk("THANK you") == small_talk("정말 감사합니다") == thanks and small_talk("너는 누구야") == greeting
