"""What a HWPX document's head says of its looks: outline levels, raised letters, numbers and bullets of its lists."""

from __future__ import annotations

import re
from typing import Any

from knowledge.loaders.office.hangul_equations import own_letters
from knowledge.loaders.office.list_numbers import ListCounter, ListLevel, outline_level
from knowledge.loaders.xml_archive import attribute, children, first, local, whole

_LOOKS = ("{*}paraPr", "{*}style", "{*}charPr", "{*}numbering", "{*}bullet")
_PLACE = re.compile(r"\^(\d)")


class HwpxShapes:
    """The looks of paragraphs and letters by their ids, and where each list stands."""

    def __init__(self, header: Any) -> None:
        self.levels: dict[str, int] = {}  # outline level of a paragraph's look
        self.styles: dict[str, int] = {}
        self.scripts: dict[str, int] = {}  # of letters: 1 raised, -1 lowered
        self.heads: dict[str, tuple[str, str, int]] = {}  # of a paragraph's look: kind, list and level from 0
        self.numbers: dict[str, dict[int, ListLevel]] = {}
        self.bullets: dict[str, str] = {}
        self.outline = ""  # the list that numbers the outline of the section being read
        self.counter = ListCounter()
        for item in [] if header is None else header.iter(*_LOOKS):
            self._read(item, local(item))

    def _read(self, item: Any, name: str) -> None:
        key = attribute(item, "id")
        if name == "paraPr":
            mark = next(item.iter("{*}heading"), None)
            kind, level = attribute(mark, "type"), whole(attribute(mark, "level"))
            if kind == "OUTLINE":
                self.levels[key] = level + 1
            if kind in ("OUTLINE", "NUMBER", "BULLET"):
                self.heads[key] = (kind, attribute(mark, "idRef"), level)
        elif name == "style":
            inherited = self.levels.get(attribute(item, "paraPrIDRef"), 0)
            self.styles[key] = outline_level(attribute(item, "name")) or inherited
        elif name == "charPr":
            raised, lowered = first(item, "supscript"), first(item, "subscript")
            if raised is not None or lowered is not None:
                self.scripts[key] = 1 if raised is not None else -1
        elif name == "numbering":
            self.numbers[key] = dict(_read_level(head) for head in children(item, "paraHead"))
        elif name == "bullet":
            self.bullets[key] = own_letters(attribute(item, "char")).strip()

    def level(self, shape: str, style: str) -> int:
        """The heading level of a paragraph, 0 for running text."""
        return self.levels.get(shape, 0) or self.styles.get(style, 0)

    def marker(self, shape: str) -> tuple[str, bool, int]:
        """The marker of the next paragraph of a look, whether it is a number, and its level from 0."""
        kind, key, level = self.heads.get(shape, ("", "", 0))
        if kind == "BULLET":
            return self.bullets.get(key, ""), False, level
        if kind == "OUTLINE":
            key = self.outline
        levels = self.numbers.get(key, {})
        return (self.counter.next(f"{kind}{key}", level, levels), True, level) if levels else ("", False, level)


def _read_level(head: Any) -> tuple[int, ListLevel]:
    text = _PLACE.sub(r"%\1", (head.text or "").strip())
    start = whole(attribute(head, "start"), 1)
    return whole(attribute(head, "level"), 1) - 1, ListLevel(attribute(head, "numFormat", "DIGIT"), text, start)
