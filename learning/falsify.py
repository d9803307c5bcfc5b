"""Make a true sentence false by one exchange of the same kind: a year for a year, a name for a name; checked, never by chance true."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import lru_cache

import korean
from learning.material import Fact, Material
from learning.near import amounts_near, around, years_near
from learning.terms import Term
from learning.things import same_thing, thing

_PARTICLES = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이라", "라"),
    ("이다", "다"),
    ("이나", "나"),
    ("이며", "며"),
    ("이었다", "였다"),
)
ALIKE = 0.6  # cosine from which two nouns of no known kind may be rivals, where they are neighbours or share a head
ANYWHERE = frozenset({"person", "king", "place", "country", "colour", "gas", "nutrient"})
FAR = 60  # sentences: things that the book tells of so far apart are weak rivals


def distractors(
    term: Term, fact: Fact, material: Material, rng: random.Random, count: int, loose: bool = False
) -> list[str]:
    """Terms of the same kind that would make the sentence false: from the same books first, then like words.

    None stands in the sentence, holds or is held by the answer, or shares a sentence with it more than once (a near
    synonym often does). ``loose`` allows a noun whose kind is not known, with nouns like it.
    """
    if term.kind == "year":
        return _years(term, fact, material, rng, count)
    if term.kind == "amount":
        return amounts_near(term.text, fact.sentence.text, rng, count)
    own = material.together.get(term.text, frozenset())
    like = dict(korean.similar_words(term.text, 60))
    sort = thing(term.text, term.kind)
    if not sort and (term.kind == "name" or not loose):
        return []  # a word for what? Any other may be silly beside it
    rest = [t.text for t in fact.terms if t.text != term.text]
    homes = {fact.sentence.source_id}
    candidates: list[tuple[float, str]] = []
    for other in material.pool.get(term.kind, ()):
        if _clashes(other, term.text, fact.sentence.text) or thing(other, term.kind) != sort:
            continue
        if also_true(other, rest, material):
            continue
        alike = like.get(other) or similarity(other, term.text)
        here = bool(homes & material.homes.get(other, frozenset()))
        if not here and sort not in ANYWHERE:
            continue  # from another book, it would be silly beside the rest
        headed = len(term.text) > 2 and other[-2:] == term.text[-2:]
        if not sort and (alike < ALIKE or not (headed or other in like)):
            continue
        if same_thing(other, term.text):
            continue
        places = material.together.get(other, frozenset())
        shared = len(own & places)
        away = min((abs(a - b) for a in own for b in places), default=FAR)
        size = abs(len(other) - len(term.text))
        candidates.append(
            (
                alike
                + 1.0 * here
                + 0.15 * (other[-1] == term.text[-1])
                - 0.08 * size
                - 0.3 * (shared > 1)
                + 0.2 * rng.random()
                + 0.4 * max(0.0, 1 - away / FAR),
                other,
            )
        )
    candidates.sort(reverse=True)
    ranked: list[str] = []
    for _, text in candidates:
        if not any(same_thing(text, one) for one in ranked):
            ranked.append(text)
    longer = [text for text in ranked[: 4 * count] if len(text) > len(term.text)]
    chosen = ranked[:count]
    if longer and rng.random() < count / (count + 1) and not set(longer) & set(chosen):
        chosen = [*chosen[: count - 1], longer[0]]  # or the key, which is a long word by choice, would show
    for other in like if sort else ():
        if len(chosen) >= count:
            break
        if (
            other in chosen
            or len(other) < 2
            or same_thing(other, term.text)
            or _clashes(other, term.text, fact.sentence.text)
        ):
            continue
        if thing(other, term.kind) == sort and not also_true(other, rest, material):
            chosen.append(other)
    return chosen[:count]


def _years(term: Term, fact: Fact, material: Material, rng: random.Random, count: int) -> list[str]:
    """Years near the right one, those of the book first, that the book does not name beside the same things."""
    year = int(term.text[:-1])
    known = [int(text[:-1]) for text in material.pool.get("year", ())]
    rest = [t.text for t in fact.terms if t.kind != "year"]
    candidates = [
        y
        for y in years_near(year, known, rng)
        if f"{y}년" not in fact.sentence.text and not also_true(f"{y}년", rest, material)
    ]
    return [f"{y:.0f}년" for y in around(year, candidates, rng, count)]


def also_true(other: str, rest: Sequence[str], material: Material) -> bool:
    """Whether the book has the other term in one sentence with two or more of the rest: it may well fit there too."""
    places = material.together.get(other, frozenset())
    return any(sum(place in material.together.get(text, ()) for text in rest) >= 2 for place in places)


@lru_cache(maxsize=200_000)
def similarity(left: str, right: str) -> float:
    """The cosine of two words' last morphemes in Kiwi's language model, 0 where it does not know one."""
    ids = [_last_morpheme(word) for word in (left, right)]
    if any(one < 0 for one in ids):
        return 0.0
    try:
        found = float(korean.kiwi().morpheme_similarity(ids[0], ids[1]))
    except ValueError:
        return 0.0
    return 0.0 if math.isnan(found) else found  # a word that the model has no vector for


@lru_cache(maxsize=100_000)
def _last_morpheme(word: str) -> int:
    """The number of a word's last morpheme in the language model."""
    last = korean.kiwi().tokenize(word)[-1]
    return -1 if last.tag.startswith("XS") else int(last.id)  # a suffix says nothing of the word


def falsified(fact: Fact, material: Material, rng: random.Random) -> tuple[str, Term, str] | None:
    """The sentence made false, the term that was exchanged, and what stands in its place; None where nothing suits."""
    for term in fact.terms[:4]:
        others = distractors(term, fact, material, rng, 3)
        if others:
            other = rng.choice(others)
            return exchange(fact.sentence.text, term, other), term, other
    return None


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


@lru_cache(maxsize=100_000)
def _squeezed(text: str) -> str:
    return korean.squeeze(text)


def _clashes(other: str, answer: str, sentence: str) -> bool:
    """The same word, one in the other, the same in another spelling (최소값 and 최솟값), or a word of the sentence itself."""
    a, b, text = _squeezed(other), _squeezed(answer), _squeezed(sentence)
    if a in text or a in b or b in a:
        return True
    apart = sum(x != y for x, y in zip(a, b)) if len(a) == len(b) else len(a)
    return apart == 1 and thing(answer, "name") != "person"
