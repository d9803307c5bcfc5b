"""HWPX: Hangul's ZIP of XML (KS X 6101). Headings by outline level, tables row by row, notes after their paragraph."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock, finish, paginate, tidy, without_lists
from knowledge.loaders.office.hangul_equations import equation, outline_level, own_letters
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.xml_archive import Package, attribute, children, first, local, whole

# Never part of the running text: page furniture, memos, hidden remarks, settings.
_SKIPPED = {
    *("secPr", "header", "footer", "masterPage", "hiddenComment", "fieldBegin", "linesegarray", "shapeComment"),
    *("parameters", "indexmark", "trackchange", "listItem", "formCharPr"),
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
    reader = _HwpxReader(_levels(package.optional("Contents/header.xml")))
    blocks: list[TextBlock] = []
    for name in _sections(package):
        blocks.append(TextBlock("", opens=True))
        blocks += reader.paragraphs(package.xml(name))
    yield from finish(paginate(without_lists(blocks)), outcome, most, _title(package))


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


def _levels(header: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Outline level by paragraph shape, and by style."""
    shapes: dict[str, int] = {}
    styles: dict[str, int] = {}
    for item in [] if header is None else header.iter():
        if local(item) == "paraPr":
            mark = first(item, "heading")
            if attribute(mark, "type") == "OUTLINE":
                shapes[attribute(item, "id")] = _number(mark, "level") + 1
        elif local(item) == "style":
            inherited = shapes.get(attribute(item, "paraPrIDRef"), 0)
            styles[attribute(item, "id")] = outline_level(attribute(item, "name")) or inherited
    return shapes, styles


def _number(element: Any, name: str, default: int = 0) -> int:
    return whole(attribute(element, name), default)


class _HwpxReader:
    """Walks sections; knows the heading levels and whether what follows was struck out by change tracking."""

    def __init__(self, levels: tuple[dict[str, int], dict[str, int]]) -> None:
        self.shapes, self.styles = levels
        self.deleted = False

    def paragraphs(self, parent: Any) -> list[TextBlock]:
        """The blocks of every paragraph right under an element."""
        return [block for child in children(parent, "p") for block in self._paragraph(child)]

    def _paragraph(self, element: Any) -> list[TextBlock]:
        level = self.shapes.get(attribute(element, "paraPrIDRef"), 0)
        level = level or self.styles.get(attribute(element, "styleIDRef"), 0)
        paragraph = Paragraph(level, attribute(element, "pageBreak") == "1")
        for run in children(element, "run"):
            for item in run:
                self._item(item, paragraph)
        return paragraph.blocks()

    def _item(self, item: Any, paragraph: Paragraph) -> None:
        """One thing in a run: text, a control, a table, a drawing."""
        name = local(item)
        if name == "t":
            self._text(item, paragraph)
        elif name == "tbl":
            self._object(item, paragraph, self._table(item))
        elif name == "equation":
            paragraph.words.append(f" {equation(_inner(first(item, 'script')))} ")
            paragraph.put(self._caption(item), inline=False)
        elif name in ("footNote", "endNote"):
            for sub in children(item, "subList"):
                paragraph.notes += self.paragraphs(sub)
        elif name == "autoNum":
            form = first(item, "autoNumFormat")
            if attribute(item, "numType") != "PAGE":
                end = attribute(form, "suffixChar")
                paragraph.words.append(
                    f"{attribute(form, 'prefixChar')}{attribute(item, 'num')}{end}{' ' if end else ''}"
                )
        elif name == "dutmal":
            main, sub = first(item, "mainText"), first(item, "subText")
            paragraph.words.append(f"{_inner(main)}({_inner(sub)})" if _inner(sub) else _inner(main))
        elif name == "compose":
            paragraph.words.append(attribute(item, "composeText"))
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
        elif name not in _SKIPPED:
            self._object(item, paragraph, self._boxes(item))

    def _text(self, element: Any, paragraph: Paragraph) -> None:
        """A text element: its own text, breaks, and change tracking's marks between."""
        if element.text and not self.deleted:
            paragraph.words.append(own_letters(element.text))
        for child in element:
            name = local(child)
            if name in ("deleteBegin", "deleteEnd"):
                self.deleted = name == "deleteBegin"
            elif not self.deleted:
                paragraph.words.append(_SPACES.get(name, ""))
            if child.tail and not self.deleted:
                paragraph.words.append(own_letters(child.tail))

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
            elif name not in _SKIPPED and name != "caption":
                inner = Paragraph()
                if name in ("tbl", "equation", "textart"):
                    self._item(child, inner)
                    found += inner.blocks()
                else:
                    found += self._boxes(child)
        return found

    def _table(self, element: Any) -> list[TextBlock]:
        cells = []
        for number, row in enumerate(children(element, "tr")):
            for place, cell in enumerate(children(row, "tc")):
                where, span = first(cell, "cellAddr"), first(cell, "cellSpan")
                blocks = [block for sub in children(cell, "subList") for block in self.paragraphs(sub)]
                column = _number(where, "colAddr", place)
                cells.append(Cell(_number(where, "rowAddr", number), column, blocks, _number(span, "rowSpan", 1)))
        return rows(cells)


def _inner(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())
