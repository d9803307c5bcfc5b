"""Make a true sentence false by one exchange of the same kind: a year for a year, a name for a name; checked, never by chance true."""

from __future__ import annotations

import random
import re

import korean
from learning.material import Fact, Material, Term

_PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"), ("이라", "라"), ("이다", "다"))
NEAR_YEARS = (-7, -5, -4, -3, -2, 2, 3, 4, 5, 7)


def distractors(term: Term, fact: Fact, material: Material, rng: random.Random, count: int) -> list[str]:
    """Terms of the same kind that would make the sentence false: from the same books first, then like words.

    None stands in the sentence, holds or is held by the answer, or shares a sentence with it more than once (a near
    synonym often does).
    """
    if term.kind == "year":
        year = int(term.text[:-1])
        around = [int(text[:-1]) for text in material.pool.get("year", ()) if text != term.text]
        near = sorted((y for y in around if abs(y - year) <= 40), key=lambda y: (abs(y - year), rng.random()))
        made = [year + step for step in rng.sample(NEAR_YEARS, len(NEAR_YEARS))]
        options = [f"{y}년" for y in dict.fromkeys([*near[: count + 2], *made])]
        return [text for text in options if text not in fact.sentence.text][:count]
    own = material.together.get(term.text, frozenset())
    like = dict(korean.similar_words(term.text, 60))
    candidates: list[tuple[float, str]] = []
    for other in material.pool.get(term.kind, ()):
        if _clashes(other, term.text, fact.sentence.text):
            continue
        shared = len(own & material.together.get(other, frozenset()))
        size = abs(len(other) - len(term.text))
        close = like.get(other, 0.0) + (0.5 if _class(other) == _class(term.text) and _class(other) else 0.0)
        candidates.append(
            (close + 0.15 * (other[-1] == term.text[-1]) - 0.08 * size - 0.3 * (shared > 1) + 0.2 * rng.random(), other)
        )
    candidates.sort(reverse=True)
    chosen = [text for _, text in candidates[:count]]
    for other in like:
        if len(chosen) >= count:
            break
        if other not in chosen and len(other) > 1 and not _clashes(other, term.text, fact.sentence.text):
            chosen.append(other)
    return chosen[:count]


def exchange(text: str, term: Term, other: str) -> str:
    """The sentence with another term in the place of one, the particle after it agreeing."""
    rest = text[term.end :]
    for after_consonant, after_vowel in _PARTICLES:
        for form in (after_consonant, after_vowel):
            if rest.startswith(form) and _ends_word(rest[len(form) :]):
                return text[: term.start] + korean.josa(other, f"{after_consonant}/{after_vowel}") + rest[len(form) :]
    return text[: term.start] + other + rest


def open_particle(rest: str) -> str:
    """What follows a blank, its particle shown in both forms so that it betrays nothing: "를 맺었다" -> "을(를) 맺었다"."""
    for after_consonant, after_vowel in _PARTICLES[:5]:
        for form in (after_consonant, after_vowel):
            if rest.startswith(form) and _ends_word(rest[len(form) :]):
                return (
                    f"{after_consonant}({after_vowel}){rest[len(form) :]}"
                    if after_consonant != "으로"
                    else f"(으)로{rest[len(form) :]}"
                )
    return rest


def _ends_word(rest: str) -> bool:
    return not rest or not ("가" <= rest[0] <= "힣") or rest.startswith(("서 ", "써 ", "부터", "까지", "도 "))


def _clashes(other: str, answer: str, sentence: str) -> bool:
    return other == answer or other in sentence or other in answer or answer in other


_CLASSES = (
    ("event", r"(조약|늑약|협약|의정서|병합)$"),
    ("war", r"(전쟁|대첩|전투|사변|정변|군란|혁명|사건|항쟁)$"),
    ("body", r"(협회|회|단|군|부|당|대|청|사|원|소|국|학교)$"),
    ("movement", r"(운동|개혁|정책|법|령|제도|사업|계획|통치)$"),
)


def _class(word: str) -> str:
    """The kind of thing that a word's ending names, or ""."""
    return next((name for name, pattern in _CLASSES if re.search(pattern, word) and len(word) > 2), "")
