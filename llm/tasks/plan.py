"""plan: what a request asks for, and with which arguments. The rules are the floor under every model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

import korean
from korean import Register, lexicon
from llm.tasks.intents import is_other, is_quiz, is_summary, noun_phrase, of_conversation, term_in
from llm.tasks.prompt import Prompt, as_data
from llm.tasks.question_splitting import MOST_QUESTION_PARTS, parts_of
from llm.tasks.rewrite import standalone
from llm.tasks.slots import (
    DEFAULT_COUNT,
    MOST_QUESTIONS,
    KindWords,
    Units,
    count_in,
    kinds_in,
    length_in,
    pages_in,
    topic_in,
    units_in,
    without_places,
)
from llm.tasks.smalltalk import asks_on, is_talk, own_nouns
from llm.tasks.style import DEFAULT_STYLE, frame
from settings import SummaryLength

Intent = Literal["search", "quiz", "summary", "glossary", "chat", "other"]

_SYSTEM = Template(
    "당신은 학습 도우미의 요청 분류 담당입니다. 사용자의 말에 답하지 말고, 무엇을 원하는지만 JSON으로 적습니다. "
    "intent는 search(교재에서 답 찾기), glossary(용어 하나의 뜻풀이), quiz(문제 만들기), summary(교재나 쪽 범위의 요약), "
    "chat(인사나 잡담), other(예약, 날씨, 글짓기처럼 교재와 상관없는 부탁) 가운데 하나입니다. query는 앞선 질문 없이도 뜻이 통하는 질문, term은 glossary일 때의 용어, "
    "pages는 말한 쪽 범위(없으면 null), units는 말한 단원 번호의 처음과 끝(없으면 null), topic은 문제나 요약의 주제, "
    "count와 kinds는 quiz의 문제 수와 유형($kinds), "
    "length는 요약의 길이(line, paragraph, page)입니다."
)
_HUMAN = Template("### 앞선 질문\n$history\n\n### 요청\n$question\n\nJSON으로만 답하십시오.")


class Plan(BaseModel):
    """A request taken apart. ``pages`` is inclusive; ``kinds`` empty means any; ``parts`` are questions to look
    up one by one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: Intent
    query: str = Field(max_length=2000)
    term: str = Field(default="", max_length=100)
    pages: tuple[int, int] | None = None
    units: Units | None = None
    topic: str = Field(default="", max_length=100)
    parts: tuple[str, ...] = Field(default=(), max_length=MOST_QUESTION_PARTS)
    count: int = Field(default=DEFAULT_COUNT, ge=1, le=MOST_QUESTIONS)
    kinds: tuple[str, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    length: SummaryLength = "paragraph"


def render(question: str, history: Sequence[str] = (), kinds: Sequence[KindWords] = ()) -> tuple[str, str]:
    """The system and the human message; ``kinds`` are those of the questions that can be asked for."""
    earlier = "\n".join(f"- {as_data(text)}" for text in history[-4:]) or "(없음)"
    prompt = Prompt(_SYSTEM.substitute(kinds=", ".join(f"{one.id}: {one.name}" for one in kinds)), _HUMAN)
    return prompt.render(question=as_data(question), history=earlier)


def check(plan: Plan, question: str, history: Sequence[str] = ()) -> bool:
    """True where a model's plan invents nothing: every number in it was said, and its words are the person's own."""
    said = korean.squeeze(" ".join([*history, question]))
    numbers = {int(n.value) for n in korean.numbers(" ".join([*history, question]))}
    if plan.pages and not (set(plan.pages) <= numbers and 0 < plan.pages[0] <= plan.pages[1]):
        return False
    if plan.count != DEFAULT_COUNT and plan.count not in numbers:
        return False
    words = [token.form for token in korean.nouns(f"{plan.query} {plan.term}")]
    return all(korean.squeeze(word) in said for word in words)


# -- the rules ---------------------------------------------------------------------------------------------------------

_GREETING = lexicon.pattern("greetings", "greeting", re.IGNORECASE)
_ABOUT_YOU = lexicon.pattern("greetings", "about_you")
_WELL_BEING = lexicon.pattern("greetings", "well_being")
_FEELING = lexicon.pattern("greetings", "feeling")


def plan_by_rules(
    question: str,
    history: Sequence[str] = (),
    known: bool = False,
    chosen: Intent | None = None,
    titles: Sequence[str] = (),
    kinds: Sequence[KindWords] = (),
    is_term: bool = False,
) -> Plan:
    """Intent and arguments of a request; ``history`` are the thread's earlier questions, oldest first.

    ``is_term``: the line is nothing but a term that the books know, which is a question about it.

    ``known``: the books hold the question's own nouns (``smalltalk.is_known``). ``chosen``: the person's own choice,
    which wins.
    ``titles``: those of the books, whose names are no words to look for. ``kinds``: those of the questions that can be
    asked for.
    """
    text = " ".join(question.split())[:2000]
    pages, units = pages_in(text), units_in(text)
    if chosen == "quiz" or (not chosen and is_quiz(text)):
        return Plan(
            intent="quiz",
            query=text,
            pages=pages,
            units=units,
            topic=topic_in(text, kinds)[:100],
            count=count_in(text),
            kinds=kinds_in(text, kinds),
        )
    if chosen == "summary" or (not chosen and is_summary(text)):
        topic = "" if pages or units or of_conversation(text) else topic_in(text)[:100]
        return Plan(intent="summary", query=text, pages=pages, units=units, topic=topic, length=length_in(text))
    if not chosen and not is_term and is_other(text, known):
        return Plan(intent="other", query=text)
    asked = _GREETING.sub("", text) or text
    bare, pages, units = without_places(asked, titles), pages_in(text, making=False), units_in(text, making=False)
    query = standalone(bare, history)[:2000]
    term = term_in(query)
    follows = query != bare and asks_on(asked)
    if not chosen and not is_term and not follows and not own_nouns(term) and is_chat(text, bool(history), known):
        return Plan(intent="chat", query=text)
    if is_term and not term and not parts_of(query):
        term = noun_phrase(query)
    if chosen == "glossary" or (not chosen and term):
        return Plan(intent="glossary", query=query, term=(term or query)[:100], pages=pages, units=units)
    return Plan(intent="search", query=query, pages=pages, units=units, parts=parts_of(query))


def is_greeting(text: str) -> bool:
    """True for greetings and thanks, for how one is, and for a line without letters."""
    rest = text
    while match := _GREETING.match(rest):
        rest = rest[match.end() :]
    asked = len(rest) <= 30 and _ABOUT_YOU.match(rest) and _WELL_BEING.search(rest)
    return bool(not korean.squeeze(rest) or _FEELING.match(rest) or asked)


def is_chat(text: str, in_thread: bool = False, known: bool = False) -> bool:
    """True for greetings, thanks and talk about oneself: nothing that a textbook could answer."""
    rest = text
    while match := _GREETING.match(rest):
        rest = rest[match.end() :]
    return is_greeting(rest) or is_talk(rest, in_thread, known)


def small_talk(question: str, register: Register = DEFAULT_STYLE.register) -> str:
    """The reply to what is no request: what the assistant is for."""
    if is_other(question):
        return frame("errand", register)
    thanks = lexicon.pattern("greetings", "thanks", re.IGNORECASE).search(question)
    return frame("thanks" if thanks else "greeting", register)
