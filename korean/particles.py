"""Particles that agree with the word before them: 조약 + "을/를" -> 조약을. Digits and Latin
letters as they are read aloud.
"""

from __future__ import annotations

from korean import lexicon

_OPEN = lexicon.pattern("particles", "open_pair")
_DIGITS = {
    "0": 1,
    "1": 8,
    "2": 0,
    "3": 1,
    "4": 0,
    "5": 0,
    "6": 1,
    "7": 8,
    "8": 8,
    "9": 0,
}  # 1: a final, 8: final ㄹ, 0: none
_LATIN_FINAL = {"l": 8, "m": 1, "n": 1, "r": 8}


def final(word: str) -> int:
    """0 where the word's last sound is a vowel, 8 where it is ㄹ, another number where it is another consonant."""
    for char in reversed(word):
        if "가" <= char <= "힣":
            return (ord(char) - 0xAC00) % 28
        if "①" <= char <= "⑳":
            char = str(ord(char) - 0x245F)[-1]  # 십 ends on a consonant, as 영 does
        if char in _DIGITS:
            return _DIGITS[char]
        if char.isascii() and char.isalpha():
            return _LATIN_FINAL.get(char.lower(), 0)
        if char.isalpha():
            return 0
    return 0


def josa(word: str, pair: str) -> str:
    """The word with the right one of a pair: ``josa("조약", "을/를")``, ``"이/가"``, ``"은/는"``,
    ``"과/와"``, ``"으로/로"``, ``"이다/다"``.
    """
    after_consonant, after_vowel = pair.split("/")
    last = final(word)
    if after_consonant.startswith("으로"):
        return word + (after_vowel if last in (0, 8) else after_consonant)
    return word + (after_consonant if last else after_vowel)


def agree(text: str) -> str:
    """Particles that a sentence leaves open, settled by the word before them: "'교재'을(를)" -> "'교재'를"."""
    return _OPEN.sub(lambda m: m[1] + m[2] + (m[3] if final(m[1]) else m[4]), text)
