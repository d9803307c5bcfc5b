"""Every question that units and sufficiency are fitted on, measured once: its units, and what of it was found.

Students' questions in their own library, with every passage that holds a piece of the answer gone, and in another
library; those that no book answers; and KorQuAD's with their passage there, without it, and without their article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from bench.fitting.asked.natural_groups import EVERY_BOOK, MORE_LIBRARIES, MORE_ROWS, AskedNaturally, ask_naturally
from bench.fitting.questions import FILES, open_questions
from bench.fitting.solver import Floats
from bench.natural_score import AnswerVerdict, judge_answer, normalize
from knowledge.evidence.answer_search import search_for_answer
from knowledge.evidence.answer_units import choose_units
from knowledge.evidence.sections import SECTIONS_READ, read_all_sections
from knowledge.evidence.sufficiency import AnswerGround, describe_answer, measure_ground
from knowledge.evidence.unit_features import UnitTable, tabulate_units
from knowledge.models import Hit
from knowledge.search.searcher import Searcher

UNIT_FILES = (
    *FILES,
    *EVERY_BOOK,
    MORE_ROWS,
    MORE_LIBRARIES,
    "documents-3",
    "textbook-cs-notes",
    "textbook-d2l-ko",
    "textbook-owasp-llm-ko",
    "textbook-react-ko",
    "textbook-rust-ko",
)
OWN_LIBRARY, PIECES_GONE, ELSEWHERE, NEVER = "own", "pieces gone", "elsewhere", "unanswerable"
HELD_THERE, HELD_PASSAGE_GONE, HELD_ARTICLE_GONE = "korquad", "korquad, passage gone", "korquad, article gone"
EVERY_NTH = 5  # question of KorQuAD
UNITS_SHOWN = 3


@dataclass(frozen=True)
class MeasuredAnswer:
    """The units of a question, their use for it (``need``: share of its pieces, ``noise``), and its ground."""

    source: str
    group: str
    units: UnitTable
    ground: AnswerGround
    need: Floats = field(default_factory=lambda: np.zeros(0))
    noise: Floats = field(default_factory=lambda: np.zeros(0))
    row: dict[str, object] = field(default_factory=dict)

    def choose(self, scores: Floats) -> list[int]:
        """The units that would be shown."""
        return choose_units(self.units, scores, UNITS_SHOWN)

    def judge(self, chosen: Sequence[int]) -> AnswerVerdict:
        """What a natural question's scorer says of units."""
        return judge_answer(self.row, "", [self.units.text(self.units.units[i]) for i in chosen], False)

    def describe(self, scores: Floats) -> dict[str, float]:
        """The features of sufficiency."""
        return describe_answer(self.ground, [unit.section for unit in self.units.units], self.units.table, scores)


@cache
def measure_answers(data: Path) -> tuple[MeasuredAnswer, ...]:
    """Every question of a data folder, once a process, whichever recipes need them."""
    return (*_natural(data), *_korquad(data))


def _measure(
    session: Session, searcher: Searcher, text: str, hits: Sequence[Hit]
) -> tuple[UnitTable, AnswerGround] | None:
    units = tabulate_units(searcher.query(session, text), read_all_sections(session, hits), searcher.morphemes)
    return None if units is None else (units, measure_ground(session, searcher, units, hits))


def _natural(data: Path) -> Iterator[MeasuredAnswer]:
    for one in ask_naturally(data):
        hits = search_for_answer(one.session, one.searcher, one.text, 3 * SECTIONS_READ, None)
        if found := _measure(one.session, one.searcher, one.text, hits[:SECTIONS_READ]):
            group = OWN_LIBRARY if one.row["needs"] else NEVER
            yield MeasuredAnswer(one.source, group, *found, *measure_units(one.row, found[0]), one.row)
        if one.row["needs"]:
            left = [hit for hit in hits if not _holds_piece(one, hit)][:SECTIONS_READ]
            if found := _measure(one.session, one.searcher, one.text, left):
                yield MeasuredAnswer(one.source, PIECES_GONE, *found)
    for one in ask_naturally(data, other=True):
        hits = search_for_answer(one.session, one.searcher, one.text, SECTIONS_READ, None)
        if one.row["needs"] and (found := _measure(one.session, one.searcher, one.text, hits)):
            yield MeasuredAnswer(one.source, ELSEWHERE, *found)


def measure_units(row: dict[str, object], units: UnitTable) -> tuple[Floats, Floats]:
    """The share of a natural question's pieces in each unit, and the noise there ``(units,)``."""
    verdicts = [judge_answer(row, "", [units.text(unit)], False) for unit in units.units]
    pieces = len(list(row["needs"])) or 1  # type: ignore[call-overload]
    need = np.array([1 - len(one.lacks) / pieces for one in verdicts])
    return need, np.array([1.0 if one.noise is None else one.noise for one in verdicts])


def _holds_piece(one: AskedNaturally, hit: Hit) -> bool:
    text = normalize(hit.passage.text)
    pieces = [piece for need in one.row["needs"] for piece in need]
    return any(normalize(piece) in text for piece in [*pieces, *one.row.get("helps", ())])


def _korquad(data: Path) -> Iterator[MeasuredAnswer]:
    questions = open_questions(data)
    session, searcher = questions.session, questions.searcher
    for row in questions.rows[::EVERY_NTH]:
        text, article = row["question"], questions.article[row["passage_id"]]
        hits = search_for_answer(session, searcher, text, SECTIONS_READ + 1, None)
        without = [hit for hit in hits if hit.passage.key != row["passage_id"]]
        away = search_for_answer(session, searcher, text, SECTIONS_READ, questions.others(article))
        if found := _measure(session, searcher, text, hits[:SECTIONS_READ]):
            need = np.array([float(_answers(found[0], number, row)) for number in range(len(found[0].units))])
            sizes = np.array([unit.last - unit.first for unit in found[0].units])
            yield MeasuredAnswer(article, HELD_THERE, *found, need, 1 - 1 / sizes)
        for group, left in ((HELD_PASSAGE_GONE, without), (HELD_ARTICLE_GONE, away)):
            if found := _measure(session, searcher, text, left[:SECTIONS_READ]):
                yield MeasuredAnswer(article, group, *found)


def _answers(units: UnitTable, number: int, row: dict[str, object]) -> bool:
    unit = units.units[number]
    first = units.sections[unit.section].rows[0]
    start, end = units.span(unit)
    places = [first.start + int(at) for at in row["answer_start"]]  # type: ignore[attr-defined]
    return first.key == row["passage_id"] and any(start <= place < end for place in places)
