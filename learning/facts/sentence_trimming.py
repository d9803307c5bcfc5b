"""Where a sentence's own words begin: behind a word that only joins it to the one before, and behind a
heading that runs into its line.
"""

from __future__ import annotations

import re

import korean
from korean import lexicon

HEADING_WORDS = 5  # of a heading that runs into a line
LONGEST_TRIMMED = (
    1000  # characters: a page without a full stop is no sentence, and looking into it would take its square
)
_JOINING = lexicon.pattern("joining_words", "opening_of_a_sentence")
_BULLET = re.compile(r"(?:[-–—•·․‧▪◦○●■□◆◇▶▷※*§ㅇㆍ]\s*)+")
_GLOSS = re.compile(r"\s?\([^()]*\)")
_PARTICLE = lexicon.alternation("particles", "re:behind_a_heading")
_SUBJECT = lexicon.pattern("particles", "subject")
_OF_NAMES = ("NNG", "NNP", "NNB", "XSN", "XPN", "XR", "SL", "SN", "SH", "SO", "SSO", "SSC", "SP", "NR")
_AGAIN = ("MM", "XPN")  # what opens a sentence of its own behind a heading of one word: "두", "모든"


def sentence_start(text: str) -> int:
    """The place where the sentence itself begins, behind a bullet too; 0 for nearly all."""
    if len(text) > LONGEST_TRIMMED:
        return 0
    mark = _BULLET.match(text)
    start = mark.end() if mark else 0
    match = _JOINING.match(text, start)
    start = match.end() if match else start
    return start + _run_in_length(text[start:])


def has_run_in_heading(text: str) -> bool:
    """Whether a heading of several words stands before the sentence and cannot be told from it: its subject
    has it again behind other words.
    """
    subject = _SUBJECT.match(text)
    told = subject[0] if subject else ""
    return any(" " in head and head in told[len(head) :] for head, _ in _candidate_headings(told))


def _run_in_length(text: str) -> int:
    """The length of a heading that the sentence takes up at once: "안정성(stability) 안정성이란 ..."; 0 where there is none."""
    for head, rest in _candidate_headings(text):
        again = re.match(re.escape(head) + _PARTICLE, rest)
        first = next(iter(korean.tokenize(rest)), None)
        taken_up = first is not None and first.tag in _AGAIN and re.search(rf"(?<![가-힣]){re.escape(head)}", rest)
        if again or taken_up:
            return len(text) - len(rest)
    return 0


def _candidate_headings(text: str) -> list[tuple[str, str]]:
    """What a heading before the sentence may be, without its gloss, the longest last,
    each with what stands behind it.
    """
    ends = [match.end() for match in re.finditer(r"\S+(?=\s)", text[:120])][:HEADING_WORDS]
    found = []
    for end in ends:
        if not all(token.tag in _OF_NAMES for token in korean.tokenize(text[:end])):
            break
        head, rest = " ".join(_GLOSS.sub("", text[:end]).split()), text[end:].lstrip()
        if len(head) > 1 and head.count("(") == head.count(")"):
            found.append((head, rest))
    return found
