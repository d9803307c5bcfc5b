"""DOCX: paragraphs with headings by style, tables row by row, text boxes, notes; pages as Word last drew them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.blocks import PAGE_CHARACTERS, Paragraph, TextBlock, finish, paginate, tidy, without_lists
from knowledge.loaders.office.hangul_equations import outline_level
from knowledge.loaders.office.omml import linear
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.xml_archive import Package, attribute, broken_file_error, children, first, local, whole
from korean import lexicon

_THROUGH = {"hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "moveTo", "dir", "bdo"}
_BREAKS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = lexicon.pattern("headings", "style_of_a_heading", re.I)
_CONTENTS = lexicon.pattern("headings", "style_of_contents", re.I)
_DROPPED = -1  # the level of styles whose paragraphs are left out: tables of contents


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages as Word last drew them, or by page breaks and about 3,000 characters. Raises LoadError."""
    package = Package(content, "docx")
    main = next(
        (name for kind, name in package.relations("").values() if kind == "officeDocument"), "word/document.xml"
    )
    body = first(package.xml(main), "body")
    if body is None:
        raise broken_file_error()
    folder = posixpath.dirname(main)
    drawn = any(local(item) == "lastRenderedPageBreak" for item in body.iter())
    reader = _DocxReader(_levels(package.optional(f"{folder}/styles.xml")), drawn)
    reader.read_notes(package, folder)
    blocks = without_lists(reader.blocks(body))
    pages = paginate(blocks, 0, empty=True) if drawn else paginate(blocks, PAGE_CHARACTERS)
    yield from finish(pages, outcome, most, package.title())


def _levels(tree: Any) -> dict[str, int]:
    """Heading level by style, inherited from the style it is based on."""
    own: dict[str, int] = {}
    base: dict[str, str] = {}
    for style in [] if tree is None else children(tree, "style"):
        key, name = attribute(style, "styleId"), attribute(first(style, "name"), "val")
        named = _HEADING.fullmatch(name)
        stated = attribute(first(style, "pPr", "outlineLvl"), "val")
        base[key] = attribute(first(style, "basedOn"), "val")
        if _CONTENTS.match(name):
            own[key] = _DROPPED
        elif name.lower() in ("title", "제목"):
            own[key] = 1
        elif named or outline_level(name):
            own[key] = int(named.group(1)) if named else outline_level(name)
        elif stated.isdigit():
            own[key] = whole(stated) + 1
    found = {}
    for key in base:
        at, steps = key, 0
        while at not in own and base.get(at) and steps < 20:
            at, steps = base[at], steps + 1
        found[key] = own.get(at, 0)
    return found


class _DocxReader:
    """Walks a document; knows heading levels, notes, and whether Word's own page ends are in it."""

    def __init__(self, levels: dict[str, int], drawn: bool) -> None:
        self.levels, self.drawn = levels, drawn
        self.notes: dict[tuple[str, str], list[TextBlock]] = {}

    def read_notes(self, package: Package, folder: str) -> None:
        """Footnotes and endnotes by number, as Word counts them."""
        for kind in ("footnote", "endnote"):
            tree = package.optional(f"{folder}/{kind}s.xml")
            counted = 0
            for note in [] if tree is None else children(tree, kind):
                if attribute(note, "type", "normal") == "normal":
                    counted += 1
                    said = " ".join(block.text for block in self.blocks(note))
                    if said:
                        self.notes[kind, attribute(note, "id")] = [TextBlock(f"{counted}) {said}")]

    def blocks(self, parent: Any) -> list[TextBlock]:
        """Paragraphs and tables under an element, in order."""
        found: list[TextBlock] = []
        for child in parent:
            name = local(child)
            if name == "p":
                found += self._paragraph(child)
            elif name == "tbl":
                found += self._table(child)
            elif name in _THROUGH:
                found += self.blocks(child)
        return found

    def _paragraph(self, element: Any) -> list[TextBlock]:
        shape = first(element, "pPr")
        level = self.levels.get(attribute(first(shape, "pStyle"), "val"), 0) if shape is not None else 0
        stated = attribute(first(shape, "outlineLvl"), "val") if shape is not None else ""
        paragraph = Paragraph(whole(stated) + 1 if stated and whole(stated, 9) < 9 else level)
        paragraph.opens = not self.drawn and shape is not None and _on(first(shape, "pageBreakBefore"))
        self._inline(element, paragraph)
        closing = not self.drawn and shape is not None and _ends_page(first(shape, "sectPr"))
        found = [*paragraph.blocks(), TextBlock("", opens=True)] if closing else paragraph.blocks()
        return [TextBlock("", opens=True) for block in found if block.opens] if level == _DROPPED else found

    def _inline(self, parent: Any, paragraph: Paragraph) -> None:
        """The runs of a paragraph and what is in them; deletions and field codes are passed over."""
        for child in parent:
            name = local(child)
            if name == "t":
                paragraph.words.append(child.text or "")
            elif name in ("r", "ruby", "rubyBase") or name in _THROUGH:
                self._inline(child, paragraph)
            elif name in _BREAKS:
                paragraph.words.append(_BREAKS[name])
            elif name == "br" and attribute(child, "type") != "page":
                paragraph.words.append("\n")
            elif name == ("lastRenderedPageBreak" if self.drawn else "br"):
                self._break(paragraph)
            elif name in ("footnoteReference", "endnoteReference"):
                paragraph.notes += self.notes.get((name[:-9], attribute(child, "id")), [])
            elif name in ("oMath", "oMathPara"):
                paragraph.words.append(f" {linear(child)} ")
            elif name == "AlternateContent":
                self._inline(child[0] if len(child) else [], paragraph)  # the newest of the ways to say the same
            elif name in ("drawing", "pict", "object"):
                for box in child.iter():
                    if local(box) == "txbxContent" and not _within_box(box, child):
                        paragraph.anchored += self.blocks(box)

    @staticmethod
    def _break(paragraph: Paragraph) -> None:
        """A page end: before the paragraph, or after the page's part of it, which is kept in one piece."""
        if tidy("".join(paragraph.words)) or paragraph.done or paragraph.opens:
            paragraph.anchored.append(TextBlock("", opens=True))
        else:
            paragraph.opens = True

    def _table(self, element: Any) -> list[TextBlock]:
        cells: list[Cell] = []
        open_: dict[int, int] = {}  # column -> index of the cell that goes on downwards
        for number, row in enumerate(_deep(element, "tr")):
            column = _count(first(row, "trPr", "gridBefore"), 0)
            for cell in _deep(row, "tc"):
                shape = first(cell, "tcPr")
                merge = None if shape is None else first(shape, "vMerge")
                going_on = merge is not None and attribute(merge, "val", "continue") == "continue"
                if going_on and column in open_:
                    above = cells[open_[column]]
                    cells[open_[column]] = Cell(above.row, above.column, above.blocks, number - above.row + 1)
                else:
                    cells.append(Cell(number, column, self.blocks(cell)))
                    open_.pop(column, None)
                    if merge is not None:
                        open_[column] = len(cells) - 1
                column += _count(None if shape is None else first(shape, "gridSpan"), 1)
        return rows(cells)


def _deep(element: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also inside content controls."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in _THROUGH:
            yield from _deep(child, name)


def _count(element: Any, default: int) -> int:
    return whole(attribute(element, "val"), default)


def _on(element: Any) -> bool:
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off")


def _ends_page(section: Any) -> bool:
    return section is not None and attribute(first(section, "type"), "val", "nextPage") != "continuous"


def _within_box(box: Any, top: Any) -> bool:
    """Whether a text box stands inside another one, or in the older copy of one (both are
    read from the outer, newer one).
    """
    for above in box.iterancestors():
        if above is top:
            return False
        if local(above) in ("txbxContent", "Fallback"):
            return True
    return False
