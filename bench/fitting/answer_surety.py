"""knowledge/evidence/sufficiency: does the best unit answer its question?

Students' questions in their own library, with every passage that holds a piece of the answer gone, and in another
library; those that no book answers; and KorQuAD's with their passage there, without it, and without their article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from bench.fitting.natural_groups import AskedNaturally, ask_naturally
from bench.fitting.questions import open_questions
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, train
from bench.fitting.unit_weights import UNIT_FILES
from bench.natural_score import judge_answer, normalize
from knowledge.evidence.answer_search import search_for_answer
from knowledge.evidence.answer_units import choose_units
from knowledge.evidence.sections import SECTIONS_READ, read_all_sections
from knowledge.evidence.sufficiency import SUFFICIENCY_NAMES, measure_answer
from knowledge.evidence.unit_features import score_units, tabulate_units
from knowledge.models import Hit
from knowledge.search.searcher import Searcher

ANSWERED, MISSED_ANSWER, PIECES_GONE, ELSEWHERE, NEVER = (
    "answered",
    "missed",
    "pieces gone",
    "elsewhere",
    "unanswerable",
)
HELD_THERE, HELD_PASSAGE_GONE, HELD_ARTICLE_GONE = "korquad", "korquad, passage gone", "korquad, article gone"
SUFFICIENCY_COUNTS = {
    ANSWERED: 2.0,
    MISSED_ANSWER: 0.5,
    PIECES_GONE: 0.7,
    ELSEWHERE: 0.7,
    NEVER: 4.0,
    HELD_THERE: 1.0,
    HELD_PASSAGE_GONE: 0.4,
    HELD_ARTICLE_GONE: 0.5,
}
EVERY_SECOND = 2  # of the questions read
UNITS_SHOWN = 3
LET_THROUGH = {NEVER: 0.2, HELD_ARTICLE_GONE: 0.015}  # at most, of those that are not answered
NEAR_LOGIT = 1.5  # below the threshold: what is still near


def measure(
    session: Session, searcher: Searcher, text: str, hits: Sequence[Hit]
) -> tuple[dict[str, float], list[str]] | None:
    """The features of an answer, and the texts that would be shown."""
    units = tabulate_units(searcher.query(session, text), read_all_sections(session, hits), searcher.morphemes)
    if units is None:
        return None
    scores = score_units(units.table)
    shown = [units.text(units.units[i]) for i in choose_units(units, scores, UNITS_SHOWN)]
    return measure_answer(session, searcher, units, scores, hits), shown


def natural_examples(data: Path) -> Iterator[Example]:
    for one in ask_naturally(data):
        hits = search_for_answer(one.session, one.searcher, one.text, 3 * SECTIONS_READ, None)
        if found := measure(one.session, one.searcher, one.text, hits[:SECTIONS_READ]):
            yield _example(one, *found)
        if one.row["needs"]:
            left = [hit for hit in hits if not _holds_piece(one, hit)][:SECTIONS_READ]
            if found := measure(one.session, one.searcher, one.text, left):
                yield Example(one.source, found[0], False, SUFFICIENCY_COUNTS[PIECES_GONE], PIECES_GONE)
    for one in ask_naturally(data, other=True):
        hits = search_for_answer(one.session, one.searcher, one.text, SECTIONS_READ, None)
        if one.row["needs"] and (found := measure(one.session, one.searcher, one.text, hits)):
            yield Example(one.source, found[0], False, SUFFICIENCY_COUNTS[ELSEWHERE], ELSEWHERE)


def _example(one: AskedNaturally, features: dict[str, float], shown: Sequence[str]) -> Example:
    if not one.row["needs"]:
        return Example(one.source, features, False, SUFFICIENCY_COUNTS[NEVER], NEVER)
    right = judge_answer(one.row, "", shown, False).state in ("complete", "partial")
    name = ANSWERED if right else MISSED_ANSWER
    return Example(one.source, features, right, SUFFICIENCY_COUNTS[name], name)


def _holds_piece(one: AskedNaturally, hit: Hit) -> bool:
    text = normalize(hit.passage.text)
    pieces = [piece for need in one.row["needs"] for piece in need]
    return any(normalize(piece) in text for piece in [*pieces, *one.row.get("helps", ())])


def korquad_examples(data: Path) -> Iterator[Example]:
    questions = open_questions(data)
    session, searcher = questions.session, questions.searcher
    for row in questions.rows[::EVERY_SECOND]:
        text, article = row["question"], questions.article[row["passage_id"]]
        hits = search_for_answer(session, searcher, text, SECTIONS_READ + 1, None)
        without = [hit for hit in hits if hit.passage.key != row["passage_id"]]
        away = search_for_answer(session, searcher, text, SECTIONS_READ, questions.others(article))
        for name, found in ((HELD_THERE, hits), (HELD_PASSAGE_GONE, without), (HELD_ARTICLE_GONE, away)):
            if measured := measure(session, searcher, text, found[:SECTIONS_READ]):
                yield Example(article, measured[0], name == HELD_THERE, SUFFICIENCY_COUNTS[name], name)


def share_above(held: Held, name: str, logit: float) -> float:
    """The share of one kind of rows above a logit."""
    scores = [score for one, score in zip(held.examples, held.scores, strict=True) if one.group == name]
    return float(np.mean([score >= logit for score in scores])) if scores else 0.0


def fit(data: Path) -> Fitted:
    trained = train([*natural_examples(data), *korquad_examples(data)], SUFFICIENCY_NAMES)
    groups = np.array([one.group for one in trained.opened.examples])
    logit = max(
        float(np.quantile(trained.opened.scores[groups == name], 1 - share)) for name, share in LET_THROUGH.items()
    )
    cuts = {"answers": logit, "near": logit - NEAR_LOGIT}
    thresholds = {name: 1 / (1 + float(np.exp(-cut))) for name, cut in cuts.items()}

    def figures(held: Held) -> Figures:
        found = {f"{name}: answered": share_above(held, name, logit) for name in SUFFICIENCY_COUNTS}
        return found | {"AUC": area_under_curve(held.scores, held.labels)}

    return Fitted(trained.weights, trained.model.bias, thresholds, figures(trained.opened), figures(trained.unopened))


RECIPE = Recipe("sufficiency", "knowledge/evidence/sufficiency.py", UNIT_FILES, fit)
