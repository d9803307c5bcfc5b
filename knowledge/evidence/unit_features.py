"""What speaks for each answer unit: its sentences, its heading, its shape, and what kind of answer is asked for.

The weights are those of a conditional logit (``unit_features.json``, ``bench fit units``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.evidence.question_traits import ASKED_KINDS, TRAITS, QuestionTraits, read_traits
from knowledge.evidence.sections import SectionAround
from knowledge.evidence.unit_blocks import BLOCK_NAMES, measure_blocks
from knowledge.evidence.unit_meaning import MEANING_NAMES, SectionMeaning, measure_meaning, measure_section
from knowledge.evidence.unit_measures import MeasuredHeading, MeasuredSentence, measure_heading, measure_sentences
from knowledge.evidence.units import FORMS, Unit, list_units
from knowledge.search import sentence_features as features
from knowledge.search import signals
from korean import lexicon
from korean.vectors import MorphemeVectors
from weights import load_weights

UNIT_WEIGHTS = Path(__file__).with_suffix(".json")
TRAIT_NAMES = (*TRAITS, *ASKED_KINDS)
BASE = (
    "best sentence",  # of the unit, beside the best of all
    "mean sentence",
    "best of all",
    "best of section",
    "odds",  # log of the probability that one of its sentences answers, by the sentences' own model
    "best odds",
    "coverage",  # idf share of the question's terms in the unit
    "coverage with heading",
    "heading",  # and in the heading above it alone, and in the whole path with the title
    "path",
    "section",
    "before",  # what the two sentences before add, and the one after
    "after",
    "pairs",  # share of the question's pairs of syllables
    "pairs with heading",
    "near pairs",
    "section pairs",
    "passage",  # its passage's score beside the best one's
    "best passage",
    "subject",  # its subject stands in the question, and which share of the phrase there
    "subject long",
    "named",
    "defines",
    "heading is it",
    "heading holds it",
    "opens section",
    "ends section",
    "opens line",
    "ends line",
    "points back",
    "ends on a lead-in",
    "opens on a lead-in",
    "asks",
    "no predicate",
    "foreign",
    "signs",
    "right kind",
    "given reason",
    "calls",
    "digits",
    "items asked for",
    "items",
    "new words",
    "echo",
    "focus",  # nearness of some word to the question's last content word
    "meaning",  # idf share with near synonyms
    "unit",  # a number with the unit that 몇 asks for
    "amount",  # a number beyond dates and the question's own
    "place",
)
UNIT_SIZES = ("sentences", "letters", "many lines")
FORM_NAMES = tuple(f"form {form}" for form in FORMS[1:])
OWN_NAMES = (*BASE, *UNIT_SIZES, *FORM_NAMES, *BLOCK_NAMES, *MEANING_NAMES)
_OF_TERMS = ("subject", "defines", "heading is it", "opens section", "named", "calls", "echo", "new words")
_OF_LISTS = ("heading", "path", "opens on a lead-in", "right kind", "items", "opens section")
_CROSSED: dict[str, tuple[str, ...]] = {trait: UNIT_SIZES for trait in TRAIT_NAMES}
_CROSSED |= {trait: (*UNIT_SIZES, *_OF_TERMS) for trait in ("definition", "explain", "name")}
_CROSSED |= {trait: (*UNIT_SIZES, *_OF_LISTS) for trait in ("list", "comparison", "how", "example", "why")}
_CROSSED |= {trait: (*UNIT_SIZES, "digits", "right kind") for trait in ("how many", "when")}
_CROSSED["why"] += ("given reason",)
_CROSSED["how many"] += ("amount", "unit")
_CROSSED["where"] += ("place", "right kind")
_CROSSED["who"] += ("right kind",)
NAMES = (*OWN_NAMES, *(f"{trait}: {name}" for trait, names in _CROSSED.items() for name in names))
_CROSSING = tuple((trait, OWN_NAMES.index(name)) for trait, names in _CROSSED.items() for name in names)
FRAME_COUNTS = 0.25  # of its own weight
FAINT_ODDS = 1e-4  # a probability below which it does not matter how small it is


@dataclass(frozen=True)
class UnitTable:
    """The units of a question's sections with their features ``(units, NAMES)``."""

    sections: tuple[SectionAround, ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]  # the sentences of each section
    units: tuple[Unit, ...]
    table: NDArray[np.float64]
    traits: QuestionTraits
    query: signals.Query

    def span(self, unit: Unit) -> tuple[int, int]:
        """Where a unit stands in its source."""
        own, section = self.spans[unit.section], self.sections[unit.section]
        return section.start if section.family else own[unit.first][0], own[unit.last - 1][1]

    def text(self, unit: Unit) -> str:
        """The text of a unit."""
        section, (start, end) = self.sections[unit.section], self.span(unit)
        return section.text[start - section.start : end - section.start]


def tabulate_units(
    query: signals.Query, sections: Sequence[SectionAround], morphemes: MorphemeVectors | None
) -> UnitTable | None:
    """Every unit of the sections measured by the question; None where there are no sentences."""
    traits, query = read_traits(query.text, query.tokens), soften_frame(query)
    scores = {row.id: score for one in sections for row, score in zip(one.rows, one.scores, strict=True)}
    scores |= {
        row.id: score for one in sections if not one.family for row, score in zip(one.rows, one.scores, strict=True)
    }
    every = {row.id: row for one in sections for row in one.rows}
    found = features.list_candidates(list(every.values()), [scores[row] for row in every], morphemes)
    if not found:
        return None
    lines, near = measure_sentences(query, traits, found, morphemes)
    of_row = {row: [i for i, one in enumerate(found) if one.hit == n] for n, row in enumerate(every)}
    units, rows, spans = [], [], []
    for number, section in enumerate(sections):
        own = [i for row in section.rows for i in of_row[row.id]]
        spans.append(tuple((found[i].start, found[i].end) for i in own))
        if own:
            head, measured = measure_heading(query, traits, section), [lines[i] for i in own]
            meaning = measure_section(query, [found[i].part for i in own], section.heading, morphemes)
            some = list_units(number, section, spans[-1], [near[i] for i in own])
            units += some
            rows += [_measure_unit(query, traits, section, head, meaning, measured, one) for one in some]
    return UnitTable(tuple(sections), tuple(spans), tuple(units), cross_traits(np.array(rows), traits), traits, query)


def soften_frame(query: signals.Query) -> signals.Query:
    """The question with the words that say how to answer ("종류", "차이") counting for little beside those that say about
    what.
    """
    frame = lexicon.words("question_traits", "frame_of_a_question")
    framing = np.array([term in frame for term in query.terms], dtype=bool)
    if not framing.any() or framing.all():
        return query
    return replace(query, weights=np.where(framing, query.weights * FRAME_COUNTS, query.weights).astype(np.float32))


def score_units(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logit of each unit among the others ``(units,)``."""
    values = load_weights(UNIT_WEIGHTS).values
    scores: NDArray[np.float64] = table @ np.array([values[name] for name in NAMES])
    return scores


def cross_traits(own: NDArray[np.float64], traits: QuestionTraits) -> NDArray[np.float64]:
    """``(units, OWN_NAMES)`` with the columns beside them that count for questions of a trait alone: ``(units,
    NAMES)``.
    """
    crossed = [own[:, column] if trait in traits.traits else np.zeros(len(own)) for trait, column in _CROSSING]
    return np.column_stack([own, *crossed])


def _measure_unit(
    query: signals.Query,
    traits: QuestionTraits,
    section: SectionAround,
    head: MeasuredHeading,
    meaning: SectionMeaning | None,
    lines: Sequence[MeasuredSentence],
    unit: Unit,
) -> list[float]:
    count, own = len(lines), lines[unit.first : unit.last]
    many = len(set(section.lines[unit.first : unit.last]))
    items = max(many - bool(own[0].leads), 0)
    opens = unit.first == 0 or section.lines[unit.first - 1] != section.lines[unit.first]
    ends = unit.last == count or section.lines[unit.last] != section.lines[unit.last - 1]
    values = _lay_on_question(query, head, lines, unit) | _join_sentences(own, head)
    values |= measure_blocks(section, unit) | measure_meaning(query, meaning, unit)
    values |= {
        "best of section": float(max(one.merit for one in own) >= max(one.merit for one in lines)),
        "opens section": float(unit.first == 0),
        "ends section": float(unit.last == count),
        "opens line": float(opens),
        "ends line": float(ends),
        "opens on a lead-in": own[0].leads * float(many > 1),
        "items asked for": float(traits.count > 1 and items == traits.count),
        "many lines": float(np.log(many)),
        f"form {unit.form}": 1.0,
    }
    return [values.get(name, 0.0) for name in OWN_NAMES]


def _lay_on_question(
    query: signals.Query, head: MeasuredHeading, lines: Sequence[MeasuredSentence], unit: Unit
) -> dict[str, float]:
    """What of the question stands in a unit, in its heading, around it, and in its whole section."""
    own, near = lines[unit.first : unit.last], lines[max(0, unit.first - 2) : unit.first]
    total = float(query.weights.sum()) or 1.0
    wanted = max(1, len(features.bigrams(query.read)))
    held = frozenset[int]().union(*(one.held for one in own))
    before = frozenset[int]().union(*(one.held for one in near)) - held
    after = frozenset[int]().union(*(one.held for one in lines[unit.last : unit.last + 1])) - held
    every = frozenset[int]().union(head.held, *(one.held for one in lines))
    pairs = frozenset[str]().union(*(one.pairs for one in own))
    return {
        "coverage": signals.mass(query, held) / total,
        "coverage with heading": signals.mass(query, held | head.held) / total,
        "heading": head.share,
        "path": head.path,
        "heading is it": head.same,
        "heading holds it": head.holds,
        "before": signals.mass(query, before) / total,
        "after": signals.mass(query, after) / total,
        "section": signals.mass(query, every) / total,
        "pairs": len(pairs) / wanted,
        "pairs with heading": len(pairs | head.pairs) / wanted,
        "near pairs": len(pairs.union(head.pairs, *(one.pairs for one in near))) / wanted,
        "section pairs": len(head.pairs.union(*(one.pairs for one in lines))) / wanted,
    }


def _join_sentences(own: Sequence[MeasuredSentence], head: MeasuredHeading) -> dict[str, float]:
    """What a unit's sentences are together."""
    number, letters = len(own), max(1, sum(one.letters for one in own))
    new = len(frozenset[str]().union(*(one.new for one in own)))
    return {
        "best sentence": max(one.merit for one in own) / 10,
        "mean sentence": sum(one.merit for one in own) / number / 10,
        "best of all": float(max(one.merit for one in own) >= 0.0),
        "passage": max(one.passage for one in own),
        "best passage": float(max(one.passage for one in own) >= 1.0),
        "subject": own[0].subject,
        "subject long": own[0].long,
        "named": max(one.named for one in own),
        "defines": max(one.defines for one in own[:2]) * max(own[0].subject, own[0].named, head.same),
        "points back": own[0].points,
        "ends on a lead-in": own[-1].leads,
        "asks": sum(one.asks for one in own) / number,
        "no predicate": sum(one.bare for one in own) / number,
        "foreign": sum(one.foreign * one.letters for one in own) / letters,
        "signs": sum(one.signs * one.letters for one in own) / letters,
        "right kind": max(one.right for one in own),
        "items": sum(one.item for one in own) / number,
        "odds": float(np.log(sum(one.odds for one in own) + FAINT_ODDS)),
        "best odds": float(np.log(max(one.odds for one in own) + FAINT_ODDS)),
        "new words": float(np.log1p(new)),
        "echo": float(new < 2),
        "calls": max(one.calls for one in own),
        "digits": max(one.digits for one in own),
        "focus": max(one.focus for one in own),
        "meaning": max(one.meaning for one in own),
        "unit": max(one.unit for one in own),
        "amount": max(one.amount for one in own),
        "place": max(one.place for one in own),
        "given reason": max(one.reason for one in own),
        "sentences": float(np.log(number)),
        "letters": float(np.log(max(10, letters) / 100)),
    }
