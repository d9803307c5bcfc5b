"""plan: what a request asks for, read off its words by rules; the floor under every model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

import korean

Intent = Literal["search", "quiz", "summary", "glossary", "chat"]


class Plan(BaseModel):
    """A request taken apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: Intent
    query: str = Field(max_length=2000)
    term: str = Field("", max_length=100)
    pages: tuple[int, int] | None = None
    count: int = Field(5, ge=1, le=20)
    kinds: tuple[str, ...] = ()
    length: Literal["line", "paragraph", "page"] = "paragraph"


_QUIZ = re.compile(r"(퀴즈|문제|시험|빈칸|OX|객관식)[^.?]{0,20}(내|만들|풀|출제|줘|보자|볼래)|퀴즈\s*$|\d+\s*문제(?!\s*(점|가|는|에))")
_SUMMARY = re.compile(r"요약|정리해|간추려|핵심만|줄여\s*줘")
_EXPLAIN = re.compile(r"^\s*(.{1,30}?)\s*(?:에\s*대해서?|에\s*관해서?|을|를)\s*(?:자세히|간단히|쉽게)?\s*(?:설명|알려|말해)\s*(?:해)?\s*(?:줘|주세요|줄래|봐|주라)?[.!?]*$")
_MEANING = re.compile(r"^\s*(.{1,30}?)(?:\s*(?:이란|란|이라는\s*것은|의\s*뜻은|의\s*뜻이|의\s*의미는|뜻은|은|는)\s*(?:무엇|뭐|뭔|뜻|무슨\s*뜻)[^.?]{0,12}|이란|란)\??\s*$")
_CHAT = re.compile(
    r"^(안녕|반가|고마|감사|미안|잘\s*(자|가|있)|수고|하이|헬로|hello|hi|심심|사랑|배고|졸려|피곤|힘들|우울|슬프|외로|짜증|너\s|넌\s|네\s*이름|뭐\s*해)", re.I
)
_PAGES = re.compile(r"(\d{1,4})\s*(?:쪽|페이지|p)?\s*(?:~|-|–|부터|에서)\s*(\d{1,4})\s*(?:쪽|페이지|p)")
_PAGE = re.compile(r"(\d{1,4})\s*(?:쪽|페이지)")
_COUNT = re.compile(r"(\d{1,2})\s*(?:개|문제|문항)")
_KINDS = (("mcq5", r"객관식|5지|오지선다|선다"), ("ox", r"OX|O/X|오엑스|참\s*거짓"), ("cloze", r"빈칸"), ("short", r"단답|주관식"))
_POINTING = re.compile(
    r"^(그럼|그러면|그런데|그래서)\s|(?:^|\s)(그|이|저)\s+[가-힣]+|(?:^|\s)(그것|이것|그거|이거|거기|그곳|그때|그는|그녀|그들|그건|이건)|^(왜|언제|어디서|누가|누구|결과|영향|의의|배경|원인)"
)


def plan_by_rules(question: str, history: Sequence[str] = ()) -> Plan:
    """Intent and arguments of a request; ``history`` are the thread's earlier questions, oldest first."""
    text = " ".join(question.split())
    if _QUIZ.search(text):
        kinds = tuple(kind for kind, pattern in _KINDS if re.search(pattern, text, re.I))
        return Plan(intent="quiz", query=text, pages=_pages(text), count=_count(text), kinds=kinds)
    if _SUMMARY.search(text):
        short, long = re.search(r"한\s*(줄|문장)", text), re.search(r"자세|길게|한\s*쪽", text)
        return Plan(intent="summary", query=text, pages=_pages(text), length="line" if short else "page" if long else "paragraph")
    if _CHAT.search(text) and len(text) <= 25 and not text.endswith(("언제야?", "뭐야?")):
        return Plan(intent="chat", query=text)
    query = standalone(text, history)
    for pattern in (_EXPLAIN, _MEANING):
        match = pattern.match(query)
        if match and (term := _term(match.group(1))):
            return Plan(intent="glossary", query=query, term=term)
    return Plan(intent="search", query=query)


def standalone(text: str, history: Sequence[str]) -> str:
    """A follow-up with the topic that it points back to put in front: "그 조약의 결과는?" after 을사늑약 names 을사늑약."""
    if not history or not _POINTING.search(text):
        return text
    here = korean.squeeze(text)
    for earlier in reversed(history):
        names = [t.form for t in korean.nouns(earlier) if len(t.form) > 1 and korean.squeeze(t.form) not in here]
        proper = [t.form for t in korean.nouns(earlier) if t.tag == "NNP" and t.form in names] or names[:2]
        if proper:
            return f"{' '.join(dict.fromkeys(proper[:2]))} {text}"
    return text


def small_talk(question: str) -> str:
    """The reply to what is no request: what the assistant is for."""
    if re.search(r"고마|감사", question):
        return "도움이 되었다니 기쁩니다. 교재에서 더 궁금한 것이 있으면 물어보세요."
    return "안녕하세요. 저는 올려 주신 교재를 근거로 답하는 학습 도우미 현무입니다. 교재에서 궁금한 것을 묻거나, 퀴즈나 요약을 부탁해 보세요."


def _term(text: str) -> str:
    words = [token.form for token in korean.nouns(text)]
    compact = korean.squeeze(text)
    return text.strip(" '\"‘’“”") if words and len(words) <= 3 and len(compact) <= 20 and korean.squeeze("".join(words)) == compact else ""


def _pages(text: str) -> tuple[int, int] | None:
    if match := _PAGES.search(text):
        first, last = int(match.group(1)), int(match.group(2))
        return (min(first, last), max(first, last)) if min(first, last) > 0 else None
    if (match := _PAGE.search(text)) and int(match.group(1)) > 0:
        return int(match.group(1)), int(match.group(1))
    return None


def _count(text: str) -> int:
    match = _COUNT.search(text)
    return max(1, min(int(match.group(1)), 20)) if match else 5
