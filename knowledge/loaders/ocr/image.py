"""Pictures - photographs of a page, screenshots, scans - one page each (a TIFF may have more),
read by recognising characters.

A picture has no paper: its longer side is taken as an A4 page's, so that boxes are in points like those of a PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.layout.assembly import assemble
from knowledge.loaders.layout.columns import columns, marked_rows
from knowledge.loaders.layout.headings import Sizes
from knowledge.loaders.ocr.page_ocr import engine_for, recognise_pages

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE_KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
LONGER_SIDE = 842.0  # points
_MOST_PIXELS = 100_000_000
_READ = 2400  # pixels of the longer side that are read: 200 a inch on A4
_SMALL = 1200  # pixels: a smaller picture is enlarged


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages in order. Raises LoadError: broken, too large, without words, or with nothing there to read them."""
    pictures = frames(io.BytesIO(content))
    count = outcome.total = len(pictures)
    if count > most:
        raise LoadError("too_long", f"너무 긴 그림 파일입니다({count:,}쪽). 나누어 올려 주세요.")
    engine, lacking = engine_for(outcome)
    if engine is None:
        raise LoadError("image_pages", f"그림 파일입니다(모두 {count:,}쪽). {lacking}")
    pages = list(range(1, count + 1))
    read = recognise_pages(engine, pages, lambda number: _prepare_picture(pictures[number - 1]), outcome)
    outcome.find("recognised", [n for n, (lines, _) in read.items() if lines])
    illegible = outcome.pages_with("illegible")
    outcome.find("no_words", [n for n, (lines, _) in read.items() if not lines and n not in illegible])
    outcome.find("left_out", [n for n in pages if n not in read], seconds=outcome.ocr_seconds)
    if not any(lines for lines, _ in read.values()):
        if illegible:
            raise LoadError(
                "image_illegible", "손글씨이거나 흐려서 글자를 알아볼 수 없는 그림입니다. 글로 옮겨 적어 올려 주세요."
            )
        raise LoadError("image_no_words", "그림에서 글자를 찾지 못했습니다. 더 크고 선명한 그림을 올려 주세요.")
    ordered = [columns(read[n][0]) if n in read else ([], None) for n in pages]
    kept = [marked_rows(lines) for lines, _ in ordered]
    heads = Sizes(kept)
    for number, lines, (_, gutter), picture in zip(counting(1), kept, ordered, pictures, strict=False):
        if number in read:
            yield assemble(number, lines, read[number][1], heads.find(number - 1, lines), gutter)
        else:
            yield LoadedPage(number, "", *size(picture))


def frames(content: io.BytesIO | Path) -> list[Image]:
    """The pictures in a file, as their maker held them. Raises LoadError."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(content, formats=PICTURE_KINDS) as file:
            if file.width * file.height > _MOST_PIXELS:
                raise _too_large()
            return [ImageOps.exif_transpose(frame).convert("RGB") for frame in ImageSequence.Iterator(file)]
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise broken_picture_error() from None


def open_frame(file: Path, number: int) -> Image:
    """One picture of a file, by its number from 1. Raises LoadError."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(file, formats=PICTURE_KINDS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise _too_large()
            opened.seek(number - 1)
            return ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise broken_picture_error() from None


def broken_picture_error() -> LoadError:
    return LoadError("image_broken", "그림 파일이 깨져 있습니다. 다시 저장해 올려 주세요.")


def _too_large() -> LoadError:
    return LoadError("image_too_large", "그림이 너무 큽니다. 가로세로를 줄여 다시 올려 주세요.")


def size(picture: Image) -> tuple[float, float]:
    """A picture's width and height in points."""
    scale = LONGER_SIDE / max(picture.size)
    return picture.width * scale, picture.height * scale


def _prepare_picture(picture: Image) -> tuple[Image, float, float]:
    """A picture in grey, neither too small to read nor larger than it need be, and its size in points."""
    longer = max(picture.size)
    scale = _READ / longer if longer > _READ else min(2.0, _SMALL / longer) if longer < _SMALL else 1.0
    grey = picture.convert("L")
    if scale != 1.0:
        grey = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))
    return grey, *size(picture)
