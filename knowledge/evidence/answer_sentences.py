"""The sentences that answer: every sentence of the best passages, scored for the question, as exact spans.

The score is one weighted sum of what a sentence shares with the question and what it adds
(``search.sentence_features``); its softmax over all candidates is the probability that the sentence holds the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.catalog.page_numbers import load_page_numbers
from knowledge.catalog.sources import filter_owned
from knowledge.models import Hit, Sentence
from knowledge.search import signals
from knowledge.search.searcher import Searcher
from knowledge.search.sentence_features import Candidate, list_candidates, merits, sentence_features, weigh_query
from storage.tables import PassageRow

SURE_ANSWER = 0.97  # sentences are given until one of them holds the answer with this probability
QUOTED = 3  # hits from which sentences are drawn


@dataclass(frozen=True)
class ScoredSentences:
    """A question laid against its hits: the best of them, every sentence of the first few, and its
    features ``(candidates, NAMES)``.
    """

    hits: tuple[Hit, ...]
    query: signals.Query
    candidates: tuple[Candidate, ...]
    table: NDArray[np.float64]


def score_sentences(
    session: Session, searcher: Searcher, question: str, hits: Sequence[Hit], quoted: int = QUOTED
) -> ScoredSentences | None:
    """The sentences of the first ``quoted`` hits measured by the question; None where there are none."""
    stored = select(PassageRow).where(PassageRow.id.in_([hit.passage.id for hit in hits[:quoted]]))
    rows = {row.id: row for row in session.scalars(stored)}
    there = [hit for hit in hits[:quoted] if hit.passage.id in rows]
    found = list_candidates([rows[hit.passage.id] for hit in there], [hit.score for hit in there], searcher.morphemes)
    if not found:
        return None
    query = searcher.query(session, question)
    asked = weigh_query(query, found, searcher.morphemes)
    return ScoredSentences(tuple(hits), query, tuple(found), sentence_features(asked, found, searcher.morphemes))


def best_sentences(session: Session, scored: ScoredSentences, n: int) -> list[Sentence]:
    """The fewest sentences, n at most, of which one answers for SURE; best first, scores are probabilities."""
    values = merits(scored.table)
    odds = np.exp(values - values.max())
    odds /= odds.sum()
    order = np.argsort(-odds, kind="stable")[:n]
    needed = int(np.searchsorted(np.cumsum(odds[order]), SURE_ANSWER)) + 1
    sentences = []
    for i in order[:needed]:
        one = scored.candidates[i]
        page = one.page if one.place == 0 else load_page_numbers(session, one.source_id).page_at(one.start)
        sentences.append(Sentence(one.source_id, page, one.start, one.end, one.text, float(odds[i])))
    return sentences


def choose_sentences(
    session: Session, searcher: Searcher, question: str, hits: Sequence[Hit], n: int
) -> list[Sentence]:
    """The sentences of all the hits that answer a question best: as ``best_sentences``, of the owner's own hits."""
    scored = score_sentences(session, searcher, question, filter_owned(session, searcher.owner, hits), len(hits))
    return best_sentences(session, scored, n) if scored else []
