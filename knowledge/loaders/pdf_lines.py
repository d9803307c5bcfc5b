"""The lines of a PDF page as PDFium gives them: characters with boxes and font sizes; wide gaps become table cells."""

from __future__ import annotations

import ctypes
from typing import Any

from knowledge.loaders.pdf_layout import CELL, Line
from korean.text import clean

_GAP = 2.2  # of the font size: a wider hole in a line parts two cells
_MOST = 60_000  # characters a page


def page_lines(page: Any, height: float) -> list[Line]:
    """The page's lines in PDFium's reading order, blank ones left out."""
    import pypdfium2.raw as raw

    text_page = page.get_textpage()
    count = min(raw.FPDFText_CountChars(text_page), _MOST)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    lines: list[Line] = []
    line = Line()
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text_page, i)
        if code in (0x0D, 0x0A):
            if code == 0x0A or line.chars:
                _keep(lines, line)
                line = Line()
            continue
        char = " " if code in (0xFFFE, 0xA0, 0x09, 0x3000) else chr(code) if code < 0x110000 else ""
        if 0xD800 <= code < 0xDC00 and i + 1 < count:
            low = raw.FPDFText_GetUnicode(text_page, i + 1)
            char = chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else ""
        elif 0xDC00 <= code < 0xE000:
            continue
        char = clean(char)
        if not char:
            continue
        box = None
        if raw.FPDFText_GetCharBox(text_page, i, left, right, bottom, top) and not char.isspace():
            box = (left.value, height - top.value, right.value, height - bottom.value)
        for part in char:
            _append(line, part, box, raw.FPDFText_GetFontSize(text_page, i))
    _keep(lines, line)
    text_page.close()
    return lines


def _append(line: Line, char: str, box: tuple[float, float, float, float] | None, size: float) -> None:
    if box is not None:
        last = next((b for b in reversed(line.boxes) if b is not None), None)
        if last is not None and box[0] - last[2] > _GAP * max(size, box[3] - box[1], 4.0):
            while line.chars and line.chars[-1] == " ":
                line.chars.pop(), line.boxes.pop()
            for part in CELL:
                line.chars.append(part)
                line.boxes.append(None)
        line.sizes.append(size if size > 1.5 else box[3] - box[1])
    if char == " " and (not line.chars or line.chars[-1] == " "):
        return
    line.chars.append(char)
    line.boxes.append(box)


def _keep(lines: list[Line], line: Line) -> None:
    line.space_after = bool(line.chars) and line.chars[-1] == " "
    while line.chars and line.chars[-1] == " ":
        line.chars.pop(), line.boxes.pop()
    if line.chars:
        lines.append(_composed(line))


def _composed(line: Line) -> Line:
    """Jamo that a PDF gives apart (NFD) as syllables, with the boxes of their parts joined."""
    import unicodedata

    if unicodedata.is_normalized("NFC", "".join(line.chars)):
        return line
    chars: list[str] = []
    boxes: list[tuple[float, float, float, float] | None] = []
    for char, box in zip(line.chars, line.boxes, strict=True):
        both = unicodedata.normalize("NFC", (chars[-1] if chars else "") + char)
        if chars and len(both) == 1:
            chars[-1] = both
            old = boxes[-1]
            if old is not None and box is not None:
                boxes[-1] = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
        else:
            composed = unicodedata.normalize("NFC", char)
            chars += list(composed)
            boxes += [box] * len(composed)
    return Line(chars, boxes, line.sizes, line.space_after)
