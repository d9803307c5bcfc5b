"""What a cell or a head says: a number with its unit, a time, nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import korean
from knowledge.tables.typed_tables import When
from korean import lexicon

_THEME = "table_questions"
_UNIT = lexicon.alternation(_THEME, "re:number_unit")
_YEAR = lexicon.alternation(_THEME, "re:year_sign")
_QUARTER = lexicon.alternation(_THEME, "re:quarter_sign")
_MONTH = lexicon.alternation(_THEME, "re:month_sign")
_DAY_SIGN = lexicon.alternation(_THEME, "re:day_sign")
_FIRST_HALF = lexicon.alternation(_THEME, "re:first_half")
_SECOND_HALF = lexicon.alternation(_THEME, "re:second_half")
_MAGNITUDES = {word: float(factor) for word, factor in lexicon.pairs(_THEME, "magnitude")}
_MAGNITUDE = lexicon.alternation(_THEME, "pair:magnitude")
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMBER = re.compile(
    rf"(?P<open>\(\s*)?(?P<sign>[-−–△▲+])?\s*(?P<money>[₩$€¥£\\])?\s*(?P<digits>{_DIGITS})\s*"
    rf"(?P<more>{_MAGNITUDE}(?:\s*(?:\d[\d,]*)\s*{_MAGNITUDE})*)?\s*(?P<unit>{_UNIT})?\s*(?P<close>\))?"
)
_PIECE = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s*({_MAGNITUDE})")
_MONEY = {"₩": "원", "\\": "원"}
_LONGEST_NUMBER = 40  # characters
_NOTHING = lexicon.words(_THEME, "missing")
_BETWEEN = r"\s*[.\-/,]?\s*"
_AFTER_YEAR = (
    rf"(?P<h1>{_FIRST_HALF})|(?P<h2>{_SECOND_HALF})|(?P<q>[1-4])\s*(?:/\s*4\s*)?(?:{_QUARTER}|Q)|(?P<q4>[1-4])\s?/\s?4"
    rf"|(?P<m>1[0-2]|0?[1-9])\s*{_MONTH}(?:\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*{_DAY_SIGN})?"
)
_WITH_YEAR = (
    r"(?P<y>(?:19|20)\d\d|(?<=['‘’`])\d\d|\d\d(?=\s*\.?\s*[1-4]\s*Q)|\d\d(?=년))"
    rf"(?:\s*(?P<sign>{_YEAR}))?(?:{_BETWEEN}(?:{_AFTER_YEAR})"
    r"|\s*[.\-/]\s*(?P<mm>1[0-2]|0?[1-9])(?![\d,%])(?:\s*[.\-/]\s*(?P<dd>3[01]|[12]\d|0?[1-9])(?!\d))?)?"
)
_TIME = re.compile(rf"(?<![\d.,])['‘’`]?{_WITH_YEAR}")
_PART = re.compile(rf"(?<![\d.,/])(?:{_AFTER_YEAR})")
_BARE_YEAR_ENDS = re.compile(rf"$|(?!\s*{_UNIT})(?:[^\w,.%]|[.](?!\d)|[가-힣])")
_UNIT_ALONE = re.compile(rf"{_MAGNITUDE}*\s*{_UNIT}")
_STATED = lexicon.pattern(_THEME, "unit_before")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True)
class ReadNumber:
    """A cell's number; ``aside``: it stands in parentheses. ``decimals``: digits behind its point."""

    value: float
    unit: str = ""
    aside: bool = False
    decimals: int = 0


def read_number(text: str) -> ReadNumber | None:
    """The number that a cell is, with its unit; None for any other text. "△2.7" and "-2.7" are one."""
    if len(text) > _LONGEST_NUMBER or not (match := _NUMBER.fullmatch(text.strip())):
        return None
    if bool(match["open"]) != bool(match["close"]):
        return None
    digits = match["digits"].replace(",", "")
    value = float(digits)
    if match["more"]:
        value = sum(
            float(part.replace(",", "")) * _MAGNITUDES[word]
            for part, word in _PIECE.findall(match["digits"] + match["more"])
        )
    if match["sign"] and match["sign"] != "+":
        value = -value
    unit = match["unit"] or _MONEY.get(match["money"] or "", match["money"] or "")
    return ReadNumber(value, "%" if unit == "％" else unit, bool(match["open"]), len(digits.partition(".")[2]))


def is_nothing(text: str) -> bool:
    """Whether a cell says that it has no value: "-", "…", "해당 없음"."""
    return not text.strip() or "".join(text.split()).lower() in _NOTHING


@lru_cache(maxsize=4096)
def find_times(text: str) -> tuple[tuple[int, int, When], ...]:
    """The times that a text says with their places, in order."""
    return tuple(_scan_times(text))


def _scan_times(text: str) -> Iterator[tuple[int, int, When]]:
    at = 0
    while at < len(text):
        matches = [match for match in (_TIME.search(text, at), _PART.search(text, at)) if match]
        if not matches:
            return
        match = min(matches, key=lambda one: (one.start(), -one.end()))
        at = match.end()
        said = match.groupdict()
        bare = said.get("y") and not any(value for key, value in said.items() if key != "y")
        if bare and not (match[0][0] in "'‘’`" or _BARE_YEAR_ENDS.match(text, match.end())):
            continue
        yield match.start(), match.end(), _to_when(said)


def _to_when(said: dict[str, str | None]) -> When:
    told = said.get("y")
    year = int(told) if told else None
    if year is not None and year < 100:
        year += 2000 if year < 50 else 1900
    quarter, month = said.get("q") or said.get("q4"), said.get("m") or said.get("mm")
    day = said.get("d") or said.get("dd")
    half = 1 if said.get("h1") else 2 if said.get("h2") else None
    return When(year, half, int(quarter) if quarter else None, int(month) if month else None, int(day) if day else None)


def read_time(text: str) -> When | None:
    """The time that a whole text is, signs and spaces aside; None where it says more, or none."""
    found = find_times(text)
    if len(found) != 1:
        return None
    start, end, when = found[0]
    return when if not korean.squeeze(text[:start] + text[end:]) else None


def read_head(head: str) -> tuple[str, When | None, str]:
    """A head taken apart: its name squeezed, the time in it, its unit in brackets."""
    unit = ""
    for bracket in _BRACKETS.findall(head):
        inner = _STATED.sub("", bracket[1:-1]).strip()
        unit = inner if _UNIT_ALONE.fullmatch(inner) else unit
    plain = _BRACKETS.sub(" ", head)
    times = find_times(plain)
    if len(times) != 1:
        return korean.squeeze(plain), None, unit
    start, end, when = times[0]
    return korean.squeeze(f"{plain[:start]} {plain[end:]}"), when, unit


def read_stated_unit(text: str) -> str:
    """The one unit that a caption states for its whole table: "(단위: 명)"; "" where it states none or several."""
    match = re.search(rf"{lexicon.alternation(_THEME, 're:unit_before')}([^()\[\],>]+?)\s*(?:[)\]>,]|$)", text)
    if not match or "," in text[match.end() - 1 : match.end()]:
        return ""
    return match[1].strip() if len(match[1].strip()) <= 10 else ""
