"""The sentences that tell best what a group of passages is about: full ones with its telling words, of its middle."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from knowledge.topics.topic_map import TypicalSentence
from korean import lexicon

TYPICAL_SENTENCES = 5
SHORTEST_TYPICAL, LONGEST_TYPICAL = 20, 160  # characters
ALIKE = 0.6  # share of the shorter sentence's words from which two say the same
_OPENING = frozenset("'\"‘“(「『<")
_MARKUP = re.compile(r"[|\\\n]|:\w+:|\$")
_FULL_STOPS = tuple(".!。")
_POINTING = lexicon.pattern("pointing_words", "opening_of_a_summary")


class ReadPassage(NamedTuple):
    """A passage of a group: its text, the sentences of its running text, how near the group's middle it stands."""

    source_id: str
    page: int
    start: int
    text: str
    spans: list[tuple[int, int]]  # offsets into the source's text
    nearness: float


def choose_sentences_of(passages: Iterable[ReadPassage], weights: Mapping[str, float]) -> list[TypicalSentence]:
    """TYPICAL_SENTENCES at most, the most typical first; one a passage, none that says the same as a better one."""
    scored: list[tuple[float, TypicalSentence]] = []
    for passage in passages:
        best: tuple[float, TypicalSentence] | None = None
        for start, end in passage.spans:
            text = passage.text[start - passage.start : end - passage.start]
            if not _stands(text):
                continue
            told = sum(weight for word, weight in weights.items() if word in text)
            worth = told * (0.5 + passage.nearness) / math.sqrt(len(text))
            if told and (best is None or worth > best[0]):
                best = worth, TypicalSentence(passage.source_id, passage.page, start, end, text)
        if best is not None:
            scored.append(best)
    scored.sort(key=lambda pair: (-pair[0], pair[1].source_id, pair[1].start))
    kept: list[TypicalSentence] = []
    for _, sentence in scored:
        words = set(sentence.text.split())
        if not any(_are_alike(words, set(other.text.split())) for other in kept):
            kept.append(sentence)
        if len(kept) == TYPICAL_SENTENCES:
            break
    return kept


def _stands(text: str) -> bool:
    whole = SHORTEST_TYPICAL <= len(text) <= LONGEST_TYPICAL and text.endswith(_FULL_STOPS)
    opens = text[:1].isalnum() or text[:1] in _OPENING
    return whole and opens and not _MARKUP.search(text) and not _POINTING.match(text)


def _are_alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) > ALIKE * max(1, min(len(one), len(other)))
