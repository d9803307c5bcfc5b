"""Make a true sentence false by one exchange of the same kind: a year for a year, a name for a name;
checked, never by chance true.
"""

from __future__ import annotations

import random
from functools import partial

import korean
from korean import lexicon
from learning.distractors.antonyms import log_likelihood, replace_with_antonym
from learning.distractors.selection import select_distractors, squeeze_once
from learning.facts.fact import Fact, FactPool
from learning.facts.terms import Term

_PARTICLES = lexicon.pairs("particles", "agreeing_with_copula")
EXCHANGED_NUMBERS = ("year", "amount")
FEW = 40  # facts of a book that is too small to be choosy about rivals


def make_false_statement(fact: Fact, material: FactPool, rng: random.Random) -> tuple[str, Term, str] | None:
    """The sentence made false, the term that was exchanged, and what stands in its place; None where nothing suits.

    A word with an opposite comes before a plain noun, as what a learner mixes up; a name,
    a year or an amount before it.
    """
    turned = replace_with_antonym(fact.sentence.text, material.choosy)
    if turned and (fact.terms[0].kind == "noun" or rng.random() < 0.5):
        return replace_term(fact.sentence.text, *turned), *turned
    for term in [term for term in fact.terms if not is_subject(term.text, fact)][:4]:
        others = select_distractors(term, fact, material, rng, 3, loose=len(material.facts) < FEW)
        if others:
            other = (
                rng.choice(others)
                if term.kind in EXCHANGED_NUMBERS
                else max(others, key=partial(_naturalness, fact, term))
            )
            return replace_term(fact.sentence.text, term, other), term, other
    return (replace_term(fact.sentence.text, *turned), *turned) if turned else None


def _naturalness(fact: Fact, term: Term, other: str) -> float:
    """How naturally the sentence is said with another in a term's place, whatever the other's own frequency."""
    return log_likelihood(replace_term(fact.sentence.text, term, other)) - log_likelihood(other)


def concept_of(fact: Fact, term: Term) -> str:
    """The concept of a statement that turns on a term: the term, or what the sentence tells of where
    it is a word with an opposite.
    """
    return fact.terms[0].text if term.kind == "opposite" else term.text


def is_subject(word: str, fact: Fact) -> bool:
    """Whether the title or the heading names it: another in its place would be false at sight."""
    return squeeze_once(word) in squeeze_once(f"{fact.title} {fact.topic}")


def replace_term(text: str, term: Term, other: str) -> str:
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
    return (
        not rest
        or not ("가" <= rest[0] <= "힣")
        or rest.startswith(lexicon.words_in_order("particles", "behind_another"))
    )
