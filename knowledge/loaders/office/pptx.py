"""PPTX: a slide is a page; its title is the heading; items with levels, tables, charts' words, speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadedPicture, Outcome
from knowledge.loaders.blocks import TextBlock, finish, tidy
from knowledge.loaders.findings import letters
from knowledge.loaders.office.slide_text import SlideText
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.xml_archive import Package, attribute, broken_file_error, children, first, local, whole
from knowledge.models import BlockKind

_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"dt", "ftr", "hdr", "sldNum", "sldImg"}
_BULLETED = {"", "body", "obj"}  # placeholders whose items have the master's bullets
_LINE = 100_000  # EMU, about 3 mm: shapes whose tops differ less stand side by side
_DEEPEST_GROUP = 40


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """One page a slide, in the order of the show, hidden slides too. Raises LoadError."""
    package = Package(content, "pptx")
    main = next(
        (name for kind, name in package.relations("").values() if kind == "officeDocument"), "ppt/presentation.xml"
    )
    listed = first(package.xml(main), "sldIdLst")
    parts = package.relations(main)
    deck = _Deck(package, outcome)
    pages: list[list[TextBlock]] = []
    lost: list[int] = []
    for item in [] if listed is None else children(listed, "sldId"):
        key = next((v for k, v in item.attrib.items() if k.startswith("{") and k.endswith("}id")), "")
        name = parts.get(key, ("", ""))[1]
        tree = package.optional(name)
        if tree is None:
            lost.append(len(pages) + 1)
        pages.append([] if tree is None else deck.slide(name, tree))
    if lost and len(lost) == len(pages):
        raise broken_file_error()
    if lost:
        outcome.notes.append(f"깨져 있어 읽지 못한 슬라이드: {', '.join(str(number) for number in lost)}쪽")
    said = [[block.text for block in page if not block.picture] for page in pages]
    wordless = [n for n, page in enumerate(said, 1) if page and not any(map(letters, page))]
    outcome.find("wordless", wordless)
    outcome.title = next((block.text for block in (pages[0] if pages else []) if block.level), "")
    yield from finish(pages, outcome, most, package.title())


_Placed = tuple[tuple[int, int, int], list[TextBlock]]  # (0 for titles, top, left) and what is written there
_Parts = dict[str, tuple[str, str]]


class _Deck:
    """Reads slides; keeps the list styles of layouts and masters."""

    def __init__(self, package: Package, outcome: Outcome) -> None:
        self.package, self.outcome = package, outcome
        self.reader = SlideText(outcome)
        self.kept: dict[str, tuple[dict[tuple[str, str], Any], list[Any]]] = {}

    def slide(self, name: str, tree: Any) -> list[TextBlock]:
        """A slide's blocks in reading order, then what the speaker notes."""
        parts = self.package.relations(name)
        layout = next((target for kind, target in parts.values() if kind == "slideLayout"), "")
        shapes = first(tree, "cSld", "spTree")
        found = [] if shapes is None else self._shapes(parts, shapes, layout)
        found.sort(key=lambda item: item[0])
        blocks = [block for _, piece in found for block in piece]
        for kind, target in parts.values():
            notes = self.package.optional(target) if kind == "notesSlide" else None
            tree = None if notes is None else first(notes, "cSld", "spTree")
            said = [block for _, piece in ([] if tree is None else self._shapes({}, tree, "")) for block in piece]
            blocks += [replace(block, level=0, kind=BlockKind.SPEAKER, depth=0, marker="") for block in said]
        return blocks

    def _shapes(self, parts: _Parts, tree: Any, layout: str, depth: int = 0) -> list[_Placed]:
        found: list[_Placed] = []
        for shape in tree if depth < _DEEPEST_GROUP else ():
            name = local(shape)
            if name in ("sp", "cxnSp", "grpSp", "graphicFrame", "pic") and self._is_hidden(shape):
                continue
            if name in ("sp", "cxnSp"):
                found += self._shape(shape, layout)
            elif name == "pic":
                found += _find_picture(parts, shape)
            elif name == "grpSp":
                inner = sorted(self._shapes(parts, shape, layout, depth + 1), key=lambda item: item[0])
                blocks = [block for _, piece in inner for block in piece]
                found.append(((1, *_place(first(shape, "grpSpPr", "xfrm"))), blocks))
            elif name == "graphicFrame":
                found.append(((1, *_place(first(shape, "xfrm"))), self._graphic(parts, shape)))
            elif name == "AlternateContent" and len(shape):
                found += self._shapes(parts, shape[0], layout, depth + 1)
        return found

    def _is_hidden(self, shape: Any) -> bool:
        """Whether nobody sees a shape; what is written instead of a picture is told, too."""
        known = next((item for item in shape.iter("{*}cNvPr")), None)
        if known is not None and known.get("descr"):
            self.outcome.leave_out("alternative", known.get("descr") or "")
        hidden = known is not None and known.get("hidden") in ("1", "true")
        if hidden:
            self.outcome.leave_out("hidden", "".join(item.text or "" for item in shape.iter("{*}t")))
        return hidden

    def _shape(self, shape: Any, layout: str) -> list[_Placed]:
        mark = first(shape, "nvSpPr", "nvPr", "ph")
        kind = attribute(mark, "type")
        body = first(shape, "txBody")
        if body is None:
            return []
        if kind in _FURNITURE:
            said = "".join(item.text or "" for item in body.iter("{*}t"))
            self.outcome.leave_out("page_number" if kind == "sldNum" else "running_head", said)
            return []
        looks = [first(body, "lstStyle")]
        if mark is not None:
            looks += self._looks(layout, kind, attribute(mark, "idx"))
        blocks = self.reader.read(body, kind in _TITLES, looks)
        return [((0 if kind in _TITLES else 1, *_place(first(shape, "spPr", "xfrm"))), blocks)]

    def _looks(self, layout: str, kind: str, index: str) -> list[Any]:
        """The list styles of a placeholder in its layout, and of its master for such text."""
        if layout not in self.kept:
            tree = self.package.optional(layout)
            parts = self.package.relations(layout)
            master = next((target for relation, target in parts.values() if relation == "slideMaster"), "")
            top = self.package.optional(master)
            body = None if top is None else first(top, "txStyles", "bodyStyle")
            self.kept[layout] = _placeholders(tree), [_placeholders(top).get(("body", "")), body]
        own, above = self.kept[layout]
        found = [own.get(("", index)) if index else own.get((kind, ""))]
        return found + above if kind in _BULLETED else found

    def _graphic(self, parts: _Parts, frame: Any) -> list[TextBlock]:
        """A table row by row; the words of a chart or of a diagram."""
        for item in frame.iter():
            name = local(item)
            if name == "tbl":
                return self._table(item)
            if name in ("chart", "relIds"):
                for key in ("id", "dm"):
                    kind, target = parts.get(attribute(item, key), ("", ""))
                    tree = self.package.optional(target) if kind in ("chart", "diagramData") else None
                    if tree is not None:
                        return _chart(tree) if kind == "chart" else self._diagram(tree)
        return []

    def _table(self, table: Any) -> list[TextBlock]:
        cells = []
        heads = [0] if attribute(first(table, "tblPr"), "firstRow") in ("1", "true") else []
        for line, row in enumerate(children(table, "tr")):
            for column, cell in enumerate(children(row, "tc")):
                body = first(cell, "txBody")
                if body is None or {attribute(cell, "hMerge"), attribute(cell, "vMerge")} & {"1", "true"}:
                    continue
                tall, wide = (min(max(whole(attribute(cell, name), 1), 1), 200) for name in ("rowSpan", "gridSpan"))
                cells.append(Cell(line, column, self.reader.read(body, False), tall, wide))
        several = any(cell.row == 0 and (cell.rows > 1 or cell.columns > 1) for cell in cells)
        return rows(cells, () if several else heads)

    def _diagram(self, tree: Any) -> list[TextBlock]:
        found: list[TextBlock] = []
        for item in tree.iter():
            if local(item) == "pt":
                body = first(item, "t")
                found += [] if body is None else self.reader.read(body, False)
        return found


def _find_picture(parts: _Parts, shape: Any) -> list[_Placed]:
    """A picture that the deck holds, where it stands, with what is written instead of it."""
    kind, part = parts.get(attribute(first(shape, "blipFill", "blip"), "embed"), ("", ""))
    if kind != "image":
        return []
    said = " ".join(attribute(first(shape, "nvPicPr", "cNvPr"), "descr").split())
    where = _place(first(shape, "spPr", "xfrm"))
    return [((1, *where), [TextBlock("", picture=LoadedPicture(part, said))])]


def _placeholders(tree: Any) -> dict[tuple[str, str], Any]:
    """The list styles of a layout's placeholders, by their number and by their kind."""
    found: dict[tuple[str, str], Any] = {}
    for shape in [] if tree is None else tree.iter("{*}sp"):
        mark, look = first(shape, "nvSpPr", "nvPr", "ph"), first(shape, "txBody", "lstStyle")
        if mark is not None and look is not None:
            found[attribute(mark, "type"), ""] = look
            found["", attribute(mark, "idx")] = look
    return found


def _place(frame: Any) -> tuple[int, int]:
    where = None if frame is None else first(frame, "off")
    try:
        return int(attribute(where, "y", "-1")) // _LINE, int(attribute(where, "x", "-1"))
    except ValueError:
        return -1, -1


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
            from knowledge.loaders.office.sheet_rows import show_number  # here: most decks hold no chart

            found.append(show_number(item.text or "", shown))
    return found
