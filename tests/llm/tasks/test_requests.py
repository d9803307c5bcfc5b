"""What the rules make of requests: intents, arguments, places, follow-ups, talk."""

from __future__ import annotations

import pytest

from learning.kinds import kind_words
from llm.tasks import rewrite, slots, smalltalk
from llm.tasks.plan import plan_by_rules
from tests.llm.tasks.task_parts import ENVOY, TREATY


@pytest.mark.parametrize(
    ("request_", "intent"),
    [
        ("퀴즈", "quiz"),
        ("문제 하나만 내줘", "quiz"),
        ("이 단원으로 퀴즈 풀어보자", "quiz"),
        ("객관식으로 다섯 문제 출제해 줘", "quiz"),
        ("빈칸 문제 10문제", "quiz"),
        ("요약해줘", "summary"),
        ("2단원 핵심만 정리해 줘", "summary"),
        ("교재 전체를 한 줄로 요약", "summary"),
        ("을사늑약의 내용을 요약해줘", "search"),
        ("을사늑약에 대해 설명해줘", "glossary"),
        ("광합성이란?", "glossary"),
        ("과적합이 뭐야?", "glossary"),
        ("감사원은 무엇인가?", "glossary"),
        ("피타고라스의 정리를 설명해줘", "glossary"),
        ("환경 문제를 풀기 위한 정책은?", "search"),
        ("시험에 나올 만한 내용은 무엇인가?", "search"),
        ("사랑방 손님과 어머니의 주제는?", "search"),
        ("연립방정식 문제는 어떻게 풀어?", "search"),
        ("안녕하세요. 을사늑약은 언제 체결되었나요?", "search"),
        ("동학농민운동", "search"),
        ("안녕", "chat"),
        ("고마워", "chat"),
        ("넌 누구야?", "chat"),
        ("눈 쌓였어", "chat"),
        ("너무 피곤하다", "chat"),
    ],
)
def test_intents(request_: str, intent: str) -> None:
    assert plan_by_rules(request_).intent == intent


@pytest.mark.parametrize(
    ("request_", "pages", "count", "kinds"),
    [
        ("12~20쪽에서 5문제 내줘", (12, 20), 5, ()),
        ("20쪽부터 12쪽까지 OX 퀴즈 3개 만들어 줘", (12, 20), 3, ("ox",)),
        ("3쪽 내용으로 빈칸하고 단답형 문제 세 개 내줘", (3, 3), 3, ("cloze", "short")),
        ("p. 3-5에서 객관식 문제 100개 내줘", (3, 5), 20, ("mcq5",)),
        ("퀴즈 내줘", None, 5, ()),
        ("자료 해석 문제 3개 내줘", None, 3, ("data",)),
        ("서술형 문제 3개 내줘", None, 3, ("essay",)),
    ],
)
def test_the_arguments_of_a_quiz(
    request_: str, pages: tuple[int, int] | None, count: int, kinds: tuple[str, ...]
) -> None:
    read = plan_by_rules(request_, kinds=kind_words())
    assert (read.intent, read.pages, read.count, read.kinds, read.topic) == ("quiz", pages, count, kinds, "")


@pytest.mark.parametrize(
    ("earlier", "question", "alone"),
    [
        (TREATY, "그 조약의 결과는?", "을사늑약 조약의 결과는?"),
        ("강화도 조약에 대해 설명해줘", "그 조약의 결과는?", "강화도 조약의 결과는?"),
        (ENVOY, "그는 언제 죽었어?", "고종은 언제 죽었어?"),
        (ENVOY, "그의 아들은?", "고종의 아들은?"),
        (TREATY, "그건 누가 체결했어?", "을사늑약은 누가 체결했어?"),
        (TREATY, "그럼 왜?", "을사늑약은 체결되었나 왜?"),
        (TREATY, "결과는?", "을사늑약 결과는?"),
        (TREATY, "고종은 언제 즉위했나?", "고종은 언제 즉위했나?"),
        (TREATY, "그럼 강화도 조약은?", "강화도 조약은 언제 체결되었나?"),
        ("과적합이란 무엇인가?", "그것을 줄이는 방법은?", "과적합을 줄이는 방법은?"),
    ],
)
def test_a_follow_up_stands_alone(earlier: str, question: str, alone: str) -> None:
    assert rewrite.standalone(question, [earlier]) == alone
    assert rewrite.standalone(question) == question


@pytest.mark.parametrize(
    "line",
    [
        "나 오늘 시험 망쳤어",
        "썸 타는 중인데 연락이 안 와",
        "치킨 먹고 싶다",
        "남자친구랑 싸웠어 어떡해",
        "비 오니까 기분이 별로야",
    ],
)
def test_talk_is_no_request(line: str) -> None:
    assert plan_by_rules(line).intent == "chat"


@pytest.mark.parametrize(
    "line",
    [
        "3.1 운동 알려줘",
        "갑신정변 왜 실패함?",
        "녹말은 어디에 저장돼?",
        "신간회의 초대 회장은?",
        "증산 작용이 일어나는 곳은 어디인가?",
    ],
)
def test_a_request_is_no_talk(line: str) -> None:
    assert plan_by_rules(line).intent != "chat"


def test_what_the_books_hold_is_no_talk() -> None:
    line = "식물이 물을 흡수하는 방법"
    found = smalltalk.own_nouns(line)
    assert found == ["식물", "흡수"] and smalltalk.is_known(found) and not smalltalk.is_known(found[:1])
    assert plan_by_rules(line, (), known=True).intent == "search"


@pytest.mark.parametrize(
    ("request_", "intent"),
    [
        ("노래 틀어줘", "other"),
        ("내일 서울 날씨 어때?", "other"),
        ("이 문장을 영어로 번역해 줘", "other"),
        ("문제풀다가 막혔는데 강화도 조약이 언제 맺어졌어?", "search"),
        ("단답형세문제내줄래?", "quiz"),
        ("퀴즈 ㄱㄱ", "quiz"),
        ("3단원 문제 ㄱㄱ ㅋㅋ", "quiz"),
        ("노래 틀어줘ㅋㅋ", "other"),
        ("3단원요약좀", "summary"),
        ("치외 법권이 무슨 뜻인지 설명해 주세요", "glossary"),
    ],
)
def test_more_intents(request_: str, intent: str) -> None:
    assert plan_by_rules(request_).intent == intent


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("3단원 요약", ("3", "3")),
        ("제2장 3절에서", ("2.3", "2.3")),
        ("1.3절", ("1.3", "1.3")),
        ("2장부터 4장까지", ("2", "4")),
        ("마지막 단원", ("-1", "-1")),
        ("3장면을 설명해줘", None),
        ("12쪽", None),
    ],
)
def test_chapters_that_were_said(text: str, units: tuple[str, str] | None) -> None:
    assert slots.units_in(text) == units


def test_a_short_page_is_one_where_something_is_to_be_made_of_it() -> None:
    assert slots.pages_in("7p 객관식 문제 내줘") == (7, 7) and slots.pages_in("7p 오비탈", making=False) is None
    assert slots.pages_in("2p 오비탈 문제 내줘") is None and slots.pages_in("7p 광합성 문제 내줘") == (7, 7)


@pytest.mark.parametrize(
    "question",
    [
        "카드 3장을 뽑을 때 확률은?",
        "한국이 월드컵 4강에 오른 해는?",
        "2p 오비탈의 모양은?",
        "p53 단백질의 역할은?",
        "P2P 네트워크의 장점은?",
        "정약용이 쓴 책의 이름은?",
        "통상 수교 거부 정책의 배경은?",
        "통계 자료를 해석하는 방법은?",
        "통계 자료에서 평균을 구하는 방법은?",
        "정약용이 쓴 교재에서 다룬 것은?",
    ],
)
def test_a_question_keeps_its_subject(question: str) -> None:
    plan = plan_by_rules(question, known=True, titles=["생활 속의 과학"])
    assert (plan.query, plan.pages, plan.units) == (question, None, None)


@pytest.mark.parametrize(
    ("question", "query", "pages", "units"),
    [
        ("과학 교과서에서 잎은 무슨 일을 하나?", "잎은 무슨 일을 하나?", None, None),
        ("국어 교과서에서 잎은 무슨 일을 하나?", "국어 교과서에서 잎은 무슨 일을 하나?", None, None),
        ("교재에서 잎은 무슨 일을 하나?", "잎은 무슨 일을 하나?", None, None),
        ("잎은 이 교재에서 무슨 일을 하나?", "잎은 무슨 일을 하나?", None, None),
        ("과학책 12쪽에서 잎은 무슨 일을 하나?", "잎은 무슨 일을 하나?", (12, 12), None),
        ("p. 7에 나온 잎은 무슨 일을 하나?", "잎은 무슨 일을 하나?", (7, 7), None),
        ("3장에서 잎은 무슨 일을 하나?", "잎은 무슨 일을 하나?", None, ("3", "3")),
        ("제2장의 잎은 무슨 일을 하나?", "잎은 무슨 일을 하나?", None, ("2", "2")),
    ],
)
def test_a_place_is_read_off_and_no_word_to_look_for(
    question: str, query: str, pages: tuple[int, int] | None, units: tuple[str, str] | None
) -> None:
    plan = plan_by_rules(question, known=True, titles=["생활 속의 과학"])
    assert (plan.query, plan.pages, plan.units) == (query, pages, units)


@pytest.mark.parametrize(
    "line",
    [
        "이 문제 " + ", ".join(["12"] * 100) + "의 평균은 얼마야",
        "문제" + "일" * 200 + "x",
        "퀴즈" + "한판하" * 200 + "x",
        "퀴즈" + "1개" * 200 + "x",
    ],
)
def test_no_line_takes_longer_the_more_ways_there_are_to_read_it(line: str) -> None:
    assert plan_by_rules(line).intent != "quiz"  # each more number once tripled the time


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        (
            "병인양요와 신미양요의 원인을 비교해줘",
            ("병인양요와 신미양요의 원인을 비교해줘", "병인양요의 원인", "신미양요의 원인"),
        ),
        ("광합성과 호흡의 차이", ("광합성과 호흡의 차이", "광합성", "호흡")),
        (
            "을사늑약은 언제 체결되었고 어떤 권한을 빼앗겼나?",
            ("을사늑약은 언제 체결되었고", "을사늑약 어떤 권한을 빼앗겼나?"),
        ),
        ("을사늑약은 언제 체결되었나?", ()),
        ("학교와 교육의 역사는?", ()),
    ],
)
def test_a_request_for_two_things_becomes_two(query: str, parts: tuple[str, ...]) -> None:
    assert plan_by_rules(query).parts == parts


def test_a_persons_choice_of_tool_wins_over_their_words() -> None:
    assert plan_by_rules("을사늑약은 언제 체결되었나?", chosen="quiz").topic == "을사늑약"
    assert plan_by_rules("문제 내줘", chosen="search").intent == "search"
