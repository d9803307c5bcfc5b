"""PPTX: a slide is a page; its title is the heading; text, tables, charts' words and the speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.blocks import TextBlock, finish, heading, tidy
from knowledge.loaders.office.omml import linear
from knowledge.loaders.office.sheet_rows import show_number
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.xml_archive import Package, attribute, broken_file_error, children, first, local, whole

_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"dt", "ftr", "hdr", "sldNum", "sldImg"}
_LINE = 100_000  # EMU, about 3 mm: shapes whose tops differ less stand side by side


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """One page a slide, in the order of the show, hidden slides too. Raises LoadError."""
    package = Package(content, "pptx")
    main = next(
        (name for kind, name in package.relations("").values() if kind == "officeDocument"), "ppt/presentation.xml"
    )
    listed = first(package.xml(main), "sldIdLst")
    parts = package.relations(main)
    pages: list[list[TextBlock]] = []
    lost: list[int] = []
    for item in [] if listed is None else children(listed, "sldId"):
        key = next((v for k, v in item.attrib.items() if k.startswith("{") and k.endswith("}id")), "")
        name = parts.get(key, ("", ""))[1]
        tree = package.optional(name)
        if tree is None:
            lost.append(len(pages) + 1)
        pages.append([] if tree is None else _slide(package, name, tree))
    if lost and len(lost) == len(pages):
        raise broken_file_error()
    if lost:
        outcome.notes.append(f"깨져 있어 읽지 못한 슬라이드: {', '.join(str(number) for number in lost)}쪽")
    outcome.title = next((block.text for block in (pages[0] if pages else []) if block.level), "")
    yield from finish(pages, outcome, most, package.title())


def _slide(package: Package, name: str, tree: Any) -> list[TextBlock]:
    parts = package.relations(name)
    shapes = first(tree, "cSld", "spTree")
    found = [] if shapes is None else _shapes(package, parts, shapes)
    found.sort(key=lambda item: item[0])
    blocks = [block for _, piece in found for block in piece]
    for kind, target in parts.values():
        notes = package.optional(target) if kind == "notesSlide" else None
        tree = None if notes is None else first(notes, "cSld", "spTree")
        said = [block for _, piece in ([] if tree is None else _shapes(package, {}, tree)) for block in piece]
        blocks += [TextBlock(block.text) for block in said]
    return blocks


_Placed = tuple[tuple[int, int, int], list[TextBlock]]  # (0 for titles, top, left) and what is written there


def _shapes(package: Package, parts: dict[str, tuple[str, str]], tree: Any) -> list[_Placed]:
    found: list[_Placed] = []
    for shape in tree:
        name = local(shape)
        if name in ("sp", "cxnSp"):
            mark = first(shape, "nvSpPr", "nvPr", "ph")
            kind = attribute(mark, "type")
            body = first(shape, "txBody")
            if kind in _FURNITURE or body is None:
                continue
            blocks = _text(body, kind in _TITLES)
            found.append(((0 if kind in _TITLES else 1, *_place(first(shape, "spPr", "xfrm"))), blocks))
        elif name == "grpSp":
            inner = sorted(_shapes(package, parts, shape), key=lambda item: item[0])
            blocks = [block for _, piece in inner for block in piece]
            found.append(((1, *_place(first(shape, "grpSpPr", "xfrm"))), blocks))
        elif name == "graphicFrame":
            found.append(((1, *_place(first(shape, "xfrm"))), _graphic(package, parts, shape)))
        elif name == "AlternateContent" and len(shape):
            found += _shapes(package, parts, shape[0])
    return found


def _place(frame: Any) -> tuple[int, int]:
    where = None if frame is None else first(frame, "off")
    try:
        return int(attribute(where, "y", "-1")) // _LINE, int(attribute(where, "x", "-1"))
    except ValueError:
        return -1, -1


def _text(body: Any, title: bool) -> list[TextBlock]:
    """A block for each paragraph; a title is one heading, whatever lines it is set in."""
    said = [line for paragraph in children(body, "p") if (line := tidy("".join(_words(paragraph))))]
    if title:
        return [heading("\n".join(said), 1)] if said else []
    return [TextBlock(line) for line in said]


def _words(element: Any) -> Iterator[str]:
    """The runs of a paragraph, its line ends and its formulas."""
    for item in element:
        name = local(item)
        if name == "t":
            yield item.text or ""
        elif name in ("br", "tab"):
            yield "\n" if name == "br" else " "
        elif name in ("oMath", "oMathPara"):
            yield f" {linear(item)} "
        elif name == "AlternateContent":
            yield from _words(item[0] if len(item) else [])
        else:
            yield from _words(item)


def _graphic(package: Package, parts: dict[str, tuple[str, str]], frame: Any) -> list[TextBlock]:
    """A table row by row; the words of a chart or of a diagram."""
    for item in frame.iter():
        name = local(item)
        if name == "tbl":
            return _table(item)
        if name in ("chart", "relIds"):
            for key in ("id", "dm"):
                kind, target = parts.get(attribute(item, key), ("", ""))
                tree = package.optional(target) if kind in ("chart", "diagramData") else None
                if tree is not None:
                    return _chart(tree) if kind == "chart" else _diagram(tree)
    return []


def _table(table: Any) -> list[TextBlock]:
    cells = []
    for line, row in enumerate(children(table, "tr")):
        for column, cell in enumerate(children(row, "tc")):
            body = first(cell, "txBody")
            if body is None or "1" in (attribute(cell, "hMerge"), attribute(cell, "vMerge")):
                continue
            cells.append(Cell(line, column, _text(body, False), whole(attribute(cell, "rowSpan"), 1)))
    return rows(cells)


def _chart(tree: Any) -> list[TextBlock]:
    """Titles, then a row for each series: its name and its values by category."""
    found = []
    for item in tree.iter():
        if local(item) == "title":
            text = tidy("".join(t.text or "" for t in item.iter() if local(t) == "t"))
            found += [TextBlock(text)] if text else []
        elif local(item) == "ser":
            said = [_points(first(item, part)) for part in ("tx", "cat", "val")]
            pairs = [f"{a}: {b}" for a, b in zip(said[1], said[2])] if said[1] else said[2]
            line = tidy(" | ".join([*said[0], *pairs]).replace("\n", " "))
            found += [TextBlock(line, row=True)] if line else []
    return found


def _points(element: Any) -> list[str]:
    """Texts or numbers of a series, dates as dates."""
    shown, found = "", []
    for item in [] if element is None else element.iter():
        if local(item) == "formatCode":
            shown = item.text or ""
        elif local(item) == "v":
            found.append(show_number(item.text or "", shown))
    return found


def _diagram(tree: Any) -> list[TextBlock]:
    found = []
    for item in tree.iter():
        if local(item) == "pt":
            body = first(item, "t")
            found += [] if body is None else _text(body, False)
    return found
