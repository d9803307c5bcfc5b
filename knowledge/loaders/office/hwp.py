"""HWP 5: Hangul's binary documents, distribution documents among them. Same shape of text as from HWPX."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock, finish, paginate, tidy, without_lists
from knowledge.loaders.office.hangul_equations import equation, outline_level, own_letters
from knowledge.loaders.office.hwp_records import Container, Record
from knowledge.loaders.table_rows import Cell, rows

# Tags (Hancom, "HWP document file format 5.0", revision 1.3).
SHAPE, STYLE_RECORD = 0x19, 0x1A
PARAGRAPH, TEXT, CONTROL, LIST_RECORD, TABLE, EQUATION, ART = 0x42, 0x43, 0x47, 0x48, 0x4D, 0x58, 0x5A
_SINGLE = {0, 10, 13, *range(24, 32)}  # control characters of one unit; all others below 32 take eight
_EXTENDED = {1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23}  # those with a control record of their own
_SPOKEN = {10: "\n", 24: "-", 30: " ", 31: " ", 9: " "}
_FURNITURE = {"secd", "cold", "head", "foot", "tcmt", "pghd", "pgct", "pgnp", "nwno", "idxm", "bokm", "form"}
_MEMO = "%%me"


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """A page for each section and page break, cut at about 3,000 characters. Raises LoadError."""
    container = Container(content)
    names = container.sections()
    if not names:
        raise LoadError("broken", "본문이 없는 한글 문서입니다. 한글에서 열어 다시 저장해 올려 주세요.")
    reader = Reader(*levels(container.document()))
    blocks: list[TextBlock] = []
    for name in names:
        blocks.append(TextBlock("", opens=True))
        blocks += reader.paragraphs(container.section(name))
    yield from finish(paginate(without_lists(blocks)), outcome, most, container.title())


def levels(document: Sequence[Record]) -> tuple[list[int], list[int]]:
    """Outline level (0: none) of each paragraph shape and of each style."""
    shapes: list[int] = []
    styles: list[int] = []
    flat = [record for top in document for record in (top, *top.under)]
    for record in flat:
        if record.tag == SHAPE:
            (bits,) = struct.unpack_from("<I", record.data) if len(record.data) >= 4 else (0,)
            shapes.append((bits >> 25 & 7) + 1 if bits >> 23 & 3 == 1 else 0)
    for record in flat:
        if record.tag == STYLE_RECORD:
            name, after = _string(record.data, 0)
            _, after = _string(record.data, after)
            shape = int.from_bytes(record.data[after + 4 : after + 6], "little")
            inherited = shapes[shape] if shape < len(shapes) else 0
            styles.append(outline_level(name) or inherited)
    return shapes, styles


def _string(data: bytes, place: int) -> tuple[str, int]:
    """A counted UTF-16 string, and where it ends."""
    end = place + 2 + 2 * int.from_bytes(data[place : place + 2], "little")
    return data[place + 2 : end].decode("utf-16-le", "replace"), end


class Reader:
    """Walks record trees; knows the heading levels."""

    def __init__(self, shapes: Sequence[int], styles: Sequence[int]) -> None:
        self.shapes, self.styles = shapes, styles

    def paragraphs(self, records: Sequence[Record]) -> list[TextBlock]:
        """The blocks of the paragraphs among some records."""
        return [block for record in records if record.tag == PARAGRAPH for block in self._paragraph(record)]

    def _paragraph(self, record: Record) -> list[TextBlock]:
        level, opens = 0, False
        if len(record.data) >= 12:
            shape, style, breaks = struct.unpack_from("<HBB", record.data, 8)
            level = self.shapes[shape] if shape < len(self.shapes) else 0
            level = level or (self.styles[style] if style < len(self.styles) else 0)
            opens = bool(breaks & 4)
        paragraph = Paragraph(level, opens)
        controls = iter([child for child in record.under if child.tag == CONTROL])
        for child in record.under:
            if child.tag == TEXT:
                for piece in pieces(child.data):
                    if isinstance(piece, str):
                        paragraph.words.append(own_letters(piece))
                    elif (control := next(controls, None)) is not None:
                        self._control(control, paragraph)
        for control in controls:
            self._control(control, paragraph)
        return paragraph.blocks()

    def _control(self, record: Record, paragraph: Paragraph) -> None:
        """One control: a table, a drawing, a note, a number, a gloss."""
        kind = record.data[3::-1].decode("latin-1")
        inline = len(record.data) >= 8 and bool(record.data[4] & 1)
        if kind in _FURNITURE or kind == _MEMO:
            return
        if kind == "tbl ":
            paragraph.put(self._table(record), inline)
        elif kind == "eqed":
            paragraph.words.append(f" {_script(record)} ")
            paragraph.put(self.control_blocks(record), inline=False)  # its caption
        elif kind in ("fn  ", "en  "):
            paragraph.notes += self.control_blocks(record)
        elif kind == "atno":
            paragraph.words.append(_number(record.data))
        elif kind == "tdut":
            main, after = _string(record.data, 4)
            sub, _ = _string(record.data, after)
            paragraph.words.append(f"{main}({sub})" if sub else main)
        elif kind == "tcps":
            paragraph.words.append(_string(record.data, 4)[0])
        else:
            paragraph.put(self.control_blocks(record), inline)

    def control_blocks(self, record: Record) -> list[TextBlock]:
        """Every paragraph anywhere under a control: text boxes, groups of them, captions, notes."""
        found: list[TextBlock] = []
        for child in record.under:
            if child.tag == PARAGRAPH:
                found += self._paragraph(child)
            elif child.tag == CONTROL:
                inner = Paragraph()
                self._control(child, inner)
                found += inner.blocks()
            elif child.tag == ART:
                text = tidy(_string(child.data, 32)[0])
                found += [TextBlock(text)] if text else []
            else:
                found += self.control_blocks(child)
        return found

    def _table(self, record: Record) -> list[TextBlock]:
        """A table's rows; lists before the table's own record are its caption."""
        cells: list[Cell] = []
        caption: list[TextBlock] = []
        into: list[TextBlock] = caption
        inside = False
        for child in record.under:
            if child.tag == TABLE:
                inside = True
            elif child.tag == LIST_RECORD and inside and len(child.data) >= 16:
                column, row, _, tall = struct.unpack_from("<HHHH", child.data, 8)
                into = []
                cells.append(Cell(row, column, into, max(tall, 1)))
                into += self.paragraphs(child.under)
            elif child.tag == PARAGRAPH:
                into += self._paragraph(child)
            elif child.tag == LIST_RECORD:
                into += self.paragraphs(child.under)
        return caption + rows(cells)


def pieces(data: bytes) -> Iterator[str | None]:
    """A paragraph's text between its controls; None for each that has a record of its own."""
    units = struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])
    start = place = 0
    while place < len(units):
        unit = units[place]
        if unit >= 32:
            place += 1
            continue
        if place > start:
            yield data[2 * start : 2 * place].decode("utf-16-le", "replace")
        if unit in _SPOKEN:
            yield _SPOKEN[unit]
        elif unit in _EXTENDED:
            yield None
        place += 1 if unit in _SINGLE else 8
        start = place
    if start < len(units):
        yield data[2 * start :].decode("utf-16-le", "replace")


def _script(record: Record) -> str:
    """An equation's script as it is written in Hangul."""
    found = next((child for child in record.under if child.tag == EQUATION), None)
    return "" if found is None else equation(_string(found.data, 4)[0])


def _number(data: bytes) -> str:
    """An automatic number as printed; page numbers are not text."""
    if len(data) < 16:
        return ""
    bits, number, _, before, after = struct.unpack_from("<IHHHH", data, 4)
    if bits & 0xF == 0:
        return ""
    marks = [chr(unit) if unit >= 32 else "" for unit in (before, after)]
    return f"{marks[0]}{number}{marks[1]}{' ' if marks[1] else ''}"
