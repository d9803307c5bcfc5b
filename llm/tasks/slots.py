"""Which part of the books a request is about, and how much is asked for: pages, chapters, topic, number, kinds, length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import korean

Kind = Literal["mcq5", "ox", "cloze", "short", "bogi", "negative", "order", "match", "data"]
Length = Literal["line", "paragraph", "page"]
Units = tuple[
    str, str
]  # first and last chapter or section as numbered: ("2", "3"), ("1.3", "1.3"); LAST for the last one

MOST = 20
DEFAULT_COUNT = 5
LAST = "-1"

OX = r"(?<![A-Za-z])O\s?/?\s?X(?![A-Za-z])"
_SIZE = r"(?!\s*(?:분량|짜리|이내|안에|길이|로\s*(?:요약|정리|줄)))"
_PAGES = re.compile(
    r"(\d{1,4})\s*(?:쪽|페이지|p\.?)?\s*(?:~|-|–|∼|～|부터|에서)\s*(\d{1,4})\s*(?:쪽|페이지|p(?![a-z]))"
    r"|pp?\.\s*(\d{1,4})\s*[-~–]\s*(\d{1,4})",
    re.IGNORECASE,
)
# What follows a number that is a place ("p 7의 내용", "3장에서", "2장 요약"); "2p 오비탈", "p53 단백질" and "카드 3장을" name none.
_IS_PLACE = r"(?=\s*(?:에서|에는|에\s*(?:나오|나온|있)|부터|까지|(?:의\s*)?(?:주요\s*|전체\s*)?(?:내용|요약|요점|핵심|정리|줄거리|주제|개념|용어|범위|부분|문제|퀴즈)))"
_PAGE = re.compile(
    rf"(\d{{1,4}})\s*(?:쪽|페이지){_SIZE}|(?<![a-z])p(?:\.\s*|\s+)(\d{{1,4}})(?!\d)"
    rf"|(?<![a-z0-9.])(?:(\d{{1,4}})\s*p|p(\d{{1,4}}))(?:{_IS_PLACE}|(?=\s*$))",
    re.IGNORECASE,
)
_SHORT_PAGE = re.compile(r"(?<![a-z0-9.])(\d{1,4})\s*p(?![a-z0-9]|\s*(?:오비탈|궤도|전자|부껍질))", re.IGNORECASE)
_FIRST_PAGES = re.compile(r"(?:앞|처음|첫)(?:의|에서|부분)?\s*(?:의\s*)?(\d{1,4})\s*(?:쪽|페이지)")
_PART = r"(?:단원|장(?![면소점관군수])|절(?!반)|챕터|chapter|강(?![의한조])|부분?(?=\s|에서|의|를|을|요|내|만|$))"
_NUMBER = r"(\d{1,2}(?:\.\d{1,2}){0,2})"
_UNITS = re.compile(
    rf"제?\s*{_NUMBER}\s*{_PART}?\s*(?:~|-|–|∼|～|부터|에서)\s*제?\s*{_NUMBER}\s*(?:단원|장(?![면소점])|절(?!반)|챕터|강(?!의))",
    re.IGNORECASE,
)
_NESTED = re.compile(r"(\d{1,2})\s*(?:단원|장|챕터)\s*의?\s*(\d{1,2})\s*(?:절|과|번)")
_UNIT = re.compile(
    rf"제?\s*{_NUMBER}\s*(?:단원|장(?![면소점관군수])|절(?!반)|챕터|강(?![의한조]))"
    rf"|(?:chapter|챕터|단원)\s*{_NUMBER}|제\s*{_NUMBER}\s*(?:과|부|편)",
    re.IGNORECASE,
)
_SURE_UNIT = re.compile(  # in a question: cards come in 장 too, rounds in 강
    rf"제\s*{_NUMBER}\s*(?:[장절강과부편]|단원)|{_NUMBER}\s*(?:단원|챕터)|(?:chapter|챕터|단원)\s*{_NUMBER}"
    rf"|(\d{{1,2}}(?:\.\d{{1,2}}){{1,2}})\s*[장절]|(?:^|(?:책|교재|교과서)\s*){_NUMBER}\s*[장절](?![가-힣])|{_NUMBER}\s*[장절]{_IS_PLACE}",
    re.IGNORECASE,
)
_NAMED_UNIT = re.compile(r"(마지막|끝|첫\s*(?:번째)?|처음|맨\s*앞)\s*(?:단원|장(?![면소점])|챕터|절)")
_WORDS = {
    word: number
    for number, words in enumerate("하나 한|둘 두|셋 세|넷 네|다섯|여섯|일곱|여덟|아홉|열".split("|"), 1)
    for word in words.split()
}
_ANY = "|".join(sorted(_WORDS, key=len, reverse=True))
_COUNT = re.compile(
    r"(?:문제|문항|퀴즈|단답|빈칸)\s*(\d{1,3})\s*개|(\d{1,3})\s*(?:개|문제|문항|가지)|quiz\s*(\d{1,3})", re.IGNORECASE
)
_COUNT_WORD = re.compile(
    rf"(?<![가-힣])({_ANY})\s*(?:개|문제|문항|가지)|(?:문제|문항|퀴즈|엑스|객관식|단답|빈칸)\s*({_ANY})(?=만|\s|개|요|$)"
)
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("bogi", r"보기|합답형|ㄱ\s*,?\s*ㄴ"),
    ("negative", r"(?:옳지|맞지|적절하지)\s*않은|부정\s*발문|틀린\s*것"),
    ("order", r"순서\s*(?:대로|를?\s*배열|를?\s*맞추)"),
    ("match", r"연결\s*(?:하기|하는|문제|형)|짝\s*(?:짓|지|맞추)"),
    ("mcq5", r"객관식|5지|오지\s*선다|선다"),
    ("ox", rf"{OX}|오엑스|참\s*(?:/|과|이나)?\s*거짓|진위"),
    ("cloze", r"빈\s?칸|괄호\s*(?:넣기|채우)"),
    ("short", r"단답|주관식"),
    ("data", r"(?:자료|도표|통계표|표)\s*(?:를\s*)?(?:해석|분석|읽기)"),
)


def pages_in(text: str, making: bool = True) -> tuple[int, int] | None:
    """The pages that were said, first and last: "12~20쪽", "p. 3-5", "7페이지", "앞부분 10쪽".

    ``making``: a quiz or a summary is asked for; "7p" is a page then, in a question only where it stands as a place.
    """
    if match := _PAGES.search(text):
        first, last = sorted(int(number) for number in match.groups() if number)
        return (first, last) if first > 0 else None
    if match := _FIRST_PAGES.search(text):
        return (1, int(match.group(1))) if int(match.group(1)) else None
    if match := _PAGE.search(text) or (_SHORT_PAGE.search(text) if making else None):
        page = int(next(group for group in match.groups() if group))
        return (page, page) if page > 0 else None
    return None


def units_in(text: str, making: bool = True) -> Units | None:
    """The chapters or sections that were said, as numbered: "3단원", "2장부터 4장까지", "1장 3절" (1.3), "마지막 단원".

    ``making``: a quiz or a summary is asked for; "3장" is a chapter then, in a question only where it stands as a place.
    """
    if match := _UNITS.search(text):
        return match.group(1), match.group(2)
    if match := _NESTED.search(text):
        number = f"{match.group(1)}.{match.group(2)}"
        return number, number
    if match := (_UNIT if making else _SURE_UNIT).search(text):
        number = next(group for group in match.groups() if group)
        return number, number
    if match := _NAMED_UNIT.search(text):
        number = LAST if match.group(1) in ("마지막", "끝") else "1"
        return number, number
    return None


_AFTER = r"(?:\s*(?:까지|사이))?(?:에서|에는|에|의|을|를|은|는|부터|까지)?(?:\s*(?:나오는|나온|있는|(?:내용|부분)(?:[은는이을](?![가-힣]))?|기준으로)(?:\s*(?:중에서?|가운데|에서))?)?\s*"
_PLACES = tuple(
    re.compile(rf"(?:{pattern.pattern}){_AFTER}", re.IGNORECASE)
    for pattern in (_PAGES, _PAGE, _UNITS, _NESTED, _SURE_UNIT)
)
BOOK = re.compile(r"(?<![0-9A-Za-z가-힣])([0-9A-Za-z가-힣]{2,16}?)\s*(?:책|교재|교과서|문서|자료|파일|노트|강의록)")
_ANY_BOOK = r"(?<![0-9A-Za-z가-힣])(?:(?:이|그|우리)\s+)?(?:책(?!에\s)|교재|교과서)"
_IN = r"(?:에서는?(?![가-힣])|에는(?![가-힣])|에(?=\s)(?!\s*(?:대|관|의|따))|\s*기준으로)(?:\s*(?:나오는|나온|있는)(?=\s))?\s*"
_ENDS_A_PHRASE = frozenset("JX JKS JKO JKB SF SP EF".split())  # after others a word is the book's: "국어 교과서"
_HERE = "\0"  # no text holds it


def without_places(text: str, titles: Sequence[str] = ()) -> str:
    """A question without the book, the pages and the chapters that it names ("교과서 12쪽에 나오는 조약은?" -> "조약은?").

    They are no words to look for. A book is one of the ``titles``, or no more than "교재에서": "정약용이 쓴 책에서" stays, and so does
    a question of nothing else.
    """

    def left(match: re.Match[str]) -> str:
        return "" if names(match[1], titles) else match[0]

    def generic(match: re.Match[str]) -> str:
        before = korean.tokenize(match.string[: match.start()].rstrip(f" {_HERE}"))
        return "" if not before or before[-1].tag in _ENDS_A_PHRASE else match[0]

    rest = text
    for pattern in _PLACES:
        rest = pattern.sub(f"{_HERE} ", rest)
    for after in (rf"의?\s*(?={_HERE})", _IN):
        rest = re.sub(_ANY_BOOK + after, generic, re.sub(BOOK.pattern + after, left, rest))
    rest = " ".join(rest.replace(_HERE, " ").split())
    return rest if korean.nouns(rest) or rest == " ".join(text.split()) else text


def names(word: str, titles: Sequence[str]) -> bool:
    """Whether a word before 책 or 교재 is part of one of the titles."""
    return any(korean.squeeze(word) in korean.squeeze(title) for title in titles)


def count_in(text: str) -> int:
    """How many questions were asked for, 1 to 20; 5 where no number was said."""
    if match := _COUNT.search(text):
        return max(1, min(int(next(group for group in match.groups() if group)), MOST))
    if match := _COUNT_WORD.search(text):
        return int(_WORDS[match.group(1) or match.group(2)])
    return DEFAULT_COUNT


def kinds_in(text: str) -> tuple[Kind, ...]:
    """The kinds of question that were named; one that was turned down ("4지선다 말고") is not."""
    wanted = re.sub(r"\S+\s*(?:말고|빼고|대신)", " ", text)
    return tuple(kind for kind, pattern in _KINDS if re.search(pattern, wanted, re.IGNORECASE))


def length_in(text: str) -> Length:
    """How long a summary was asked for."""
    if re.search(r"(?:한|1)\s*(?:줄|문장|마디)|짧게|짤막", text):
        return "line"
    long = r"자세|상세|길게|(?:한|1)\s*(?:쪽|페이지)\s*(?:로|분량|짜리|정도|길이)|A4"
    return "page" if re.search(long, text, re.IGNORECASE) else "paragraph"


# -- the topic ---------------------------------------------------------------------------------------------------------

_NOT_TOPIC = frozenset(
    """
퀴즈 문제 문항 오엑스 오 엑스 ox 한판 사건 개조 개조식 합답 답 초급 고급 쉬움 객관식 주관식 단답 단답형 서술형 서술 선다 선다형 오지 지선다 빈칸 괄호 참 거짓 참거짓 오엑스 보기 합답형 모의 모의고사 쪽지
시험 시험지 평가 형성 형성평가 수행 수행평가 중간 중간고사 기말 기말고사 고사 테스트 예상 연습 확인 기출 실전 마무리 복습 예습 대비 대회 출제 제작 작성
요약 요약본 요약정리 정리 핵심 요점 중요 주요 개요 줄거리 내용 해석 분석 도표 통계표 전체 전부 본문 부분 파트 범위 단원 단원별 장 절 과 강 챕터 쪽 페이지 권 교재 교과서 책 문서 자료 파일 노트
강의 강의노트 수업 수업자료 서론 결론 앞 뒤 처음 마지막 사이 이후 이전 관련 위주 중심 수준 학생 선생 선생님 쌤 시간 부탁 요청 용어 뜻 순서 배열 연결 짝 짝짓기
한줄 한줄요약 줄 문장 문단 분량 간단 간략 상세 개조식 벼락치기 독서 오늘 내일 모레 어제 지금 아까 나 저 우리 너 것 거 수 개 번 한번 하나 둘 셋 더 좀 용 지 바람 감사 pdf
quiz summarize this chapter please questions question 종합 문제집 제일 가장
""".split()
)
_BOOKS = frozenset("책 교재 교과서 문서 자료 파일 노트 강의".split())
_RUN = frozenset({"NNG", "NNP", "SL", "SH", "XR", "XSN", "XPN", "NR", "SN"})
_ALONE = frozenset({"SN", "NR", "XSN", "XPN"})  # no topic by themselves


def topic_in(text: str) -> str:
    """What a quiz or a summary should be about ("강화도 조약 문제 내줘"), in the request's own words; empty where nothing is said."""
    runs: list[list[korean.Token]] = [[]]
    for token in korean.tokenize(text):
        if token.form in _BOOKS:  # "과학 교과서": the noun before names the book
            runs[-1] = []
        if token.form.lower() in _NOT_TOPIC or not (token.tag in _RUN or _joins(token, text)):
            runs.append([])
        elif runs[-1] and not text[runs[-1][-1].end : token.start].strip(" ·.・"):
            runs[-1].append(token)
        else:
            runs.append([token])
    found = [run for run in map(_trimmed, runs) if run]
    best = max(found, key=lambda run: run[-1].end - run[0].start, default=None)
    if best is None:
        return ""
    words = text[best[0].start : best[-1].end]
    return words if len(korean.squeeze(words)) >= 2 else ""


def _joins(token: korean.Token, text: str) -> bool:
    """Whether a token binds two nouns into one topic: 과, 와, 의, a middle dot."""
    return (token.tag in ("JC", "JKB", "JKG") and token.form in ("과", "와", "의")) or text[
        token.start : token.end
    ] in ("·", ".")


def _trimmed(run: list[korean.Token]) -> list[korean.Token]:
    """The run without what cannot begin or end a topic; empty where no noun is left."""
    while run and run[-1].tag not in _RUN:
        run = run[:-1]
    while run and run[0].tag not in _RUN - {"XSN"}:
        run = run[1:]
    return run if any(token.tag not in _ALONE for token in run) else []
