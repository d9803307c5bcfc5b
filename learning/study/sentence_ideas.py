"""Questions that turn a sentence round: why, what belongs to it, who it is. By its morphemes alone; the sentence is the
answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import korean
from korean import Token, josa
from learning.facts.entity_types import entity_type

LONGEST_TURNED = 60  # characters of a question made of a sentence
EARLY_TOPIC = 8  # morphemes among which the topic closes
_ADJECTIVES = frozenset({"VA", "XSA", "VCP", "VCN"})
_SEVERAL = frozenset({"SP", "JC"})


def turn_sentence(text: str) -> Iterator[tuple[str, str]]:
    """The questions that a sentence answers, each with its type: "why", "list" or "who"."""
    flat = " ".join(text.split())
    tokens = [token for token in korean.tokenize(flat) if token.tag != "SF"]
    at = next((n for n, token in enumerate(tokens[:EARLY_TOPIC]) if token.tag == "JX"), 0)
    if not at or len(tokens) < at + 3 or tokens[-1].tag != "EF":
        return
    place = tokens[at - 1].tag == "JKB"
    topic = flat[: tokens[at - 1].start if place else tokens[at].start].strip()
    found = [
        ("list", _ask_for_all(topic, tokens[at:]) if place else ""),
        ("why", "" if place else _ask_why(topic, flat, tokens, at)),
        ("who", "" if place else _ask_who(topic, flat, tokens, at)),
    ]
    yield from ((kind, question) for kind, question in found if question and len(question) <= LONGEST_TURNED)


def _ask_for_all(topic: str, rest: Sequence[Token]) -> str:
    """What there is of it: "X에는 A, B, C가 있다"."""
    several = any(token.tag in _SEVERAL for token in rest)
    there = rest[-2].form == "있" and rest[-2].tag in ("VA", "VV")
    return f"{topic}에는 무엇이 있나요?" if several and there else ""


def _ask_why(topic: str, flat: str, tokens: Sequence[Token], at: int) -> str:
    """Why it is so: "X는 Y 때문에 Z한다" asks for Z."""
    cause = next(
        (
            n
            for n in range(at, len(tokens) - 2)
            if (tokens[n].form, tokens[n].tag) == ("때문", "NNB") and tokens[n + 1].tag == "JKB"
        ),
        None,
    )
    if cause is None:
        return ""
    asked = ask_with(flat, tokens[cause + 2 :])
    return f"{josa(topic, '은/는')} 왜 {asked}?" if asked else ""


def _ask_who(topic: str, flat: str, tokens: Sequence[Token], at: int) -> str:
    """Who it is: the sentence says nothing of its topic but a person's name."""
    name = flat[tokens[at].end : tokens[-2].start].strip()
    named = tokens[-2].tag == "VCP" and all(token.tag == "NNP" for token in tokens[at + 1 : -2])
    return f"{josa(topic, '은/는')} 누구인가요?" if named and entity_type(name, "name") == "person" else ""


def ask_with(flat: str, clause: Sequence[Token]) -> str:
    """A clause as a question in 해요체, without its sign; "" where it has no predicate."""
    if len(clause) < 2 or clause[-1].tag != "EF":
        return ""
    head = flat[: clause[-1].start].rfind(" ") + 1
    word = [(token.form, token.tag) for token in clause[:-1] if token.start >= head]
    stem = next((token.tag for token in reversed(clause[:-1]) if token.tag != "EP"), "")
    past = clause[-2].tag == "EP"
    ending = "ᆫ가요" if stem in _ADJECTIVES and not past else "나요"
    if not word:
        return ""
    return f"{flat[clause[0].start : head]}{korean.kiwi().join([*word, (ending, 'EF')])}".strip()
