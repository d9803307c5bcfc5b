"""The forms of lines: what a heading names, a term without its gloss, whether a line says something or only lists."""

from __future__ import annotations

import re

import korean
from korean import lexicon
from learning.facts.definitions import is_term
from learning.facts.fact_features import points_outside
from learning.facts.lines.outline import is_readable
from learning.facts.self_containment import is_self_contained
from learning.facts.terms import EVERYDAY_NOUN, is_everyday
from learning.facts.topics import subject_of

LONGEST_TERM = 30  # characters of a term before its explanation
GLOSS = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_LATIN_TAIL = re.compile(r"(?<=[가-힣])\s+(?P<gloss>[A-Za-z][A-Za-z /&-]+)(?::.*)?$")
_COUNT = lexicon.pattern("headings", "says_how_many")
_TASK = lexicon.pattern("block_forms", "task")
_ASKED = lexicon.pattern("headings", "ends_as_question")
_MEANING = lexicon.pattern("headings", "asks_for_the_meaning")
_PLAIN = ("NNG", "NNP", "NNB", "XSN", "XPN", "XR", "SL", "SN", "SH", "NR", "SSO", "SSC", "SP", "SY", "SO", "SW", "JC")


def heading_term(heading: str) -> str:
    """What a heading names, without number, question, marks and "의 개념"; "" where it names no term."""
    asked = _MEANING.match(" ".join(heading.split()))
    said = asked[1] if asked else subject_of(heading)
    plain = plain_term(said)
    return said if said and len(said) <= LONGEST_TERM and is_term(plain) and not is_common_name(plain) else ""


def is_common_name(term: str, from_on: float = EVERYDAY_NOUN) -> bool:
    """Whether a name in Hangul is a word that anyone uses: 단계, 논문."""
    return bool(re.fullmatch(r"[가-힣]+", term)) and is_everyday(term, from_on)


def plain_term(term: str) -> str:
    """A term without what stands in brackets, and without the Latin name behind the Korean one."""
    return _LATIN_TAIL.sub("", GLOSS.sub("", term)).strip() or term


def is_said(text: str) -> bool:
    """Whether a line says something: it is readable, gives no task, points at nothing outside."""
    return (
        is_readable(text)
        and not _TASK.search(text)
        and not _ASKED.search(text)
        and not points_outside(korean.tokenize(text))
        and not is_list_of_names(text)
    )


def describes(text: str, heading: str) -> bool:
    """Whether a line says something of its heading: a line of a list, or a sentence that stands alone under it."""
    last = [token for token in korean.tokenize(text) if token.tag not in ("SF", "SSC", "SW", "SP")][-1:]
    spoken = bool(last) and last[0].tag == "EF" and len(last[0].form) > 1
    first = next(iter(korean.tokenize(text)), None)
    joined = first is not None and first.tag in ("MAJ", "IC", "SP", "SF")
    return not joined and (not spoken or is_self_contained(text if text.endswith(".") else f"{text}.", heading))


def count_content(text: str) -> int:
    return len(set(korean.content(text)))


def is_list_of_names(text: str) -> bool:
    """Whether a line only enumerates: names with commas between and no word that says anything of them."""
    tokens = korean.tokenize(text)
    return text.count(",") + text.count("·") + text.count("/") > 1 and all(token.tag in _PLAIN for token in tokens)


def holds_term(text: str, term: str) -> bool:
    return korean.squeeze(plain_term(term)) in korean.squeeze(text)


def is_definition_phrase(text: str) -> bool:
    """Whether a line is a noun phrase that says what something is: its last noun is narrowed by a clause before it."""
    tokens = [token for token in korean.tokenize(text) if token.tag not in ("SF", "SSO", "SSC")]
    last = len(tokens) - 1
    while last >= 0 and tokens[last].tag in _PLAIN and tokens[last].tag not in ("SP", "JC"):
        last -= 1
    told = any(token.tag == "ETM" for token in tokens[2 : last + 1])
    return last < len(tokens) - 1 and told and tokens[last].tag in ("ETM", "JKG") and tokens[-1].tag != "NNB"


def talks_to_reader(text: str) -> bool:
    """Whether the line talks to somebody: it closes in a polite or an informal ending, or with an exclamation."""
    body = [token for token in korean.tokenize(text) if token.tag not in ("SF", "SE", "SW", "SO")]
    ends = body[-1] if body else None
    return text.rstrip().endswith(("!", "~")) or (
        ends is not None and ends.tag == "EF" and len(ends.form) > 1 and not ends.form.endswith("다")
    )


def says_how_many(name: str, members: int) -> bool:
    """Whether the name of a class says how many members it has, and no other number than there are, so that one left
    out is the only one missing."""
    match = _COUNT.search(name)
    digits = re.search(r"\d+", match.group()) if match else None
    return match is not None and (digits is None or int(digits.group()) == members)
