"""PDF: text by page with a box for every character, running heads removed, paragraphs joined, headings found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count as counting
from typing import Any

import numpy as np

from knowledge.loaders.base import LoadedPage, LoadError, Outcome, page_ranges
from knowledge.loaders.pdf_columns import columns, marked_rows
from knowledge.loaders.pdf_edges import Sheet, without_running
from knowledge.loaders.pdf_headings import Outline, Sizes, body_size, title_of
from knowledge.loaders.pdf_layout import assemble
from knowledge.loaders.pdf_legible import bulleted, damage, repaired
from knowledge.loaders.pdf_lines import Frame, page_lines

_POOR_TITLE = re.compile(
    r"microsoft|untitled|\.(docx?|hwpx?|pptx?|pdf|indd|tex|dvi)\b|^\W*$|제목\s*없음|anonymous", re.I
)
_UNREADABLE = 0.3  # share of wrong letters from which a page is left out
_DOUBTFUL = 0.02  # and from which its reader is warned
_DRAWN = 20  # paths on a page without text from which it shows something
_BLANK = Frame(0, np.zeros((2, 3)), 0.0, 0.0, (0.0, 0.0, 0.0, 0.0))


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages in order. Raises LoadError: encrypted, broken, too long, without any text, or with none that can be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(str(error)) from None
    count = outcome.total = len(document)
    if count == 0:
        raise LoadError("pdf_no_text", "쪽이 하나도 없는 PDF입니다. 파일을 다시 내려받아 올려 주세요.")
    if count > most:
        raise LoadError("pdf_too_long", f"너무 긴 PDF입니다({count:,}쪽, 많아도 {most:,}쪽). 나누어 올려 주세요.")
    sheets, pictures, failed = _read(document, count)
    wrong = _wrong(sheets)
    if not any(lines for lines, _ in sheets):
        raise LoadError(
            "pdf_no_text",
            f"글자가 없는 PDF입니다(모두 {count:,}쪽). 스캔한 그림으로 보입니다. 글자 인식(OCR)을 거친 파일을 올려 주세요.",
        )
    unreadable = [number for number, share in wrong.items() if share >= _UNREADABLE]
    sizes = [sum(len(line.chars) for line in lines) for lines, _ in sheets]
    if sum(sizes[number - 1] for number in unreadable) > 0.95 * sum(sizes):
        raise LoadError(
            "pdf_no_unicode",
            "글꼴에 글자 정보(유니코드)가 없어 글자를 바르게 읽을 수 없는 PDF입니다. 글자 인식(OCR)을 거치거나 PDF를 다시 만들어 올려 주세요.",
        )
    doubtful = [number for number, share in wrong.items() if _DOUBTFUL <= share < _UNREADABLE]
    _note(outcome, pictures, failed, unreadable, doubtful)
    sheets = [([], frame) if i in unreadable else (lines, frame) for i, (lines, frame) in enumerate(sheets, 1)]
    yield from _pages(document, sheets, outcome)
    document.close()


def _pages(document: Any, sheets: Sequence[Sheet], outcome: Outcome) -> Iterator[LoadedPage]:
    entries = _outline(document, len(sheets))
    body = body_size([lines for lines, _ in sheets])
    stated = " ".join(str(document.get_metadata_value("Title")).split())
    stated = stated if 1 < len(stated) <= 120 and not _POOR_TITLE.search(stated) else ""
    outcome.title = title_of(stated, [lines for lines, _ in sheets[:3]], body)
    kept, gutters = [], []
    for lines in without_running(sheets, body):
        ordered, gutter = columns(lines)
        kept.append(marked_rows(ordered))
        gutters.append(gutter)
    heads = Outline(entries) if entries else Sizes(kept)
    for number, lines, gutter, (_, frame) in zip(counting(1), kept, gutters, sheets, strict=False):
        yield assemble(number, lines, frame, heads.find(number, lines), gutter)


def _refusal(said: str) -> LoadError:
    if "password" in said.lower() or "security" in said.lower():
        return LoadError("pdf_encrypted", "암호가 걸린 PDF입니다. 암호를 푼 뒤 다시 올려 주세요.")
    return LoadError("pdf_broken", "PDF가 깨져 있어 열 수 없습니다. 파일을 다시 내려받거나 다시 저장해 올려 주세요.")


def _read(document: Any, count: int) -> tuple[list[Sheet], list[int], list[int]]:
    """Every page's lines; the pages that show something and hold no text; the pages that cannot be opened."""
    import pypdfium2

    sheets: list[Sheet] = []
    pictures: list[int] = []
    failed: list[int] = []
    for index in range(count):
        try:
            page = document[index]
            lines, frame = page_lines(page)
            if not lines and _shows_something(page):
                pictures.append(index + 1)
            page.close()
        except pypdfium2.PdfiumError:
            lines, frame = [], _BLANK
            failed.append(index + 1)
        said = repaired(bulleted("\n".join(line.text for line in lines))).split("\n")
        for line, text in zip(lines, said, strict=False):
            line.chars = list(text)
        sheets.append((lines, frame))
    return sheets, pictures, failed


def _shows_something(page: Any) -> bool:
    """Whether a page without text has a picture, a form or a drawing on it."""
    import pypdfium2.raw as raw

    paths = 0
    for i in range(min(raw.FPDFPage_CountObjects(page), 1000)):
        kind = raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i))
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_TEXT):
            return True
        paths += kind == raw.FPDF_PAGEOBJ_PATH
    return paths >= _DRAWN


def _wrong(sheets: Sequence[Sheet]) -> dict[int, float]:
    """Page number -> share of its letters that cannot be right."""
    return {i: damage("".join(line.text for line in lines)) for i, (lines, _) in enumerate(sheets, 1) if lines}


def _note(
    outcome: Outcome, pictures: Sequence[int], failed: Sequence[int], unreadable: Sequence[int], doubtful: Sequence[int]
) -> None:
    for numbers, said in (
        (pictures, "은 글자가 없는 그림이라 읽지 못했습니다. 글자 인식(OCR)을 거치면 읽을 수 있습니다."),
        (failed, "은 깨져 있어 읽지 못했습니다."),
        (unreadable, "은 글꼴에 글자 정보(유니코드)가 없어 읽지 못했습니다."),
        (doubtful, "에는 바르게 읽지 못한 글자가 있습니다(글꼴에 글자 정보가 빠짐)."),
    ):
        if numbers:
            outcome.notes.append(page_ranges(numbers) + said)


def _outline(document: Any, count: int) -> list[tuple[int, str, int]]:
    """The outline's entries as (level from 1, title, page from 1)."""
    import pypdfium2

    found = []
    try:
        for item in document.get_toc(max_depth=6):
            target = item.get_dest()
            index = target.get_index() if target else None
            title = " ".join(str(item.get_title()).split())
            if index is not None and 0 <= index < count and title:
                found.append((item.level + 1, title[:200], index + 1))
            if len(found) > 5000:
                break
    except (pypdfium2.PdfiumError, ValueError, AttributeError):
        return found
    return found
