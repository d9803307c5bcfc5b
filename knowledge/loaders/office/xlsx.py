"""XLSX: each sheet begins a page under its name; rows with their columns' heads; values
as they were last calculated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.blocks import TextBlock, finish
from knowledge.loaders.grid import pages
from knowledge.loaders.xml_archive import Package, attribute, broken_file_error, children, first, local, whole

_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # number formats built in (ECMA-376 18.8.30)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_WIDEST = 16_384  # columns of a sheet


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages of a hundred rows, sheet by sheet; hidden sheets are left out and named. Raises LoadError."""
    package = Package(content, "xlsx")
    main = next((name for kind, name in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    book = package.xml(main)
    parts = package.relations(main)
    words = _words(package, parts)
    formats = _formats(package, parts)
    since = datetime(1904, 1, 1) if attribute(first(book, "workbookPr"), "date1904") in ("1", "true") else None
    listed = first(book, "sheets")
    found: list[list[TextBlock]] = []
    hidden: list[str] = []
    for sheet in [] if listed is None else children(listed, "sheet"):
        name = attribute(sheet, "name")
        key = next((v for k, v in sheet.attrib.items() if k.startswith("{") and k.endswith("}id")), "")
        kind, part = parts.get(key, ("", ""))
        if attribute(sheet, "state", "visible") != "visible":
            hidden.append(name)
        elif kind == "worksheet" and package.has(part):
            sheet_pages = pages(_rows(package.read(part), words, formats, since), name, most)
            found += sheet_pages if len(sheet_pages[0]) > 1 else []
    if hidden:
        outcome.notes.append(f"숨긴 시트는 읽지 않았습니다: {', '.join(hidden)}")
    yield from finish(found, outcome, most, package.title())


def _words(package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
    """The table of texts that cells refer to, without readings above the letters."""
    name = next((part for kind, part in parts.values() if kind == "sharedStrings"), "")
    tree = package.optional(name)
    return [] if tree is None else [_string(item) for item in children(tree, "si")]


def _string(element: Any) -> str:
    parts = []
    for child in element:
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            parts += [item.text or "" for item in children(child, "t")]
    return "".join(parts)


def _formats(package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
    """What each cell style shows: "date", "percent" or ""."""
    tree = package.optional(next((part for kind, part in parts.values() if kind == "styles"), ""))
    if tree is None:
        return []
    own = {}
    for item in tree.iter():
        if local(item) == "numFmt":
            own[attribute(item, "numFmtId")] = kind_of_format(attribute(item, "formatCode"))
    shown = []
    styles = first(tree, "cellXfs")
    for style in [] if styles is None else children(styles, "xf"):
        key = attribute(style, "numFmtId")
        built_in = "date" if whole(key, -1) in _DATES else "percent" if key in ("9", "10") else ""
        shown.append(own.get(key, built_in))
    return shown


def kind_of_format(code: str) -> str:
    """What a number format shows: "date", "percent" or ""."""
    code = _QUOTED.sub("", code.split(";")[0]).lower().replace("general", "")
    return "date" if re.search("[ymdhs]", code) else "percent" if "%" in code else ""


def _rows(data: bytes, words: list[str], formats: list[str], since: datetime | None) -> Iterator[list[str]]:
    """A sheet's rows as texts, one by one; the tree is let go while it is read."""
    from lxml import etree

    before = 0
    try:
        for _, row in etree.iterparse(
            io.BytesIO(data), tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            place = whole(attribute(row, "r"), before + 1)
            if place > before + 1:
                yield []
            before = place
            values: list[str] = []
            for cell in row:
                if not isinstance(cell.tag, str):
                    continue
                column = max(_column(cell.get("r", "").rstrip("0123456789")), len(values))
                if column < _WIDEST:
                    values += [""] * (column - len(values)) + [_value(cell, words, formats, since)]
            yield values
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]
    except etree.XMLSyntaxError:
        raise broken_file_error() from None


@lru_cache(maxsize=_WIDEST)
def _column(letters: str) -> int:
    """The column of "AB", from 0; -1 for anything else."""
    number = 0
    for letter in letters if re.fullmatch("[A-Z]{1,3}", letters) else "":
        number = 26 * number + ord(letter) - 64
    return number - 1


def _value(cell: Any, words: list[str], formats: list[str], since: datetime | None) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = first(cell, "is")
        return "" if inline is None else _string(inline)
    text = next((item.text or "" for item in cell if str(item.tag).endswith("}v")), "")
    if kind == "s":
        return words[place] if 0 <= (place := whole(text, -1)) < len(words) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    if kind != "n":
        return text
    style = whole(cell.get("s", "0"))
    shown = formats[style] if style < len(formats) else ""
    return number(text, shown, since)


def number(text: str, shown: str, since: datetime | None = None) -> str:
    """A number as it is shown: a date, a percentage, or its digits without the noise of binary fractions."""
    if not shown and len(text) <= 15 and text.isdecimal():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if shown == "date" and 0 <= value < 2_958_466:
        start = since or datetime(1899, 12, 31 if value < 60 else 30)  # Excel's 1900 has a 29 February
        moment = start + timedelta(seconds=round(value * 86_400))
        day = "" if value < 1 else f"{moment:%Y-%m-%d}"
        time = f"{moment:%H:%M:%S}".removesuffix(":00") if value % 1 or value < 1 else ""
        return f"{day} {time}".strip()
    if shown == "percent":
        return f"{value * 100:.12g}%"
    return text if re.fullmatch(r"-?\d{1,15}", text) else f"{value:.15g}"
