"""A linter of questions: the item-writing flaws that give an answer away, or ask for something other than knowledge.

Covers the format-independent flaws of the published lists (Haladyna, Downing & Rodriguez 2002; Tarrant et al. 2006) as
Korean shows them. Not covered: whether the question is worth asking, and whether the key is true; ``checks`` does that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from learning.models import Question
from learning.validation import option_flaws as options
from learning.validation import stem_flaws as stem

Rule = Callable[[Question], str | None]


@dataclass(frozen=True)
class Flaw:
    """One flaw of a question: its stable code, a sentence for a teacher, and what in the question shows it."""

    code: str
    korean: str
    evidence: str


RULES: dict[str, tuple[str, Rule]] = {
    "key_longest": ("정답이 다른 선택지보다 눈에 띄게 깁니다.", options.key_longest),
    "key_most_precise": ("정답에만 수치나 구체적인 예가 있습니다.", options.key_most_precise),
    "stem_word_in_key": ("발문의 낱말이 정답에만 되풀이됩니다.", options.stem_word_in_key),
    "answer_in_stem": ("발문에 정답이 그대로 들어 있습니다.", stem.answer_in_stem),
    "grammar_cue": ("빈칸 뒤의 조사가 정답을 알려 줍니다.", options.grammar_cue),
    "absolutes_in_distractors": (
        "오답에만 '항상', '모두' 같은 단정하는 말이 있습니다.",
        options.absolutes_in_distractors,
    ),
    "absolute_claim": ("틀린 진술이 단정하는 말 때문에 드러납니다.", options.absolute_claim),
    "vague_frequency": ("선택지에 '자주', '대체로' 같은 모호한 말이 있습니다.", options.vague_frequency),
    "all_or_none": ("'모두 정답'이나 '정답 없음' 같은 선택지가 있습니다.", options.all_or_none),
    "negative_unmarked": ("부정 발문의 부정하는 말을 굵게 하거나 밑줄을 긋지 않았습니다.", stem.has_unmarked_negative),
    "double_negative": ("부정이 겹쳐 무엇을 묻는지 헷갈립니다.", stem.double_negative),
    "overlapping_options": ("선택지끼리 같거나 겹칩니다.", options.overlapping_options),
    "mixed_kinds": ("종류가 다른 선택지가 섞여 있습니다.", options.mixed_kinds),
    "numbers_out_of_order": ("수로 된 선택지가 크기 순서가 아닙니다.", options.numbers_out_of_order),
    "unfocused_stem": ("발문만 읽어서는 무엇을 묻는지 알 수 없습니다.", stem.unfocused_stem),
    "no_question": ("발문에 묻는 말이 없습니다.", stem.no_question),
    "opinion_asked": ("사실이 아니라 의견을 묻습니다.", stem.asks_for_opinion),
    "implausible_distractor": ("아무도 고르지 않을 선택지가 있습니다.", options.implausible_distractor),
    "several_keys": ("정답이 둘 이상이거나 없습니다.", options.several_keys),
    "converging_cue": ("여러 선택지에 겹쳐 나오는 요소만으로 정답을 짐작할 수 있습니다.", options.converging_cue),
    "repeated_words": ("모든 선택지가 같은 말로 시작합니다. 발문으로 옮기세요.", options.repeated_words),
    "long_stem": ("발문이 너무 깁니다.", stem.long_stem),
    "window_dressing": ("발문에 묻는 것과 관계없는 꾸밈말이 있습니다.", stem.window_dressing),
    "gratuitous_information": ("푸는 데 쓰이지 않는 정보가 발문에 있습니다.", stem.gratuitous_information),
    "blank_first": ("빈칸이 문장의 맨 앞에 있습니다.", stem.blank_first),
}


def lint(question: Question) -> list[Flaw]:
    """The flaws of a question, in the order of the table; empty where there is none."""
    found = []
    for code, (sentence, rule) in RULES.items():
        evidence = rule(question)
        if evidence is not None:
            found.append(Flaw(code, sentence, evidence))
    return found
