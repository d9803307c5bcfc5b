"""Syllables one letter apart, as fingers slip: another key beside the right one, a doubled
consonant, vowels that sound alike.
"""

from __future__ import annotations

from functools import lru_cache

LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
LIKELY, POSSIBLE = 1.0, 0.4  # how likely one letter stands for another
_FIRST, _LAST = 0xAC00, 0xD7A3
_KEYS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")  # the two-set keyboard
_ALIKE = (
    "ㄱㄲㅋ",
    "ㄷㄸㅌ",
    "ㅂㅃㅍ",
    "ㅅㅆ",
    "ㅈㅉㅊ",
    "ㅐㅔ",
    "ㅒㅖ",
    "ㅙㅚㅞ",
    "ㅢㅣ",
    "ㅢㅡ",
    "ㅜㅡ",
    "ㅓㅗ",
    " ㅎ",
    "ㄶㄴ",
    "ㅀㄹ",
    "ㅄㅂ",
)


def is_syllable(char: str) -> bool:
    return _FIRST <= ord(char) <= _LAST


@lru_cache(maxsize=2048)
def variants(syllable: str) -> tuple[tuple[str, float], ...]:
    """The syllables that differ from one in a single letter, with how likely it was
    meant; empty for another character.
    """
    if not is_syllable(syllable):
        return ()
    code = ord(syllable) - _FIRST
    parts = (code // 588, code % 588 // 28, code % 28)
    found = []
    for place, letters in enumerate((LEADS, VOWELS, TAILS)):
        for number, letter in enumerate(tuple(letters)):
            if number != parts[place]:
                lead, vowel, tail = (number if place == at else part for at, part in enumerate(parts))
                char = chr(_FIRST + lead * 588 + vowel * 28 + tail)
                found.append((char, LIKELY if _is_confusable(letters[parts[place]], letter) else POSSIBLE))
    return tuple(found)


def _is_confusable(one: str, other: str) -> bool:
    if any(one in letters and other in letters for letters in _ALIKE):
        return True
    return any(abs(keys.find(one) - keys.find(other)) == 1 for keys in _KEYS if one in keys and other in keys)
