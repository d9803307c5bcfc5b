"""Where a line or a page ends inside a paragraph: does a space belong there, or was a word cut in two?

Korean lines break between any two syllables, and a PDF does not say which. The document is its own dictionary: a word
that it writes whole elsewhere was cut here, two words that it writes apart elsewhere stand apart here. What it does not
know, the analyser's language model decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import korean
from knowledge.ingestion.page_seams import mend_page_ends
from knowledge.loaders.base import HYPHEN, JOINT, LoadedPage, resolve_joints
from korean import lexicon

_PREFIX = 12  # syllables of a word that are remembered
_BEYOND = 2  # syllables of the second half that must be the same
_WORD = re.compile(r"[^\W_]+")
# Forms of 하다 and 되다 that are written together with the noun before them.
_VERBAL = lexicon.pattern("endings", "verb_of_a_noun")
_LATIN = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_SEAM = re.compile(f"[{JOINT}{HYPHEN}]")
_FIRST_PARTS = lexicon.words("line_hyphens", "first_part")
_SECOND_PARTS = lexicon.words("line_hyphens", "second_part")


class LineJoiner:
    """The words of a document as it writes them away from its seams."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.prefixes: set[str] = set()
        self.apart: set[tuple[str, str]] = set()
        hyphened = any(HYPHEN in text or "-\n" in f"{text}\n" for text in texts)
        self.latin = {word.lower() for text in texts for word in _find_latin(text)} if hyphened else set()
        for text in texts:
            for line in text.split("\n"):
                pieces = _SEAM.split(line)
                for number, piece in enumerate(pieces):
                    words = piece.split()
                    self._learn(words[number > 0 : len(words) - (number < len(pieces) - 1)])

    def _learn(self, words: Sequence[str]) -> None:
        for word in words:
            bare = "".join(_WORD.findall(word))[:_PREFIX]
            self.prefixes.update(bare[:length] for length in range(2, len(bare) + 1))
        self.apart.update((_tail(a), _head(b)) for a, b in pairwise(words))

    def decide(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """For each (end of a line, start of the next): True where a space belongs between; behind a HYPHEN,
        True where that is the word's own.
        """
        known = [
            self.keeps_hyphen(left[:-1], right) if left.endswith(HYPHEN) else self._look_up(left, right)
            for left, right in pairs
        ]
        unknown = [pair for pair, said in zip(pairs, known, strict=True) if said is None]
        guessed = iter(korean.glue_joints(unknown))
        return [next(guessed) if said is None else said for said in known]

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether the hyphen between the halves of a word is the word's own: as the document writes it elsewhere,
        else by the halves; most hyphens at a line's end only part a word.
        """
        first, second = re.search(r"[\w-]+$", left), re.match(r"[A-Za-z]+", right)
        if first is None or second is None:
            return True
        a, b = first[0].lower(), second[0].lower()
        if a + b in self.latin or f"{a}-{b}" in self.latin:
            return a + b not in self.latin
        return "-" in a or not a.isalpha() or a in _FIRST_PARTS or (len(a) > 2 and b in _SECOND_PARTS)

    def _look_up(self, left: str, right: str) -> bool | None:
        a, b = _tail(left.rsplit(None, 1)[-1] if left.split() else ""), right.split(None, 1)[0] if right.split() else ""
        b = "".join(_WORD.findall(b)) if b else ""
        if not a or not b:
            return None
        whole = len(a) + _BEYOND <= _PREFIX and len(b) >= _BEYOND and (a + b[:_BEYOND]) in self.prefixes
        parted = (a, b[:_BEYOND]) in self.apart
        if whole != parted:
            return parted
        if len(a) >= 2 and _VERBAL.match(b) and korean.tokenize(a)[-1].tag in ("NNG", "NNP", "XR"):
            return False
        return None


def _find_latin(text: str) -> list[str]:
    """A text's Latin words, those beside a seam left out."""
    seams = rf"\S*[{JOINT}{HYPHEN}]\S*"
    return _LATIN.findall(re.sub(seams, " ", text))


def _tail(word: str) -> str:
    """A word's last run of letters."""
    found = _WORD.findall(word)
    return found[-1] if found and word.endswith(found[-1]) else ""


def _head(word: str) -> str:
    found = _WORD.match(word)
    return found[0][:_BEYOND] if found else ""


def join_lines(pages: Sequence[LoadedPage], told: Callable[[], None] = lambda: None) -> tuple[LoadedPage, ...]:
    """The pages with every seam settled; a word cut by a page's end stands whole on the page where it begins.

    ``told`` is called before each page, and may raise to end the work.
    """
    if not any(page.boxes is not None or _SEAM.search(page.text) for page in pages):
        return tuple(pages)  # no line of such a document is cut
    seams = LineJoiner([page.text for page in pages])
    whole = []
    for page in pages:
        told()
        whole.append(resolve_joints(page, seams.decide))
    return mend_page_ends(whole, seams.decide)
