"""The key-value leg: a textbook's own definitions, as term -> the exact sentence that
defines it. Precision before recall.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import korean
from knowledge.models import Heading
from korean import lexicon

_SUBJECT = lexicon.pattern("definition_forms", "subject_with_alias", re.S)
_ENDING = lexicon.pattern("definition_forms", "ending")
_LISTED = re.compile(r"^(?P<term>[^:|.]{2,20}?)\s*(?:\((?P<alias>[^()]{1,20})\))?\s*(?::|：)\s+(?P<rest>.{8,})$", re.S)
_ROW = re.compile(r"^(?P<term>[^|]{2,20}?) \| (?P<rest>[^|]{10,})$")
_NAMED = lexicon.pattern("definition_forms", "pointed_to_and_named")
_GENERIC = lexicon.words("general_nouns", "no_term_of_a_glossary")


@dataclass(frozen=True)
class RawEntry:
    """A term (normalised for lookup) and the span that defines it."""

    term: str
    start: int
    end: int
    page: int


def normalize_term(term: str) -> str:
    """The lookup key of a term: without spaces, marks, and what stands in parentheses."""
    return korean.squeeze(re.sub(r"\([^()]*\)", "", term))


def extract_entries(
    text: str, headings: Sequence[Heading], spans: Sequence[tuple[int, int]], page_of: Callable[[int], int]
) -> list[RawEntry]:
    """The definitions among a source's sentences, best one per term and page order kept."""
    del headings
    found: dict[str, RawEntry] = {}
    for start, end in spans:
        sentence = text[start:end]
        if not 12 <= len(sentence) <= 400:
            continue
        for term in _defined_terms(sentence):
            key = normalize_term(term)
            if key and key not in found:
                found[key] = RawEntry(key, start, end, page_of(start))
    return sorted(found.values(), key=lambda entry: entry.start)


def _defined_terms(sentence: str) -> list[str]:
    """The terms that a sentence defines."""
    flat = " ".join(sentence.split())
    if (match := _ROW.match(flat)) or (match := _LISTED.match(flat)):
        return _good(match.group("term"))
    terms = _subject(flat)
    if match := _NAMED.search(flat):
        terms += _good(match.group("term"))
    return terms


def subject_names(sentence: str) -> list[str]:
    """The two names by which a definition calls its subject: "을사조약(을사늑약)은 …이다."; empty for another sentence."""
    names = _subject(" ".join(sentence.split()))
    return names if len(names) > 1 else []


def _subject(sentence: str) -> list[str]:
    """What a definition calls its subject: its term, and its other name in Korean in parentheses."""
    match = _SUBJECT.match(sentence)
    if not match or not _ENDING.search(sentence):
        return []
    terms, alias = _good(match["term"]), match["alias"]
    return terms + (_good(alias) if terms and alias and "가" <= alias[0] <= "힣" else [])


def _good(term: str) -> list[str]:
    """The term where it is a noun phrase of its own, else nothing."""
    term = term.strip(" '\"‘’“”·-")
    tokens = korean.tokenize(term)
    if not tokens or normalize_term(term) in _GENERIC or len(term) < 2:
        return []
    if any(token.tag.startswith(("J", "E", "V", "M", "NP", "IC", "SF", "SP")) for token in tokens):
        return []
    return (
        [term]
        if tokens[-1].tag in ("NNG", "NNP", "XSN", "SL", "SN", "NNB", "XR", "SH") and tokens[0].tag != "SN"
        else []
    )
