"""XLSX: each sheet begins a page under its name; rows with their columns' heads; values as the sheet shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.blocks import TextBlock, finish, tidy
from knowledge.loaders.grid import pages
from knowledge.loaders.office.number_formats import BUILT_IN_FORMATS
from knowledge.loaders.office.sheet_rows import Workbook, read_sheet, read_string
from knowledge.loaders.xml_archive import Package, attribute, children, first, local, whole

CELLS_NAMED = 10  # formulas without a value that are told by name


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages of a hundred rows, sheet by sheet; what is hidden is left out and named. Raises LoadError."""
    package = Package(content, "xlsx")
    main = next((name for kind, name in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    tree = package.xml(main)
    parts = package.relations(main)
    since = datetime(1904, 1, 1) if attribute(first(tree, "workbookPr"), "date1904") in ("1", "true") else None
    book = Workbook(outcome, _words(package, parts), _formats(package, parts), since)
    listed = first(tree, "sheets")
    found: list[list[TextBlock]] = []
    sheets: list[str] = []
    for sheet in [] if listed is None else children(listed, "sheet"):
        name = attribute(sheet, "name")
        key = next((v for k, v in sheet.attrib.items() if k.startswith("{") and k.endswith("}id")), "")
        kind, part = parts.get(key, ("", ""))
        visible = attribute(sheet, "state", "visible") == "visible"
        if kind != "worksheet" or not package.has(part):
            continue
        rows = read_sheet(package.read(part), book, name, _comments(package, part), visible)
        sheet_pages = pages(rows, name, most)
        if not visible:
            sheets.append(name)
            continue
        sheet_pages[-1] += _drawn_texts(package, part)
        found += sheet_pages if len(sheet_pages[0]) > 1 else []
    if sheets:
        outcome.remark("hidden_sheets", names=", ".join(sheets))
    if book.hidden:
        outcome.remark("hidden_cells", names="; ".join(book.hidden))
    _tell_formulas(book)
    yield from finish(found, outcome, most, package.title())


def _tell_formulas(book: Workbook) -> None:
    cells = book.empty_formulas
    if cells:
        named = ", ".join(cells[:CELLS_NAMED]) + (" 따위" if len(cells) > CELLS_NAMED else "")
        book.outcome.remark("formulas_without_value", count=f"{len(cells):,}", names=named)


def _words(package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
    """The table of texts that cells refer to."""
    name = next((part for kind, part in parts.values() if kind == "sharedStrings"), "")
    tree = package.optional(name)
    return [] if tree is None else [read_string(item) for item in children(tree, "si")]


def _formats(package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
    """The format code of each cell style, "" where it shows numbers as they are."""
    tree = package.optional(next((part for kind, part in parts.values() if kind == "styles"), ""))
    if tree is None:
        return []
    own = {}
    for item in tree.iter():
        if local(item) == "numFmt":
            own[attribute(item, "numFmtId")] = attribute(item, "formatCode")
    styles = first(tree, "cellXfs")
    codes = []
    for style in [] if styles is None else children(styles, "xf"):
        key = attribute(style, "numFmtId")
        code = own.get(key, BUILT_IN_FORMATS.get(whole(key, -1), ""))
        codes.append("" if code in ("General", "@") else code)
    return codes


def _comments(package: Package, part: str) -> dict[str, str]:
    """What is noted on the cells of a sheet, by cell; a thread of remarks as one."""
    found: dict[str, str] = {}
    for kind, name in sorted(package.relations(part).values()):
        tree = package.optional(name) if kind in ("comments", "threadedComment") else None
        threads: dict[str, list[str]] = {}
        for item in [] if tree is None else tree.iter():
            text = first(item, "text") if local(item) in ("comment", "threadedComment") else None
            if text is not None and (said := (text.text or "").strip() or read_string(text)):
                threads.setdefault(attribute(item, "ref"), []).append(tidy(said))
        found |= {cell: " ".join(said) for cell, said in threads.items()}
    return found


def _drawn_texts(package: Package, part: str) -> list[TextBlock]:
    """What is written in boxes and shapes that lie over the sheet."""
    found: list[TextBlock] = []
    for kind, name in package.relations(part).values():
        tree: Any = package.optional(name) if kind == "drawing" else None
        for paragraph in [] if tree is None else tree.iter("{*}p"):
            text = tidy("".join(item.text or "" for item in paragraph.iter("{*}t")))
            found += [TextBlock(text)] if text else []
    return found
