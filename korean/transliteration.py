"""Whether a Hangul spelling is an English word as Koreans write it: 자바스크립트 and JavaScript, 서버 and server.

The word becomes a regular expression over the letters of the Hangul, group by group (``lexicon/transliteration.tsv``):
one word has several accepted spellings, and no spelling is made up. Not covered: names that are not read by the rules
of English, and translations.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from korean import lexicon
from korean.jamo import LEADS, TAILS, VOWELS

LONGEST_LATIN = 40  # letters: a longer one is no word
SHORTEST_SOUND = 2  # letters of a word that has a spelling of its own
_VOWELS, _FRONT = "aeiou", "eiy"
_HANGUL = re.compile(r"[가-힣]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z\s.'\-]*")
_NEVER = re.compile(r"(?!)")
_CODA_SIGNS = {"ㄱ": "ㄱ", "ㄴ": "ㄴ", "ㄹ": "ㄹ", "ㅁ": "ㅁ", "ㅂ": "ㅂ", "ㅅ": "ㅅ", "ㅇ": "N", "ㅆ": "ㅅ"}


def is_transliteration(hangul: str, latin: str) -> bool:
    """Whether the Hangul word or words are the Latin ones by their sound; spaces and case aside."""
    said, name = "".join(hangul.split()), latin.strip()
    if not _HANGUL.fullmatch(said) or not _LATIN.fullmatch(name) or len(name) > LONGEST_LATIN:
        return False
    word = re.sub(r"[^a-z]", "", name.lower())
    return len(word) >= SHORTEST_SOUND and _pattern(word).fullmatch(_letters(said)) is not None


@lru_cache(maxsize=10_000)
def _letters(text: str) -> str:
    """The letters of Hangul in order, without the silent onset; a coda ㅇ is N, other codas as they are said."""
    found = []
    for char in unicodedata.normalize("NFC", text):
        number = ord(char) - ord("가")
        onset, vowel, coda = LEADS[number // 588], VOWELS[number % 588 // 28], TAILS[number % 28]
        found.append((onset if onset != "ㅇ" else "") + vowel + _CODA_SIGNS.get(coda, coda.strip()))
    return "".join(found)


@lru_cache(maxsize=10_000)
def _pattern(word: str) -> re.Pattern[str]:
    """The spellings of an English word, as letters."""
    sounds, front, before_vowel, at_end = (
        dict(lexicon.pairs("transliteration", purpose))
        for purpose in ("sound", "sound_before_a_front_vowel", "sound_before_a_vowel", "sound_at_the_end")
    )
    groups = sorted({*sounds, *at_end}, key=len, reverse=True)
    plain = re.sub(r"([^aeiou])\1", r"\1", word)
    place, pieces = 0, list[str]()
    while place < len(plain):
        fitting = (
            one
            for one in groups
            if plain.startswith(one, place) and (one in sounds or (place > 0 and place + len(one) == len(plain)))
        )
        if not (letters := next(fitting, "")):
            return _NEVER  # no English word
        after = plain[place + len(letters) :]
        plural = letters != "s" or plain[place - 1] not in f"{_VOWELS}s"
        if not after and place > 0 and letters in at_end and plural:
            sound = at_end[letters]
        elif after[:1] in _FRONT and after and letters in front:
            sound = front[letters]
        elif after[:1] in f"{_VOWELS}y" and after and letters in before_vowel:
            sound = before_vowel[letters]
        elif letters == "r" or (letters in _VOWELS and place > 0 and plain[place - 1] in _VOWELS):
            sound = f"(?:{sounds[letters]})?"
        else:
            sound = sounds[letters]
        pieces.append(sound)
        place += len(letters)
    return re.compile("".join(pieces))
