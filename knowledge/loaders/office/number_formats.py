"""Numbers as a sheet shows them: the format codes of Office documents (ECMA-376, 18.8.30 and 18.8.31).

Not covered: padding to a column's width, colours, calendars other than the Gregorian.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

BUILT_IN_FORMATS = {  # those that a file does not spell out; dates as Korean Office shows them
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    **{14: "yyyy-mm-dd", 15: "yyyy-mm-dd", 16: "mm-dd", 17: "yyyy-mm", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM"},
    **{20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0"},
    **{39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0", 42: "₩#,##0;-₩#,##0"},
    **{43: "#,##0.00;-#,##0.00", 44: "₩#,##0.00;-₩#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
    **{48: "##0.0E+0", 49: "@"},
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33), "h:mm:ss"),
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*](?P<pad>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<noon>AM/PM|A/P|오전/오후)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+|a{3,4}|[eg]+)"
    r"|(?P<digit>[0#?])|(?P<other>.)",
    re.I | re.S,
)
_CONDITION = re.compile(r"([<>=]+)\s*(-?[\d.]+)")
_MARKS = frozenset("0#?,.%/")  # what means more than itself
_IN_ONE_PIECE = re.compile(r"(?P<before>q*)(?:(?P<grouped>#,##0)|#*(?P<least>0+))(?:\.(?P<below>0+))?(?P<after>q*)")
_EXACT = 10**15  # whole numbers below it are exact
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_CURRENCY = re.compile(r"\$([^-]*)")
_WEEKDAYS = "월화수목금토일"
_LATEST = 2_958_466  # the first day number after the year 9999
_TESTS = {"<": -1, "=": 0, ">": 1}


class PlainNumber(NamedTuple):
    """A number in one piece: what stands before and behind it, its least digits before the point, its digits below."""

    before: str
    least: int
    grouped: bool
    below: int
    after: str

    def write(self, value: float) -> str:
        """The number rounded half away from nought. Raises InvalidOperation where it has too many digits."""
        if abs(value) < _EXACT and value == int(value):
            whole, rest = str(int(abs(value))), "0" * self.below
        else:
            rounded = abs(Decimal(repr(value))).quantize(Decimal(1).scaleb(-self.below), ROUND_HALF_UP)
            whole, _, rest = f"{rounded:f}".partition(".")
        sign = "-" if value < 0 and (whole.strip("0") or rest.strip("0")) else ""
        number = f"{int(whole):,}" if self.grouped else whole.zfill(self.least)
        return f"{sign}{self.before}{number}{'.' if rest else ''}{rest}{self.after}"


@dataclass(frozen=True)
class FormatSection:
    """One of a format's alternatives: its tokens as (kind, text), and the condition under which it is taken."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None

    @cached_property
    def is_date(self) -> bool:
        return any(kind in ("date", "elapsed", "noon") for kind, _ in self.tokens)

    @cached_property
    def plain(self) -> PlainNumber | None:
        """How the section writes a number in one piece ("#,##0.00 원"); None where it does anything else with it."""
        between = ("quoted", "other")
        shape = "".join(text if text in _MARKS else "q" if kind in between else "x" for kind, text in self.tokens)
        found = _IN_ONE_PIECE.fullmatch(shape)
        if found is None:
            return None
        texts = [text for _, text in self.tokens]
        before, after = ("".join(texts[slice(*found.span(part))]) for part in ("before", "after"))
        return PlainNumber(before, len(found["least"] or "0"), bool(found["grouped"]), len(found["below"] or ""), after)

    def of(self, *kinds: str) -> str:
        return "".join(text for kind, text in self.tokens if kind in kinds)


@lru_cache(maxsize=1000)
def parse_format(code: str) -> tuple[FormatSection, ...]:
    """A format's sections, which semicolons part."""
    sections: list[FormatSection] = []
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    for match in _TOKEN.finditer(code[:300]):
        kind, text = match.lastgroup or "other", match.group(match.lastgroup or 0)
        if kind == "other" and text == ";":
            sections.append(FormatSection(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket":
            stated, currency = _CONDITION.fullmatch(text), _CURRENCY.match(text)
            if stated:
                condition = (stated.group(1), float(stated.group(2)))
            elif _ELAPSED.fullmatch(text):
                tokens.append(("elapsed", text.lower()))
            elif currency:
                tokens.append(("quoted", currency.group(1)))
        elif kind == "pad":
            tokens.append(("quoted", " " if match.group(0)[0] == "_" else ""))
        else:
            tokens.append(("quoted", text) if kind == "escaped" else (kind, text))
    return (*sections, FormatSection(tuple(tokens), condition))


def format_value(value: float, code: str, since: datetime | None = None) -> str:
    """A number as the format shows it; ``since`` is day 0 of the workbook's dates where that is not 1900."""
    sections = parse_format(code)
    section, bare = _choose(sections, value)
    if section.is_date:
        return _show_date(section, value, since)
    if section.plain is not None:
        try:
            return " ".join(section.plain.write(bare).split())
        except InvalidOperation:
            return show_general(bare)
    if not section.tokens and len(sections) == 1:
        return show_general(bare)
    if section.of("general"):
        return "".join(show_general(bare) if kind == "general" else text for kind, text in section.tokens)
    if not section.of("digit"):
        return " ".join(section.of("quoted", "other").replace("@", show_general(bare)).split())
    return " ".join(show_digits(section, bare).split())


def format_text(text: str, code: str) -> str:
    """A cell's words as the format shows them: its fourth section, or one with ``@`` in it, is for words."""
    sections = parse_format(code)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) < 4 and ("other", "@") not in section.tokens:
        return text
    return "".join(text if token == ("other", "@") else token[1] for token in section.tokens)


def show_general(value: float) -> str:
    """A number without a format: its digits without the noise of binary fractions."""
    return f"{value:.15g}" if value % 1 or abs(value) >= 1e15 else str(int(value))


def _choose(sections: tuple[FormatSection, ...], value: float) -> tuple[FormatSection, float]:
    """The section for a value, and the value as it shows it: a section for negative ones writes no sign of its own."""
    stated = [section for section in sections[:3] if section.condition]
    if stated:
        for section in stated:
            if _holds(section, value):
                return section, value
        rest = [section for section in sections[:3] if not section.condition]
        return (rest or list(sections))[-1], value
    numeric = sections[:3]
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


def _holds(section: FormatSection, value: float) -> bool:
    sign, limit = section.condition or ("", 0.0)
    order = (value > limit) - (value < limit)
    return order != 0 if sign == "<>" else any(_TESTS.get(mark) == order for mark in sign)


def show_digits(section: FormatSection, value: float) -> str:
    """A number digit by digit in the places of a section; rounded half away from nought."""
    kinds = [kind for kind, _ in section.tokens]
    digits = [i for i, kind in enumerate(kinds) if kind == "digit"]
    texts = [text for _, text in section.tokens]
    scaled = Decimal(repr(value)) * 100 ** texts.count("%")
    last = digits[-1]
    while last + 1 < len(texts) and texts[last + 1] == ",":  # behind the last digit: thousands
        scaled /= 1000
        texts[last + 1] = ""
        last += 1
    if "/" in texts and kinds[texts.index("/")] == "other":
        return _show_fraction(section, value)
    try:
        if "exponent" in kinds:
            return _show_exponent(texts, kinds, scaled)
        return _fill(texts, kinds, scaled)
    except InvalidOperation:
        return show_general(value)


def _fill(texts: list[str], kinds: list[str], value: Decimal) -> str:
    """The number's digits in the places of the format, everything else as it stands between them."""
    places = [i for i, kind in enumerate(kinds) if kind == "digit"]
    point = next((i for i, text in enumerate(texts) if text == "." and kinds[i] == "other"), None)
    after = [i for i in places if point is not None and i > point]
    before = [i for i in places if i not in after]
    rounded = abs(value).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, rest = f"{rounded:f}".partition(".")
    grouped = any(texts[i] == "," for i in range(before[0], before[-1])) if before else False
    shown = list(texts)
    whole = "" if whole == "0" and before and all(texts[i] != "0" for i in before) else whole
    missing = sum(texts[i] == "0" for i in before)
    whole = whole.zfill(missing)
    for count, place in enumerate(reversed(before)):
        digit = whole[-1 - count] if count < len(whole) else ""
        if count == len(before) - 1:
            digit = whole[: len(whole) - count] if count < len(whole) else ""
        shown[place] = digit
    if grouped:
        shown = ["" if i in range(before[0], before[-1]) and text == "," else text for i, text in enumerate(shown)]
        joined = "".join(shown[i] for i in before)
        for i in before:
            shown[i] = ""
        shown[before[0]] = f"{int(joined or 0):,}" if joined else ""
    kept = rest.rstrip("0") if rest else ""
    for count, place in enumerate(after):
        shown[place] = rest[count] if texts[place] == "0" or count < len(kept) else ""
    if point is not None and not any(shown[i] for i in after):
        shown[point] = "" if all(texts[i] != "0" for i in after) else "."
    negative = value < 0 and any(char not in "0." for char in f"{rounded:f}")
    return ("-" if negative else "") + "".join(shown)


def _show_exponent(texts: list[str], kinds: list[str], value: Decimal) -> str:
    place = kinds.index("exponent")
    power = value.adjusted() if value else 0
    step = max(sum(kind == "digit" for kind in kinds[: texts.index(".") if "." in texts[:place] else place]), 1)
    power -= power % step if step > 1 else 0
    mantissa = _fill(texts[:place], kinds[:place], value.scaleb(-power))
    sign = "-" if power < 0 else "+" if texts[place].endswith("+") else ""
    return f"{mantissa}E{sign}{_fill(texts[place + 1 :], kinds[place + 1 :], Decimal(abs(power)))}"


def _show_fraction(section: FormatSection, value: float) -> str:
    tokens = section.tokens
    place = next(i for i, token in enumerate(tokens) if token == ("other", "/"))
    stated = re.match(r"\d+", "".join(text for _, text in tokens[place + 1 :]))
    digits = sum(kind == "digit" for kind, _ in tokens[place + 1 :])
    size = abs(value)
    spaced = any(text == " " for _, text in tokens[:place])
    whole = int(size) if spaced else 0
    if stated and int(stated.group()):
        below = int(stated.group())
        above = round((size - whole) * below)
    else:
        part = Fraction(size - whole).limit_denominator(max(10**digits - 1, 1))
        above, below = part.numerator, part.denominator
    if above == below and spaced:
        whole, above = whole + 1, 0
    said = f"{whole} " if whole or not above else ""
    return ("-" if value < 0 else "") + (said + (f"{above}/{below}" if above else "")).strip()


def _show_date(section: FormatSection, value: float, since: datetime | None) -> str:
    elapsed = any(kind == "elapsed" for kind, _ in section.tokens)
    if not 0 <= value < _LATEST and not elapsed:
        return show_general(value)
    fraction = re.search(r"[sS]\]?\.(0+)", "".join(text for _, text in section.tokens))
    unit = 10 ** len(fraction.group(1)) if fraction else 1
    seconds = round(value * 86_400 * unit) / unit
    start = since or datetime(1899, 12, 31 if value < 60 else 30)  # Excel's 1900 has a 29 February
    moment = start + timedelta(seconds=seconds if 0 <= value < _LATEST else seconds % 86_400)
    halves = any(kind == "noon" for kind, _ in section.tokens)
    said = []
    for place, (kind, text) in enumerate(section.tokens):
        if kind == "elapsed":
            said.append(str(int(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]])).zfill(len(text)))
        elif kind == "date":
            said.append(_date_part(text.lower(), moment, halves, _is_minute(section.tokens, place)))
        elif kind == "noon":
            said.append(text.split("/")[moment.hour >= 12])
        elif kind == "digit":
            said.append(f"{seconds % 1:.6f}"[2 + sum(t == "0" for _, t in section.tokens[place - 1 : place])])
        elif text != "@":
            said.append(text)
    return " ".join("".join(said).split())


def _is_minute(tokens: tuple[tuple[str, str], ...], place: int) -> bool:
    """Whether an ``m`` stands for minutes: behind hours, or before seconds."""
    parts = [(i, text.lower()[0]) for i, (kind, text) in enumerate(tokens) if kind in ("date", "elapsed")]
    at = next(n for n, (i, _) in enumerate(parts) if i == place)
    return (at > 0 and parts[at - 1][1] == "h") or (at + 1 < len(parts) and parts[at + 1][1] == "s")


def _date_part(text: str, moment: datetime, halves: bool, minute: bool) -> str:
    letter, length = text[0], len(text)
    if letter == "y" or letter == "e":
        return f"{moment.year:04}" if length > 2 or letter == "e" else f"{moment.year % 100:02}"
    if letter == "m" and not minute:
        return str(moment.month).zfill(min(length, 2)) if length < 3 else f"{moment.month}월"
    if letter == "a" or (letter == "d" and length > 2):
        return _WEEKDAYS[moment.weekday()] + ("요일" if length > 3 else "")
    number = {"d": moment.day, "h": moment.hour, "m": moment.minute, "s": moment.second}.get(letter, 0)
    number = (number % 12 or 12) if letter == "h" and halves else number
    return str(number).zfill(min(length, 2)) if letter != "g" else ""
