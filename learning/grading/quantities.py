"""Amounts as people write them, with their values: 1,300만 원, 천삼백만 원 and 13,000,000원 are one; 12명, 열두 명 and 12 too.

Covers whole numbers, decimals and fractions in digits and in words, units with their factors, dates and ages. Not
covered: arithmetic, and units that change with what is measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from korean import lexicon

_DIGITS = {numeral: int(value) for numeral, value in lexicon.pairs("numerals", "sino_digits")}
_SMALL = {numeral: int(value) for numeral, value in lexicon.pairs("numerals", "sino_tens")}
_LARGE = {numeral: int(value) for numeral, value in lexicon.pairs("numerals", "sino_myriads")}
_NATIVE_TENS = {numeral: int(value) for numeral, value in lexicon.pairs("numerals", "native_tens")}
_NATIVE_ONES = {word: int(value) for word, value in lexicon.pairs("numerals", "native") if int(value) < 10}
_SPELT = "".join(numeral for numeral, _ in lexicon.pairs("numerals", "sino_digits")[:10])
_SPELT_TENS = {value: numeral for numeral, value in _NATIVE_TENS.items()}  # the later of two: 스물, not 스무


@dataclass(frozen=True)
class Amount:
    """Values by dimension ("" where no unit stands), a bound (이상, 이전 ...), and the bare number as it was written."""

    parts: tuple[tuple[str, Fraction], ...]
    bound: str
    bare: Fraction | None


def _read_units() -> dict[str, list[tuple[str, Fraction]]]:
    table: dict[str, list[tuple[str, Fraction]]] = {}
    for purpose, units in lexicon.lists("units").items():
        kind, _, dimension = purpose.partition(":")
        for one in units if kind == "dimension" else ():
            name, _, factor = one.partition("=")
            table.setdefault(name, []).append((dimension, Fraction(factor or 1)))
    return table


UNITS = _read_units()
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PLAIN = lexicon.alternation("numerals", "re:in_digits")
_WORDS = lexicon.alternation("numerals", "re:in_words")
_NATIVE = lexicon.alternation("numerals", "re:in_native_words")
_DENOMINATOR = lexicon.alternation("numerals", "re:denominator")
_FRACTION = lexicon.alternation("numerals", "re:fraction")
_PART = re.compile(
    rf"\s*(?P<number>{_FRACTION}|{_PLAIN}|{_NATIVE}|{_WORDS})\s*(?P<unit>{_UNIT})?(?=\s|\d|$|[가-힣])", re.I
)
_SHORT_WORDS = lexicon.alternation(
    "numerals", "re:in_words_before_a_unit"
)  # 팔일 is 팔 and 일, where a unit must stand
_WITH_UNIT = re.compile(rf"\s*(?P<number>{_PLAIN}|{_NATIVE}|{_SHORT_WORDS})\s*(?P<unit>{_UNIT})(?=\s|\d|$)", re.I)
_BOUND = lexicon.pattern("numerals", "bound")
_MINUS = lexicon.pattern("numerals", "minus")
_ERA = lexicon.pattern("time_words", "before_our_era", re.I)
_AROUND = lexicon.pattern("numerals", "around")
_CELSIUS = lexicon.pattern("units", "celsius")
_REGULAR_MONTH = dict(lexicon.pairs("time_words", "month"))
_MONTHS = re.compile("|".join(_REGULAR_MONTH))
_BEFORE_OUR_ERA = lexicon.words_in_order("time_words", "era")[0]
_POINT = lexicon.words_in_order("numerals", "decimal_point")[0]
_OF_PARTS = lexicon.pattern("numerals", "parts_of_a_fraction")
_IN_WORDS = re.compile(rf"(?:{_NATIVE}|{_WORDS})(?:\s(?:{_UNIT})|{_DENOMINATOR}).*")
_DATE = re.compile(r"(\d{4})\s?[.\-/]\s?(\d{1,2})\s?[.\-/]\s?(\d{1,2})\.?")


def parse_quantity(text: str) -> Amount | None:
    """The amount that a whole text is; None where it is anything else."""
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(text.split())).replace("^", "")
    if date := _DATE.fullmatch(bare):
        bare = "{}년 {}월 {}일".format(*date.groups())
    bare = _AROUND.sub("", _MONTHS.sub(lambda match: _REGULAR_MONTH[match[0]], bare))
    sign, era = 1, ""
    if match := _MINUS.match(bare):
        sign, bare = -1, bare[match.end() :]
    if match := _ERA.match(bare):
        era, bare = _BEFORE_OUR_ERA, bare[match.end() :]
    bound = ""
    if (match := _BOUND.search(bare)) and match.start():
        bound, bare = match.group(1), bare[: match.start()]
    bare = _CELSIUS.sub("", bare)
    found = _parts(bare, _PART) or _parts(bare, _WITH_UNIT)
    if not found:
        return None
    values: dict[str, Fraction] = {}
    for number, unit in found:
        dimension, factor = UNITS[unit.lower()][0] if unit else ("", Fraction(1))
        if dimension in values and (dimension not in lexicon.words("units", "adds_up") or not unit):
            return None
        values[dimension] = values.get(dimension, Fraction(0)) + sign * number * factor
    only = sign * found[0][0] if len(found) == 1 else None
    return Amount(tuple(values.items()), "" if bound in lexicon.words("numerals", "about") else era + bound, only)


def is_same_quantity(key: Amount, given: Amount) -> bool:
    """Whether the given amount is the key's: a missing unit is understood, another unit must give the same value."""
    if key.bound != given.bound:
        return False
    if key.parts == given.parts:
        return True
    return len(given.parts) == 1 and given.parts[0][0] == "" and key.bare is not None and key.bare == given.bare


def is_quantity(text: str) -> bool:
    """Whether a key is plainly an amount: it has a digit, a space before its unit, or a
    number of two syllables or more.
    """
    return bool(re.search(r"\d", text) or _IN_WORDS.fullmatch(text))


def _parts(text: str, pattern: re.Pattern[str]) -> list[tuple[Fraction, str]]:
    """Numbers with their units that fill the text; empty where something else stands in it, or a
    unit is missing among several.
    """
    found: list[tuple[Fraction, str]] = []
    place = 0
    while place < len(text):
        match = pattern.match(text, place)
        value = number(match.group("number")) if match else None
        if match is None or value is None:
            return []
        found.append((value, match.group("unit") or ""))
        place = match.end()
    return found if len(found) == 1 or all(unit for _, unit in found) else []


def number(text: str) -> Fraction | None:
    """The value of a number in digits or in words."""
    text = text.strip()
    if match := re.fullmatch(r"(\d+)\s?[/⁄]\s?(\d+)", text):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := _OF_PARTS.fullmatch(text):
        below, above = number(match[1]), number(match[2])
        return above / below if above is not None and below else None
    for ten in ("", *_NATIVE_TENS):
        rest = text[len(ten) :] if text.startswith(ten) else None
        if rest is not None and (rest in _NATIVE_ONES or (ten and not rest)):
            return Fraction(_NATIVE_TENS.get(ten, 0) + _NATIVE_ONES.get(rest, 0))
    return _parse_mixed_numeral(re.sub(r"\s", "", text))


def _parse_mixed_numeral(text: str) -> Fraction | None:
    """Digits and Sino-Korean numerals mixed: 1억3000만, 천구백오, 이점오."""
    whole, _, decimals = text.partition(_POINT)
    if len(whole) > 1 and all(char in _DIGITS for char in whole):
        value = Fraction("".join(str(_DIGITS[c]) for c in whole))
    else:
        total, group, digits = Fraction(0), Fraction(0), None
        for piece in re.findall(r"\d+(?:\.\d+)?|.", whole):
            if piece[0].isdigit():
                digits = Fraction(piece)
            elif piece in _DIGITS:
                digits = Fraction(_DIGITS[piece])
            elif piece in _SMALL:
                group, digits = group + (1 if digits is None else digits) * _SMALL[piece], None
            elif piece in _LARGE:
                group += digits or 0
                total, group, digits = total + (group or 1) * _LARGE[piece], Fraction(0), None
            else:
                return None
        value = total + group + (digits or 0)
    if decimals:
        if not all(c in _DIGITS for c in decimals):
            return None
        value += Fraction(int("".join(str(_DIGITS[c]) for c in decimals)), 10 ** len(decimals))
    return value


def spell_number(digits: str) -> set[str]:
    """The ways to say a whole number of at most 9,999 in words: 25 -> 이십오, 이오, 스물다섯; 2 -> 이, 두, 둘."""
    n = int(digits)
    ways = {"".join(_SPELT[int(c)] for c in digits)}
    if 0 < n < 10_000:
        said = ""
        for power, name in (*((power, name) for name, power in reversed(_SMALL.items())), (1, "")):
            if digit := n // power % 10:
                said += ("" if digit == 1 and name else _SPELT[digit]) + name
        ways.add(said)
    if 0 < n < 100:
        for name, value in _NATIVE_ONES.items():
            if value == n % 10:
                ways.add(_SPELT_TENS.get(n - n % 10, "") + name)
        if n % 10 == 0:
            ways.add(_SPELT_TENS[n])
    return ways
