"""What a HWP 5 document's head says of its looks: outline levels, raised letters, numbers and bullets of its lists.

Tags and offsets: Hancom, "HWP document file format 5.0", revision 1.3.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.loaders.office.hangul_equations import own_letters
from knowledge.loaders.office.hwp_records import Record
from knowledge.loaders.office.list_numbers import ListCounter, ListLevel, outline_level

CHARACTER_SHAPE, NUMBERING, BULLET, SHAPE, STYLE_RECORD = 0x15, 0x17, 0x18, 0x19, 0x1A
_OUTLINE, _NUMBERED, _BULLETED = 1, 2, 3
_FORMS = (
    *("digit", "circledDigit", "romanCapital", "romanSmall", "latinCapital", "latinSmall", "circledLatinCapital"),
    *("circledLatinSmall", "hangulSyllable", "circledHangulSyllable", "hangulJamo", "circledHangulJamo"),
    *("hangulPhonetic", "ideograph", "circledIdeograph"),
)
_LEVELS = 7
_PLACE = re.compile(r"\^(\d)")


@dataclass
class HwpShapes:
    """The looks of paragraphs, styles and letters by their numbers, and where each list stands."""

    levels: list[int] = field(default_factory=list)  # outline level of each paragraph shape, 0 for none
    styles: list[int] = field(default_factory=list)
    scripts: list[int] = field(default_factory=list)  # of letters: 1 raised, -1 lowered
    heads: list[tuple[int, int, int]] = field(default_factory=list)  # kind, list from 1, level from 0
    numbers: list[dict[int, ListLevel]] = field(default_factory=list)
    bullets: list[str] = field(default_factory=list)
    outline: int = 0  # the list that numbers the outline of the section being read, from 1
    counter: ListCounter = field(default_factory=ListCounter)

    @classmethod
    def read(cls, document: Sequence[Record]) -> HwpShapes:
        """The looks that the records of DocInfo describe."""
        found = cls()
        flat = [record for top in document for record in (top, *top.under)]
        for record in flat:
            data = record.data
            if record.tag == SHAPE:
                (bits,) = struct.unpack_from("<I", data) if len(data) >= 4 else (0,)
                kind, level = bits >> 23 & 3, bits >> 25 & 7
                found.levels.append(level + 1 if kind == _OUTLINE else 0)
                found.heads.append((kind, int.from_bytes(data[30:32], "little"), level))
            elif record.tag == CHARACTER_SHAPE:
                (bits,) = struct.unpack_from("<I", data, 46) if len(data) >= 50 else (0,)
                found.scripts.append(1 if bits >> 15 & 1 else -1 if bits >> 16 & 1 else 0)
            elif record.tag == NUMBERING:
                found.numbers.append(_read_numbering(data))
            elif record.tag == BULLET:
                char = data[12:14].decode("utf-16-le", "replace") if len(data) >= 14 else ""
                found.bullets.append(own_letters(char).strip())
        for record in flat:
            if record.tag == STYLE_RECORD:
                name, after = read_string(record.data, 0)
                _, after = read_string(record.data, after)
                shape = int.from_bytes(record.data[after + 4 : after + 6], "little")
                inherited = found.levels[shape] if shape < len(found.levels) else 0
                found.styles.append(outline_level(name) or inherited)
        return found

    def level(self, shape: int, style: int) -> int:
        """The heading level of a paragraph, 0 for running text."""
        own = self.levels[shape] if shape < len(self.levels) else 0
        return own or (self.styles[style] if style < len(self.styles) else 0)

    def marker(self, shape: int) -> tuple[str, bool, int]:
        """The marker of the next paragraph of a shape, whether it is a number, and its level from 0."""
        kind, key, level = self.heads[shape] if shape < len(self.heads) else (0, 0, 0)
        if kind == _BULLETED:
            return (self.bullets[key - 1] if 0 < key <= len(self.bullets) else ""), False, level
        key = self.outline if kind == _OUTLINE else key
        if kind not in (_OUTLINE, _NUMBERED) or not 0 < key <= len(self.numbers):
            return "", False, level
        return self.counter.next(f"{kind} {key}", level, self.numbers[key - 1]), True, level


def _read_numbering(data: bytes) -> dict[int, ListLevel]:
    """The seven levels of a list, as far as the record goes."""
    found: dict[int, ListLevel] = {}
    place = 0
    for level in range(_LEVELS):
        if place + 14 > len(data):
            break
        (bits,) = struct.unpack_from("<I", data, place)
        text, place = read_string(data, place + 12)
        form = bits >> 5 & 0xF
        style = _FORMS[form] if form < len(_FORMS) else "digit"
        found[level] = ListLevel(style, _PLACE.sub(r"%\1", text))
    place += 2
    for level in range(_LEVELS):
        if level in found and place + 4 <= len(data):
            (start,) = struct.unpack_from("<I", data, place)
            found[level] = ListLevel(found[level].style, found[level].text, start if start < 10_000 else 1)
            place += 4
    return found


def read_string(data: bytes, place: int) -> tuple[str, int]:
    """A counted UTF-16 string, and where it ends."""
    end = place + 2 + 2 * int.from_bytes(data[place : place + 2], "little")
    return data[place + 2 : end].decode("utf-16-le", "replace"), end


class RunScripts:
    """Where letters of a paragraph are raised or lowered, by the place of their unit."""

    def __init__(self, data: bytes, scripts: Sequence[int]) -> None:
        count = len(data) // 8
        pairs = struct.unpack_from(f"<{2 * count}I", data) if count else ()
        self.starts = list(pairs[0::2])
        self.values = [scripts[shape] if shape < len(scripts) else 0 for shape in pairs[1::2]]
        self.plain = not any(self.values)

    def split(self, text: str, start: int) -> list[tuple[str, int]]:
        """A text that begins at a unit, in pieces of one look (1 raised, -1 lowered)."""
        if self.plain or not text:
            return [(text, 0)]
        found: list[tuple[str, int]] = []
        place = start
        for char in text:
            at = bisect_right(self.starts, place) - 1
            script = self.values[at] if at >= 0 else 0
            if found and found[-1][1] == script:
                found[-1] = (found[-1][0] + char, script)
            else:
                found.append((char, script))
            place += 2 if char > "\uffff" else 1
        return found
