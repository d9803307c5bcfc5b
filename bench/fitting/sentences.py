"""knowledge/search/sentence_features: which sentence of the best passages holds the answer?

The passages are those of the fused score alone, so that these weights do not hang on the reranker's, which hang on
them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.fitting.questions import FILES, open_questions
from bench.fitting.recipe import Fitted, Group, Recipe, rank_figures, train_groups
from knowledge.evidence.answer_sentences import QUOTED
from knowledge.search.sentence_features import NAMES, sentence_features, weigh_query


def fit(data: Path) -> Fitted:
    """A conditional logit over every sentence of the first passages."""
    questions, groups = open_questions(data), []
    morphemes = questions.searcher.morphemes
    for one, rows, found in questions.sentences(QUOTED):
        table = sentence_features(weigh_query(one.collected.query, found, morphemes), found, morphemes)
        right = np.array([one.answers(sentence, rows[sentence.hit]) for sentence in found])
        groups.append(Group(one.article, table, right))
    chosen = train_groups(groups)
    weights = dict(zip(NAMES, chosen.model.values.tolist(), strict=True))
    return Fitted(weights, 0.0, {}, rank_figures(chosen.opened), rank_figures(chosen.unopened))


RECIPE = Recipe("sentences", "knowledge/search/sentence_features.py", FILES, fit)
