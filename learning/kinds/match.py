"""연결: five pairs of a term and a definition of the book, of which one belongs together."""

from __future__ import annotations

import random
import re

import korean
from knowledge import Citation
from korean import josa, lexicon
from learning.facts.entity_types import entity_type
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import is_informative
from learning.kinds.draft import Draft, number_options
from learning.kinds.kind import Kind, PaperItem
from learning.kinds.mcq5 import FEWEST_OPTIONS, LONGEST_KEPT
from learning.kinds.pair_questions import choose_pair
from learning.kinds.short import definition_parts
from learning.models import Question

MATCH_CHOICES = 5
LEAST_MATCH_WORTH = 1.2  # the salience of a definition that is set beside others
LONGEST_MATCH = 60
_PAPER = lexicon.pattern("exam_papers", "paired")
_GROUPS = (
    r"(사건|운동|의병|전쟁|정변|시위|집회)$",
    r"(조약|협약|동맹|화약|제도|법|법령|정책|사업|계획|통치|통치 방식)$",
    r"(단체|기구|기관|학교|조직|군대|정부|회사|은행|종교)$",
    r"(신문|책|문서|비석|화폐|증명서|선언|주장)$",
)


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    own = _pair(fact)
    if own is None:
        return None
    kin = material.kin.get(fact.sentence.source_id, (fact.sentence.source_id,))
    rivals: list[tuple[float, str, str, Fact]] = []
    for other in material.facts:
        pair = _pair(other) if other.sentence.source_id in kin else None
        if pair and pair[0] != own[0] and _group(pair[1]) == _group(own[1]):
            alike = entity_type(pair[0]) == entity_type(own[0])
            rivals.append((rng.random() - alike, pair[0], pair[1], other))
    rivals.sort(key=lambda rival: rival[:3])
    chosen: list[tuple[str, str, Fact]] = []
    for _, term, meaning, other in rivals:
        known = [own, *((t, m) for t, m, _ in chosen)]
        if not any(t in meaning or term in m or term in t or t in term for t, m in known):
            chosen.append((term, meaning, other))
        if len(chosen) == MATCH_CHOICES - 1:
            break
    if len(chosen) < MATCH_CHOICES - 1:
        return None
    turn = rng.randint(1, MATCH_CHOICES - 2)
    wrong = [f"{term} – {chosen[(n + turn) % len(chosen)][1]}" for n, (term, _, _) in enumerate(chosen)]
    right = f"{own[0]} – {own[1]}"
    if len(right) > max(map(len, wrong)) and rng.random() > LONGEST_KEPT:
        return None
    texts = [right, *wrong]
    rng.shuffle(texts)
    note = " ".join(f"{term}: {meaning}({other.sentence.page}쪽)." for term, meaning, other in chosen)
    explanation = f"{own[0]}: {own[1]}. 나머지 용어의 바른 설명은 다음과 같습니다. {note}"
    stem = "다음 중 용어와 그 설명이 바르게 연결된 것은?"
    key = str(texts.index(right) + 1)
    others = tuple(other for _, _, other in chosen)
    return Draft("match", stem, number_options(texts), (key,), explanation, own[0], 0.5, own, others, True)


def _pair(fact: Fact) -> tuple[str, str] | None:
    """The term and its definition as a noun phrase."""
    found = definition_parts(fact)
    if (
        found is None
        or fact.salience < LEAST_MATCH_WORTH
        or not is_informative(found[1])
        or not 10 <= len(found[1]) <= LONGEST_MATCH
        or lexicon.pattern("general_nouns", "ends_a_description").search(found[1])
    ):
        return None
    return found[0], found[1]


def _group(meaning: str) -> int:
    """Which sort of thing a definition defines, by its last noun; -1 for any other."""
    return next((n for n, pattern in enumerate(_GROUPS) if re.search(pattern, meaning)), -1)


def _explain(question: Question, option: str) -> tuple[str, Citation | None]:
    """What the term of the pair really means."""
    term = option.partition(" – ")[0]
    spans = (question.citation, *question.citations)
    stated = next((one for one in spans if korean.squeeze(one.quote).startswith(korean.squeeze(term))), None)
    return f"{josa(f'‘{term}’', '은/는')} 교재에서 다르게 설명합니다.", stated


def _recognise(item: PaperItem) -> bool:
    return item.options >= FEWEST_OPTIONS and bool(_PAPER.search(item.asked))


KIND = Kind(
    "match",
    "바르게 짝지은 것",
    "Match terms and definitions",
    make,
    of_lines=choose_pair,
    asked_as=r"연결\s*(?:하기|하는|문제|형)|짝\s*(?:짓|지|맞추)",
    statements="pairs",
    mock_turn=6,
    paper_turn=5,
    recognise=_recognise,
    explain=_explain,
    judged=True,
)
