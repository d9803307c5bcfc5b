"""What a question asks to be worked out, read off its morphemes before any table is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import korean
from knowledge.tables.algebra import Relation
from knowledge.tables.cell_values import find_times
from knowledge.tables.typed_tables import When
from korean import Token, lexicon

THEME = "table_questions"
_VERBS = ("VV", "VA", "VX", "XR", "XSV", "XSA")
_NOUNS = ("NNG", "NNP", "SL", "SH", "SN", "XR", "NR")
_BOUND = {"at_least": "at least", "at_most": "at most", "above": "above", "below": "below"}
_NATIVE = {word: int(number) for word, number in lexicon.pairs("numerals", "native")}
WORKING_OUT = (
    "sum", "mean", "largest", "smallest", "superlative", "share", "growth", "difference", "number_of", "ranked",
    "ranked_from_below",
)  # fmt: skip
_OF_QUESTIONS = frozenset(WORKING_OUT) | {
    "all_of_it", "more", "less", "how_many", "how_much", "rise", "fall", "compared", "times", "each", "at_least",
    "at_most", "above", "below", "join", "from", "until", "which", "whole_of",
    "but", "apart_from",
}  # fmt: skip
LONGEST_TABLE_QUESTION = 300  # characters


class SaidWord(NamedTuple):
    """A word of the question that works as one of a list, and where it stands."""

    purpose: str
    start: int
    end: int


@dataclass(frozen=True)
class Bound:
    """A limit that a figure is held against: "200개 이상"."""

    relation: Relation
    number: float
    start: int
    end: int


@dataclass(frozen=True)
class TableQuestion:
    """A question with its morphemes and the words of asking in it."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[SaidWord, ...]:
        return tuple(_find_words(self.text, self.tokens))

    @cached_property
    def times(self) -> tuple[tuple[int, int, When], ...]:
        """The times that are said; one without a year has that of the time before it."""
        found: list[tuple[int, int, When]] = []
        for start, end, when in find_times(self.text):
            before = found[-1][2] if found else When()
            if when.year is None and before.year is not None:
                when = When(before.year, when.half, when.quarter, when.month, when.day)
            found.append((start, end, when))
        return tuple(found)

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """The limits that are said."""
        found = []
        for number in korean.numbers(self.text):
            behind = [word for word in self.words if word.purpose in _BOUND and 0 <= word.start - number.end <= 6]
            if behind:
                relation: Relation = _BOUND[behind[0].purpose]  # type: ignore[assignment]
                found.append(Bound(relation, number.value, number.start, behind[0].end))
            elif self._is_stated(number.end):
                found.append(Bound("equal", number.value, number.start, number.end))
        return tuple(found)

    def _is_stated(self, end: int) -> bool:
        """Whether what ends here is said to be so: "등급이 1인", "층이 2이고"."""
        return any(
            token.tag == "VCP" and token.start == end and self.tokens[at + 1].tag in ("ETM", "EC")
            for at, token in enumerate(self.tokens[:-1])
        )

    def says(self, *purposes: str) -> list[SaidWord]:
        """The words of some lists, in order."""
        return [word for word in self.words if word.purpose in purposes]

    @cached_property
    def most(self) -> int | None:
        """How many are asked for: "상위 3개", "세 곳만"."""
        counters = lexicon.words(THEME, "counted")
        for at, token in enumerate(self.tokens[:-1]):
            following = self.tokens[at + 1]
            limits = any(bound.start <= token.start < bound.end for bound in self.bounds)
            if following.form not in counters or limits or token.form == next(iter(lexicon.words(THEME, "how_many"))):
                continue
            if token.tag == "SN" and token.form.isdigit() and 0 < int(token.form) <= 100:
                return int(token.form)
            if token.tag in ("MM", "NR") and token.form in _NATIVE:
                return _NATIVE[token.form]
        return None

    @cached_property
    def works_out(self) -> bool:
        """Whether the words ask for something to be worked out at all; then tables are looked at."""
        if len(self.text) > LONGEST_TABLE_QUESTION:
            return False
        if self.says(*WORKING_OUT) or self.bounds or self.is_counting or self.asks_times:
            return True
        grows = bool(self.says("rise", "fall")) and bool(self.says("how_many") or self.says_how_much)
        both = bool(self.says("compared")) and bool(self.says("more", "less"))
        parted = bool(self.says("each")) and bool(self.tokens)
        return grows or both or parted or (bool(self.says("all_of_it")) and bool(self.says("how_many")))

    @property
    def is_for_tables(self) -> bool:
        """Whether tables are looked at before the text is: something is to be worked out, or may stand in a cell."""
        return self.works_out or self.may_look_up

    @cached_property
    def may_look_up(self) -> bool:
        """Whether it may ask for the figure in one cell: "…은 얼마야?", "…은 몇 명이야?", of a time also "…은?"."""
        if len(self.text) > LONGEST_TABLE_QUESTION:
            return False
        last = next((token for token in reversed(self.tokens) if token.tag[0] != "S"), None)
        open_ended = bool(self.times) and last is not None and last.tag == "JX"
        return open_ended or bool(self.says("how_much", "how_many"))

    @cached_property
    def says_how_much(self) -> bool:
        return bool(self.says("how_much"))

    @cached_property
    def is_counting(self) -> bool:
        """Whether rows are to be counted: "몇 개", "몇 명"."""
        counters = lexicon.words(THEME, "counted")
        return any(
            token.form in lexicon.words(THEME, "how_many") and self.tokens[at + 1].form in counters
            for at, token in enumerate(self.tokens[:-1])
        )

    @cached_property
    def asks_times(self) -> bool:
        """Whether it asks how many times as much: "몇 배"."""
        times = lexicon.words(THEME, "times")
        return any(
            token.form in lexicon.words(THEME, "how_many") and self.tokens[at + 1].form in times
            for at, token in enumerate(self.tokens[:-1])
        )

    @cached_property
    def asks_percent(self) -> bool:
        """Whether it asks how many per cent: "몇 %", "몇 퍼센트"."""
        return any(
            token.form in lexicon.words(THEME, "how_many")
            and (self.tokens[at + 1].form == "%" or self.tokens[at + 1].form in lexicon.words(THEME, "share"))
            for at, token in enumerate(self.tokens[:-1])
        )

    def nouns(self) -> Iterator[Token]:
        """The tokens that name something, words of asking among them."""
        for token in self.tokens:
            if token.tag in _NOUNS:
                yield token


@lru_cache(maxsize=64)
def read_question(text: str) -> TableQuestion:
    """A question taken apart."""
    return TableQuestion(text, tuple(korean.tokenize(text)))


def _find_words(text: str, tokens: tuple[Token, ...]) -> Iterator[SaidWord]:
    """The words of asking: by a morpheme's own form, or by what stands from a morpheme on."""
    for purpose, words in lexicon.lists(THEME).items():
        if purpose not in _OF_QUESTIONS:
            continue
        reach = -1
        for token in tokens:
            if token.start < reach:
                continue
            longest = max((w for w in words if len(w) > 1 and text.startswith(w, token.start)), key=len, default="")
            if longest and (token.tag[0] in "NXM" or token.form in words):
                reach = token.start + len(longest)
                yield SaidWord(purpose, token.start, reach)
            elif token.form in words and _fits(purpose, token):
                yield SaidWord(purpose, token.start, token.end)


def _fits(purpose: str, token: Token) -> bool:
    """Whether a morpheme's tag lets it be a word of the list: "줄" the verb, not the noun."""
    if purpose in ("more", "less", "above", "below") and len(token.form) == 1:
        return token.tag.startswith(_VERBS)
    if purpose in ("rise", "fall"):
        return token.tag.startswith(_VERBS) or len(token.form) > 1
    if purpose == "but":
        return token.tag[0] == "V"
    if purpose == "apart_from":
        return token.tag[0] == "N"
    if purpose == "each":
        return token.tag in ("XSN", "NNB", "JX", "JKB", "MM", "MAG")
    if purpose in ("sum", "difference", "share") and len(token.form) == 1:
        return token.tag in ("NNG", "NNB")
    if purpose in ("from", "until", "whole_of", "join"):
        return token.tag[0] == "J" or token.tag == "NNB" or len(token.form) > 1
    return True
