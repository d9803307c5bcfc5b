"""A sentence with one of its terms left out, as the kinds that ask for a term show it."""

from __future__ import annotations

import re

import korean
from learning.falsify import open_particle
from learning.material import Fact
from learning.terms import Term
from learning.things import thing

BLANK = "( ㉠ )"
SPECIFIC = 0.8  # weight from which a term is a name, or a word of the book
SHORTEST = 30  # characters that still tell of one thing only
_TOPIC = re.compile(r"^(은|는|이란|란)\s+")
_PARTICLE = re.compile(r"(?:은|는|이란|란|이|가)\s")
_CALLED = {
    "person": "인물",
    "king": "임금",
    "country": "나라",
    "place": "곳",
    "place abroad": "곳",
    "treaty": "조약·선언",
    "print": "책이나 신문",
    "society": "단체나 기구",
    "war": "사건",
    "school": "학교",
}


def setting(fact: Fact, *hidden: str) -> str:
    """What stands before the asking words where the sentence does not name what it is about: "‘증산 작용’에 관한 ", "" for nothing.

    Nothing too where a word of it would give away what is hidden.
    """
    text, told = korean.squeeze(fact.sentence.text), korean.squeeze(fact.about)
    if not told or told in text:
        return ""
    words = [korean.squeeze(word) for word in re.split(r"[\s()·,]+", fact.about) if len(word) > 1]
    kept = [korean.squeeze(one) for one in hidden]
    if any(word in one or one in word for word in words for one in kept if one) or any(one in told for one in kept):
        return ""
    return f"‘{fact.about}’에 관한 "


def leans(fact: Fact) -> bool:
    """Whether the sentence's subject is a bare common noun, so that only its surroundings say of what: "사단은 ...", "시청률은 ..."."""
    text = fact.sentence.text
    match = _PARTICLE.search(text)
    end = match.start() if match else 0
    return not any(term.start < end and term.weight >= SPECIFIC for term in fact.terms)


def asked(fact: Fact, *hidden: str) -> str | None:
    """The setting of a question on this sentence; None where it leans on one that cannot be told."""
    told = setting(fact, *hidden)
    return (
        None
        if not told and leans(fact) and korean.squeeze(fact.about) not in korean.squeeze(fact.sentence.text)
        else told
    )


def listed(fact: Fact, term: Term) -> bool:
    """Whether the term is one of an enumeration, where any other might stand: "( ㉠ ), 티레, 시돈과 같은 도시"."""
    before, after = fact.sentence.text[: term.start].rstrip(), fact.sentence.text[term.end :]
    return after.startswith((",", "·")) or before.endswith("·") or (before.endswith(",") and "," in before[:-1][-24:])


def gap(fact: Fact, term: Term) -> tuple[str, str]:
    """What is asked for ("" for the blank's filling, else its name) and the text.

    A term that opens its sentence as the topic is left out whole, so that no blank stands first.
    """
    text = fact.sentence.text
    rest = text[term.end :]
    match = _TOPIC.match(rest)
    if not text[: term.start].strip() and match and (len(rest) >= SHORTEST or term.text == fact.defines):
        return _CALLED.get(thing(term.text, term.kind), "것"), " ".join(rest[match.end() :].split())
    return "", " ".join((text[: term.start] + BLANK + open_particle(rest)).split())
