"""The key-value leg: a textbook's own definitions, as term -> the exact sentence that defines it. Precision before recall."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import korean
from knowledge.models import Heading

_SUBJECT = re.compile(
    r"^(?P<term>[^,.:;!?()\[\]|]{2,20}?)\s*(?:\((?P<alias>[^()]{1,20})\))?(?P<particle>이란|란|은|는)\s+(?P<rest>.+)$",
    re.S,
)
_ENDING = re.compile(r"(?:이다|말한다|뜻한다|가리킨다|의미한다|일컫는다|입니다|말합니다|뜻합니다|라고 한다)[.]?$")
_LISTED = re.compile(r"^(?P<term>[^:|.]{2,20}?)\s*(?:\((?P<alias>[^()]{1,20})\))?\s*(?::|：)\s+(?P<rest>.{8,})$", re.S)
_ROW = re.compile(r"^(?P<term>[^|]{2,20}?) \| (?P<rest>[^|]{10,})$")
_NAMED = re.compile(
    r"(?:이를|이것을|이를 두고|이 [가-힣]{1,6}을|이 [가-힣]{1,6}를)\s+(?P<term>[^,.]{2,20}?)(?:이라고|라고|이라|라)\s+(?:한다|부른다|합니다|부릅니다)"
)
_GENERIC = frozenset(
    "사람 것 결과 이유 문제 방법 경우 때 당시 이후 이전 우리 그것 이것 여기 다음 이번 오늘 정부 나라 백성 농민 내용 목적 배경 의의 시기 이들 그들 "
    "하나 대부분 일부 사실 자신 모두 조건 까닭 특징 핵심 위 아래 앞 뒤 해 달 날 나 너 저 이 그 원인 영향 방식 과정 조약 사건 운동 단체".split()
)


@dataclass(frozen=True)
class RawEntry:
    """A term (normalised for lookup) and the span that defines it."""

    term: str
    start: int
    end: int
    page: int


def normalize_term(term: str) -> str:
    """The lookup key of a term: without spaces, marks, and what stands in parentheses."""
    return korean.squeeze(re.sub(r"\([^()]*\)", "", term))


def extract_entries(
    text: str, headings: Sequence[Heading], spans: Sequence[tuple[int, int]], page_of: Callable[[int], int]
) -> list[RawEntry]:
    """The definitions among a source's sentences, best one per term and page order kept."""
    del headings
    found: dict[str, RawEntry] = {}
    for start, end in spans:
        sentence = text[start:end]
        if not 12 <= len(sentence) <= 400:
            continue
        for term in _defined(sentence):
            key = normalize_term(term)
            if key and key not in found:
                found[key] = RawEntry(key, start, end, page_of(start))
    return sorted(found.values(), key=lambda entry: entry.start)


def _defined(sentence: str) -> list[str]:
    """The terms that a sentence defines."""
    flat = " ".join(sentence.split())
    if (match := _ROW.match(flat)) or (match := _LISTED.match(flat)):
        return _good(match.group("term"))
    terms = _subject(flat)
    if match := _NAMED.search(flat):
        terms += _good(match.group("term"))
    return terms


def subject_names(sentence: str) -> list[str]:
    """The two names by which a definition calls its subject: "을사조약(을사늑약)은 …이다."; empty for another sentence."""
    names = _subject(" ".join(sentence.split()))
    return names if len(names) > 1 else []


def _subject(sentence: str) -> list[str]:
    """What a definition calls its subject: its term, and its other name in Korean in parentheses."""
    match = _SUBJECT.match(sentence)
    if not match or not _ENDING.search(sentence):
        return []
    terms, alias = _good(match["term"]), match["alias"]
    return terms + (_good(alias) if terms and alias and "가" <= alias[0] <= "힣" else [])


def _good(term: str) -> list[str]:
    """The term where it is a noun phrase of its own, else nothing."""
    term = term.strip(" '\"‘’“”·-")
    tokens = korean.tokenize(term)
    if not tokens or normalize_term(term) in _GENERIC or len(term) < 2:
        return []
    if any(token.tag.startswith(("J", "E", "V", "M", "NP", "IC", "SF", "SP")) for token in tokens):
        return []
    return (
        [term]
        if tokens[-1].tag in ("NNG", "NNP", "XSN", "SL", "SN", "NNB", "XR", "SH") and tokens[0].tag != "SN"
        else []
    )
