"""PDF: text by page with a box for every character, running heads removed, paragraphs joined, headings found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count as counting
from typing import Any

import numpy as np

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.findings import faint
from knowledge.loaders.layout.assembly import assemble
from knowledge.loaders.layout.columns import columns, marked_rows
from knowledge.loaders.layout.headings import Outline, Sizes, body_size, title_of
from knowledge.loaders.layout.line_drafts import PageLine
from knowledge.loaders.layout.lines import Frame, page_lines
from knowledge.loaders.layout.running_heads import Sheet, find_running, without_running
from knowledge.loaders.layout.slide_titles import is_deck, order_slide
from knowledge.loaders.pdf.annotations import add_annotations
from knowledge.loaders.pdf.figure_regions import find_regions
from knowledge.loaders.pdf.garbled_text import is_garbled
from knowledge.loaders.pdf.legibility import damage, repair_syllables, replace_bullets
from knowledge.loaders.pdf.page_labels import find_labels
from knowledge.loaders.pdf.scanned_pages import Wanting, fill_scanned_pages, is_scanned, shows_something
from knowledge.loaders.pdf.unseen_text import find_unseen_text
from korean import lexicon

_POOR_TITLE = lexicon.pattern("headings", "poor_title_of_a_pdf", re.I)
_UNREADABLE = 0.3  # share of wrong letters from which a page is left out
_DOUBTFUL = 0.02  # and from which its reader is warned
_LONG = 3  # times the pages wanted first: from so many on, they are given alone
_BLANK = Frame(0, np.zeros((2, 3)), 0.0, 0.0, (0.0, 0.0, 0.0, 0.0))


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages in order. Raises LoadError: encrypted, broken, too long, without any text, or
    with none that can be read.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise _refusal(str(error)) from None
    count = outcome.total = len(document)
    if count == 0:
        raise LoadError("pdf_no_text", "쪽이 하나도 없는 PDF입니다. 파일을 다시 내려받아 올려 주세요.")
    if count > most:
        raise LoadError("pdf_too_long", f"너무 긴 PDF입니다({count:,}쪽, 많아도 {most:,}쪽). 나누어 올려 주세요.")
    if outcome.first and count > _LONG * outcome.first:
        count, outcome.whole = outcome.first, False
    sheets, pictures, with_stamp, failed = _read(document, count, outcome)
    wrong = _wrong(sheets)
    unreadable = [number for number, share in wrong.items() if share >= _UNREADABLE]
    outcome.find("broken_pages", failed)
    outcome.find("doubtful_text", [number for number, share in wrong.items() if _DOUBTFUL <= share < _UNREADABLE])
    sheets = fill_scanned_pages(document, sheets, Wanting(pictures, unreadable, with_stamp), outcome)
    outcome.find("nearly_empty", faint(["".join(line.text for line in lines) for lines, _ in sheets]))
    yield from _pages(document, sheets, outcome)
    document.close()


def _pages(document: Any, sheets: Sequence[Sheet], outcome: Outcome) -> Iterator[LoadedPage]:
    entries = _outline(document, len(sheets))
    body = body_size([lines for lines, _ in sheets])
    stated = " ".join(str(document.get_metadata_value("Title")).split())
    stated = stated if 1 < len(stated) <= 120 and not _POOR_TITLE.search(stated) else ""
    outcome.title = title_of(stated, [lines for lines, _ in sheets[:3]], body)
    kept, gutters = [], []
    running = find_running(sheets, body)
    pages = without_running(sheets, running)
    _account(sheets, pages, running.numbers, outcome)
    deck = is_deck(pages)
    for lines in pages:
        ordered, gutter = columns(lines)
        if deck and gutter is None:
            ordered = order_slide(ordered)
        kept.append(marked_rows(sorted(ordered, key=lambda line: line.in_note)))  # notes behind the running text
        gutters.append(gutter)
    heads = Outline(entries) if entries else Sizes(kept)
    labels = find_labels(document, len(sheets), running.printed)
    for number, lines, gutter, (_, frame) in zip(counting(1), kept, gutters, sheets, strict=False):
        page = assemble(number, lines, frame, heads.find(number, lines), gutter)
        yield replace(page, label=labels.get(number, ""), pictures=find_regions(document, page, frame.matrix))


def _account(sheets: Sequence[Sheet], kept: Sequence[Sequence[PageLine]], numbers: set[int], outcome: Outcome) -> None:
    """Note what is on no page: running heads, page numbers, marks of notes."""
    for (lines, _), held in zip(sheets, kept, strict=True):
        stays = {id(line) for line in held}
        for line in lines:
            if id(line) not in stays:
                outcome.leave_out("page_number" if id(line) in numbers else "running_head", line.text)
            for mark in line.marks:
                outcome.leave_out("note_mark", mark)


def _refusal(said: str) -> LoadError:
    if "password" in said.lower() or "security" in said.lower():
        return LoadError("pdf_encrypted", "암호가 걸린 PDF입니다. 암호를 푼 뒤 다시 올려 주세요.")
    return LoadError("pdf_broken", "PDF가 깨져 있어 열 수 없습니다. 파일을 다시 내려받거나 다시 저장해 올려 주세요.")


def _read(document: Any, count: int, outcome: Outcome) -> tuple[list[Sheet], list[int], list[int], list[int]]:
    """Every page's lines; the pages that show something and hold no text, or hardly any;
    those that cannot be opened.
    """
    import pypdfium2

    sheets: list[Sheet] = []
    pictures: list[int] = []
    with_stamp: list[int] = []
    failed: list[int] = []
    unseen: dict[int, str] = {}
    for index in range(count):
        try:
            page = document[index]
            lines, frame = page_lines(page)
            lines = add_annotations(document, page, lines, frame, outcome)
            if not lines and shows_something(page):
                pictures.append(index + 1)
            unseen[index + 1] = find_unseen_text(page)
            if lines and is_scanned(page, "".join(line.text for line in lines)):
                with_stamp.append(index + 1)
            page.close()
        except pypdfium2.PdfiumError:
            lines, frame = [], _BLANK
            failed.append(index + 1)
        said = repair_syllables(replace_bullets("\n".join(line.text for line in lines))).split("\n")
        for line, text in zip(lines, said, strict=False):
            line.chars = list(text)
        sheets.append((lines, frame))
        outcome.tell(index + 1 - len(pictures) - len(with_stamp))
    outcome.find("ocr_layer", [number for number, kind in unseen.items() if kind == "scan"])
    outcome.find("handwritten", [number for number, kind in unseen.items() if kind == "strokes"])
    return sheets, pictures, with_stamp, failed


def _wrong(sheets: Sequence[Sheet]) -> dict[int, float]:
    """Page number -> share of its letters that cannot be right."""
    return {
        i: 1.0 if is_garbled("\n".join(line.text for line in lines)) else damage("".join(line.text for line in lines))
        for i, (lines, _) in enumerate(sheets, 1)
        if lines
    }


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
