"""Rivals of an answer: terms of the same kind that would make its sentence false; from the same books first,
plausible, never by chance true.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import korean
from learning.distractors.numeric import numeric_distractors, pick_around, year_distractors
from learning.facts.entity_types import entity_type, same_entity
from learning.facts.fact import Fact, FactPool
from learning.facts.terms import Term, head_of

ANYWHERE = frozenset({"king", "place", "country", "colour", "gas", "nutrient"})
WIDE_KINDS = frozenset(
    "process method data value hardware model degree thought right movement amount law society learning box".split()
)
NOUN_SENTENCES = 2  # sentences that have a plain noun, for it to be a word of the book
FAR_SENTENCES = 60  # sentences: things that the book tells of so far apart are weak rivals


def select_distractors(
    term: Term, fact: Fact, material: FactPool, rng: random.Random, count: int, loose: bool = False
) -> list[str]:
    """Terms of the same kind that would make the sentence false: from the same books first, then like words.

    None stands in the sentence, holds or is held by the answer, or shares a sentence with it more than once (a near
    synonym often does). ``loose`` allows a noun whose kind is not known, with nouns like it.
    """
    if term.kind == "year":
        return _select_years(term, fact, material, rng, count)
    if term.kind == "amount":
        return numeric_distractors(term.text, fact.sentence.text, rng, count)
    asked = _Asked.of(term, fact, material, loose)
    if not asked.sort and term.kind == "name":
        return []  # a word for what? Any other may be silly beside it
    ranked = _rank_rivals(asked, rng, 4 * count)
    longer = [text for text in ranked if len(text) > len(term.text)]
    chosen = ranked[:count]
    if longer and rng.random() < count / (count + 1) and not set(longer) & set(chosen):
        chosen = [*chosen[: count - 1], longer[0]]  # or the key, which is a long word by choice, would show
    return [*chosen, *_from_the_language(asked, chosen)][:count]


@dataclass(frozen=True)
class _Asked:
    """An answer in its sentence, and what its rivals are measured by."""

    term: Term
    fact: Fact
    material: FactPool
    loose: bool
    sort: str  # what kind of thing the answer is, "" where that is not known
    like: dict[str, float]  # words like it
    own: frozenset[int]  # the sentences that hold it
    rest: tuple[str, ...]  # the sentence's other terms
    homes: frozenset[str]  # the sources of the same subject
    ordered: tuple[int, ...]  # its sentences, in order

    @classmethod
    def of(cls, term: Term, fact: Fact, material: FactPool, loose: bool) -> _Asked:
        source = fact.sentence.source_id
        own = material.together.get(term.text, frozenset())
        return cls(
            term,
            fact,
            material,
            loose,
            entity_type(term.text, term.kind),
            dict(korean.similar_words(term.text, 60)),
            own,
            tuple(t.text for t in fact.terms if t.text != term.text),
            material.kin.get(source, frozenset({source})),
            tuple(sorted(own)),
        )

    def is_near(self, other: str) -> bool:
        """Whether the same books have it, or it is a thing that anyone can name: from another book, it
        would be silly beside the rest.
        """
        anywhere = self.sort in ANYWHERE and self.loose
        return anywhere or not self.homes.isdisjoint(self.material.homes.get(other, ()))

    def is_rival(self, other: str) -> bool:
        """Whether another word is the same kind of thing, another thing, and false in the sentence."""
        return (
            entity_type(other, self.term.kind) == self.sort
            and not _clashes(other, self.term.text, self.fact.sentence.text)
            and not same_entity(other, self.term.text)
            and not _echoes(other, self.term.text, self.fact.sentence.text)
            and not may_also_be_true(other, self.rest, self.material)
        )


def _rank_rivals(asked: _Asked, rng: random.Random, most: int) -> list[str]:
    """The best rivals among the books' terms, best first, none twice."""
    found = [(worth + 0.2 * rng.random(), other) for worth, other in _find_rivals(asked)]
    ranked: list[str] = []
    for _, text in sorted(found, reverse=True):
        if not any(same_entity(text, one) for one in ranked):
            ranked.append(text)
        if len(ranked) >= most:
            break
    return ranked


def _find_rivals(asked: _Asked) -> tuple[tuple[float, str], ...]:
    """The books' terms that may stand beside the answer, each with how good it is; found once for each sentence."""
    place, term = asked.fact.sentence, asked.term
    key = (place.source_id, place.start, term.text, asked.rest, asked.loose)
    if key not in asked.material.rivals:
        asked.material.rivals[key] = tuple(
            (worth, other)
            for other in asked.material.pool.get((term.kind, asked.sort or head_of(term.text)), ())
            if asked.is_near(other) and (worth := _rival_score(asked, other)) is not None and asked.is_rival(other)
        )
    return asked.material.rivals[key]


def _rival_score(asked: _Asked, other: str) -> float | None:
    """How good a rival of the books is; None for one that would be silly or false at sight."""
    term, material, sort, loose = asked.term, asked.material, asked.sort, asked.loose
    here = not asked.homes.isdisjoint(material.homes.get(other, ()))
    headed = head_of(term.text) == head_of(other) != ""
    if not sort and not headed:
        return None  # nouns of no known kind are rivals where they name kinds of the same thing
    places = material.together.get(other, frozenset())
    keys = squeeze_once(term.text) in material.key_words and squeeze_once(other) in material.key_words
    weak = (sort in WIDE_KINDS and not headed and not keys) or (
        term.kind == "noun" and not keys and not NOUN_SENTENCES <= len(places) <= material.everywhere
    )
    if weak and not (loose and sort and asked.fact.sentence.source_id in material.homes.get(other, ())):
        return None  # a small book has no better ones, and a statement none that would do
    away = _sentences_apart(asked.ordered, places)
    if not loose and away >= FAR_SENTENCES:
        return None  # in a statement, what the book tells of elsewhere is false at sight
    return (
        (asked.like.get(other) or similarity(other, term.text))
        + 1.0 * here
        - 1.0 * weak
        + 0.15 * (other[-1] == term.text[-1])
        - 0.08 * abs(len(other) - len(term.text))
        - 0.3 * (len(asked.own & places) > 1)
        + 0.4 * max(0.0, 1 - away / FAR_SENTENCES)
    )


def _sentences_apart(own: Sequence[int], places: Collection[int]) -> int:
    """How many sentences lie between the nearest two; ``own`` in their order."""
    nearest = FAR_SENTENCES
    for place in places if own else ():
        at = bisect_left(own, place)
        nearest = min(nearest, *(abs(place - one) for one in own[max(0, at - 1) : at + 1]))
    return nearest


def _from_the_language(asked: _Asked, chosen: Sequence[str]) -> list[str]:
    """Words like the answer that no book has, for things that anyone can name."""
    if asked.sort not in ANYWHERE:
        return []
    return [word for word in asked.like if len(word) > 1 and word not in chosen and asked.is_rival(word)]


def _select_years(term: Term, fact: Fact, material: FactPool, rng: random.Random, count: int) -> list[str]:
    """Years near the right one, those of the book first, that the book does not name beside the same things."""
    year = int(term.text[:-1])
    known = [int(text[:-1]) for text in material.pool.get(("year", ""), ())]
    rest = [t.text for t in fact.terms if t.kind != "year"]
    candidates = [
        y
        for y in year_distractors(year, known, rng)
        if f"{y}년" not in fact.sentence.text and not may_also_be_true(f"{y}년", rest, material)
    ]
    return [f"{y:.0f}년" for y in pick_around(year, candidates, rng, count)]


def may_also_be_true(other: str, rest: Sequence[str], material: FactPool) -> bool:
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


@lru_cache(maxsize=100_000)
def squeeze_once(text: str) -> str:
    return korean.squeeze(text)


def _echoes(other: str, answer: str, sentence: str) -> bool:
    """Whether a word of the other, which the answer has not, stands in the sentence already: "( ) 선언은 … 독립", 독립 선언."""
    return any(part in sentence for part in _parts(other) - _parts(answer))


@lru_cache(maxsize=100_000)
def _parts(word: str) -> frozenset[str]:
    """The nouns and words of two letters and more of which a term is made."""
    nouns = [noun.form for noun in korean.kiwi().tokenize(word) if noun.tag[0] == "N"]
    return frozenset(part for part in (*nouns, *word.split()) if len(part) > 1)


def _clashes(other: str, answer: str, sentence: str) -> bool:
    """The same word, one in the other, the same in another spelling (최소값 and 최솟값), or a word of the sentence itself."""
    a, b, text = squeeze_once(other), squeeze_once(answer), squeeze_once(sentence)
    if a in text or a in b or b in a:
        return True
    apart = sum(x != y for x, y in zip(a, b)) if len(a) == len(b) else len(a)
    return apart == 1 and entity_type(answer, "name") != "person"
