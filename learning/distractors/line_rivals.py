"""Rivals of a term that stands on a line of its own: from the same list, column or level of headings first."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import korean
from learning.distractors.selection import similarity
from learning.facts.entity_types import entity_type, same_entity
from learning.facts.fact import Fact, FactPool
from learning.facts.lines.line_forms import is_definition_phrase, plain_term

LINE_RIVALS = 4  # beside the key
ALIKE_SAID = 0.5  # shared content words of two explanations from which one may be true of the other's term
LONGEST_BY_KEY = 3.0  # the longest option by the key, and the other way round
_SIGNS_OF_FORM = (re.compile(r"\("), re.compile(r"\d"), re.compile("[가-힣]"))
LEAST_AFFINITY = 1.5  # of a term that stands beside another in a choice
LOOSE_AFFINITY = 1.0  # of one that stands beside another where nothing better is left
MOST_SORTS = 2  # kinds of things among the options: the key's and what has no known kind


def holds_name(text: str, word: str) -> bool:
    return korean.squeeze(word).casefold() in korean.squeeze(text).casefold()


def fellow_lines(fact: Fact, material: FactPool, rng: random.Random) -> list[Fact]:
    """The other lines of the source with its form, those of its own list first, then those near it."""
    source = fact.sentence.source_id
    near = [
        (other.group != fact.group, abs(other.sentence.page - fact.sentence.page), rng.random(), other)
        for other in material.fellows
        if other.sentence.source_id == source and other.form == fact.form and other.defines != fact.defines
    ]
    return [other for *_, other in sorted(near, key=lambda one: one[:3])]


def is_false_of(other: Fact, fact: Fact) -> bool:
    """Whether another's explanation is plainly not one of this term: few words in common, neither names the other."""
    own, its = set(korean.content(" ".join(fact.said))), set(korean.content(" ".join(other.said)))
    shared = len(own & its) / max(1, min(len(own), len(its)))
    return (
        shared < ALIKE_SAID
        and not same_entity(plain_term(fact.defines), plain_term(other.defines))
        and not any(holds_name(one, plain_term(fact.defines)) for one in other.said)
        and not any(holds_name(one, plain_term(other.defines)) for one in fact.said)
    )


def rival_terms(fact: Fact, material: FactPool, rng: random.Random) -> list[str]:
    """Terms of the other lines that its description does not fit."""
    found: list[str] = []
    for other in _rivals(fact, material, rng):
        term = other.defines
        names = [fact.defines, *found]
        sorts = {entity_type(plain_term(name), "name") for name in (*names, term)}
        if (
            len(sorts) <= MOST_SORTS
            and is_false_of(other, fact)
            and all(are_apart(term, one) for one in names)
            and fits_beside(term, fact.defines)
        ):
            found.append(term)
        if len(found) == LINE_RIVALS:
            break
    return found


def _rivals(fact: Fact, material: FactPool, rng: random.Random) -> Iterator[Fact]:
    """What goes best with its term first: its own list, the same kind of thing, words like it, what is said alike.

    A bare name, of which nothing is said, is one only from its own level of headings.
    """
    source = fact.sentence.source_id
    rivals = [
        (affinity(fact, one) + 0.1 * rng.random(), n, one)
        for n, one in enumerate(material.fellows)
        if one.sentence.source_id == source
        and one.defines != fact.defines
        and (one.form != "named" or one.group == fact.group or not material.choosy)
    ]
    fitting = [one for one in rivals if one[0] >= (LEAST_AFFINITY if material.choosy else LOOSE_AFFINITY)]
    yield from (one for *_, one in sorted(fitting, key=lambda one: (-one[0], one[1])))


def affinity(fact: Fact, other: Fact) -> float:
    """How well a term stands beside another as an option."""
    own, its = plain_term(fact.defines), plain_term(other.defines)
    sorts = entity_type(own, "name"), entity_type(its, "name")
    makes = make_of_name(own), make_of_name(its)
    said = bool(fact.said) and bool(other.said)
    return (
        2.0 * (other.group == fact.group)
        + 0.5 * (sorts[0] == sorts[1] != "")
        - 0.7 * (sorts[0] != sorts[1])
        + 1.0 * similarity(own, its)
        + 0.5 * (makes[0][0] == makes[1][0])
        - 0.4 * (makes[0][1:] != makes[1][1:])
        + 0.3 * (said and is_definition_phrase(fact.said[0]) == is_definition_phrase(other.said[0]))
        + 0.3 * (other.form == fact.form)
        + 0.3 * (other.topic == fact.topic != "")
        - 0.05 * min(10, abs(other.sentence.page - fact.sentence.page))
    )


def make_of_name(name: str) -> tuple[str, bool, bool]:
    """What a name is made of: its last part, whether it is a proper noun, whether something is done in it."""
    tokens = [token for token in korean.tokenize(name) if token.tag[0] != "S" or token.tag in ("SL", "SN")]
    last = tokens[-1] if tokens else None
    proper = any(token.tag == "NNP" for token in tokens)
    done = any(token.tag[0] in "VE" or (token.tag[:2] == "XS" and token.tag != "XSN") for token in tokens)
    return (last.form if last else ""), proper, done


def are_apart(left: str, right: str) -> bool:
    """Whether two terms are no two names of one thing, and neither holds the other."""
    a, b = korean.squeeze(plain_term(left)).casefold(), korean.squeeze(plain_term(right)).casefold()
    return a not in b and b not in a and not same_entity(plain_term(left), plain_term(right))


def fits_beside(term: str, key: str) -> bool:
    """Whether a term looks like the key: of like length, both with a gloss or both without."""
    long, short = max(len(term), len(key)), min(len(term), len(key))
    alike = all(bool(sign.search(term)) == bool(sign.search(key)) for sign in _SIGNS_OF_FORM)
    return long <= LONGEST_BY_KEY * short + 4 and alike
