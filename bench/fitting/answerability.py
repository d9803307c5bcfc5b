"""knowledge/evidence/answerability: do the passages found answer the question at all?

Each question with its passage there, without its passage, and without its whole article: a third of the questions,
drawn by their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.fitting.questions import FILES, Questions, open_questions
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, train
from knowledge.evidence.answer_sentences import score_sentences
from knowledge.evidence.answerability import NAMES, answer_features

THERE, PASSAGE_GONE, ARTICLE_GONE = "there", "passage gone", "article gone"
COUNTS = {THERE: 1.0, PASSAGE_GONE: 0.5, ARTICLE_GONE: 0.5}
EVERY = 2  # question of those read
HITS = 5
PASSED = 0.019  # share of questions whose article is gone that the threshold lets through at the first look


def examples(questions: Questions) -> Iterator[Example]:
    """Three rows a question."""
    session, searcher = questions.session, questions.searcher
    for row in questions.rows[::EVERY]:
        text, article = row["question"], questions.article[row["passage_id"]]
        hits = searcher.search(session, text, HITS + 1, None)
        without = [hit for hit in hits if hit.passage.key != row["passage_id"]][:HITS]
        away = searcher.search(session, text, HITS, questions.others(article))
        for name, found in ((THERE, hits[:HITS]), (PASSAGE_GONE, without), (ARTICLE_GONE, away)):
            if scored := score_sentences(session, searcher, text, found):
                features = answer_features(session, searcher, scored)
                yield Example(article, features, name == THERE, COUNTS[name], name)


def passed(held: Held, name: str, logit: float) -> float:
    """The share of one kind of rows above a logit."""
    return float(
        np.mean([score >= logit for one, score in zip(held.examples, held.scores, strict=True) if one.group == name])
    )


def figures(held: Held, logit: float) -> Figures:
    """Shares above the threshold, and the area under the curve of passage there against article gone."""
    found = {f"{name}: answered": passed(held, name, logit) for name in COUNTS}
    both = np.array([one.group != PASSAGE_GONE for one in held.examples])
    return found | {"AUC, article gone": area_under_curve(held.scores[both], held.labels[both])}


def fit(data: Path) -> Fitted:
    trained = train(list(examples(open_questions(data))), NAMES)
    groups = np.array([one.group for one in trained.opened.examples])
    logit = float(np.quantile(trained.opened.scores[groups == ARTICLE_GONE], 1 - PASSED))
    enough = {"enough": 1 / (1 + float(np.exp(-logit)))}
    opened, unopened = figures(trained.opened, logit), figures(trained.unopened, logit)
    return Fitted(trained.weights, trained.model.bias, enough, opened, unopened)


RECIPE = Recipe("answerability", "knowledge/evidence/answerability.py", FILES, fit)
