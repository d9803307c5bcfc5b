"""PDF: text by page with a box for every character, running heads removed, paragraphs joined, headings from the outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadError, Outcome, page_ranges
from knowledge.loaders.pdf_layout import Line, Outline, assemble
from knowledge.loaders.pdf_lines import page_lines

_POOR_TITLE = re.compile(
    r"microsoft|untitled|\.(docx?|hwpx?|pptx?|pdf|indd|tex|dvi)\b|^\W*$|제목\s*없음|anonymous", re.I
)
EDGE = 0.12  # of a page's height: where running heads and page numbers stand
_GARBAGE = re.compile("[\ufffd\ue000-\uf8ff]")


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages in order. Raises LoadError: encrypted, broken, too long, or without any text."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(str(error)) from None
    count = len(document)
    outcome.total = count
    if count == 0:
        raise LoadError("pdf_broken", "쪽이 하나도 없는 PDF입니다. 파일을 다시 내려받아 올려 주세요.")
    if count > most:
        raise LoadError("too_many_pages", f"너무 긴 PDF입니다({count:,}쪽, 많아도 {most:,}쪽). 나누어 올려 주세요.")
    title = " ".join(str(document.get_metadata_value("Title")).split())
    outcome.title = title if 1 < len(title) <= 120 and not _POOR_TITLE.search(title) else ""
    pages: list[tuple[list[Line], float, float]] = []
    silent: list[int] = []
    garbled: list[int] = []
    for index in range(count):
        lines, width, height = _read(document, index)
        letters = "".join(line.text for line in lines)
        if not letters.strip():
            silent.append(index + 1)
        elif len(_GARBAGE.findall(letters)) > 0.3 * len(letters):
            garbled.append(index + 1)
        pages.append((lines, width, height))
    if len(silent) == count:
        raise LoadError(
            "pdf_no_text",
            f"글자가 없는 PDF입니다(모두 {count}쪽). 스캔한 그림으로 보입니다. 글자 인식(OCR)을 거친 파일을 올려 주세요.",
        )
    _note(outcome, silent, garbled)
    heads = _running(pages)
    outline = Outline(_outline(document, count))
    document.close()
    for index, (lines, width, height) in enumerate(pages):
        kept = [line for line in lines if not _is_running(line, height, heads, count)]
        yield assemble(index + 1, kept, width, height, outline)


def _refusal(said: str) -> LoadError:
    if "password" in said.lower() or "security" in said.lower():
        return LoadError("pdf_encrypted", "암호가 걸린 PDF입니다. 암호를 푼 뒤 다시 올려 주세요.")
    return LoadError("pdf_broken", "PDF가 깨져 있어 열 수 없습니다. 파일을 다시 내려받거나 다시 저장해 올려 주세요.")


def _read(document: Any, index: int) -> tuple[list[Line], float, float]:
    import pypdfium2

    try:
        page = document[index]
        width, height = page.get_size()
        return page_lines(page, height), width, height
    except pypdfium2.PdfiumError:
        return [], 0.0, 0.0


def _note(outcome: Outcome, silent: list[int], garbled: list[int]) -> None:
    if silent:
        outcome.notes.append(f"{page_ranges(silent)}은 글자가 없어(그림이거나 빈 쪽) 읽지 못했습니다.")
    if garbled:
        outcome.notes.append(f"{page_ranges(garbled)}은 글꼴에 글자 정보가 없어 바르게 읽지 못했습니다.")


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", "".join(line.text.split()))


def _running(pages: list[tuple[list[Line], float, float]]) -> set[str]:
    """Texts (digits masked) that stand at the edge of many pages."""
    seen: Counter[str] = Counter()
    for lines, _, height in pages:
        seen.update({_masked(line) for line in lines if _at_edge(line, height)})
    needed = max(3, len(pages) * 0.2)
    return {text for text, times in seen.items() if times >= needed}


def _at_edge(line: Line, height: float) -> bool:
    return line.bottom < EDGE * height or line.top > (1 - EDGE) * height


def _is_running(line: Line, height: float, heads: set[str], count: int) -> bool:
    if not _at_edge(line, height):
        return False
    number = count > 2 and re.fullmatch(r"\W*\d{1,4}(\s*/\s*\d{1,4})?\W*", line.text.strip()) is not None
    return number or _masked(line) in heads


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
