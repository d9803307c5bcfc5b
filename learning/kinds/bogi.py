"""<보기> 조합: three or four statements of one subject, some made false; which of them are right is one of five combinations."""

from __future__ import annotations

import random
from itertools import combinations

from learning.distractors.false_statements import make_false_statement
from learning.facts.extraction import Fact, FactPool
from learning.kinds.draft import Draft, number_options
from learning.kinds.statements import as_means, fellow_statements, fits_in_set, flat_text, subject_phrase

LETTERS = "ㄱㄴㄷㄹ"
CHOICES = 5
WIDE = 8  # statements that are tried


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """The key's place is drawn first and the statements made true or false after it, so that no combination is likelier."""
    if not fits_in_set(fact) or not fact.terms:
        return None
    letters = LETTERS[: rng.choice((3, 3, 4))]
    false = {
        one.sentence.start: make_false_statement(one, material, rng)
        for one in (fact, *fellow_statements(fact, material, rng, WIDE))
    }
    if false[fact.sentence.start] is None:
        return None  # what cannot be made false would always be right
    others = [one for one in fellow_statements(fact, material, rng, WIDE) if false.get(one.sentence.start)][
        : len(letters) - 1
    ]
    if len(others) < len(letters) - 1:
        return None
    options = _options(letters, rng)
    key = rng.randrange(CHOICES)
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


def _options(letters: str, rng: random.Random) -> list[tuple[str, ...]]:
    """Five combinations, the shorter first; every letter in two of them at least and in four at most."""
    sizes = (1, 2, 3) if len(letters) == 3 else (2, 3)
    every = [combination for size in sizes for combination in combinations(letters, size)]
    while True:
        chosen = sorted(rng.sample(every, CHOICES), key=lambda option: (len(option), option))
        if all(2 <= sum(letter in option for option in chosen) <= 4 for letter in letters):
            return chosen
