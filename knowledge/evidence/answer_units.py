"""The answer that a question's hits hold: the best units of their sections, and how sure it is that they answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from knowledge.catalog.page_numbers import load_page_numbers
from knowledge.catalog.sources import filter_owned
from knowledge.evidence.sections import read_all_sections
from knowledge.evidence.sufficiency import answer_surety, measure_answer
from knowledge.evidence.table_cells import CELL_NAMED, answers_by_cell
from knowledge.evidence.unit_features import OWN_NAMES, UnitTable, score_units, tabulate_units
from knowledge.models import Hit, Sentence
from knowledge.search.searcher import Searcher

ELSEWHERE_BEHIND = 20.0  # logits
CLOSE_UNITS = 1.5  # below the best one's logit by more than this, a unit is not shown


@dataclass(frozen=True)
class FoundAnswer:
    """``units`` are exact spans, best first, with their probabilities; ``sure`` is how sure it is that they answer,
    0 to 1.
    """

    units: tuple[Sentence, ...] = ()
    sure: float = 0.0


def find_answer(session: Session, searcher: Searcher, question: str, hits: Sequence[Hit], n: int) -> FoundAnswer:
    """The answer to a question in its hits: ``n`` units at most."""
    query, hits = searcher.query(session, question), filter_owned(session, searcher.owner, hits)
    units = tabulate_units(query, read_all_sections(session, hits), searcher.morphemes)
    if units is None:
        return FoundAnswer()
    scores = keep_own_section(units, score_units(units.table))
    order = choose_units(units, scores, n)
    sure = answer_surety(measure_answer(session, searcher, units, scores, hits))
    odds = np.exp(scores - scores.max())
    odds /= odds.sum()
    quotes = tuple(_as_sentence(session, units, i, float(odds[i])) for i in order)
    named = any(answers_by_cell(session, question, line) for quote in quotes for line in _cut_lines(quote))
    return FoundAnswer(quotes, max(sure, CELL_NAMED) if named else sure)


def keep_own_section(units: UnitTable, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores, for a term alone with those outside the sections of its own name far behind."""
    own = units.table[:, OWN_NAMES.index("heading is it")] > 0
    if not units.traits.bare or not own.any():
        return scores
    kept: NDArray[np.float64] = np.where(own, scores, scores - ELSEWHERE_BEHIND)
    return kept


def choose_units(units: UnitTable, scores: NDArray[np.float64], n: int) -> list[int]:
    """The numbers of the best units, best first, none of which overlap, and none far below the best."""
    chosen: list[int] = []
    for i in np.argsort(-scores, kind="stable").tolist():
        if len(chosen) == n or scores[i] < scores.max() - CLOSE_UNITS:
            break
        if not any(_overlap(units, i, other) for other in chosen):
            chosen.append(i)
    return chosen


def _cut_lines(quote: Sentence) -> Iterator[Sentence]:
    """The lines of a unit, each a row where it is one of a table."""
    at = quote.start
    for line in quote.text.split("\n"):
        yield replace(quote, start=at, end=at + len(line), text=line)
        at += len(line) + 1


def _overlap(units: UnitTable, one: int, other: int) -> bool:
    left, right = units.units[one], units.units[other]
    if units.sections[left.section].source_id != units.sections[right.section].source_id:
        return False
    (start, end), (first, last) = units.span(left), units.span(right)
    return start < last and first < end


def _as_sentence(session: Session, units: UnitTable, number: int, score: float) -> Sentence:
    unit = units.units[number]
    source, (start, end) = units.sections[unit.section].source_id, units.span(unit)
    page = load_page_numbers(session, source).page_at(start)
    return Sentence(source, page, start, end, units.text(unit), score)
