"""Pairs of a term and its explanation out of lines: which pair is right, which is not, which of several are right.

What slides, notes and tables give instead of statements: each pair stands in the book as it is shown.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import korean
from learning.distractors.given_away import gives_away
from learning.distractors.line_rivals import (
    LEAST_AFFINITY,
    LOOSE_AFFINITY,
    affinity,
    fellow_lines,
    fits_beside,
    is_false_of,
)
from learning.distractors.other_answers import is_cut_off, is_only_label
from learning.facts.fact import Fact, FactPool
from learning.facts.lines.line_forms import is_list_of_names, plain_term
from learning.kinds.draft import Draft, number_options

PAIR_CHOICES = 5
PAIR_JOINT = " – "
SHORTEST_SAID, LONGEST_PAIRED = 8, 75  # characters of an explanation that stands in a pair
ALIKE_PAIRS = 3.0  # the longest explanation of a question by the shortest
BOX_HEAD = "<보기>"


def choose_pair(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """바르게 짝지은 것: the pair of the fact among four whose explanations have changed places."""
    fellows = paired_fellows(fact, material, rng, PAIR_CHOICES - 1)
    if len(fellows) < PAIR_CHOICES - 1:
        return None
    turn = rng.randint(1, PAIR_CHOICES - 2)
    wrong = [_pair(one.defines, fellows[(n + turn) % len(fellows)].said[0]) for n, one in enumerate(fellows)]
    right = _pair(fact.defines, fact.said[0])
    note = f"{fact.defines}: {fact.said[0]}. 나머지 용어의 바른 설명은 다음과 같습니다. {_quote(fellows)}"
    stem = f"다음 중 {_about([fact, *fellows])}용어와 그 설명이 바르게 연결된 것은?"
    options = number_options([right, *wrong])
    return _draft("match", fact, stem, options, ("1",), note, fellows, any_order=True)


def choose_wrong_pair(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """옳지 않은 것: the term of the fact with the explanation of another, among four pairs that are right."""
    fellows = paired_fellows(fact, material, rng, PAIR_CHOICES)
    if len(fellows) < PAIR_CHOICES:
        return None
    other, *rest = fellows
    texts = [_pair(fact.defines, other.said[0]), *(_pair(one.defines, one.said[0]) for one in rest)]
    stem = f"다음 중 {_about([fact, *rest])}용어와 그 설명의 연결이 옳지 **않은** 것은?"
    note = (
        f"‘{fact.defines}’의 바른 설명: {fact.said[0]}({fact.sentence.page}쪽). 제시된 설명은 ‘{other.defines}’에 대한 "
        f"것입니다({other.sentence.page}쪽). 나머지는 교재의 설명과 같습니다. {_quote(rest)}"
    )
    return _draft("negative", fact, stem, number_options(texts), ("1",), note, [*rest, other], any_order=True)


def judge_pairs(
    fact: Fact, material: FactPool, rng: random.Random, letters: str, pick: Callable[[str], list[tuple[str, ...]]]
) -> Draft | None:
    """<보기> 합답형: pairs of which some have another's explanation; ``pick`` gives the combinations of the options."""
    fellows = paired_fellows(fact, material, rng, len(letters) + 1)
    if len(fellows) < len(letters) + 1:
        return None
    shown, spare = fellows[: len(letters) - 1], fellows[len(letters) - 1 :]
    options = pick(letters)
    key = rng.randrange(len(options))
    place = letters.index(rng.choice(options[key]))
    facts = [*shown[:place], fact, *shown[place:]]
    lines, notes, lent = [], [], []
    for letter, one in zip(letters, facts):
        right = letter in options[key]
        if not right and not spare:
            return None
        other = one if right else max(spare, key=partial(affinity, one))
        spare = [rival for rival in spare if rival is not other]
        lines.append(f"{letter}. {_pair(one.defines, other.said[0])}")
        told = "옳습니다." if right else f"제시된 설명은 ‘{other.defines}’에 대한 것입니다."
        notes.append(f"{letter} {told} {one.defines}: {one.said[0]}({one.sentence.page}쪽).")
        lent += [] if right else [other]
    head = f"{_about(facts)}용어와 그 설명의 연결이 옳은 것만을 {BOX_HEAD}에서 있는 대로 고른 것은?"
    stem = "\n".join([head, BOX_HEAD, *lines])
    texts = [", ".join(option) for option in options]
    others = [*shown, *lent]
    return _draft("bogi", fact, stem, number_options(texts), (str(key + 1),), " ".join(notes), others)


def paired_fellows(fact: Fact, material: FactPool, rng: random.Random, count: int) -> list[Fact]:
    """Other terms with their explanations, of which none fits another's term: those first that go best with it."""
    if not _may_be_paired(fact, material):
        return []
    chosen: list[Fact] = []
    close = [(affinity(fact, other), rng.random(), other) for other in fellow_lines(fact, material, rng)]
    close = [one for one in close if one[0] >= (LEAST_AFFINITY if material.choosy else LOOSE_AFFINITY)]
    for *_, other in sorted(close, key=lambda one: one[:2], reverse=True):
        held = [fact, *chosen]
        lengths = [len(one.said[0]) for one in (*held, other)] if _may_be_paired(other, material) else [1, 99]
        if (
            max(lengths) <= ALIKE_PAIRS * min(lengths)
            and other.salience >= material.least_salience
            and all(is_false_of(other, one) and is_false_of(one, other) for one in held)
            and fits_beside(other.defines, fact.defines)
        ):
            chosen.append(other)
        if len(chosen) == count:
            break
    return chosen


def states_pair(text: str, spans: Sequence[str]) -> bool:
    """Whether the spans say of the term of a pair what the pair does: in one span, or in the line under its name."""
    term, joint, said = text.partition(PAIR_JOINT)
    if not joint:
        return False
    name, told = korean.squeeze(term), korean.squeeze(said)
    flat = [korean.squeeze(span) for span in spans]
    if any(name in span and told in span[span.index(name) + len(name) :] for span in flat):
        return True
    return any(name in first and told in second for first, second in pairwise(flat) if name not in second)


def _may_be_paired(fact: Fact, material: FactPool) -> bool:
    return (
        fact.form == "explained"
        and SHORTEST_SAID <= len(fact.said[0]) <= LONGEST_PAIRED
        and PAIR_JOINT.strip() not in fact.said[0] + fact.defines
        and not is_list_of_names(fact.said[0])
        and not is_only_label(fact, material)
        and not is_cut_off(fact.said[0])
        and not gives_away(fact.defines, fact.said[0])
    )


def _pair(term: str, said: str) -> str:
    return f"{plain_term(term)}{PAIR_JOINT}{said}"


def _quote(facts: Sequence[Fact]) -> str:
    return " ".join(f"{one.defines}: {one.said[0]}({one.sentence.page}쪽)." for one in facts)


def _about(facts: Sequence[Fact]) -> str:
    """What all of them are about, before what is asked: "‘식물 세포’에 관한 "."""
    topics = {fact.topic for fact in facts}
    told = topics.pop() if len(topics) == 1 else ""
    return f"‘{told}’에 관한 " if told else ""


def _draft(
    kind: str,
    fact: Fact,
    stem: str,
    options: tuple[tuple[str, str], ...],
    answer: tuple[str, ...],
    note: str,
    others: Sequence[Fact],
    any_order: bool = False,
) -> Draft:
    return Draft(
        kind,
        stem,
        options,
        answer,
        note,
        fact.defines,
        0.55,
        (plain_term(fact.defines),),
        tuple(others),
        any_order,
        "understand",
        spans=fact.more,
    )
