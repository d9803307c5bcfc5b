"""What quizzes are made of: sentences that stand alone, and the terms in them that are worth asking for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import korean
from knowledge import Entry, Library, Sentence
from knowledge.glossary import normalize_term

_POINTING = re.compile(
    r"^(이|그|저|이러한|그러한|이런|그런|이들|그들|이는|그는|이로|이로써|이에|이때|그때|이후|그 후|또한|또|그러나|하지만|그리고|따라서|그래서|그런데|한편|결국|반면|즉|특히|다만|먼저|"
    r"다음으로|첫째|둘째|셋째|넷째|여기|거기|앞서|위|아래|같은|이것|그것|두|양국)(?=\s|,|의|은|는|이|가|를|을|에|로|과|와|도)"
)
_DECLARATIVE = re.compile(r"[다]\.$")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})년")
_FIRST_PERSON = re.compile(r"(우리는|나는|여러분|살펴|알아보|배운다|그림|표 \d|\?|※|다음과 같)")


@dataclass(frozen=True)
class Term:
    """A term in a sentence: its text, span in the sentence, and kind ("year", "name" or "noun")."""

    text: str
    start: int
    end: int
    kind: str
    weight: float


@dataclass(frozen=True)
class Fact:
    """A sentence that stands alone, with its askable terms, best first."""

    sentence: Sentence
    title: str
    terms: tuple[Term, ...]
    defines: str = ""  # the term that it defines, as the glossary has it


@dataclass(frozen=True)
class Material:
    """The facts of the chosen pages, and every term of the same sources by kind (the pool of distractors)."""

    facts: tuple[Fact, ...]
    pool: dict[str, tuple[str, ...]]
    together: dict[str, frozenset[int]]  # term -> numbers of the sentences that hold it


def gather(library: Library, source_ids: Sequence[str], pages: tuple[int, int] | None) -> Material:
    """Facts of the chosen pages; the pool is drawn from the whole of the sources."""
    facts: list[Fact] = []
    spread: Counter[str] = Counter()
    places: dict[str, set[int]] = {}
    kinds: dict[str, str] = {}
    counter = 0
    for source_id in source_ids:
        source = library.source(source_id)
        defined = {(entry.start, entry.end): entry for entry in library.entries(source_id)}
        sentences = library.sentences(source_id)
        found = [(sentence, _terms(sentence.text)) for sentence in sentences]
        for _, terms in found:
            for term in {t.text for t in terms}:
                spread[term] += 1
                places.setdefault(term, set()).add(counter)
            kinds |= {t.text: t.kind for t in terms}
            counter += 1
        for sentence, terms in found:
            if (pages is None or pages[0] <= sentence.page <= pages[1]) and stands_alone(sentence.text):
                entry = defined.get((sentence.start, sentence.end))
                facts.append(Fact(sentence, source.title, _weigh(terms, spread, entry), _surface(sentence.text, entry)))
    pool: dict[str, list[str]] = {}
    for term, _ in spread.most_common():
        pool.setdefault(kinds[term], []).append(term)
    frozen = {term: frozenset(numbers) for term, numbers in places.items()}
    return Material(tuple(fact for fact in facts if fact.terms), {k: tuple(v) for k, v in pool.items()}, frozen)


def stands_alone(text: str) -> bool:
    """A declarative sentence of a fair length that points at nothing outside itself."""
    return (
        24 <= len(text) <= 150
        and bool(_DECLARATIVE.search(text))
        and not _POINTING.match(text)
        and not _FIRST_PERSON.search(text)
        and text.count('"') % 2 == 0
        and text.count("(") == text.count(")")
    )


def _terms(text: str) -> tuple[Term, ...]:
    found = [Term(m.group(1) + "년", m.start(), m.end(), "year", 1.0) for m in _YEAR.finditer(text)]
    for noun in korean.nouns(text):
        word = text[noun.start : noun.end]
        if len(word) >= 2 and re.fullmatch(r"[가-힣]+", word) and word not in _COMMON:
            found.append(Term(word, noun.start, noun.end, "name" if noun.tag == "NNP" else "noun", 1.0))
    return tuple(found)


def _weigh(terms: tuple[Term, ...], spread: Counter[str], entry: Entry | None) -> tuple[Term, ...]:
    """Terms that stand once in the sentence, names and glossary terms first, words on every page last."""
    once = Counter(term.text for term in terms)
    weighed = []
    for term in terms:
        if once[term.text] > 1:
            continue
        value = {"name": 1.0, "year": 0.8, "noun": 0.35}[term.kind] + (0.5 if len(term.text) >= 4 else 0.0)
        value += 0.6 if entry and normalize_term(term.text) == entry.term else 0.0
        value -= 0.5 if term.kind == "noun" and (len(term.text) < 3 or spread[term.text] > 12) else 0.0
        if value > 0.3:
            weighed.append(Term(term.text, term.start, term.end, term.kind, value))
    return tuple(sorted(weighed, key=lambda term: -term.weight))


def _surface(text: str, entry: Entry | None) -> str:
    """The defined term as the sentence writes it."""
    if entry is None:
        return ""
    for end in range(2, min(len(text), 24) + 1):
        if normalize_term(text[:end]) == entry.term:
            return text[:end]
    return ""


_COMMON = frozenset(
    "사람 정부 나라 시기 당시 이후 이전 과정 결과 이유 문제 방법 경우 내용 목적 배경 의의 자신 모두 세력 상황 조건 활동 운동 제도 정책 사건 조약 단체 "
    "가운데 때문 동안 다음 처음 마지막 오늘날 전국 각지 지역 사회 정치 경제 문화 국가 국민 백성 인물 중심 기반 계기 바탕 역할 영향 주장 요구 시작 실시 추진 "
    "전개 설치 체결 발표 파견 조직 참여 저항 침략 강화 확대 마련 제정 이용 사용 필요 가능 대표 여러 모습 부분 전체 하나 일부 대부분 이것 그것 사이 이상 이하".split()
)
