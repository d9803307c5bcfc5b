"""What a place in a book is about: its heading, or the title of a book that has none; and the words that a book is about as a whole."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import korean
from knowledge import Heading

LONGEST = 26  # characters of a subject that a stem can name
ALIKE = 0.12  # cosine of two sources' terms from which they are parts of one book, or books of one subject
_NUMBER = re.compile(r"^(제?\s?\d+\s?[장절부과강]\.?|\d+(\.\d+)*(\.\s*|\s+)|[가-하IVX]+\.|[①-⑳])\s*")
_MARKS = re.compile(r"\s*(\{[^{}]*\}|\[[^\[\]]*\]|[`*#]+)\s*|:$")
_NO_SUBJECT = re.compile(
    r"(요약|연습\s?문제|예시|개요|소개|용어|연표|풀이|정리|기타|한눈에|그림|부록|찾아보기|구현|처음부터|시작|실습|마무리|마치며|토론|코드|설정|성공|진행|준비|설치|과제|참고|"
    r"^[^\w가-힣]|시나리오|출처|목차|차례|머리말|결론|서론|점$|번째|^내용$|^성능$|^효과$|^의미$|^배경$|^그 외|에 대해서?$|^기타|문제$|정의$|특징$|종류$|방법$|장단점$|장점$|단점$|비교$|이유$|설명$|순서$|역할$|구조$|과정$|훈련$|학습$|교육$|트레이닝$|추정$|예측$|않|\?|!|…|[<>=$\\_/@])"
)
_BESIDE = re.compile(
    r"감사|서문|머리[말글]|저자|옮긴이|후원|스폰서|라이[선센]스|판권|저작권|번역|출처|참고 ?문헌|기여|변경 이력"
)
_ASKS = re.compile(r"^(.{2,}?)(?:이란|란|[은는이가])\s+(?:무엇|어떤\s+것|뭘).*$")  # "광합성이란 무엇인가"
_ASKED = re.compile(r"(?:인가|는가|한가|까|나요|까요)$")
_FILE = re.compile(r"^(part|ch|chapter|week|lecture|lesson|day|chap)\b|^[\w.]+([-_][\w.]+)+$|^[\W\d]+$", re.I)


def subject_of(title: str) -> str:
    """A heading or a title as the name of a subject, without its number and marks; "" where it names none."""
    said = _NUMBER.sub("", _MARKS.sub(" ", " ".join(title.split())).strip()).strip(" .:,-–")
    said = _ASKS.sub(r"\1", said)
    if _ASKED.search(said) or not 2 <= len(said) <= LONGEST or _NO_SUBJECT.search(said) or _FILE.search(said):
        return ""
    return said if said.count("(") == said.count(")") and "‘" not in said and "'" not in said else ""


def subject_finder(headings: Sequence[Heading]) -> Callable[[int], str]:
    """From a place in the source to the name of its subject: its heading, or the nearest above that names one."""
    starts: list[int] = []
    names: list[str] = []
    above: list[tuple[int, str]] = []
    for heading in headings:
        above = [one for one in above if one[0] < heading.level]
        name = subject_of(heading.title) or (above[-1][1] if above else "")
        above.append((heading.level, name))
        starts.append(heading.start)
        names.append(name)
    return lambda place: names[bisect_right(starts, place) - 1] if starts and place >= starts[0] else ""


def is_front_matter(title: str) -> bool:
    """Whether a heading stands over what is no matter of the book: thanks, prefaces, rights, sources."""
    return bool(_BESIDE.search(title))


def extract_key_words(titles: Iterable[str]) -> frozenset[str]:
    """What titles, headings and defined terms name, squeezed: each whole, and its nouns of three letters and more."""
    found: set[str] = set()
    for title in titles:
        name = subject_of(title)
        if not name:
            continue
        bare = re.sub(r"\([^()]*\)", "", name)
        found.add(korean.squeeze(bare))
        found |= {korean.squeeze(word) for word in re.findall(r"\(([^()]+)\)", name)}
        found |= {noun.form for noun in korean.nouns(bare) if len(noun.form) > 2}
    return frozenset(found)


def related_sources(spreads: Mapping[str, Counter[str]]) -> dict[str, frozenset[str]]:
    """For each source those that speak of the same things, itself among them: cosine of their terms, tf-idf (log, idf over the sources)."""
    holds: defaultdict[str, list[str]] = defaultdict(list)
    for source, spread in spreads.items():
        for term in spread:
            holds[term].append(source)
    lengths: defaultdict[str, float] = defaultdict(float)
    shared: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    weight = {
        (source, term): (1 + math.log(spread[term])) * math.log(1 + len(spreads) / len(holds[term]))
        for source, spread in spreads.items()
        for term in spread
    }
    for (source, term), own in weight.items():
        lengths[source] += own * own
        for other in holds[term]:
            shared[source][other] += own * weight[other, term]
    return {
        source: frozenset(
            other
            for other, product in shared[source].items()
            if other == source or product >= ALIKE * math.sqrt(lengths[source] * lengths[other])
        )
        | {source}
        for source in spreads
    }
