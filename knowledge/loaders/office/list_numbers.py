"""Numbers of lists as they are drawn: 1., 가., ㄱ), ①, iv, 제2장; counted by the format and not stored in the text.
Also the level that an outline style's name says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from korean import lexicon

MOST_LEVELS = 10
_OUTLINE = lexicon.pattern("headings", "style_of_an_outline", re.I)
_GANADA = "가나다라마바사아자차카타파하"
_CONSONANTS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_DIGITS = {"koreanCounting": "영일이삼사오육칠팔구", "koreanDigital": "영일이삼사오육칠팔구"}
_HAN = "零一二三四五六七八九"
_STEMS, _BRANCHES = "갑을병정무기경신임계", "자축인묘진사오미신유술해"
_STEMS_HAN = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def outline_level(style: str) -> int:
    """The level that a style's name says ("개요 2"), 0 for others."""
    named = _OUTLINE.fullmatch(style.strip())
    return int(named.group(1)) if named else 0


def write_number(number: int, style: str) -> str:
    """A number in a style of Word (``w:numFmt``) or of Hangul (``numFormat``)."""
    key = style.replace("_", "").lower()
    if number < 0 or number > 9999:
        return str(number)
    if key in ("upperroman", "romancapital"):
        return _roman(number)
    if key in ("lowerroman", "romansmall"):
        return _roman(number).lower()
    if key in ("upperletter", "latincapital"):
        return _letters(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if key in ("lowerletter", "latinsmall"):
        return _letters(number, "abcdefghijklmnopqrstuvwxyz")
    if key in ("ganada", "hangulsyllable"):
        return _letters(number, _GANADA)
    if key in ("chosung", "hanguljamo"):
        return _letters(number, _CONSONANTS)
    if key.startswith("circled") or key.startswith("decimalenclosedcircle"):
        return _circled(number, key)
    if key in ("koreandigital", "hangulphonetic", "koreancounting"):
        return _sino(number, _DIGITS["koreanDigital"], "십백천")
    if key in ("koreandigital2", "ideograph", "chinesecounting", "japanesecounting", "ideographdigital"):
        return _sino(number, _HAN, "十百千")
    if key in ("decagoncircle", "decagon"):
        return _letters(number, _STEMS)
    if key in ("decagoncirclehanja", "ideographtraditional"):
        return _letters(number, _STEMS_HAN)
    return f"{number:02}" if key == "decimalzero" else str(number)


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _letters(number: int, alphabet: str) -> str:
    """The letter of a number; after the last one it is doubled, as Word does."""
    if number < 1:
        return str(number)
    turns, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (turns + 1)


def _circled(number: int, key: str) -> str:
    first = {"circledhangulsyllable": 0x326E, "circledhanguljamo": 0x3260, "circledlatincapital": 0x24B6}
    first |= {"circledlatinsmall": 0x24D0}
    start = first.get(key, 0x2460)
    most = {0x326E: 14, 0x3260: 14, 0x24B6: 26, 0x24D0: 26}.get(start, 20)
    if 1 <= number <= most:
        return chr(start + number - 1)
    return chr(0x3251 + number - 21) if start == 0x2460 and 21 <= number <= 35 else f"({number})"


def _sino(number: int, digits: str, units: str) -> str:
    if not number:
        return digits[0]
    said = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            unit = units[place - 1] if place else ""
            said = ("" if digit == "1" and place else digits[int(digit)]) + unit + said
    return said


@dataclass(frozen=True)
class ListLevel:
    """A level of a list: how its number is written (``""``: a bullet), what it says around it, where it begins.

    ``text`` holds ``%1`` to ``%9`` for the numbers of the levels; a bullet's is the bullet.
    """

    style: str
    text: str
    start: int = 1


@dataclass
class ListCounter:
    """Where each list stands, by its key; a list's deeper levels begin anew behind a higher one."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def next(self, key: str, level: int, levels: Mapping[int, ListLevel], restart: int | None = None) -> str:
        """The marker of the next paragraph on a level from 0; ``restart``: count anew from there."""
        if not 0 <= level < MOST_LEVELS or level not in levels:
            return ""
        counts = self.counts.setdefault(key, [-1] * MOST_LEVELS)
        for above in range(level):
            if counts[above] < 0:
                counts[above] = levels[above].start if above in levels else 1
        shape = levels[level]
        counts[level] = restart if restart is not None else shape.start if counts[level] < 0 else counts[level] + 1
        counts[level + 1 :] = [-1] * (MOST_LEVELS - level - 1)
        return write_marker(shape, counts, levels)


def write_marker(shape: ListLevel, counts: Sequence[int], levels: Mapping[int, ListLevel]) -> str:
    """The marker with the numbers of the levels in it."""
    if not shape.style:
        return shape.text.strip()

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        style = levels[place].style if place in levels else shape.style
        return write_number(max(counts[place], 0), style) if 0 <= place < len(counts) else ""

    return re.sub(r"%(\d)", number, shape.text).strip()
