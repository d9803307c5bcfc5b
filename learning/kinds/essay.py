"""서술형: what the book says of one concept, told in sentences and marked by a rubric of its cited spans."""

from __future__ import annotations

import random

import korean
from korean import lexicon
from learning.facts.fact import Fact, FactPool
from learning.grading.rubric import POINTS, grade_essay
from learning.kinds.draft import Draft
from learning.kinds.kind import Kind, PaperItem
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.statements import fellow_statements, fits_in_set, flat_text

LEAST_ESSAY_WORTH = 1.1  # the salience of a fact that belongs into an answer
_TOPIC = lexicon.pattern("particles", "topic_or_subject_with_gloss")  # "매크로의 정의는" is about its definition
_PAPER = lexicon.pattern("exam_papers", "essay")
FEWEST_POINTS, MOST_POINTS = 2, 3  # things to tell of


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """The concept is the term that opens the sentence; the other facts open with it too."""
    concept = _opens(fact)
    if korean.squeeze(concept) not in material.key_words or not fits_in_set(fact) or fact.salience < LEAST_ESSAY_WORTH:
        return None
    about = [
        one
        for one in material.facts
        if one is not fact and one.salience >= LEAST_ESSAY_WORTH and _opens(one) == concept
    ]
    others = [
        one for one in fellow_statements(fact, material, rng, len(material.facts)) if any(one is x for x in about)
    ]
    chosen = sorted([fact, *others[: MOST_POINTS - 1]], key=lambda one: one.sentence.start)
    if len(chosen) < FEWEST_POINTS or any(one.sentence.start < fact.sentence.start for one in about):
        return None  # the same question comes of every fact on the concept: the first of them asks it
    rest = tuple(one for one in chosen if one.sentence.start != fact.sentence.start)
    model = " ".join(flat_text(one) for one in chosen)
    stem = f"'{concept}'에 대하여 교재에 나온 내용 {len(chosen)}가지를 들어 서술하시오. ({POINTS * len(chosen)}점)"
    pages = ", ".join(f"{page}쪽" for page in sorted({one.sentence.page for one in chosen}))
    note = f"모범 답안({pages}). 핵심 내용 하나에 {POINTS}점입니다."
    return Draft("essay", stem, (), (model,), note, concept, 0.8, (concept,), rest)


def _opens(fact: Fact) -> str:
    """The term that the sentence is about: the one that opens it."""
    text = fact.sentence.text
    opening = [
        term.text
        for term in fact.terms
        if not text[: term.start].strip() and term.kind != "year" and _TOPIC.match(text[term.end :])
    ]
    return fact.defines or (opening[0] if opening else "")


def _recognise(item: PaperItem) -> bool:
    return item.options < FEWEST_OPTIONS and bool(_PAPER.search(item.body))


KIND = Kind(
    "essay",
    "서술형",
    "Essay with a rubric",
    make,
    asked_as=r"(?:서술|논술)\s*형|(?:서술|논술)\s*(?:문제|문항|평가|시험)|에세이",
    form="prose",
    bloom="understand",
    difficulty=0.8,
    paper_turn=8,
    recognise=_recognise,
    solve=lambda stem, options, spans: " ".join(spans),
    grade=grade_essay,
)
