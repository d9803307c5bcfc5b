"""The terms of a sentence: years, amounts, names in Latin letters, and noun phrases whole ("흥선 대원군", not "대원군"), as the
book itself keeps them together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import korean
from korean import Token, lexicon

YEAR = lexicon.pattern("time_words", "year")
_UNITS = (  # the longer first, so that 개월 is not read as 개
    lexicon.alternation("units", "of_terms")
)
_AFTER = lexicon.alternation("particles", "re:behind_an_amount")
AMOUNT = lexicon.pattern("units", "amount_in_a_sentence")
LEAST_AMOUNT = 3  # of an amount that is worth asking for: one and two are said in passing
LATIN_NAME = re.compile(rf"(?<![\w.(/-])(?<![A-Za-z] )[A-Z][A-Za-z]*(?:-?[A-Z][A-Za-z]*)+(?=[가-힣.]){_AFTER}")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?(?<!,)")
_WORD = re.compile(r"[가-힣]+")
_PARTICLE_LEFT = lexicon.pattern("particles", "left_on_a_term")
_SUFFIXES = lexicon.words_in_order("endings", "suffix_of_no_term")
_NO_SUFFIX = lexicon.words("general_nouns", "ends_like_a_suffix")
_GOES_ON = lexicon.pattern("endings", "verb_goes_on")
_DONE = lexicon.pattern("endings", "light_verb_behind_a_noun")
MODIFIER = 0.6  # the weight of a term that only says more of the noun after it (프랑스 함대), others have 1
_TOGETHER = 0.6  # of the rarer word's places stand beside the other: one name
_ONCE = 2
EVERYDAY_NOUN = -18.5  # log probability of a noun: 시스템 -17.8, 환경 -17.5; 엽록체 -24.0, 전압 -20.5
FAMILIAR = -21.6  # of one that anyone knows, and would not look for behind a blank: 콘텐츠 -19.4, 공격자 -21.5

NUMBER_KINDS = frozenset({"year", "amount"})  # kinds of terms that name no thing


@dataclass(frozen=True)
class Term:
    """A term in a sentence: its text, span in the sentence, and kind ("year", "amount", "latin", "name" or "noun")."""

    text: str
    start: int
    end: int
    kind: str
    weight: float


class Phrases:
    """Which neighbouring nouns a source keeps together, and which it has joined for this sentence only."""

    def __init__(self, sentences: Iterable[str], names: Iterable[str]) -> None:
        self.single: Counter[str] = Counter()
        self.pair: Counter[tuple[str, str]] = Counter()
        for text in sentences:
            for run in _runs(text):
                words = [text[noun.start : noun.end] for noun in run]
                self.single.update(words)
                self.pair.update(pairwise(words))
        self.named = {pair for name in names for pair in pairwise(name.split())}

    def is_joined(self, left: str, right: str) -> bool:
        """One name: the book defines it, or has the two side by side nearly wherever it has the rarer one."""
        n = self.pair[left, right]
        rarer = min(self.single[left], self.single[right]) or 1
        return (left, right) in self.named or (n >= _ONCE and n / rarer >= _TOGETHER)

    def is_loose(self, left: str, right: str) -> bool:
        """Side by side here, and one of them nowhere else: perhaps a name of two words, never asked for by half."""
        return not self.is_joined(left, right) and min(self.single[left], self.single[right]) < _ONCE

    def are_rare(self, left: str, right: str) -> bool:
        """Both stand in the source this once."""
        return not self.is_joined(left, right) and max(self.single[left], self.single[right]) < _ONCE


def terms_in(text: str, phrases: Phrases) -> tuple[Term, ...]:
    """The years and noun phrases of a sentence, in reading order of their kinds."""
    numbers = Counter(_DIGITS.findall(text))  # a number that the sentence says twice would give itself away
    found = [
        Term(m.group(1) + "년", m.start(), m.end(), "year", 1.0)
        for m in YEAR.finditer(text)
        if numbers[m.group(1)] == 1
    ]
    found += [
        Term(" ".join(m.group().split()), m.start(), m.end(), "amount", 1.0)
        for m in AMOUNT.finditer(text)
        if float(m["value"].replace(",", "")) >= LEAST_AMOUNT and numbers[m["value"]] == 1 and "\n" not in m.group()
    ]
    found += [Term(m.group(), m.start(), m.end(), "latin", 1.0) for m in LATIN_NAME.finditer(text)]
    for run in _runs(text):
        groups: list[list[Token]] = []
        for noun in run:
            word = text[noun.start : noun.end]
            if groups and phrases.is_joined(text[groups[-1][-1].start : groups[-1][-1].end], word):
                groups[-1].append(noun)
            else:
                groups.append([noun])
        for number, group in enumerate(groups):
            term = _term(text, group)
            beside = [groups[n] for n in (number - 1, number + 1) if 0 <= n < len(groups)]
            if term and number + 1 < len(groups) and term.kind != "year":
                term = replace(term, weight=MODIFIER)
            if term and not any(_is_loose(text, group, other, phrases) for other in beside):
                found.append(term)
    return tuple(found)


def is_too_common(word: str) -> bool:
    """Whether a noun or a phrase is too common to be a term of any book."""
    return word in _COMMON or word.split()[-1] in _EMPTY_HEADS


@lru_cache(maxsize=50_000)
def word_frequency(word: str) -> float:
    """The log probability of a word in Kiwi's language model: 시스템 -17.8, 엽록체 -24."""
    return float(korean.kiwi().analyze(word)[0][1])


def is_everyday(word: str, from_on: float = EVERYDAY_NOUN) -> bool:
    """Whether a noun is so common in the language that no book has it for a term of its own."""
    return word_frequency(word) > from_on


@lru_cache(maxsize=100_000)
def head_of(word: str) -> str:
    """The last part of a word of several parts: 계층 of 합성곱 계층, 성 of 가용성; "" for a word of one part."""
    tokens = korean.tokenize(word)
    return tokens[-1].form if len(tokens) > 1 else ""


def _is_loose(text: str, group: Sequence[Token], other: Sequence[Token], phrases: Phrases) -> bool:
    left, right = (group[-1], other[0]) if group[0].start < other[0].start else (other[-1], group[0])
    words = text[left.start : left.end], text[right.start : right.end]
    return phrases.are_rare(*words) or (left.tag == right.tag == "NNP" and phrases.is_loose(*words))


def _term(text: str, group: Sequence[Token]) -> Term | None:
    start, end = group[0].start, group[-1].end
    word = " ".join(text[start:end].split())
    plain = word.replace(" ", "")
    if (
        (" " in word and len(word.split()[0]) < 2)
        or len(plain) < 2
        or not _WORD.fullmatch(plain)
        or is_too_common(word)
        or group[-1].tag == "XPN"
    ):
        return None
    after, before = text[end : end + 3], text[:start]
    if _DONE.match(text[end:]):
        return None  # half of a verb: "매핑 하기"
    if word.endswith(_SUFFIXES) and word not in _NO_SUFFIX:
        return None
    if _GOES_ON.match(after) or after[:1] in ("·", "-", ")") or re.search(r"[\w·(-]$", before):
        return None
    if " " in word and any(token.tag[0] == "J" for token in korean.tokenize(word)):
        return None
    if _PARTICLE_LEFT.search(word) and not any(token.form.endswith(word[-1]) for token in korean.tokenize(word)[-1:]):
        return None
    return Term(word, start, end, "name" if any(token.tag == "NNP" for token in group) else "noun", 1.0)


def _runs(text: str) -> list[list[Token]]:
    """Nouns that follow each other with a space only between."""
    runs: list[list[Token]] = []
    for noun in korean.nouns(text):
        if runs and text[runs[-1][-1].end : noun.start] in (" ", "\n"):
            runs[-1].append(noun)
        else:
            runs.append([noun])
    return runs


_COMMON = lexicon.words("general_nouns", "no_term_of_a_book")
_EMPTY_HEADS = lexicon.words("general_nouns", "empty_head")
