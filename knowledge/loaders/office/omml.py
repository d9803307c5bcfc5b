"""Formulas of Office documents (OMML) in one line: ``x^2``, ``a_(n+1)``, ``(b)/(2a)``, ``√(2)``."""

from __future__ import annotations

from typing import Any

from knowledge.loaders.xml_archive import attribute, first, local


def linear(element: Any) -> str:
    """A formula's text, with what stands above, below or under a root marked."""
    name = local(element)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr") or not name:
        return ""
    part = {local(child): linear(child) for child in element}
    base = part.get("e", "")
    if name == "f":
        return f"{_bind(part.get('num', ''))}/{_bind(part.get('den', ''))}"
    if name in ("sSup", "sSub", "sSubSup", "sPre"):
        return base + _put_mark("_", part.get("sub", "")) + _put_mark("^", part.get("sup", ""))
    if name in ("limLow", "limUpp"):
        return base + _put_mark("_" if name == "limLow" else "^", part.get("lim", ""))
    if name == "rad":
        return f"{part.get('deg', '')}√({base})"
    if name == "nary":
        sign = attribute(first(element, "naryPr", "chr"), "val", "∫")
        return f"{sign}{_put_mark('_', part.get('sub', ''))}{_put_mark('^', part.get('sup', ''))} {base}"
    if name == "d":
        shape = first(element, "dPr")
        marks = [attribute(None if shape is None else first(shape, m), "val", d) for m, d in _BRACKETS]
        inner = marks[1].join(linear(child) for child in element if local(child) == "e")
        return marks[0] + inner + marks[2]
    if name in ("m", "mr", "eqArr"):
        between = ", " if name == "mr" else "; "
        return between.join(linear(child) for child in element if local(child) in ("mr", "e"))
    return "".join(linear(child) for child in element) + (" " if name == "fName" else "")


_BRACKETS = (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))


def _bind(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _put_mark(mark: str, text: str) -> str:
    return mark + _bind(text) if text else ""
