"""The words that tell a group of passages from the others: class-based tf-idf over nouns, phrases kept whole.

A group counts in how many of its passages a word stands; the passage's headings count as the passage. Class-based
tf-idf (Grootendorst 2022, BERTopic) weighs the share of a group's words by how rare the word is in all groups; here
also by how many groups have it. Nouns that touch are one word, and words with a space between are one phrase where
they mostly stand together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from korean.analyzer import NOUN, Token

LONGEST_TELLING = 20  # characters
MOSTLY_TOGETHER = 0.5  # share of its rarer word's passages from which two words are a phrase
FEWEST_TOGETHER = 3  # passages of a phrase
JOININGS = 2  # rounds: the second joins a phrase with a third and a fourth word
MOST_TELLING = 15  # words that are kept of a group
FEWEST_SAYING = 2  # passages: a word of one passage tells nothing about a group
SMALL_VOCABULARY = 100  # words of a group, one count a passage, below which a single passage is enough
Run = tuple[str, ...]  # words with one space between each two

_JOINED = NOUN | {"XSN", "XPN", "SN"}  # parts of a word that touch its noun
_MAKES_A_VERB = frozenset({"XSV", "XSA"})  # behind a noun that is a verb's stem here, and names nothing
_FORMULA = re.compile(r"\$[^$\n]+\$")
_CODE_SIGNS = frozenset("_\\:@#{}=")  # beside a foreign word that is a name in code or a command


def list_word_runs(text: str, tokens: Iterable[Token]) -> list[Run]:
    """The nouns of a text, joined where they touch, in runs of words with one space between."""
    formulas = [found.span() for found in _FORMULA.finditer(text)] if "$" in text else []
    spans: list[tuple[int, int, bool]] = []
    for token in tokens:
        touches = bool(spans) and spans[-1][1] == token.start
        if token.tag in _MAKES_A_VERB and touches:
            spans.pop()
        if token.tag not in _JOINED or any(start <= token.start < end for start, end in formulas):
            continue
        if token.tag == "SL" and _is_code(text, token):
            continue
        if touches:
            spans[-1] = spans[-1][0], token.end, spans[-1][2] or token.tag in NOUN
        else:
            spans.append((token.start, token.end, token.tag in NOUN))
    named = [(start, end) for start, end, noun in spans if noun and 1 < end - start <= LONGEST_TELLING]
    runs: list[list[str]] = []
    for number, (start, end) in enumerate(named):
        if number and text[named[number - 1][1] : start] == " ":
            runs[-1].append(text[start:end])
        else:
            runs.append([text[start:end]])
    return [tuple(run) for run in runs]


def _is_code(text: str, token: Token) -> bool:
    beside = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
    return not _CODE_SIGNS.isdisjoint(beside)


class WordCounts:
    """The words of passages by their groups."""

    def __init__(self, groups: int) -> None:
        self.groups = groups
        self.passages: list[tuple[int, list[Run]]] = []

    def add(self, group: int, runs: list[Run]) -> None:
        """Count a passage of a group."""
        self.passages.append((group, runs))

    def count(self) -> list[Counter[str]]:
        """In how many of its passages each group has its words, phrases in the place of words that mostly stand
        together.
        """
        passages = [(group, [list(run) for run in runs]) for group, runs in self.passages]
        for _ in range(JOININGS):
            phrases = _find_phrases([runs for _, runs in passages])
            passages = [(group, [_join(run, phrases) for run in runs]) for group, runs in passages]
        counts: list[Counter[str]] = [Counter() for _ in range(self.groups)]
        for group, runs in passages:
            counts[group].update({word for run in runs for word in run if len(word) <= LONGEST_TELLING})
        return counts


def _find_phrases(passages: Sequence[Sequence[Sequence[str]]]) -> set[tuple[str, str]]:
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for runs in passages:
        words.update({word for run in runs for word in run})
        pairs.update({pair for run in runs for pair in pairwise(run)})
    return {
        pair
        for pair, n in pairs.items()
        if n >= FEWEST_TOGETHER and n >= MOSTLY_TOGETHER * min(words[one] for one in pair) and pair[0] != pair[1]
    }


def _join(run: Sequence[str], phrases: set[tuple[str, str]]) -> list[str]:
    joined: list[str] = []
    fresh = False  # whether the last one has just been joined: a phrase takes one word a round
    for word in run:
        if joined and not fresh and (joined[-1], word) in phrases:
            joined[-1], fresh = f"{joined[-1]} {word}", True
        else:
            joined.append(word)
            fresh = False
    return joined


def merge_counts(counts: Sequence[Counter[str]], groups: Sequence[int]) -> list[Counter[str]]:
    """The counts of small groups added up to those of the large ones that they lie in."""
    merged: list[Counter[str]] = [Counter() for _ in range(max(groups, default=-1) + 1)]
    for count, group in zip(counts, groups, strict=True):
        merged[group].update(count)
    return merged


def weigh_words(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """For each group its most telling words with their weights, the most telling first."""
    spread: Counter[str] = Counter()
    for count in counts:
        spread.update(count)
    held = Counter(word for count in counts for word in count)
    average = sum(spread.values()) / max(1, len(counts))
    found = []
    for count in counts:
        size = max(1, sum(count.values()))
        weights = {
            word: n / size * math.log(1 + average / spread[word]) * math.sqrt(math.log(1 + len(counts) / held[word]))
            for word, n in count.items()
            if n >= FEWEST_SAYING or size < SMALL_VOCABULARY
        }
        best = sorted(weights, key=lambda word: (-weights[word], word))[: 3 * MOST_TELLING]
        found.append({word: weights[word] for word in _leave_out_repeats(best)[:MOST_TELLING]})
    return found


def _leave_out_repeats(words: Sequence[str]) -> list[str]:
    """The words without those that hold, or are held by, a better one."""
    kept: list[str] = []
    for word in words:
        bare = word.replace(" ", "").lower()
        if not any(bare in other or other in bare for other in (one.replace(" ", "").lower() for one in kept)):
            kept.append(word)
    return kept
