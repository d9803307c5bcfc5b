"""HWP 5: Hangul's binary documents, distribution documents among them. Same shape of text as from HWPX."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock, finish, paginate, tidy, without_lists
from knowledge.loaders.office.hangul_equations import as_notes, own_letters, put_equation, tell_private
from knowledge.loaders.office.hwp_records import Container, Record
from knowledge.loaders.office.hwp_shapes import HwpShapes, RunScripts, read_string
from knowledge.loaders.table_rows import Cell, rows
from knowledge.models import BlockKind

# Tags (Hancom, "HWP document file format 5.0", revision 1.3).
PARAGRAPH, TEXT, RUNS, CONTROL, LIST_RECORD, TABLE, EQUATION, ART = 0x42, 0x43, 0x44, 0x47, 0x48, 0x4D, 0x58, 0x5A
_SINGLE = {0, 10, 13, *range(24, 32)}  # control characters of one unit; all others below 32 take eight
_EXTENDED = {1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23}  # those with a control record of their own
_SPOKEN = {10: "\n", 24: "-", 30: " ", 31: " ", 9: " "}
_FURNITURE = {  # controls that are no part of the text, and what is told of them
    **{"head": "running_head", "foot": "running_head", "tcmt": "comment", "idxm": "navigation"},
    **dict.fromkeys(("secd", "cold", "pghd", "pgct", "pgnp", "nwno", "bokm", "form"), ""),
}
_MEMO = "%%me"


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """A page for each section and page break, cut at about 3,000 characters. Raises LoadError."""
    container = Container(content)
    names = container.sections()
    if not names:
        raise LoadError("broken", "본문이 없는 한글 문서입니다. 한글에서 열어 다시 저장해 올려 주세요.")
    reader = Reader(HwpShapes.read(container.document()), outcome)
    blocks: list[TextBlock] = []
    for name in names:
        blocks.append(TextBlock("", opens=True))
        blocks += reader.paragraphs(container.section(name))
    tell_private(blocks, outcome)
    if container.holds_notice_only(sum(len(block.text) for block in blocks)):
        outcome.remark("distribution_notice")
    yield from finish(paginate(without_lists(blocks)), outcome, most, container.title())


class Reader:
    """Walks record trees; knows the looks of paragraphs and letters."""

    def __init__(self, shapes: HwpShapes, outcome: Outcome) -> None:
        self.shapes, self.outcome = shapes, outcome

    def paragraphs(self, records: Sequence[Record]) -> list[TextBlock]:
        """The blocks of the paragraphs among some records."""
        return [block for record in records if record.tag == PARAGRAPH for block in self._paragraph(record)]

    def _paragraph(self, record: Record) -> list[TextBlock]:
        level, opens, shape = 0, False, -1
        if len(record.data) >= 12:
            shape, style, breaks = struct.unpack_from("<HBB", record.data, 8)
            level = self.shapes.level(shape, style)
            opens = bool(breaks & 4)
        paragraph = Paragraph(level, opens)
        texts = [child for child in record.under if child.tag == TEXT]
        runs = next((child.data for child in record.under if child.tag == RUNS), b"")
        scripts = RunScripts(runs, self.shapes.scripts)
        said = self._number(shape, paragraph) if texts else 0
        controls = iter([child for child in record.under if child.tag == CONTROL])
        for child in texts:
            for start, piece in pieces(child.data):
                if isinstance(piece, str):
                    for text, script in scripts.split(piece, start):
                        paragraph.say(own_letters(text), script)
                elif (control := next(controls, None)) is not None:
                    self._control(control, paragraph)
        for control in controls:
            self._control(control, paragraph)
        if said and not tidy("".join(paragraph.words[said:]) + paragraph.run):
            del paragraph.words[:said]
        blocks = paragraph.blocks()
        for mark in paragraph.note_marks:
            self.outcome.leave_out("note_mark", mark)
        return blocks

    def _number(self, shape: int, paragraph: Paragraph) -> int:
        """A list's marker: a number stands before the words, a bullet is told apart; how many words that are."""
        marker, counted, depth = self.shapes.marker(shape)
        if marker:
            paragraph.shape = TextBlock("", kind=BlockKind.LIST_ITEM, depth=min(depth + 1, 6), marker=marker)
        if marker and counted:
            paragraph.say(f"{marker} ")
        return len(paragraph.words)

    def _control(self, record: Record, paragraph: Paragraph) -> None:
        """One control: a table, a drawing, a note, a number, a gloss."""
        kind = record.data[3::-1].decode("latin-1")
        inline = len(record.data) >= 8 and bool(record.data[4] & 1)
        if kind in _FURNITURE or kind == _MEMO:
            self._leave_out(kind, record)
            return
        if kind == "tbl ":
            paragraph.put(self._table(record), inline)
        elif kind == "eqed":
            put_equation(_script(record), paragraph)
            paragraph.put(self.control_blocks(record), inline=False)  # its caption
        elif kind in ("fn  ", "en  "):
            paragraph.notes += as_notes(self.control_blocks(record))
        elif kind == "atno":
            paragraph.say(_number(record.data))
        elif kind == "tdut":
            main, after = read_string(record.data, 4)
            paragraph.say_reading(main, read_string(record.data, after)[0])
        elif kind == "tcps":
            paragraph.say(read_string(record.data, 4)[0])
        else:
            paragraph.put(self.control_blocks(record), inline)

    def _leave_out(self, kind: str, record: Record) -> None:
        """A control that is no part of the text: the outcome knows of it."""
        if kind == "secd" and len(record.data) >= 20:
            (self.shapes.outline,) = struct.unpack_from("<H", record.data, 18)
        reason = "comment" if kind == _MEMO else _FURNITURE[kind]
        if reason:
            self.outcome.leave_out(reason, " ".join(block.text for block in self.control_blocks(record)))

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
                text = tidy(read_string(child.data, 32)[0])
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
                column, row, wide, tall = struct.unpack_from("<HHHH", child.data, 8)
                into = []
                cells.append(Cell(row, column, into, min(max(tall, 1), 1000), min(max(wide, 1), 1000)))
                into += self.paragraphs(child.under)
            elif child.tag == PARAGRAPH:
                into += self._paragraph(child)
            elif child.tag == LIST_RECORD:
                into += self.paragraphs(child.under)
        return caption + rows(cells)


def pieces(data: bytes) -> Iterator[tuple[int, str | None]]:
    """A paragraph's text between its controls, with the unit where it begins; None for each control that has a record
    of its own.
    """
    units = struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])
    start = place = 0
    while place < len(units):
        unit = units[place]
        if unit >= 32:
            place += 1
            continue
        if place > start:
            yield start, data[2 * start : 2 * place].decode("utf-16-le", "replace")
        if unit in _SPOKEN:
            yield place, _SPOKEN[unit]
        elif unit in _EXTENDED:
            yield place, None
        place += 1 if unit in _SINGLE else 8
        start = place
    if start < len(units):
        yield start, data[2 * start :].decode("utf-16-le", "replace")


def _script(record: Record) -> str:
    """An equation's script as it is written in Hangul."""
    found = next((child for child in record.under if child.tag == EQUATION), None)
    return "" if found is None else read_string(found.data, 4)[0]


def _number(data: bytes) -> str:
    """An automatic number as printed; page numbers are not text."""
    if len(data) < 16:
        return ""
    bits, number, _, before, after = struct.unpack_from("<IHHHH", data, 4)
    if bits & 0xF == 0:
        return ""
    marks = [chr(unit) if unit >= 32 else "" for unit in (before, after)]
    return f"{marks[0]}{number}{marks[1]}{' ' if marks[1] else ''}"
