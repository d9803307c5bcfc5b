"""Powers and indices in one notation, however they are written: 10²³, 10^23, 10**23 and 10의 23제곱 are one.

A run that Unicode has raised or lowered characters for is written in them; any other stands in brackets behind ``^`` or
``_``: x^(2k+1), v_(max).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from korean import lexicon

RAISED = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
LOWERED = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
_UP = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"
_DOWN = "₀₁₂₃₄₅₆₇₈₉₊₋"
_DEGREE = frozenset("oO○ㅇ")
_SIGN = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"\([^()]*\)")
_BASE = r"(?<=[0-9A-Za-z\u0370-\u03ff)\]])"
_EXPONENT = r"[-+−]?(?:\d{1,4}|[A-Za-z]{1,2}(?![A-Za-z]))"
_CARET = re.compile(rf"{_BASE} ?(?:\^|\*\*) ?(?:\{{([^{{}}]{{1,20}})\}}|\(([^()]{{1,20}})\)|({_EXPONENT}))")
_INDEX = re.compile(rf"{_BASE}_(?:\{{([^{{}}]{{1,20}})\}}|(\d{{1,3}})(?![0-9A-Za-z_]))")
_POWER = re.compile(rf"([0-9A-Za-z\u0370-\u03ff)\]]+)([{_UP}]+|\^\([^()]*\))")
_LOWER = re.compile(rf"([{_DOWN}]+)|_\(([^()]*)\)")
_TIMES = re.compile(r"(?<=\d)\s*[×xX*·∙]\s*(?=10(?:[⁰¹²³⁴-⁹⁻]))")


def raise_text(text: str) -> str:
    """A raised run as it is written: "23" -> "²³", "2k" -> "^(2k)", "" for white space alone."""
    return _write(text, RAISED, _UP, "^")


def lower_text(text: str) -> str:
    """A lowered run as it is written: "2" -> "₂", "max" -> "_(max)", "" for white space alone."""
    return _write(text, LOWERED, _DOWN, "_")


def _write(text: str, table: dict[int, int], own: str, sign: str) -> str:
    bare = text.strip()
    moved = bare.translate(table)
    if not bare or all(char in own for char in moved):
        return moved
    if sign == "^" and bare in _DEGREE:
        return "°"
    if _SIGN.fullmatch(bare):
        return bare  # a degree sign, a prime, a trade mark: it looks raised by itself
    return f"{sign}{bare}" if _BRACKETED.fullmatch(bare) else f"{sign}({bare})"


def write_powers(text: str) -> str:
    """A text with every power and index in the one notation: "10의 23제곱" -> "10²³", "x^{2k}" -> "x^(2k)"."""
    found = _CARET.sub(lambda match: raise_text(match[1] or match[2] or match[3]), text)
    found = _INDEX.sub(lambda match: lower_text(match[1] or match[2]), found)
    counted, named = _word_patterns()
    found = counted.sub(lambda match: raise_text(("-" if match["minus"] else "") + match["power"]), found)
    return named.sub(lambda match: raise_text(_named_powers()[match["name"]]), found)


def list_powers(text: str) -> list[str]:
    """The powers in a text, in the one notation and small letters: what a search compares."""
    if not _trigger().search(text):
        return []
    return [match[0].lower() for match in _POWER.finditer(write_powers(text))]


def spell_powers(text: str) -> str:
    """A text whose powers are words, so that they stay when signs are dropped: 10²³ is not 1023, and 10⁻³ not 10³.

    Indices, charges (Ca²⁺) and units (cm²) become plain characters, as people type them.
    """
    written = _TIMES.sub("×", write_powers(text))
    written = _LOWER.sub(lambda match: unicodedata.normalize("NFKC", match[1] or match[2]), written)
    return _POWER.sub(_spell, written)


def _spell(match: re.Match[str]) -> str:
    base, raised = match[1], match[2]
    power = unicodedata.normalize("NFKC", raised.removeprefix("^("))
    power = power.removesuffix(")") if raised.startswith("^(") else power
    power = power.replace("−", "-")
    letters = re.search(r"[A-Za-z]+$", base)
    if power[-1:] in "+-" or (letters and f"{letters[0]}{power}".lower() in _units()):
        return base + power
    of, times = lexicon.words_in_order("powers", "of")[0], lexicon.words_in_order("powers", "counted")[0]
    minus = lexicon.words_in_order("powers", "minus")[0]
    return f"{base}{of}{power.replace('-', minus)}{times}"


@cache
def _units() -> frozenset[str]:
    """The names of units that hold a power: cm2, m/s2."""
    names = (one.partition("=")[0] for found in lexicon.lists("units").values() for one in found)
    return frozenset(name.rpartition("/")[2] for name in names if re.fullmatch(r"[a-z/]+\d", name))


@cache
def _trigger() -> re.Pattern[str]:
    """What no power is written without."""
    return re.compile("|".join([rf"[{_UP}^]", r"\*\*", *lexicon.words_in_order("powers", "counted")]))


@cache
def _named_powers() -> dict[str, str]:
    return dict(lexicon.pairs("powers", "named"))


@cache
def _word_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """ "의 23제곱" and "의 세제곱" behind a base."""
    of, counted, minus = ("|".join(lexicon.words_in_order("powers", purpose)) for purpose in ("of", "counted", "minus"))
    names = "|".join(sorted(_named_powers(), key=len, reverse=True))
    goes_on = "|".join(lexicon.words_in_order("powers", "goes_on"))
    return (
        re.compile(
            rf"{_BASE}\s?(?:{of})\s?(?P<minus>(?:{minus})\s?)?(?P<power>[-+−]?(?:\d{{1,4}}|[A-Za-z]))\s?(?:{counted})"
        ),
        re.compile(rf"{_BASE}\s?(?:{of})\s?(?P<name>{names})(?!{goes_on})"),
    )
