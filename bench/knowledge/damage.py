"""Questions as people really type them: without spaces, with a slip of a finger, decomposed,
without particles, in other words.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from korean.analyzer import is_content, kiwi, tokenize
from settings import ROOT

# Keys next to each other on the two-set Korean keyboard, as compatibility jamo.
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FIRST = 0xAC00


def _pairs() -> dict[str, str]:
    """A word and a near synonym of the same part of speech, both ways: ``bench/data/synonyms.tsv``."""
    table: dict[str, str] = {}
    for line in (ROOT / "bench" / "data" / "synonyms.tsv").read_text(encoding="utf-8").splitlines():
        left, right = line.split("\t")
        table.setdefault(left, right)
        table.setdefault(right, left)
    return table


SYNONYMS = _pairs()


def remove_spaces(text: str, rng: random.Random) -> str:
    return "".join(text.split())


def decompose(text: str, rng: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def slip(text: str, rng: random.Random) -> str:
    """One letter of one content word typed on the neighbouring key."""
    places = [i for token in tokenize(text) if is_content(token) for i in range(token.start, token.end)]
    hangul = [i for i in places if i < len(text) and "가" <= text[i] <= "힣"]
    rng.shuffle(hangul)
    for i in hangul:
        if (wrong := _mistype(text[i], rng)) != text[i]:
            return text[:i] + wrong + text[i + 1 :]
    return text


def bare(text: str, rng: random.Random) -> str:
    """Half of the particles left out."""
    particles = [token for token in tokenize(text) if token.tag.startswith("J") and token.tag != "JX-C"]
    gone = rng.sample(particles, (len(particles) + 1) // 2)
    for token in sorted(gone, key=lambda t: -t.start):
        text = text[: token.start] + text[token.end :]
    return text


def replace_synonyms(text: str, rng: random.Random) -> str:
    """Content words that have a near synonym in the table, replaced by it; the others stay."""
    morphemes = [(t.form, t.tag) for t in kiwi().tokenize(text)]
    changed = [(SYNONYMS.get(form, form) if tag[0] in "NVM" else form, tag) for form, tag in morphemes]
    return text if changed == morphemes else str(kiwi().join(changed))


def _mistype(syllable: str, rng: random.Random) -> str:
    code = ord(syllable) - _FIRST
    lead, vowel, tail = code // 588, code % 588 // 28, code % 28
    near = _beside(_LEADS[lead], _LEADS)
    if near:
        lead = _LEADS.index(rng.choice(near))
    elif near := _beside(_VOWELS[vowel], _VOWELS):
        vowel = _VOWELS.index(rng.choice(near))
    return chr(_FIRST + lead * 588 + vowel * 28 + tail)


def _beside(letter: str, letters: str) -> list[str]:
    for row in _ROWS:
        if letter in row:
            place = row.index(letter)
            return [key for key in row[max(0, place - 1) : place + 2] if key != letter and key in letters]
    return []


DAMAGES: dict[str, Callable[[str, random.Random], str]] = {
    "no spaces": remove_spaces,
    "one slip": slip,
    "NFD": decompose,
    "half the particles": bare,
    "synonyms": replace_synonyms,
}
