"""Where a line or a page ends inside a paragraph: does a space belong there, or was a word cut in two?

Korean lines break between any two syllables, and a PDF does not say which. The document is its own dictionary: a word
that it writes whole elsewhere was cut here, two words that it writes apart elsewhere stand apart here. What it does not
know, the analyser's language model decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.loaders.base import JOINT, LoadedBlock, LoadedPage, resolve_joints
from korean import lexicon

_PREFIX = 12  # syllables of a word that are remembered
_BEYOND = 2  # syllables of the second half that must be the same
_WORD = re.compile(r"[^\W_]+")
# Forms of 하다 and 되다 that are written together with the noun before them.
_VERBAL = lexicon.pattern("endings", "verb_of_a_noun")
_FINAL = tuple(".?!。？！…:;)]」』”’\"'|")
_MOST_MOVED = 15  # characters


class LineJoiner:
    """The words of a document as it writes them away from its seams."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.prefixes: set[str] = set()
        self.apart: set[tuple[str, str]] = set()
        for text in texts:
            for line in text.split("\n"):
                pieces = line.split(JOINT)
                for number, piece in enumerate(pieces):
                    words = piece.split()
                    self._learn(words[number > 0 : len(words) - (number < len(pieces) - 1)])

    def _learn(self, words: Sequence[str]) -> None:
        for word in words:
            bare = "".join(_WORD.findall(word))[:_PREFIX]
            self.prefixes.update(bare[:length] for length in range(2, len(bare) + 1))
        self.apart.update((_tail(a), _head(b)) for a, b in pairwise(words))

    def decide(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """For each (end of a line, start of the next): True where a space belongs between."""
        known = [self._look_up(left, right) for left, right in pairs]
        unknown = [pair for pair, said in zip(pairs, known, strict=True) if said is None]
        guessed = iter(korean.glue_joints(unknown))
        return [next(guessed) if said is None else said for said in known]

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
    seams = LineJoiner([page.text for page in pages])
    whole = []
    for page in pages:
        told()
        whole.append(resolve_joints(page, seams.decide))
    for number in range(len(whole) - 1):
        page, following = whole[number], whole[number + 1]
        moved = _cut_word(page, following, seams)
        if moved:
            whole[number], whole[number + 1] = _move(page, following, moved)
    return tuple(whole)


def _cut_word(page: LoadedPage, following: LoadedPage, seams: LineJoiner) -> int:
    """How many characters at the start of the next page belong to this page's last word."""
    left, right = page.text.rsplit("\n", 1)[-1], following.text.split("\n", 1)[0]
    if len(left) < 15 or not right or page.boxes is None or left.endswith(_FINAL):
        return 0
    if not ("가" <= left[-1] <= "힣" and "가" <= right[0] <= "힣") or any(h.start == 0 for h in following.headings):
        return 0
    if any(h.start >= len(page.text) - len(left) for h in page.headings) or seams.decide([(left, right)])[0]:
        return 0
    end = right.find(" ")
    end = len(right) if end < 0 else end
    return end if end <= _MOST_MOVED else 0


def _move(page: LoadedPage, following: LoadedPage, count: int) -> tuple[LoadedPage, LoadedPage]:
    """The first characters of the next page, put to the end of this one; their boxes stand below
    this page, as the next page would.
    """
    rest = following.text[count:]
    gone = count + len(rest) - len(rest.lstrip())
    boxes = None if page.boxes is None else np.vstack([page.boxes, _below(page, following, count)])
    return (
        replace(page, text=page.text + following.text[:count], boxes=boxes, blocks=_stretch(page, count)),
        replace(
            following,
            text=following.text[gone:],
            boxes=None if following.boxes is None else following.boxes[gone:],
            headings=tuple(replace(h, start=h.start - gone) for h in following.headings),
            blocks=tuple(
                replace(b, start=max(b.start - gone, 0), end=b.end - gone) for b in following.blocks if b.end > gone
            ),
        ),
    )


def _stretch(page: LoadedPage, count: int) -> tuple[LoadedBlock, ...]:
    """The page's blocks, the last of them longer by what was moved to its end."""
    if not page.blocks or page.blocks[-1].end < len(page.text):
        return page.blocks
    return (*page.blocks[:-1], replace(page.blocks[-1], end=len(page.text) + count))


def _below(page: LoadedPage, following: LoadedPage, count: int) -> NDArray[np.float32]:
    """The boxes of the next page's first characters, that page laid below this one."""
    if following.boxes is None:
        return np.full((count, 4), np.nan, np.float32)
    return following.boxes[:count] + np.array([0.0, page.height, 0.0, page.height], np.float32)
