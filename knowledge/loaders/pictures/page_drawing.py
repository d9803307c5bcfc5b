"""In the child process that draws: a page of a file as a picture. Nothing here imports what only the parent needs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as PictureType

MOST_PICTURE_PIXELS = 16_000_000  # of a page that is looked at


def fit_scale(width: float, height: float, scale: float) -> float:
    """Pixels a point at which a page of so many points has no more pixels than a picture may have."""
    asked = width * height * scale * scale
    return scale if asked <= MOST_PICTURE_PIXELS else scale * math.sqrt(MOST_PICTURE_PIXELS / asked)


def draw_pdf_page(file: Path, number: int, scale: float) -> tuple[PictureType, float] | None:
    """A page of a PDF, and the pixels a point that it was drawn at."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
        try:
            page = document[number - 1]
            width, height = page.get_size()
            fits = fit_scale(width, height, scale)
            return page.render(scale=fits).to_pil().convert("RGB"), fits
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError, FileNotFoundError):
        return None


def draw_picture(file: Path, number: int, scale: float) -> tuple[PictureType, float] | None:
    """A frame of a picture file, and the pixels a point that it was drawn at."""
    from knowledge.loaders.base import LoadError
    from knowledge.loaders.ocr import image

    try:
        picture = image.open_frame(file, number)
    except LoadError:
        return None
    width, height = image.size(picture)
    fits = fit_scale(width, height, scale)
    return picture.resize((max(1, round(width * fits)), max(1, round(height * fits)))), fits
