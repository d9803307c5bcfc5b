"""knowledge/search/reranker: which of the first few passages, by what tells them apart, beside the fused score?"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.fitting.questions import FILES, open_questions
from bench.fitting.recipe import Fitted, Group, Recipe, rank_figures, train_groups
from knowledge.search.reranker import MOST_RERANKED, NAMES, rerank_features


def fit(data: Path) -> Fitted:
    """A conditional logit over the features and the fused score, divided by the weight of that score."""
    questions = open_questions(data)
    groups = []
    for one in questions.asked:
        rows, scores = one.best_passages(MOST_RERANKED)
        table = rerank_features(one.collected.query, rows, scores, questions.searcher.morphemes)
        right = np.array([one.is_right(row) for row in rows])
        groups.append(Group(one.article, np.column_stack([table, scores]), right))
    chosen = train_groups(groups)
    weights = dict(zip(NAMES, (chosen.model.values[:-1] / chosen.model.values[-1]).tolist(), strict=True))
    return Fitted(weights, 0.0, {}, rank_figures(chosen.opened), rank_figures(chosen.unopened))


RECIPE = Recipe("reranker", "knowledge/search/reranker.py", FILES, fit)
