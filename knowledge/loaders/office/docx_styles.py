"""What a Word document says about how its text looks: styles of paragraphs and runs, and its lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from knowledge.loaders.office.list_numbers import ListCounter, ListLevel, outline_level
from knowledge.loaders.office.symbol_fonts import is_symbol_font, translate_private, translate_symbols
from knowledge.loaders.xml_archive import attribute, children, first, local, whole
from korean import lexicon

_HEADING = lexicon.pattern("headings", "style_of_a_heading", re.I)
_CONTENTS = lexicon.pattern("headings", "style_of_contents", re.I)
DROPPED = -1  # the level of styles whose paragraphs are left out: tables of contents
_LOOKS = ("{*}rStyle", "{*}vertAlign", "{*}vanish", "{*}strike", "{*}dstrike")  # what of a run's look is read
_SCRIPTS = {"superscript": 1, "subscript": -1, "baseline": 0}
_MOST_STEPS = 20  # styles that a style is based on


@dataclass(frozen=True)
class RunShape:
    """How a run looks: raised (1) or lowered (-1), whether it is hidden or struck out, its symbol font."""

    script: int = 0
    hidden: bool = False
    struck: bool = False
    font: str = ""

    def overlay(self, shape: Any) -> RunShape:
        """This look with what a ``w:rPr`` says of its own."""
        script, hidden, struck, font = self.script, self.hidden, self.struck, self.font
        for item in () if shape is None else shape:
            name = local(item)
            if name == "vertAlign":
                script = _SCRIPTS.get(attribute(item, "val"), 0)
            elif name == "vanish":
                hidden = is_on(item)
            elif name == "rFonts":
                stated = attribute(item, "ascii") or attribute(item, "hAnsi")
                font = stated if is_symbol_font(stated) else ""
            elif name in ("strike", "dstrike"):
                struck = is_on(item)
        own = (script, hidden, struck, font)
        return self if own == (self.script, self.hidden, self.struck, self.font) else RunShape(*own)


def is_on(element: Any) -> bool:
    """Whether a switch (``w:vanish``) is there and on."""
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off", "none")


@dataclass
class Styles:
    """The styles of a document by their ids, each with what it inherits."""

    levels: dict[str, int] = field(default_factory=dict)  # of headings, 0 for others
    runs: dict[str, RunShape] = field(default_factory=dict)
    lists: dict[str, tuple[str, int]] = field(default_factory=dict)  # number and level of the list

    @classmethod
    def read(cls, tree: Any) -> Styles:
        """The styles of ``word/styles.xml``."""
        styles = {attribute(one, "styleId"): one for one in ([] if tree is None else children(tree, "style"))}
        found = cls()
        for key in styles:
            chain = [key]
            while (
                len(chain) < _MOST_STEPS and (base := attribute(first(styles[chain[-1]], "basedOn"), "val")) in styles
            ):
                chain.append(base)
            found.levels[key] = next((level for at in chain if (level := _own_level(styles[at])) is not None), 0)
            shape = RunShape()
            numbered: tuple[str, int] = ("", 0)
            for at in reversed(chain):
                shape = shape.overlay(first(styles[at], "rPr"))
                own = read_list(first(styles[at], "pPr"))
                numbered = (own[0] or numbered[0], own[1]) if own else numbered
            found.runs[key] = shape
            if numbered[0]:
                found.lists[key] = numbered
        return found

    def dress(self, shape: RunShape, own: Any) -> RunShape:
        """A run's look: its style's where it names one, else ``shape``, with what its own ``w:rPr`` says."""
        return self.runs.get(attribute(first(own, "rStyle"), "val"), shape).overlay(own)


def find_looks(tree: Any) -> set[Any]:
    """The ``w:rPr`` of a tree that say anything of what is read; nearly all name only a size and a usual typeface."""
    found = {item.getparent() for item in tree.iter(*_LOOKS)}
    for item in tree.iter("{*}rFonts"):
        if any(map(is_symbol_font, item.values())):
            found.add(item.getparent())
    return found


def _own_level(style: Any) -> int | None:
    """The heading level that a style states by its name or its outline; None where it states none."""
    name = attribute(first(style, "name"), "val")
    named = _HEADING.fullmatch(name)
    stated = attribute(first(style, "pPr", "outlineLvl"), "val")
    if _CONTENTS.match(name):
        return DROPPED
    if name.lower() in ("title", "제목"):
        return 1
    if named or outline_level(name):
        return int(named.group(1)) if named else outline_level(name)
    return whole(stated) + 1 if stated.isdigit() else None


def read_list(shape: Any) -> tuple[str, int] | None:
    """The list's number and the level from 0 that a ``w:pPr`` states; None where it states none."""
    stated = first(shape, "numPr") if shape is not None else None
    if stated is None:
        return None
    return attribute(first(stated, "numId"), "val"), whole(attribute(first(stated, "ilvl"), "val"))


class Lists:
    """The lists of a document: their levels, and where each stands."""

    def __init__(self, tree: Any) -> None:
        self._counter = ListCounter()
        self._restart: dict[tuple[str, int], int] = {}
        self._read: dict[str, tuple[str, dict[int, ListLevel]]] = {}
        self._abstract: dict[str, Any] = {}
        self._linked: dict[str, str] = {}
        for item in [] if tree is None else children(tree, "abstractNum"):
            key = attribute(item, "abstractNumId")
            self._abstract[key] = item
            if link := attribute(first(item, "styleLink"), "val"):
                self._linked[link] = key
        self._lists = {attribute(item, "numId"): item for item in ([] if tree is None else children(tree, "num"))}

    def _levels(self, key: str) -> dict[int, ListLevel]:
        """The levels of a kind of list, or of the one whose style it takes."""
        item = self._abstract.get(key)
        own = [] if item is None else children(item, "lvl")
        if item is not None and not own:
            linked = self._abstract.get(self._linked.get(attribute(first(item, "numStyleLink"), "val"), ""))
            own = [] if linked is None else children(linked, "lvl")
        return {number: level for number, level in map(_read_level, own)}

    def _find(self, key: str) -> tuple[str, dict[int, ListLevel]]:
        """A list's kind and levels, read when it is first met: most lists of a file are used nowhere."""
        if key not in self._read:
            item = self._lists.get(key)
            self._read[key] = ("", {}) if item is None else self._read_list(key, item)
        return self._read[key]

    def _read_list(self, key: str, item: Any) -> tuple[str, dict[int, ListLevel]]:
        base = attribute(first(item, "abstractNumId"), "val")
        levels = self._levels(base)
        for override in children(item, "lvlOverride"):
            place = whole(attribute(override, "ilvl"))
            own = first(override, "lvl")
            if own is not None:
                levels[place] = _read_level(own)[1]
            start = attribute(first(override, "startOverride"), "val")
            if start.isdigit():
                self._restart[key, place] = whole(start)
        return base, levels

    def next_marker(self, key: str, level: int) -> tuple[str, bool]:
        """The marker of a list's next paragraph, and whether it is a number; "" for a list that is not there."""
        base, levels = self._find(key)
        marker = self._counter.next(base, level, levels, self._restart.pop((key, level), None))
        return marker, bool(levels.get(level) and levels[level].style)


def _read_level(element: Any) -> tuple[int, ListLevel]:
    style = attribute(first(element, "numFmt"), "val", "decimal")
    text = attribute(first(element, "lvlText"), "val")
    font = attribute(first(element, "rPr", "rFonts"), "ascii")
    if style == "bullet":
        text, style = translate_private(translate_symbols(text, font)).replace("\ufffd", "•"), ""
    elif style == "none":
        style, text = "", text if "%" not in text else ""
    start = whole(attribute(first(element, "start"), "val"), 1)
    return whole(attribute(element, "ilvl")), ListLevel(style, text, start)
