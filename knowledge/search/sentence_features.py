"""What a sentence shares with a question and what it adds: one row of features for every sentence of the passages
looked at.

The weights are those of a conditional logit (``sentence_features.json``, ``bench fit sentences``). They take a query
and morpheme vectors, no shelf: the reranker and the answer use them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.search import signals
from knowledge.search.passage_features import Part, analyse_passage, nearest
from knowledge.search.question_type import asked_unit, counts_in, matches_type, question_type
from korean import lexicon
from korean.analyzer import is_content
from korean.vectors import MorphemeVectors
from storage.tables import PassageRow
from weights import load_weights

LOCAL = 0.1  # added to a term's idf among the sentences: the library's idf keeps a say
WEIGHTS = Path(__file__).with_suffix(".json")
NAMES = (
    "union",  # idf share of the question's terms in the sentence and the one before it
    "passage",  # the passage's score beside the best one's
    "best passage",
    "bigrams",  # share of the question's pairs of syllables, rare ones weighing more
    "meaning",  # idf share with near synonyms
    "focus",  # nearness of some word to the question's last content word
    "length",  # hundreds of characters, two at most
    "when",
    "where",
    "who",
    "how many",
    "why",
    "unit",  # a number with the unit that 몇 asks for
    "order",  # longest common subsequence of content words
    "share",  # idf share of the question's terms in the sentence itself
    "after",  # and in the sentence after it
    "parenthesis",
    "carried",  # terms of the sentence before, where this one opens with a pronoun
)
OF_THE_PASSAGE = frozenset({"passage", "best passage"})
_POINTING = lexicon.pattern("pointing_words", "opening_of_an_answer")


@dataclass(frozen=True)
class WeighedQuery:
    """A question with what its candidates are measured by. ``query`` has local weights; ``bigrams`` their weights."""

    query: signals.Query
    kind: str
    unit: str
    forms: frozenset[str]
    sequence: tuple[str, ...]
    focus: NDArray[np.float32] | None  # (1, d)
    bigrams: dict[str, float]


@dataclass(frozen=True)
class Candidate:
    """A sentence of a passage: its span, its text, what it is made of, and its passage's
    score beside the best one's.
    """

    source_id: str
    page: int
    start: int
    end: int
    text: str
    part: Part
    passage: float
    hit: int  # the number of its passage among those looked at
    place: int  # in the passage


def list_candidates(
    rows: Sequence[PassageRow], scores: Sequence[float], morphemes: MorphemeVectors | None
) -> list[Candidate]:
    """Every sentence of the passages, in their order."""
    top = max(scores, default=0.0) or 1.0
    found = []
    for number, (row, score) in enumerate(zip(rows, scores, strict=True)):
        for place, (span, part) in enumerate(zip(row.spans, analyse_passage(row, morphemes).sentences, strict=True)):
            start, end = span
            text = row.text[start - row.start : end - row.start]
            found.append(Candidate(row.source_id, row.page, start, end, text, part, score / top, number, place))
    return found


def weigh_query(query: signals.Query, found: Sequence[Candidate], morphemes: MorphemeVectors | None) -> WeighedQuery:
    """The question, its terms and bigrams weighted by how few of the candidates have them.

    A term that stands in every sentence of a passage (its topic) does not tell its sentences apart.
    """
    held = [signals.held_terms(query, one.part) for one in found]
    counts = np.array([sum(i in terms for terms in held) for i in range(len(query.terms))], dtype=np.float32)
    local = np.log1p(len(found) / np.maximum(counts, 1.0))
    content = [token for token in query.tokens if is_content(token) and token.form not in signals.ASKING_WORDS]
    focus = None
    if content and morphemes is not None and (row := morphemes.row(content[-1].form, content[-1].tag)) >= 0:
        focus = morphemes.take([row])
    theirs = [bigrams(one.text) for one in found]
    pairs = {
        pair: float(np.log1p(len(found) / max(1, sum(pair in own for own in theirs)))) for pair in bigrams(query.read)
    }
    return WeighedQuery(
        replace(query, weights=(query.weights * (LOCAL + local)).astype(np.float32)),
        question_type(query.text),
        asked_unit(query.tokens),
        frozenset(token.form for token in query.tokens),
        tuple(token.form.lower() for token in content),
        focus,
        pairs,
    )


def sentence_features(
    asked: WeighedQuery, found: Sequence[Candidate], morphemes: MorphemeVectors | None
) -> NDArray[np.float64]:
    """``(candidates, len(NAMES))``, in the order of NAMES."""
    table = np.zeros((len(found), len(NAMES)))
    total = float(asked.query.weights.sum()) or 1.0
    pairs = sum(asked.bigrams.values()) or 1.0
    held = [signals.held_terms(asked.query, one.part) for one in found]
    known: set[int] = set()  # what the sentence before held, and what was carried into it
    for i, one in enumerate(found):
        first, last = one.place == 0, i + 1 == len(found) or found[i + 1].place == 0
        before = set() if first else held[i - 1]
        known = set() if first else known
        carried = known - held[i] if _POINTING.match(one.text) else set()
        own = bigrams(one.text)
        right_kind = matches_type(asked.kind, one.text, one.part.tokens, asked.forms)
        value = {
            "union": signals.mass(asked.query, held[i] | before) / total,
            "passage": one.passage,
            "best passage": one.hit == 0,
            "bigrams": sum(weight for pair, weight in asked.bigrams.items() if pair in own) / pairs,
            "meaning": signals.signals(asked.query, one.part, frozenset(), morphemes).coverage,
            "focus": _nearness(asked, one.part, morphemes),
            "length": min(len(one.text), 200) / 100,
            asked.kind: right_kind,
            "unit": counts_in(asked.unit, one.text),
            "order": common_subsequence(asked.sequence, one.part) / max(1, len(asked.sequence)),
            "share": signals.mass(asked.query, held[i]) / total,
            "after": 0.0 if last else signals.mass(asked.query, held[i + 1]) / total,
            "parenthesis": "(" in one.text,
            "carried": signals.mass(asked.query, carried) / total,
        }
        table[i] = [float(value.get(name, 0.0)) for name in NAMES]
        known = held[i] | carried
    return table


def _values(left_out: frozenset[str] = frozenset()) -> NDArray[np.float64]:
    values = load_weights(WEIGHTS).values
    return np.array([0.0 if name in left_out else values[name] for name in NAMES])


def merits(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """What speaks for each sentence, its passage's score with it ``(candidates,)``."""
    merit: NDArray[np.float64] = table @ _values()
    return merit


def own_merits(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """What speaks for each sentence itself, its passage's score left out ``(candidates,)``."""
    merit: NDArray[np.float64] = table @ _values(OF_THE_PASSAGE)
    return merit


def best_feature(table: NDArray[np.float64], name: str) -> float:
    """A feature of the likeliest candidate."""
    return float(table[int(merits(table).argmax()), NAMES.index(name)])


@lru_cache(maxsize=8192)
def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters, signs and spaces left out."""
    letters = "".join(char for char in text if char.isalnum())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def common_subsequence(sequence: Sequence[str], part: Part) -> int:
    """The length of the longest common subsequence of content words."""
    row = [0] * (len(sequence) + 1)
    wanted = set(sequence)
    for token in part.tokens:
        form = token.form.lower()
        if form not in wanted or not is_content(token):
            continue
        above = 0
        for j, word in enumerate(sequence, 1):
            above, row[j] = row[j], above + 1 if word == form else max(row[j], row[j - 1])
    return row[-1]


def _nearness(asked: WeighedQuery, part: Part, morphemes: MorphemeVectors | None) -> float:
    if asked.focus is None or morphemes is None or not part.rows:
        return 0.0
    return float(nearest(asked.focus, part, morphemes)[0])
