"""knowledge/evidence/unit_features: which unit of the sections that were found is the answer?

Students' questions over textbooks, where the best units show every piece of a complete answer and little else, and a
part of KorQuAD's, where they are the sentence with the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.fitting.natural_groups import EVERY_BOOK, ask_naturally
from bench.fitting.questions import FILES, open_questions
from bench.fitting.recipe import Figures, Fitted, Group, Recipe, rank_figures, train_groups
from bench.fitting.solver import Floats
from bench.natural_score import judge_answer
from knowledge.evidence.answer_search import search_for_answer
from knowledge.evidence.sections import SECTIONS_READ, read_all_sections
from knowledge.evidence.unit_features import NAMES, UnitTable, tabulate_units

UNIT_FILES = (
    *FILES,
    *EVERY_BOOK,
    "textbook-cs-notes",
    "textbook-d2l-ko",
    "textbook-owasp-llm-ko",
    "textbook-react-ko",
    "textbook-rust-ko",
)
EVERY_NTH = 2  # question of KorQuAD
SHARE = 0.3  # what one of KorQuAD's counts beside a student's
NOISE_COUNTS = 0.5  # of a piece: what a unit loses where nothing of it is wanted
CLOSE_TO_BEST = 0.08  # units so near the best in use are right as well
UNIT_PENALTY = 10.0


def use_of(need: Floats, noise: Floats) -> NDArray[np.bool_]:
    """Which units are right: those whose share of the pieces, less their noise, is (nearly) the highest."""
    use = np.where(need > 0, need - NOISE_COUNTS * noise, -1.0)
    right: NDArray[np.bool_] = (need > 0) & (use >= use.max() - CLOSE_TO_BEST)
    return right


def measure_units(row: dict[str, object], units: UnitTable) -> tuple[Floats, Floats]:
    """The share of a natural question's pieces in each unit, and the noise there ``(units,)``."""
    verdicts = [judge_answer(row, "", [units.text(unit)], False) for unit in units.units]
    pieces = len(list(row["needs"])) or 1  # type: ignore[call-overload]
    need = np.array([1 - len(one.lacks) / pieces for one in verdicts])
    return need, np.array([1.0 if one.noise is None else one.noise for one in verdicts])


def natural_units(data: Path) -> Iterator[Group]:
    """The units of students' questions that are answered somewhere."""
    for one in ask_naturally(data):
        if one.row["needs"]:
            hits = search_for_answer(one.session, one.searcher, one.text, SECTIONS_READ, None)
            query = one.searcher.query(one.session, one.text)
            units = tabulate_units(query, read_all_sections(one.session, hits), one.searcher.morphemes)
            if units is not None:
                yield Group(one.source, units.table, use_of(*measure_units(one.row, units)))


def korquad_units(data: Path) -> Iterator[Group]:
    """The units of questions over passages: right is the least that holds the answer."""
    questions = open_questions(data)
    for row in questions.rows[::EVERY_NTH]:
        hits = search_for_answer(questions.session, questions.searcher, row["question"], SECTIONS_READ, None)
        query = questions.searcher.query(questions.session, row["question"])
        units = tabulate_units(query, read_all_sections(questions.session, hits), questions.searcher.morphemes)
        if units is None:
            continue
        need = np.array([float(_answers(units, number, row)) for number in range(len(units.units))])
        sizes = np.array([unit.last - unit.first for unit in units.units])
        yield Group(questions.article[row["passage_id"]], units.table, use_of(need, 1 - 1 / sizes), SHARE)


def _answers(units: UnitTable, number: int, row: dict[str, object]) -> bool:
    unit = units.units[number]
    first = units.sections[unit.section].rows[0]
    start, end = units.span(unit)
    places = [first.start + int(at) for at in row["answer_start"]]  # type: ignore[attr-defined]
    return first.key == row["passage_id"] and any(start <= place < end for place in places)


def fit(data: Path) -> Fitted:
    natural, korquad = list(natural_units(data)), list(korquad_units(data))
    chosen = train_groups([*natural, *korquad], UNIT_PENALTY)
    sources = {one.source for one in natural}

    def figures(scored: list[tuple[Group, Floats]]) -> Figures:
        found: dict[str, float] = {}
        for name, wanted in (("textbooks", True), ("korquad", False)):
            part = [one for one in scored if (one[0].source in sources) is wanted]
            found |= {f"{name}: {figure}": value for figure, value in rank_figures(part).items()} if part else {}
        return found

    weights = dict(zip(NAMES, chosen.model.values.tolist(), strict=True))
    return Fitted(weights, 0.0, {}, figures(list(chosen.opened)), figures(list(chosen.unopened)))


RECIPE = Recipe("units", "knowledge/evidence/unit_features.py", UNIT_FILES, fit)
