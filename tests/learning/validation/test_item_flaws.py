"""Item-writing flaws: seeded ones are found, sound items are left alone."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from learning.models import Question
from learning.validation.item_flaws import RULES, lint
from tests.learning.validation.option_flaw_seeds import (
    absolutes,
    all_or_none,
    answer_in_stem,
    converging,
    disorder,
    grammar_cue,
    implausible,
    key_longest,
    key_most_precise,
    mixed,
    overlapping,
    repeated,
    stem_word_in_key,
    two_keys,
    vague,
)
from tests.learning.validation.sound_items import (
    SOUND,
    is_number,
    is_word,
    items,
    key_of,
    other_of,
    texts_of,
    with_options,
)
from tests.learning.validation.stem_flaw_seeds import (
    blank_first,
    claim,
    double_negative,
    dressing,
    gratuitous,
    negative_unmarked,
    no_question,
    opinion,
    too_long,
    unfocused,
)

Injector = Callable[[Question, random.Random], Question | None]


INJECTORS: dict[str, Injector] = {
    "key_longest": key_longest,
    "key_most_precise": key_most_precise,
    "stem_word_in_key": stem_word_in_key,
    "answer_in_stem": answer_in_stem,
    "grammar_cue": grammar_cue,
    "absolutes_in_distractors": absolutes,
    "absolute_claim": claim,
    "vague_frequency": vague,
    "all_or_none": all_or_none,
    "negative_unmarked": negative_unmarked,
    "double_negative": double_negative,
    "overlapping_options": overlapping,
    "mixed_kinds": mixed,
    "numbers_out_of_order": disorder,
    "unfocused_stem": unfocused,
    "no_question": no_question,
    "opinion_asked": opinion,
    "implausible_distractor": implausible,
    "several_keys": two_keys,
    "converging_cue": converging,
    "repeated_words": repeated,
    "long_stem": too_long,
    "window_dressing": dressing,
    "gratuitous_information": gratuitous,
    "blank_first": blank_first,
}


EACH = 12  # seeded items of a flaw, at most


def seeded() -> list[tuple[str, Question]]:
    found = []
    for number, (code, inject) in enumerate(INJECTORS.items()):
        rng = random.Random(number)
        made = [q for q in (inject(base, rng) for base in rng.sample(items(), len(items()))) if q is not None]
        found += [(code, q) for q in made[:EACH]]
    return found


def varied() -> list[Question]:
    """The sound items, and changes that leave them sound: other order, other courtesy, one distractor less."""
    found = []
    for number, q in enumerate(items()):
        rng = random.Random(number)
        texts, key = texts_of(q), key_of(q)
        found.append(q)
        shuffled = texts if is_number(q) else rng.sample(texts, len(texts))
        found.append(with_options(q, shuffled, key))
        fewer = [t for t in texts if t != other_of(q, random.Random(number))]
        found.append(with_options(q, fewer if len(fewer) == 4 else texts, key))
        polite = q.stem.replace("인가?", "입니까?").replace("것은?", "것은 무엇입니까?")
        found.append(with_options(q, texts[::-1], key, polite))
        found.append(
            q.model_copy(update={"stem": q.stem.replace("알맞은", "적절한").replace("다음 중 ", "다음 가운데 ")})
        )
    return found


def test_there_are_enough_items() -> None:
    assert len(items()) >= 40 and len(varied()) >= 200 and len(seeded()) >= 200
    assert len({line.split(" | ")[0] for line in SOUND.strip().splitlines()}) == 5
    assert set(INJECTORS) == set(RULES) and len(RULES) >= 14


def test_seeded_flaws_are_found() -> None:
    missed = [(code, q.stem, texts_of(q)) for code, q in seeded() if code not in {flaw.code for flaw in lint(q)}]
    assert len(missed) <= 0.09 * len(seeded()), missed


@pytest.mark.parametrize("code", list(INJECTORS))
def test_no_flaw_goes_mostly_unseen(code: str) -> None:
    mine = [q for name, q in seeded() if name == code]
    assert len(mine) >= 4
    assert sum(code in {flaw.code for flaw in lint(q)} for q in mine) >= 0.6 * len(mine)


def test_sound_items_are_left_alone() -> None:
    marked = [(flaw.code, flaw.evidence, q.stem) for q in varied() for flaw in lint(q)[:1]]
    assert len(marked) <= 0.05 * len(varied()), marked


def test_a_flaw_names_what_shows_it() -> None:
    for code, q in seeded():
        for flaw in lint(q):
            assert flaw.korean == RULES[flaw.code][0] and flaw.korean.endswith((".", "요."))
            assert flaw.evidence, code


def test_a_word_that_ends_like_a_call_is_no_dressing() -> None:
    q = next(q for q in items() if is_word(q))
    told = q.model_copy(update={"stem": f"{q.stem}\n참석자, 관리자, 사용자가 모두 함께 만든 것이다."})
    called = q.model_copy(update={"stem": f"자, 잘 보자. {q.stem}"})
    assert RULES["window_dressing"][1](told) is None and RULES["window_dressing"][1](called)
