"""<보기> 조합: three or four statements of one subject, some made false; which of them are right is one of five
combinations.
"""

from __future__ import annotations

import random
import re
from itertools import combinations

from korean import lexicon
from learning.distractors.false_statements import make_false_statement
from learning.facts.fact import Fact, FactPool
from learning.kinds.draft import Draft, number_options
from learning.kinds.kind import Kind, PaperItem
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.pair_questions import judge_pairs
from learning.kinds.statements import as_means, fellow_statements, fits_in_set, flat_text, subject_phrase

LETTERS = "ㄱㄴㄷㄹ"
BOGI_CHOICES = 5
_PAPER = lexicon.pattern("exam_papers", "box_of_statements", re.S)
MOST_STATEMENTS = 8  # statements that are tried


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """The key's place is drawn first and the statements made true or false after it, so that no combination is
    likelier.
    """
    if not fits_in_set(fact) or not fact.terms:
        return None
    letters = LETTERS[: rng.choice((3, 3, 4))]
    false = {
        one.sentence.start: make_false_statement(one, material, rng)
        for one in (fact, *fellow_statements(fact, material, rng, MOST_STATEMENTS))
    }
    if false[fact.sentence.start] is None:
        return None  # what cannot be made false would always be right
    others = [one for one in fellow_statements(fact, material, rng, MOST_STATEMENTS) if false.get(one.sentence.start)][
        : len(letters) - 1
    ]
    if len(others) < len(letters) - 1:
        return None
    options = _options(letters, rng)
    key = rng.randrange(BOGI_CHOICES)
    right = options[key]
    rng.shuffle(others)
    place = letters.index(rng.choice(right))  # the cited sentence is one of the right statements
    facts = [*others[:place], fact, *others[place:]]
    lines, notes = [], []
    for letter, one in zip(letters, facts):
        said = flat_text(one)
        if letter in right:
            notes.append(f"{letter}은 옳습니다({one.sentence.page}쪽).")
        else:
            made = false[one.sentence.start]
            if made is None:
                return None
            notes.append(f"{letter}의 바른 내용: {said}({one.sentence.page}쪽)")
            said = " ".join(made[0].split())
        lines.append(f"{letter}. {said}")
    stem = f"{as_means(subject_phrase(facts))} 옳은 것만을 <보기>에서 있는 대로 고른 것은?\n<보기>\n" + "\n".join(lines)
    shown = number_options([", ".join(option) for option in options])
    concept = fact.defines or fact.terms[0].text
    return Draft(
        "bogi", stem, shown, (str(key + 1),), " ".join(notes), concept, 0.65, (flat_text(fact),), tuple(others)
    )


def make_of_lines(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """The same of pairs of a term and its explanation."""
    return judge_pairs(fact, material, rng, LETTERS[:3], lambda letters: _options(letters, rng))


def _options(letters: str, rng: random.Random) -> list[tuple[str, ...]]:
    """Five combinations, the shorter first; every letter in two of them at least and in four at most."""
    sizes = (1, 2, 3) if len(letters) == 3 else (2, 3)
    every = [combination for size in sizes for combination in combinations(letters, size)]
    while True:
        chosen = sorted(rng.sample(every, BOGI_CHOICES), key=lambda option: (len(option), option))
        if all(2 <= sum(letter in option for option in chosen) <= 4 for letter in letters):
            return chosen


def _compare(option: str, right: str) -> str:
    """Which statements were taken for right or for wrong."""
    said, wanted = re.findall(r"[ㄱ-ㅎ]", option), re.findall(r"[ㄱ-ㅎ]", right)
    extra, missed = [one for one in said if one not in wanted], [one for one in wanted if one not in said]
    parts = [f"{', '.join(extra)}은 옳지 않은데 골랐습니다."] if extra else []
    parts += [f"{', '.join(missed)}은 옳은데 빠뜨렸습니다."] if missed else []
    return " ".join(parts)


def _recognise(item: PaperItem) -> bool:
    return item.options >= FEWEST_OPTIONS and bool(_PAPER.search(item.body))


KIND = Kind(
    "bogi",
    "<보기> 합답형",
    "Which statements are right",
    make,
    of_lines=make_of_lines,
    asked_as=r"보기|합답형|ㄱ\s*,?\s*ㄴ",
    bloom="understand",
    statements="stem",
    mock_turn=3,
    paper_turn=1,
    recognise=_recognise,
    compare=_compare,
    judged=True,
)
