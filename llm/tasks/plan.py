"""plan: what a request asks for, and with which arguments. The rules are the floor under every model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

import korean
from llm.tasks.prompt import Prompt, as_data
from llm.tasks.rewrite import standalone, topics
from llm.tasks.smalltalk import IN_THREAD, THRESHOLD, likelihood

Intent = Literal["search", "quiz", "summary", "glossary", "chat"]
Kind = Literal["mcq5", "ox", "cloze", "short", "bogi", "negative", "order", "match"]
Length = Literal["line", "paragraph", "page"]

MOST = 20
DEFAULT_COUNT = 5

PROMPT = Prompt(
    system=(
        "당신은 학습 도우미의 요청 분류 담당입니다. 사용자의 말에 답하지 말고, 무엇을 원하는지만 JSON으로 적습니다. "
        "intent는 search(교재에서 답 찾기), glossary(용어 하나의 뜻풀이), quiz(문제 만들기), summary(교재나 쪽 범위의 요약), "
        "chat(인사나 잡담) 가운데 하나입니다. query는 앞선 질문 없이도 뜻이 통하는 질문, term은 glossary일 때의 용어, "
        "pages는 말한 쪽 범위(없으면 null), count와 kinds는 quiz의 문제 수와 유형(mcq5, ox, cloze, short, bogi, negative, order, match), "
        "length는 요약의 길이(line, paragraph, page)입니다."
    ),
    human=Template("### 앞선 질문\n$history\n\n### 요청\n$question\n\nJSON으로만 답하십시오."),
)


class Plan(BaseModel):
    """A request taken apart. ``pages`` is inclusive; ``kinds`` empty means any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: Intent
    query: str = Field(max_length=2000)
    term: str = Field(default="", max_length=100)
    pages: tuple[int, int] | None = None
    count: int = Field(default=DEFAULT_COUNT, ge=1, le=MOST)
    kinds: tuple[Kind, ...] = Field(default=(), max_length=8)
    length: Length = "paragraph"


def render(question: str, history: Sequence[str] = ()) -> tuple[str, str]:
    """The system and the human message."""
    earlier = "\n".join(f"- {as_data(text)}" for text in history[-4:]) or "(없음)"
    return PROMPT.render(question=as_data(question), history=earlier)


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

_ASKING = (
    r"(?:내\s?[줘봐보주]|내\s?달|내어|만들|출제|풀어?\s?보|풀게|풀래|풀고\s?싶|줘|주세요|주라|부탁|볼래|보자|해\s?보)"
)
_OX = r"(?<![A-Za-z])O\s?/?\s?X(?![A-Za-z])"
_FORMS = (
    rf"(?:퀴즈|객관식|주관식|단답형|오지선다|5지\s?선다|선다형|{_OX}|빈칸|모의고사|쪽지\s?시험|(?:연습|예상)\s?문제)"
)
_QUIZ = re.compile(
    rf"{_FORMS}[^.?!]{{0,24}}{_ASKING}"
    rf"|(?:문제|문항)(?:를|을|도|만|로)?\s*(?:좀|한번|더|다시|\d+\s*개|하나만?|몇\s*개)*\s*{_ASKING}"
    r"|(?:퀴즈|객관식|단답형|모의고사)(?:로|만)?\s*[.!?]*$"
    r"|\d+\s*(?:문제|문항)\s*(?:만|정도|쯤)?\s*[.!]*$"
    r"|(?:퀴즈|문제|문항)(?:로|를)?\s*\d+\s*(?:개|문제|문항)\s*[.!]*$"
    r"|시험\s*(?:내|쳐|봐)\s*(?:줘|주|보)|\bquiz\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"요약|간추려|간추린|핵심만|줄여\s*(?:줘|주)|정리해\s*(?:줘|주|줄)|summar"
    r"|(?:내용|[쪽장]|페이지|단원|교재|책|전체)[을를]?\s*정리(?!\s*는)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"교재|교과서|(?<![가-힣])책|문서|자료|파일|본문|단원|\d\s*[장절과]|이\s*글|전체|pdf|강의|노트|전부|모두",
    re.IGNORECASE,
)
_POLITE = r"(?:자세히|자세하게|간단히|간단하게|간략히|쉽게|짧게|좀|다시|한번)?\s*"
_EXPLAIN = re.compile(
    r"^\s*(.{1,30}?)\s*(?:에\s*(?:대해서?|대하여|관해서?|관하여)|을|를|의\s*(?:뜻|의미|정의|개념)(?:을|를)?)\s*"
    + _POLITE
    + r"(?:설명|알려|말해|가르쳐|풀이)\s*(?:해)?\s*"
    r"(?:줘요?|주세요|줄래요?|봐|주라|주십시오|줄\s*수\s*있\S*|라)?[.!?]*$"
)
_WHAT = (
    r"(?:무엇|뭐|뭔|무슨\s*(?:뜻|말|의미|개념))(?:인가요?|인지|이?[야에예]요?|이죠|임|이니|입니까|일까요?|냐|지|죠|가요)?"
    r"(?:\s*(?:설명|알려)\S*(?:\s*\S{1,4})?)?|(?:무엇|뭘|뭐)[을를]?\s*(?:뜻|의미|말)(?:하|해|함)\S{0,4}"
)
_MEANING = re.compile(
    r"^\s*(.{1,30}?)\s*(?:"
    rf"(?:이란|란|이?라는\s*(?:것은|건|게|말은|용어는)|은|는|이|가)\s*(?:{_WHAT})|이란|란"
    r"|(?:의\s*)?(?:뜻|의미|정의|개념)(?:은|는|이|가|을|를)?(?:\s*(?:무엇|뭐|뭔)[^.?!]{0,8})?"
    r")\s*[.?!]*$"
)
_GREETING = re.compile(
    r"^(?:안녕(?:하세요|하십니까|하신가|히\s*\S+)?|반가(?:워요?|웠\S*|습니다)|반갑\S*|고마(?:워요?|웠\S*)|고맙\S*"
    r"|감사(?:합니다|해요|드려요|드립니다|했\S*|해)|미안(?:해요?|합니다|하다)?|죄송(?:해요|합니다)"
    r"|수고(?:했\S*|하\S*|많\S*)|잘\s*(?:자|있어|가)요?|굿모닝|하이|헬로우?|hello|hi|hey|thanks?|thank you"
    r"|ㅎㅇ|ㅋ+|ㅎ+|ㅠ+|네+|응|아니요?|오케이|ok|그래|좋아요?|알겠\S*|알았\S*)(?![가-힣A-Za-z])[\s,.!?~^ㅋㅎ]*",
    re.IGNORECASE,
)
_ABOUT_YOU = re.compile(r"^(?:너는?|넌|네|니|당신은?|현무는?|야|오늘|지금|나는?|난|내가|저는?|전|제가|우리)(?![가-힣])")
_WELL_BEING = re.compile(
    r"이름|누구|몇\s*살|뭐\s*(?:해|하고|할\s*수|하니|먹)|기분|심심|사랑|배고|졸려|졸리|피곤|힘들|힘드|우울|슬[프퍼픈]"
    r"|외로|외롭|짜증|날씨|점심|저녁|아침|좋아해|싫어|놀[자아]|농담|노래"
)
_FEELING = re.compile(
    r"^(?:너무|진짜|정말|요즘|오늘|좀|많이|\s)*"
    r"(?:심심|배고|졸려|졸리|피곤|힘들|힘드|우울|슬[프퍼픈]|외로|외롭|짜증|사랑해|보고\s?싶|하기\s?싫)\S*[\s.!?~ㅠㅜ]*$"
)
_PAGES = re.compile(
    r"(\d{1,4})\s*(?:쪽|페이지|p\.?)?\s*(?:~|-|–|∼|～|부터|에서)\s*(\d{1,4})\s*(?:쪽|페이지|p(?![a-z]))"
    r"|pp?\.\s*(\d{1,4})\s*[-~–]\s*(\d{1,4})",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(\d{1,4})\s*(?:쪽|페이지)|(?<![a-z])p\.?\s*(\d{1,4})(?!\d)", re.IGNORECASE)
_COUNT = re.compile(r"(?:문제|문항|퀴즈)\s*(\d{1,3})\s*개|(\d{1,3})\s*(?:개|문제|문항|가지)")
_WORDS = {
    "하나": 1,
    "한": 1,
    "두": 2,
    "세": 3,
    "네": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
}
_COUNT_WORD = re.compile(rf"(?<![가-힣])({'|'.join(_WORDS)})\s*(?:개|문제|문항)|(?:문제|퀴즈)\s*(하나)")
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("bogi", r"보기|합답형|ㄱ\s*,?\s*ㄴ"),
    ("negative", r"(?:옳지|맞지)\s*않은|부정\s*발문|틀린\s*것\s*(?:고르|찾)"),
    ("order", r"순서\s*(?:대로|배열|맞추)"),
    ("match", r"연결\s*(?:하기|문제|형)|짝\s*(?:짓|맞추)"),
    ("mcq5", r"객관식|5지|오지선다|선다"),
    ("ox", rf"{_OX}|오엑스|참\s*(?:/|과|이나)?\s*거짓|진위"),
    ("cloze", r"빈칸|빈\s칸|괄호\s*넣기"),
    ("short", r"단답|주관식"),
)


def plan_by_rules(question: str, history: Sequence[str] = (), known: bool = False) -> Plan:
    """Intent and arguments of a request; ``history`` are the thread's earlier questions, oldest first.

    ``known``: the books hold the question's own nouns (``smalltalk.is_known``).
    """
    text = " ".join(question.split())[:2000]
    if _QUIZ.search(text):
        kinds = tuple(kind for kind, pattern in _KINDS if re.search(pattern, text, re.IGNORECASE))
        return Plan(intent="quiz", query=text, pages=pages_in(text), count=count_in(text), kinds=kinds)
    if _SUMMARY.search(text) and (_WHOLE.search(text) or pages_in(text) or not topics(text)):
        return Plan(intent="summary", query=text, pages=pages_in(text), length=length_in(text))
    if is_chat(text, bool(history), known):
        return Plan(intent="chat", query=text)
    query = standalone(_GREETING.sub("", text) or text, history)[:2000]
    for pattern, possessive in ((_EXPLAIN, True), (_MEANING, False)):
        match = pattern.match(query)
        if match and (term := term_in(match.group(1), possessive)):
            return Plan(intent="glossary", query=query, term=term)
    return Plan(intent="search", query=query)


def is_chat(text: str, in_thread: bool = False, known: bool = False) -> bool:
    """True for greetings, thanks and talk about oneself: nothing that a textbook could answer."""
    rest = text
    while match := _GREETING.match(rest):
        rest = rest[match.end() :]
        if not rest:
            return True
    if _FEELING.match(rest):
        return True
    if len(rest) <= 30 and _ABOUT_YOU.match(rest) and _WELL_BEING.search(rest):
        return True
    if not korean.squeeze(rest):
        return True
    return likelihood(rest, known) > (IN_THREAD if in_thread else THRESHOLD)


def term_in(text: str, possessive: bool = True) -> str:
    """The term where the words are one ("강화도 조약"; when ``possessive``, "피타고라스의 정리"), else empty."""
    text = text.strip(" '\"‘’“”「」『』<>《》")
    halves = re.split(r"(?<=[가-힣])의\s+", text)
    if possessive and len(halves) == 2 and topics(halves[1]) and all(_is_noun(half) for half in halves):
        return text
    return text if _is_noun(text) else ""


def _is_noun(text: str) -> bool:
    nouns = [token.form for token in korean.nouns(text)]
    compact = korean.squeeze(text)
    return bool(nouns) and len(nouns) <= 3 and len(compact) <= 20 and korean.squeeze("".join(nouns)) == compact


def pages_in(text: str) -> tuple[int, int] | None:
    """The pages that were said, first and last: "12~20쪽", "p. 3-5", "7페이지"."""
    if match := _PAGES.search(text):
        first, last = sorted(int(number) for number in match.groups() if number)
        return (first, last) if first > 0 else None
    if match := _PAGE.search(text):
        page = int(match.group(1) or match.group(2))
        return (page, page) if page > 0 else None
    return None


def count_in(text: str) -> int:
    """How many questions were asked for, 1 to 20; 5 where no number was said."""
    if match := _COUNT.search(text):
        return max(1, min(int(match.group(1) or match.group(2)), MOST))
    if match := _COUNT_WORD.search(text):
        return int(_WORDS[match.group(1) or match.group(2)])
    return DEFAULT_COUNT


def length_in(text: str) -> Length:
    """How long a summary was asked for."""
    if re.search(r"(?:한|1)\s*(?:줄|문장)|짧게", text):
        return "line"
    return "page" if re.search(r"자세|길게|한\s*(?:쪽|페이지)\s*(?:로|분량)|A4", text) else "paragraph"


def small_talk(question: str) -> str:
    """The reply to what is no request: what the assistant is for."""
    if re.search(r"고마|고맙|감사|thank", question, re.IGNORECASE):
        return "도움이 되었다니 기쁩니다. 교재에서 더 궁금한 것이 있으면 물어보세요."
    return (
        "안녕하세요. 저는 올려 주신 교재를 근거로 답하는 학습 도우미 현무입니다. "
        "교재에서 궁금한 것을 묻거나, 퀴즈나 요약을 부탁해 보세요."
    )
