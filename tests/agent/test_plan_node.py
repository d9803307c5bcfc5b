"""Which calls a request leads to: the rules', or a model's held to what was said; the model is a script of replies."""

from __future__ import annotations

from typing import Any, cast

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ChatMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langgraph.runtime import Runtime

from agent.nodes.plan import calls_for, keep_nouns, plan, resume_request
from agent.state import Call, Context, State
from errors import ModelUnavailable, QuestionError
from knowledge import Library
from llm.tasks.plan import Plan

QUESTION = "을사늑약은 언제 체결되었나?"
SEARCH, TERM, QUIZ, SUMMARY = "search_textbooks", "explain_term", "make_quiz_questions", "summarize_pages"


class ScriptedModel(BaseChatModel):
    """Answers with what it was given, or raises it; counts how often it is asked, and with which tools."""

    reply: Any = None
    asked: list[Any] = []

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        if self.reply is NotImplementedError:
            raise NotImplementedError
        self.asked.append(([tool.name for tool in tools], kwargs))
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        self.asked.append([message.content for message in messages])
        if isinstance(self.reply, Exception):
            raise self.reply
        return ChatResult(generations=[ChatGeneration(message=self.reply)])


def wanting(*calls: tuple[str, dict[str, Any]]) -> AIMessage:
    return AIMessage(
        "", tool_calls=[{"name": name, "args": args, "id": str(n)} for n, (name, args) in enumerate(calls)]
    )


def planned(library: Library, question: str, model: ScriptedModel | None = None, **state: Any) -> dict[str, Any]:
    context = Context(library, model or ScriptedModel(), generative=model is not None)
    return plan(cast(State, {"question": question, **state}), Runtime(context=context))


def call(name: str, **args: Any) -> Call:
    return Call(name=name, args=args)


def test_a_question_is_searched_and_a_word_explained(library: Library) -> None:
    found = planned(library, QUESTION)
    assert found["calls"] == [call(SEARCH, query=QUESTION)] and found["history"] == [QUESTION] == [found["query"]]
    assert (found["clarify"], found["pending"], found["sources"], found["within"]) == ("", "", None, [])
    assert planned(library, "통감부란?")["calls"] == [call(TERM, term="통감부")]
    both = planned(library, "을사늑약과 광합성의 차이는?")["calls"]
    assert [one["name"] for one in both] == [SEARCH] * 3
    assert [one["label"] for one in both] == ["", "을사늑약", "광합성"]


def test_a_quiz_and_a_summary_are_made_as_they_were_asked_for(library: Library) -> None:
    assert planned(library, "OX 문제 3개 내줘")["calls"] == [call(QUIZ, count=3, kinds=["ox"])]
    assert planned(library, "한 줄로 요약해줘")["calls"] == [call(SUMMARY, length="line")]
    assert planned(library, "지금까지 대화 요약해줘")["calls"][0]["name"] not in (SUMMARY, SEARCH)


def test_talk_and_errands_call_nothing_and_are_forgotten(library: Library) -> None:
    for text in ("안녕", "피자 주문해줘"):
        found = planned(library, text, sources=["s"])
        assert (found["calls"], found["history"], found["sources"]) == ([], [], ["s"])


def test_a_follow_up_is_planned_from_the_thread(library: Library) -> None:
    found = planned(library, "그 조약의 결과는?", history=["강화도 조약에 대해 설명해줘"])
    assert found["query"] == "강화도 조약의 결과는?" and found["calls"] == [call(SEARCH, query="강화도 조약의 결과는?")]


def test_the_persons_own_choice_of_tool_is_called(library: Library) -> None:
    for tool, name in (("search", SEARCH), ("quiz", QUIZ), ("summary", SUMMARY), ("glossary", TERM)):
        for text in ("안녕", QUESTION):
            assert [one["name"] for one in planned(library, text, tool=tool)["calls"]] == [name], (tool, text)


def test_a_second_round_looks_for_the_nouns_alone(library: Library) -> None:
    assert planned(library, "x", rounds=1, query="을사늑약은 왜 을사늑약이라고 하나?") == {
        "calls": [call(SEARCH, query="을사늑약")]
    }
    assert keep_nouns("고종의 특사와 고종") == "고종 특사" and keep_nouns("왜 그래?") == "왜 그래?"


def test_a_model_is_asked_about_questions_alone(library: Library) -> None:
    for text, state in [
        ("OX 문제 3개 내줘", {}),
        ("한 줄로 요약해줘", {}),
        ("안녕", {}),
        ("지금까지 대화 요약해줘", {}),
        (QUESTION, {"tool": "search"}),
    ]:
        model = ScriptedModel(reply=wanting((TERM, {"term": "을사늑약"})), asked=[])
        found = planned(library, text, model, **state)
        assert model.asked == [] and TERM not in [one["name"] for one in found["calls"]], text
    model = ScriptedModel(reply=wanting((TERM, {"term": "을사늑약"})), asked=[])
    assert planned(library, QUESTION, model)["calls"] == [call(TERM, term="을사늑약")]
    (tools, options), said = model.asked
    assert {SEARCH, TERM, QUIZ, SUMMARY} <= set(tools) and options["tool_choice"] == "any"
    assert said[-1] == QUESTION and len(said) == 2 and "도구" in said[0]


def test_a_models_words_are_the_requests_own(library: Library) -> None:
    def query(words: Any) -> Any:
        model = ScriptedModel(reply=wanting((SEARCH, {"query": words, "k": 99, "term": "을사늑약"})), asked=[])
        (only,) = planned(library, QUESTION, model)["calls"]
        assert only["name"] == SEARCH and set(only["args"]) == {"query"}
        return only["args"]["query"]

    assert query("을사늑약 체결") == "을사늑약 체결" and query("을사 늑약이 체결된 때") == QUESTION
    for words in ("강화도 조약", "을사늑약 강화도 조약", "", None, "언제?"):
        assert query(words) == QUESTION, words
    assert query("을사늑약 " * 100) == ("을사늑약 " * 100)[:300]


def test_a_models_numbers_and_kinds_are_those_that_were_said(library: Library) -> None:
    model = ScriptedModel(reply=wanting((SEARCH, {}), (QUIZ, {"count": 20, "kinds": ["ox"]}), (TERM, {})), asked=[])
    assert planned(library, QUESTION, model)["calls"] == [call(QUIZ, count=5, kinds=[])], "a quiz is made alone"
    model = ScriptedModel(reply=wanting((SEARCH, {"query": "체결"}), (TERM, {"term": "을사늑약"})), asked=[])
    assert [one["name"] for one in planned(library, QUESTION, model)["calls"]] == [SEARCH, TERM]


def test_at_most_three_calls_none_twice_and_no_unknown_tool(library: Library) -> None:
    words = ["을사늑약", "을사늑약", "체결", "을사늑약 체결", "체결 을사늑약"]
    model = ScriptedModel(reply=wanting(("delete_all", {}), *((SEARCH, {"query": word}) for word in words)), asked=[])
    assert planned(library, QUESTION, model)["calls"] == [call(SEARCH, query="을사늑약"), call(SEARCH, query="체결")]
    model = ScriptedModel(reply=wanting(*((SEARCH, {"query": word}) for word in words[1:])), asked=[])
    assert [one["args"]["query"] for one in planned(library, QUESTION, model)["calls"]] == words[1:4]


@pytest.mark.parametrize(
    "reply",
    [
        NotImplementedError,
        ModelUnavailable("꺼져 있습니다.", english="off"),
        QuestionError("너무 깁니다.", code="prompt_too_long", english="long"),
        AIMessage("그냥 답"),
        ChatMessage(content="도구 없이", role="user"),
        wanting(("delete_all", {})),
    ],
)
def test_where_a_model_calls_nothing_the_rules_do(library: Library, reply: Any) -> None:
    assert planned(library, QUESTION, ScriptedModel(reply=reply, asked=[]))["calls"] == [call(SEARCH, query=QUESTION)]


def test_any_other_refusal_is_told(library: Library) -> None:
    refused = QuestionError("물을 수 없습니다.", code="empty", english="empty")
    with pytest.raises(QuestionError):
        planned(library, QUESTION, ScriptedModel(reply=refused, asked=[]))


def test_two_readings_lead_to_a_question_back_and_its_answer_to_the_request(sample_library: Library) -> None:
    asked = planned(sample_library, "3단원 요약해줘")
    assert asked["clarify"] and asked["pending"] == "3단원 요약해줘" and asked["calls"] == []
    assert asked["history"] == ["3단원 요약해줘"]
    shelf = sample_library.sources()
    one = shelf[0]
    resumed = resume_request(cast(State, {"question": f"{one.title}", "pending": "3단원 요약해줘"}), shelf)
    assert resumed == ("3단원 요약해줘", [one.id])
    done = planned(sample_library, one.title, pending="3단원 요약해줘")
    assert done["calls"] == [call(SUMMARY, length="paragraph")] and done["sources"] == [one.id]
    assert done["pending"] == "" and done["within"]


def test_nothing_is_resumed_that_does_not_wait(sample_library: Library) -> None:
    shelf = sample_library.sources()
    title = shelf[0].title
    for state in (
        {"question": title},
        {"question": title, "pending": ""},
        {"question": title, "pending": "3단원 요약해줘", "sources": ["s"]},
        {"question": QUESTION, "pending": "3단원 요약해줘"},
    ):
        assert resume_request(cast(State, state), shelf) == (state["question"], state.get("sources"))


def test_parts_are_looked_up_only_by_a_search() -> None:
    parts = ("을사늑약은 왜 맺어졌어?", "광합성이란?")
    made = calls_for(Plan(intent="search", query="q", parts=parts))
    assert made == [
        call(SEARCH, query=parts[0]) | {"label": parts[0]},
        call(TERM, term="광합성") | {"label": parts[1]},  # a term is explained as it would be alone
    ]
    assert calls_for(Plan(intent="glossary", query="q", parts=parts)) == [call(TERM, term="q")]
    assert calls_for(Plan(intent="search", query="q")) == [call(SEARCH, query="q")]
