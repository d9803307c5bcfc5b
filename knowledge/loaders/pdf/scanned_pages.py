"""PDF pages whose text cannot be had from the file - pictures, fonts without a Unicode map -
recognised where that is possible.

Every such page is named in a finding: read by recognising, or why not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.findings import FAINT, letters
from knowledge.loaders.layout.running_heads import Sheet
from knowledge.loaders.ocr.page_ocr import engine_for, page_picture, recognise_pages

if TYPE_CHECKING:
    from PIL.Image import Image

_DRAWN = 20  # paths on a page without text from which it shows something
_OUTLINED = 60  # and from which, with hardly a letter, its letters may be drawn as outlines
_COVERED = 0.6  # of a page: a picture that large with hardly a letter beside it is a scan with a stamp
_MORE = 3  # times the letters beside a picture: what must be read in it to take their place
_HARDLY = 0.05  # of a document's text: what else may be readable in one whose fonts have no Unicode map


@dataclass(frozen=True)
class Wanting:
    """Pages (from 1) without text that can be read: pictures, wrong letters, a scan with a few letters beside it."""

    pictures: Sequence[int]
    unreadable: Sequence[int]
    stamped: Sequence[int]


def fill_scanned_pages(document: Any, sheets: Sequence[Sheet], wanting: Wanting, outcome: Outcome) -> list[Sheet]:
    """The sheets with what could be recognised, wrong letters gone. Raises LoadError where nothing is left to read."""
    import pypdfium2

    found = [([], frame) if i in wanting.unreadable else (lines, frame) for i, (lines, frame) in enumerate(sheets, 1)]
    for number in wanting.unreadable:
        outcome.leave_out("unreadable", " ".join(line.text for line in sheets[number - 1][0]))
    numbers = sorted({*wanting.pictures, *wanting.unreadable, *wanting.stamped})
    engine, lacking = engine_for(outcome) if numbers else (None, "")
    if engine is None:
        outcome.find("image_pages", wanting.pictures, remedy=lacking)
        outcome.find("no_unicode", wanting.unreadable, remedy=lacking)
        outcome.find("mostly_picture", wanting.stamped, remedy=lacking)
        whole = sum(_size(sheet) for sheet in sheets)
        if sum(_size(sheet) for sheet in found) <= _HARDLY * whole:
            raise _nothing(wanting, len(sheets), lacking)
        return found
    broken: list[int] = []

    def picture(number: int) -> tuple[Image, float, float] | None:
        try:
            page = document[number - 1]
            drawn = page_picture(page)
            page.close()
        except (pypdfium2.PdfiumError, ValueError):
            broken.append(number)
            return None
        return drawn

    read = recognise_pages(engine, numbers, picture, outcome)
    for number, sheet in read.items():
        if number not in wanting.stamped or _size(sheet) >= _MORE * _size(found[number - 1]):
            found[number - 1] = sheet
    _say(wanting, read, found, broken, outcome)
    if not any(lines for lines, _ in found):
        if outcome.pages_with("illegible"):
            said = f"손글씨이거나 흐려서 글자를 알아볼 수 없는 PDF입니다(모두 {len(sheets):,}쪽)."
            raise LoadError("pdf_illegible", f"{said} 더 선명하게 스캔하거나 글로 옮겨 적어 올려 주세요.")
        raise _nothing(wanting, len(sheets), "")
    return found


def _say(
    wanting: Wanting, read: dict[int, Sheet], found: Sequence[Sheet], broken: Sequence[int], outcome: Outcome
) -> None:
    late = [n for n in (*wanting.pictures, *wanting.unreadable) if n not in read and n not in broken]
    outcome.find("recognised", [n for n, sheet in read.items() if sheet[0] and found[n - 1] is sheet])
    blank = {n for n in read if not read[n][0]} - outcome.pages_with("illegible")
    outcome.find("no_words", [n for n in wanting.pictures if n in blank])
    outcome.find("no_unicode", [n for n in wanting.unreadable if n in blank], remedy="")
    outcome.find("left_out", late, seconds=outcome.ocr_seconds)
    outcome.find("broken_pages", [n for n in broken if n not in wanting.stamped])


def _nothing(wanting: Wanting, count: int, lacking: str) -> LoadError:
    """Why a document leaves nothing to index."""
    if wanting.unreadable:
        said = f"글꼴에 글자 정보(유니코드)가 없어 글자를 바르게 읽을 수 없는 PDF입니다(모두 {count:,}쪽)."
        return LoadError("pdf_no_unicode", f"{said} {lacking or 'PDF를 다시 만들어 올려 주세요.'}")
    if not wanting.pictures:
        said = f"아무것도 적혀 있지 않은 PDF입니다(모두 {count:,}쪽)."
        return LoadError("pdf_no_text", f"{said} 올바른 파일인지 확인해 다시 올려 주세요.")
    if lacking:
        return LoadError("pdf_no_text", f"글자가 없는 그림뿐인 PDF입니다(모두 {count:,}쪽). {lacking}")
    said = f"그림뿐인 PDF이고 글자 인식(OCR)으로도 글자를 찾지 못했습니다(모두 {count:,}쪽)."
    return LoadError("pdf_no_text", f"{said} 더 선명하게 스캔해 올려 주세요.")


def shows_something(page: Any) -> bool:
    """Whether a page without text has a picture, a form or a drawing on it."""
    import pypdfium2.raw as raw

    paths = 0
    for i in range(min(raw.FPDFPage_CountObjects(page), 1000)):
        kind = raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i))
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_TEXT):
            return True
        paths += kind == raw.FPDF_PAGEOBJ_PATH
    return paths >= _DRAWN


def _count_paths(page: Any) -> int:
    import pypdfium2.raw as raw

    kinds = (
        raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i))
        for i in range(min(raw.FPDFPage_CountObjects(page), 1000))
    )
    return sum(kind == raw.FPDF_PAGEOBJ_PATH for kind in kinds)


def is_scanned(page: Any, text: str) -> bool:
    """Whether a page is a picture, or letters drawn as outlines, with hardly a letter beside it."""
    import pypdfium2.raw as raw

    if letters(text) >= FAINT:
        return False
    if _count_paths(page) >= _OUTLINED:
        return True
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) >= _COVERED * width * height:
            return True
    return False


def _size(sheet: Sheet) -> int:
    return sum(len(line.chars) for line in sheet[0])
