"""The paragraphs and tables of a Word document, as they are seen when its changes are taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock, tidy
from knowledge.loaders.office.docx_styles import DROPPED, Lists, RunShape, Styles, find_looks, is_on, read_list
from knowledge.loaders.office.omml import write_tex
from knowledge.loaders.office.symbol_fonts import translate_private, translate_symbols
from knowledge.loaders.pictures.docx_pictures import find_docx_picture, is_within_box
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.xml_archive import Package, attribute, children, first, local, whole
from knowledge.models import BlockKind

_THROUGH = {"hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "moveTo", "dir", "bdo"}
_GONE = {"del", "moveFrom"}
_BREAKS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "-"}
_REFERENCES = {"footnoteReference", "endnoteReference"}
MOST_PARAGRAPHS = 200_000
DEEPEST_BOX = 40  # text boxes and tables within one another


class DocxReader:
    """Walks a document; knows styles, lists and notes, and whether Word's own page ends are in it."""

    def __init__(self, outcome: Outcome, styles: Styles, lists: Lists, drawn: bool) -> None:
        self.outcome, self.styles, self.lists, self.drawn = outcome, styles, lists, drawn
        self.parts: Mapping[str, tuple[str, str]] = {}  # what the document refers to
        self.notes: dict[tuple[str, str], list[TextBlock]] = {}
        self.looks: set[Any] = set()  # those of runs that say anything of what is read
        self.count = self.depth = 0
        self.carried: Paragraph | None = None  # a paragraph whose end was deleted: the next one goes on with it

    def read_body(self, body: Any) -> list[TextBlock]:
        """What is written in the document itself. Raises LoadError where there is too much."""
        self.looks |= find_looks(body)
        return self.blocks(body)

    def read_notes(self, package: Package, folder: str) -> None:
        """Footnotes and endnotes by number, as Word counts them."""
        for kind in ("footnote", "endnote"):
            tree = package.optional(f"{folder}/{kind}s.xml")
            self.looks |= set() if tree is None else find_looks(tree)
            counted = 0
            for note in [] if tree is None else children(tree, kind):
                if attribute(note, "type", "normal") == "normal":
                    counted += 1
                    said = " ".join(block.text for block in self.blocks(note))
                    if said:
                        block = TextBlock(f"{counted}) {said}", kind=BlockKind.FOOTNOTE, marker=f"{counted})")
                        self.notes[kind, attribute(note, "id")] = [block]

    def tell_unread_notes(self) -> None:
        """Notes to which nothing points any more were deleted with their mark."""
        for blocks in self.notes.values():
            self.outcome.leave_out("deleted", " ".join(block.text for block in blocks))

    def blocks(self, parent: Any) -> list[TextBlock]:
        """Paragraphs and tables under an element, in order. Raises LoadError where there are too many."""
        found: list[TextBlock] = []
        self.depth += 1
        for child in parent if self.depth < DEEPEST_BOX else ():
            name = local(child)
            if name == "p":
                found += self._paragraph(child)
            elif name == "tbl":
                found += self._table(child)
            elif name in _THROUGH and not self._is_placeholder(child):
                found += self.blocks(child)
            elif name in _GONE:
                self._leave_out("deleted", child)
        self.depth -= 1
        return found

    def _paragraph(self, element: Any) -> list[TextBlock]:
        self.count += 1
        if self.count > MOST_PARAGRAPHS:
            raise LoadError("too_long", f"문단이 {MOST_PARAGRAPHS:,}개가 넘는 문서입니다. 나누어 올려 주세요.")
        shape = first(element, "pPr")
        style = attribute(first(shape, "pStyle"), "val") if shape is not None else ""
        level = self.styles.levels.get(style, 0)
        stated = attribute(first(shape, "outlineLvl"), "val") if shape is not None else ""
        paragraph, self.carried = self.carried or Paragraph(), None
        paragraph.level = whole(stated) + 1 if stated and whole(stated, 9) < 9 else max(level, 0)
        paragraph.opens = paragraph.opens or (
            not self.drawn and shape is not None and is_on(first(shape, "pageBreakBefore"))
        )
        self._number(element, shape, style, paragraph)
        self._inline(element, paragraph, self.styles.runs.get(style, RunShape()))
        if shape is not None and first(shape, "rPr", "del") is not None:
            self.carried = paragraph
            return []
        closing = not self.drawn and shape is not None and _ends_page(first(shape, "sectPr"))
        found = [*paragraph.blocks(), TextBlock("", opens=True)] if closing else paragraph.blocks()
        for mark in paragraph.note_marks:
            self.outcome.leave_out("note_mark", mark)
        if level == DROPPED:
            self.outcome.leave_out("contents", " ".join(block.text for block in found))
            return [TextBlock("", opens=True) for block in found if block.opens]
        return found

    def _number(self, element: Any, shape: Any, style: str, paragraph: Paragraph) -> None:
        """The marker of a list's paragraph: a number stands before its words, a bullet is told apart."""
        own = read_list(shape)
        key, level = self.styles.lists.get(style, ("", 0))
        if own is not None:
            key, level = own[0] or key, own[1]
        if not key or key == "0" or not any(local(item) in ("r", "hyperlink", "ins", "sdt") for item in element):
            return
        marker, counted = self.lists.next_marker(key, level)
        if not marker:
            return
        if counted:
            paragraph.say(f"{marker} ")
        paragraph.shape = TextBlock("", kind=BlockKind.LIST_ITEM, depth=min(level + 1, 6), marker=marker)

    def _inline(self, parent: Any, paragraph: Paragraph, shape: RunShape) -> None:
        """The runs of a paragraph and what is in them; what was deleted or is hidden is passed over and told."""
        for child in parent:
            name = local(child)
            if name == "t":
                self._say(child.text or "", paragraph, shape)
            elif name == "r":
                self._run(child, paragraph, shape)
            elif name in _GONE or name == "delText":
                self._leave_out("deleted", child)
            elif name in _THROUGH:
                if not self._is_placeholder(child):
                    self._inline(child, paragraph, shape)
            elif name == "ruby":
                self._ruby(child, paragraph)
            elif name in _BREAKS:
                paragraph.say(_BREAKS[name])
            elif name == "sym":
                code = int(attribute(child, "char") or "0", 16) if _is_hex(attribute(child, "char")) else 0
                self._say(translate_symbols(chr(code or 0x20), attribute(child, "font")), paragraph, shape)
            elif name == "br" and attribute(child, "type") != "page":
                paragraph.say("\n")
            elif name == ("lastRenderedPageBreak" if self.drawn else "br"):
                self._break(paragraph)
            elif name in _REFERENCES:
                paragraph.notes += self.notes.pop((name[:-9], attribute(child, "id")), [])
            elif name in ("oMath", "oMathPara"):
                self._formula(child, paragraph)
            elif name == "AlternateContent":
                self._inline(child[0] if len(child) else [], paragraph, shape)  # the newest way to say the same
            elif name in ("drawing", "pict", "object"):
                self._drawing(child, paragraph)

    def _run(self, element: Any, paragraph: Paragraph, shape: RunShape) -> None:
        """A run in its own look; one that is hidden or struck out is told."""
        parts = list(element)
        names = [local(part) for part in parts]
        own = parts[names.index("rPr")] if "rPr" in names else None
        if own in self.looks or (shape.font and own is not None):
            shape = self.styles.dress(shape, own)
        if shape.hidden or shape.struck:
            self._leave_out("hidden" if shape.hidden else "deleted", element)
            return
        if not _REFERENCES.isdisjoint(names):
            mark = next(part for part, name in zip(parts, names, strict=True) if name in _REFERENCES)
            if attribute(mark, "customMarkFollows") in ("1", "true", "on"):
                self._leave_out("note_mark", element)
                parts = [mark]
        self._inline(parts, paragraph, shape)

    def _say(self, text: str, paragraph: Paragraph, shape: RunShape) -> None:
        said = translate_private(translate_symbols(text, shape.font) if shape.font else text)
        paragraph.say(said, shape.script)

    def _formula(self, element: Any, paragraph: Paragraph) -> None:
        """A formula in TeX: within the words, or as a block where it stands alone."""
        tex = " ".join(write_tex(element).split())
        alone = local(element) == "oMathPara" and not tidy("".join(paragraph.words))
        if not tex:
            return
        if alone:
            paragraph.put([TextBlock(f"$${tex}$$", kind=BlockKind.FORMULA)], inline=True)
        else:
            paragraph.say(f" ${tex}$ " if local(element) == "oMathPara" else f"${tex}$")

    def _ruby(self, element: Any, paragraph: Paragraph) -> None:
        """A word with its reading behind it."""
        base, reading = (
            "".join("".join(item.text or "" for item in part.iter("{*}t")) for part in children(element, name))
            for name in ("rubyBase", "rt")
        )
        paragraph.say_reading(base, reading)

    def _drawing(self, element: Any, paragraph: Paragraph) -> None:
        """The text boxes of a drawing; what is written instead of its picture is told."""
        for item in element.iter():
            name = local(item)
            if name == "txbxContent" and not is_within_box(item, element):
                paragraph.anchored += self.blocks(item)
            elif name in ("docPr", "cNvPr") and item.get("descr"):
                self.outcome.leave_out("alternative", item.get("descr") or "")
            elif name in ("blip", "imagedata") and (picture := find_docx_picture(item, element, self.parts)):
                paragraph.anchored.append(picture)
            elif name == "textpath" and attribute(item, "string"):
                paragraph.anchored.append(TextBlock(tidy(attribute(item, "string"))))

    def _is_placeholder(self, element: Any) -> bool:
        """Whether a form's field holds nothing but the words that ask for something; these are told."""
        asks = local(element) == "sdt" and is_on(first(element, "sdtPr", "showingPlcHdr"))
        asks = asks and any("placeholder" in attribute(style, "val").lower() for style in element.iter("{*}rStyle"))
        if asks:
            self._leave_out("placeholder", element)
        return asks

    def _leave_out(self, reason: str, element: Any) -> None:
        self.outcome.leave_out(reason, "".join(item.text or "" for item in element.iter("{*}t", "{*}delText")))

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
        heads: list[int] = []
        for number, row in enumerate(_deep(element, "tr")):
            look = first(row, "trPr")
            if look is not None and (first(look, "del") is not None or is_on(first(look, "hidden"))):
                self._leave_out("deleted" if first(look, "del") is not None else "hidden", row)
                continue
            if look is not None and is_on(first(look, "tblHeader")):
                heads.append(number)
            column = _count(first(look, "gridBefore") if look is not None else None, 0)
            for cell in _deep(row, "tc"):
                column += self._cell(cell, number, column, cells, open_)
        return rows(cells, heads)

    def _cell(self, cell: Any, number: int, column: int, cells: list[Cell], open_: dict[int, int]) -> int:
        """One cell put among the others; the columns that it takes."""
        shape = first(cell, "tcPr")
        width = max(_count(None if shape is None else first(shape, "gridSpan"), 1), 1)
        if shape is not None and first(shape, "cellDel") is not None:
            self._leave_out("deleted", cell)
            return width
        merge = None if shape is None else first(shape, "vMerge")
        going_on = merge is not None and attribute(merge, "val", "continue") == "continue"
        if going_on and column in open_:
            above = cells[open_[column]]
            cells[open_[column]] = replace(above, rows=number - above.row + 1)
        else:
            cells.append(Cell(number, column, self.blocks(cell), columns=min(width, 200)))
            open_.pop(column, None)
            if merge is not None:
                open_[column] = len(cells) - 1
        return width


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 4 and all(char in "0123456789abcdefABCDEF" for char in text)


def _deep(element: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also inside content controls."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in _THROUGH:
            yield from _deep(child, name)


def _count(element: Any, default: int) -> int:
    return whole(attribute(element, "val"), default)


def _ends_page(section: Any) -> bool:
    return section is not None and attribute(first(section, "type"), "val", "nextPage") != "continuous"
