"""A sentence with one of its terms left out, as the kinds that ask for a term show it."""

from __future__ import annotations

import re

from learning.falsify import open_particle
from learning.material import Fact
from learning.terms import Term
from learning.things import thing

BLANK = "( ㉠ )"
SHORTEST = 30  # characters that still tell of one thing only
_TOPIC = re.compile(r"^(은|는|이란|란)\s+")
_CALLED = {
    "person": "인물",
    "king": "임금",
    "country": "나라",
    "place": "곳",
    "treaty": "조약·선언",
    "print": "책이나 신문",
    "body": "기구나 단체",
}


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
