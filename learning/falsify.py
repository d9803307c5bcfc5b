"""Make a true sentence false by one exchange of the same kind: a year for a year, a name for a name; checked, never by chance true."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import lru_cache

import korean
from learning.material import Fact, Material
from learning.near import amounts_near, around, years_near
from learning.opposites import opposite
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
ANYWHERE = frozenset({"king", "place", "country", "colour", "gas", "nutrient"})
WIDE = frozenset(
    "process method data value hardware model degree thought right movement amount law society learning box".split()
)
TWICE = 2  # sentences that have a plain noun, for it to be a word of the book
FEW = 40  # facts of a book that is too small to be choosy about rivals
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
    if not sort and term.kind == "name":
        return []  # a word for what? Any other may be silly beside it
    rest = [t.text for t in fact.terms if t.text != term.text]
    homes = material.kin.get(fact.sentence.source_id, frozenset({fact.sentence.source_id}))
    candidates: list[tuple[float, str]] = []
    for other in material.pool.get(term.kind, ()):
        if thing(other, term.kind) != sort or _clashes(other, term.text, fact.sentence.text):
            continue
        alike = like.get(other) or similarity(other, term.text)
        here = bool(homes & material.homes.get(other, frozenset()))
        if not here and (sort not in ANYWHERE or not loose):
            continue  # from another book, it would be silly beside the rest
        headed = _head(term.text) == _head(other) != ""
        keys = _squeezed(term.text) in material.key_words and _squeezed(other) in material.key_words
        if not sort and not headed:
            continue  # nouns of no known kind are rivals where they name kinds of the same thing
        often = len(material.together.get(other, ()))
        weak = (sort in WIDE and not headed and not keys) or (
            term.kind == "noun" and not keys and not TWICE <= often <= material.everywhere
        )
        if weak and not (loose and sort and fact.sentence.source_id in material.homes.get(other, ())):
            continue  # a small book has no better ones, and a statement none that would do
        if same_thing(other, term.text) or also_true(other, rest, material):
            continue
        places = material.together.get(other, frozenset())
        shared = len(own & places)
        away = min((abs(a - b) for a in own for b in places), default=FAR)
        if not loose and away >= FAR:
            continue  # in a statement, what the book tells of elsewhere is false at sight
        size = abs(len(other) - len(term.text))
        candidates.append(
            (
                alike
                + 1.0 * here
                - 1.0 * weak
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
    for other in like if sort in ANYWHERE else ():
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
    """The sentence made false, the term that was exchanged, and what stands in its place; None where nothing suits.

    A word with an opposite comes before a plain noun, as what a learner mixes up; a name, a year or an amount before it.
    """
    turned = opposite(fact.sentence.text)
    if turned and (fact.terms[0].kind == "noun" or rng.random() < 0.5):
        return exchange(fact.sentence.text, *turned), *turned
    for term in [term for term in fact.terms if not is_subject(term.text, fact)][:4]:
        others = distractors(term, fact, material, rng, 3, loose=len(material.facts) < FEW)
        if others:
            other = rng.choice(others)
            return exchange(fact.sentence.text, term, other), term, other
    return (exchange(fact.sentence.text, *turned), *turned) if turned else None


def asks_of(fact: Fact, term: Term) -> str:
    """The concept of a statement that turns on a term: the term, or what the sentence tells of where it is a word with an opposite."""
    return fact.terms[0].text if term.kind == "opposite" else term.text


@lru_cache(maxsize=100_000)
def _head(word: str) -> str:
    """The last part of a word of several parts: 계층 of 합성곱 계층, 성 of 가용성; "" for a word of one part."""
    tokens = list(korean.kiwi().tokenize(word))
    return tokens[-1].form if len(tokens) > 1 else ""


def is_subject(word: str, fact: Fact) -> bool:
    """Whether the title or the heading names it: another in its place would be false at sight."""
    said, told = _squeezed(word), _squeezed(f"{fact.title} {fact.topic}")
    return said in told


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
