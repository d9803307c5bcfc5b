"""What is written on a PDF's pages beside their text: values of form fields, free text, and readers' notes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from knowledge.loaders.base import Outcome
from knowledge.loaders.layout.line_drafts import Corners, PageLine
from knowledge.loaders.layout.lines import Frame
from korean.text import clean

NOTE = "메모"  # the marker of a reader's note
_MOST = 2000  # annotations of a page
_LONGEST = 20_000  # characters of one
_CHECKED = "☑"
_LEAST_SIZE = 6.0  # points


class Annotation(NamedTuple):
    """A text written on a page, and the place of it, upright; ``aside``: a note about the page, not text on it."""

    text: str
    corners: Corners
    aside: bool


def add_annotations(
    document: Any, page: Any, lines: Sequence[PageLine], frame: Frame, outcome: Outcome
) -> list[PageLine]:
    """The page's lines with values of fields and free text at their places, readers' notes behind the text."""
    found = list(lines)
    for one in read_annotations(document, page, frame, outcome):
        for number, text in enumerate(one.text.split("\n")):
            line = _line(text, one, number)
            if one.aside:
                found.append(replace(line, note="" if number else NOTE, in_note=True))
            else:
                found = _put(found, line, joined=not number)
    return found


def read_annotations(document: Any, page: Any, frame: Frame, outcome: Outcome) -> Iterator[Annotation]:
    """The annotations of a page that say something; hidden ones are noted as left out."""
    import pypdfium2.raw as raw

    form = document.formenv.raw if document.formenv else None
    silent = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_FILEATTACHMENT)
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        text = ""
        if kind == raw.FPDF_ANNOT_WIDGET:
            text = _field_value(raw, form, annotation) if form else ""
        elif kind not in silent:
            text = _string(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
        rect = raw.FS_RECTF()
        placed = raw.FPDFAnnot_GetRect(annotation, rect)
        flags = raw.FPDFAnnot_GetFlags(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if not text or not placed:
            continue
        if flags & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
            outcome.leave_out("hidden", text)
            continue
        sides = sorted((rect.left, rect.right)), sorted((rect.bottom, rect.top))
        corners = frame.upright(sides[0][0], sides[1][0], sides[0][1], sides[1][1])
        yield Annotation(text, corners, kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT))


def _field_value(raw: Any, form: Any, annotation: Any) -> str:
    """What a field holds: its text, its choice, or a sign where it is ticked."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return _CHECKED if raw.FPDFAnnot_IsChecked(form, annotation) else ""
    if kind in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(function: Callable[..., int], *arguments: Any) -> str:
    """What one of PDFium's functions writes into a buffer as UTF-16."""
    size = function(*arguments, None, 0)
    if not 2 < size <= 2 * _LONGEST:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    function(*arguments, buffer, size)
    text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _line(text: str, one: Annotation, number: int) -> PageLine:
    """A text as a line whose characters share the place of its annotation."""
    left, top, right, bottom = one.corners
    size = min(max((bottom - top) * 0.8, _LEAST_SIZE), 12.0)
    step = (right - left) / max(len(text), 1)
    top = top + number * size * 1.2
    boxes = [
        (left + step * i, top, left + step * (i + 1), max(top + 1, min(bottom, top + size))) for i in range(len(text))
    ]
    return PageLine(list(text), list(boxes), size=size)


def _put(lines: Sequence[PageLine], line: PageLine, joined: bool) -> list[PageLine]:
    """The lines with another one at its place: behind the words that stand left of it, else above what stands below."""
    middle = (line.top + line.bottom) / 2
    beside = [i for i, o in enumerate(lines) if o.top - 4 <= middle <= o.bottom + 4 and o.left < line.left]
    if beside and joined:
        at = max(beside, key=lambda i: lines[i].right)
        label = lines[at]
        both = PageLine(
            [*label.chars, " ", *line.chars],
            [*label.boxes, None, *line.boxes],
            label.gaps,
            label.size,
            note=label.note,
            in_note=label.in_note,
            marks=label.marks,
        )
        return [*lines[:at], both, *lines[at + 1 :]]
    below = next((i for i, other in enumerate(lines) if other.top > middle), len(lines))
    return [*lines[:below], line, *lines[below:]]
