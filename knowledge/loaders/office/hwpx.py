"""HWPX: Hangul's ZIP of XML (KS X 6101). Headings by outline level, tables row by row, notes after their paragraph."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadedPicture, LoadError, Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock, finish, paginate, tidy, without_lists
from knowledge.loaders.office.hangul_equations import as_notes, own_letters, put_equation, tell_private
from knowledge.loaders.office.hwpx_shapes import HwpxShapes
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.xml_archive import Package, attribute, children, first, local, whole
from knowledge.models import BlockKind

# Never part of the running text: page furniture, memos, hidden remarks, settings; and what is told of them.
_SKIPPED = {
    **{"header": "running_head", "footer": "running_head", "masterPage": "background", "hiddenComment": "comment"},
    **{"fieldBegin": "comment", "shapeComment": "alternative", "indexmark": "navigation", "secPr": "background"},
    **dict.fromkeys(("linesegarray", "parameters", "trackchange", "listItem", "formCharPr"), ""),
}
_SPACES = {"tab": " ", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """A page for each section and page break, cut at about 3,000 characters. Raises LoadError."""
    package = Package(content, "hwpx")
    manifest = package.optional("META-INF/manifest.xml")
    if manifest is not None and any(local(item) == "encryption-data" for item in manifest.iter()):
        raise LoadError(
            "encrypted",
            "암호가 걸렸거나 배포용으로 저장한 한글 문서입니다. 한글에서 암호를 풀거나 PDF로 저장해 올려 주세요.",
        )
    reader = _HwpxReader(HwpxShapes(package.optional("Contents/header.xml")), outcome, _binaries(package))
    blocks: list[TextBlock] = []
    for name in _sections(package):
        blocks.append(TextBlock("", opens=True))
        blocks += reader.section(package.xml(name))
    tell_private(blocks, outcome)
    yield from finish(paginate(without_lists(blocks)), outcome, most, _title(package))


def _binaries(package: Package) -> dict[str, str]:
    """The parts that hold pictures, by the names that the sections have for them."""
    content = package.optional("Contents/content.hpf")
    items = [] if content is None else [item for item in content.iter() if local(item) == "item"]
    found = {attribute(item, "id"): attribute(item, "href") for item in items}
    return {key: name for key, name in found.items() if name.startswith("BinData/") and package.has(name)}


def _sections(package: Package) -> list[str]:
    """The section parts in the order of the package's spine, or of their numbers."""
    numbered = package.names(r"Contents/section\d+\.xml")
    content = package.optional("Contents/content.hpf")
    if content is None:
        return numbered
    items = {attribute(item, "id"): attribute(item, "href") for item in content.iter() if local(item) == "item"}
    spine = [items.get(attribute(ref, "idref"), "") for ref in content.iter() if local(ref) == "itemref"]
    names = [name if package.has(name) else posixpath.join("Contents", name) for name in spine]
    ordered = [name for name in dict.fromkeys(names) if name in numbered]
    return ordered + [name for name in numbered if name not in ordered]


def _title(package: Package) -> str:
    content = package.optional("Contents/content.hpf")
    found = None if content is None else first(content, "metadata", "title")
    return "" if found is None else (found.text or "")


class _HwpxReader:
    """Walks sections; knows the looks of paragraphs and letters, and whether what follows was struck out by change
    tracking.
    """

    def __init__(self, shapes: HwpxShapes, outcome: Outcome, binaries: Mapping[str, str]) -> None:
        self.shapes, self.outcome, self.binaries = shapes, outcome, binaries
        self.deleted = False
        self.script = 0  # of the run that is being read

    def section(self, element: Any) -> list[TextBlock]:
        """The blocks of a section, whose first paragraph says how its outline is numbered."""
        first_look = next((item for item in element.iter("{*}secPr")), None)
        self.shapes.outline = attribute(first_look, "outlineShapeIDRef")
        return self.paragraphs(element)

    def paragraphs(self, parent: Any) -> list[TextBlock]:
        """The blocks of every paragraph right under an element."""
        return [block for child in children(parent, "p") for block in self._paragraph(child)]

    def _paragraph(self, element: Any) -> list[TextBlock]:
        shape = attribute(element, "paraPrIDRef")
        level = self.shapes.level(shape, attribute(element, "styleIDRef"))
        paragraph = Paragraph(level, attribute(element, "pageBreak") == "1")
        runs = children(element, "run")
        marker, counted, depth = self.shapes.marker(shape) if any(len(run) for run in runs) else ("", False, 0)
        if marker and counted:
            paragraph.say(f"{marker} ")
        if marker:
            paragraph.shape = TextBlock("", kind=BlockKind.LIST_ITEM, depth=min(depth + 1, 6), marker=marker)
        said = len(paragraph.words)
        for run in runs:
            self.script = self.shapes.scripts.get(attribute(run, "charPrIDRef"), 0)
            for item in run:
                self._item(item, paragraph)
        if counted and not tidy("".join(paragraph.words[said:]) + paragraph.run):
            del paragraph.words[:said]
        blocks = paragraph.blocks()
        for mark in paragraph.note_marks:
            self.outcome.leave_out("note_mark", mark)
        return blocks

    def _item(self, item: Any, paragraph: Paragraph) -> None:
        """One thing in a run: text, a control, a table, a drawing."""
        name = local(item)
        if name == "t":
            self._text(item, paragraph)
        elif name == "tbl":
            self._object(item, paragraph, self._table(item))
        elif name == "equation":
            put_equation(_inner(first(item, "script")), paragraph)
            self._skip(first(item, "shapeComment"))
            paragraph.put(self._caption(item), inline=False)
        elif name in ("footNote", "endNote"):
            for sub in children(item, "subList"):
                paragraph.notes += as_notes(self.paragraphs(sub))
        elif name == "autoNum":
            form = first(item, "autoNumFormat")
            if attribute(item, "numType") != "PAGE":
                end = attribute(form, "suffixChar")
                paragraph.say(f"{attribute(form, 'prefixChar')}{attribute(item, 'num')}{end}{' ' if end else ''}")
        elif name == "dutmal":
            main, sub = first(item, "mainText"), first(item, "subText")
            paragraph.say_reading(_inner(main), _inner(sub))
        elif name == "compose":
            paragraph.say(attribute(item, "composeText"))
        elif name == "textart":
            lines = attribute(item, "text").replace("␍␊", "\n")
            self._object(item, paragraph, [TextBlock(tidy(lines))] if tidy(lines) else [])
        elif name == "switch":
            for choice in list(item)[-1:]:  # the default, which needs no extension
                for child in choice:
                    self._item(child, paragraph)
        elif name == "ctrl":
            for child in item:
                self._item(child, paragraph)
        elif name in _SKIPPED:
            self._skip(item)
        else:
            self._object(item, paragraph, self._boxes(item))

    def _skip(self, element: Any) -> None:
        """Something that is no part of the text: the outcome knows of it."""
        reason = _SKIPPED.get(local(element), "") if element is not None else ""
        if reason:
            said = element.text or "" if reason == "alternative" else ""
            self.outcome.leave_out(reason, said + "".join("".join(item.itertext()) for item in element.iter("{*}t")))

    def _text(self, element: Any, paragraph: Paragraph) -> None:
        """A text element: its own text, breaks, and change tracking's marks between."""
        self._say(element.text, paragraph)
        for child in element:
            name = local(child)
            if name in ("deleteBegin", "deleteEnd"):
                self.deleted = name == "deleteBegin"
            elif not self.deleted:
                paragraph.say(_SPACES.get(name, ""), self.script)
            self._say(child.tail, paragraph)

    def _say(self, text: str | None, paragraph: Paragraph) -> None:
        if text and self.deleted:
            self.outcome.leave_out("deleted", text)
        elif text:
            paragraph.say(own_letters(text), self.script)

    def _object(self, element: Any, paragraph: Paragraph, blocks: list[TextBlock]) -> None:
        said = self._caption(element)
        above = attribute(first(element, "caption"), "side") == "TOP"
        blocks = said + blocks if above else blocks + said
        paragraph.put(blocks, attribute(first(element, "pos"), "treatAsChar") == "1")

    def _caption(self, element: Any) -> list[TextBlock]:
        caption = first(element, "caption")
        lists = [] if caption is None else children(caption, "subList")
        return [block for sub in lists for block in self.paragraphs(sub)]

    def _boxes(self, element: Any) -> list[TextBlock]:
        """What is written in a drawing: its text box, or the shapes grouped in it."""
        found: list[TextBlock] = []
        for child in element:
            name = local(child)
            if name == "subList":
                found += self.paragraphs(child)
            elif name in _SKIPPED:
                self._skip(child)
            elif name == "img":
                part = self.binaries.get(attribute(child, "binaryItemIDRef"))
                found += [TextBlock("", picture=LoadedPicture(part))] if part else []
            elif name != "caption":
                inner = Paragraph()
                if name in ("tbl", "equation", "textart"):
                    self._item(child, inner)
                    found += inner.blocks()
                else:
                    found += self._boxes(child)
        return found

    def _table(self, element: Any) -> list[TextBlock]:
        cells: list[Cell] = []
        heads: list[int] = []
        self._skip(first(element, "shapeComment"))
        for number, row in enumerate(children(element, "tr")):
            own = children(row, "tc")
            if own and all(attribute(cell, "header") == "1" for cell in own):
                heads.append(number)
            for place, cell in enumerate(own):
                where, span = first(cell, "cellAddr"), first(cell, "cellSpan")
                blocks = [block for sub in children(cell, "subList") for block in self.paragraphs(sub)]
                tall, wide = (min(max(_number(span, name, 1), 1), 1000) for name in ("rowSpan", "colSpan"))
                cells.append(
                    Cell(_number(where, "rowAddr", number), _number(where, "colAddr", place), blocks, tall, wide)
                )
        return rows(cells, heads)


def _number(element: Any, name: str, default: int = 0) -> int:
    return whole(attribute(element, name), default)


def _inner(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())
