"""단답: the term that a definition of the book defines, or the year of an event."""

from __future__ import annotations

import random
import re

from knowledge.glossary import normalize_term
from learning.kinds.draft import Draft
from learning.material import Fact, Material

_DEFINITION = re.compile(
    r"^(?P<term>.{2,24}?)\s*(?P<alias>\([^()]*\))?(?:이란|란|은|는)\s+(?P<rest>.+?)(?P<end>이다|입니다|을 말한다|를 말한다|을 뜻한다|를 뜻한다)\.$",
    re.S,
)
_WHEN = re.compile(
    r"^(?P<year>1[0-9]{3}|20[0-9]{2})년(?:에)?\s*(?P<rest>[^,]{12,}?)(?P<end>었다|았다|했다|였다|됐다|렸다|졌다)\.$",
    re.S,
)


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    text = " ".join(fact.sentence.text.split())
    return _definition(fact, text) or _year(text)


def _definition(fact: Fact, text: str) -> Draft | None:
    match = _DEFINITION.match(text)
    if not match or not fact.defines or normalize_term(match.group("term")) != normalize_term(fact.defines):
        return None
    term, rest = match.group("term").strip(), match.group("rest").strip()
    if normalize_term(term) in normalize_term(rest) or len(rest) < 12:
        return None
    accepted = [term]
    alias = (match.group("alias") or "").strip("()")
    if alias and "가" <= alias[0] <= "힣":
        accepted.append(alias)
    stem = f"다음 설명에 알맞은 용어를 쓰시오.\n{rest}"
    return Draft("short", stem, (), tuple(accepted), f"'{term}'에 대한 설명입니다. {text}", term, 0.5)


def _year(text: str) -> Draft | None:
    match = _WHEN.match(text)
    if not match or re.search(r"\d{4}년", match.group("rest")):
        return None
    year = match.group("year")
    stem = f"다음 일이 일어난 해는 언제인지 쓰시오.\n{match.group('rest').strip()}{match.group('end')}."
    return Draft("short", stem, (), (f"{year}년", year), f"{year}년의 일입니다. {text}", f"{year}년", 0.6)
