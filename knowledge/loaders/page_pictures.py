"""A page of a file as a picture, by the function that its format's row names."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from knowledge.loaders.registry import Loader

if TYPE_CHECKING:
    from PIL.Image import Image as PictureType


def draw_page(row: Loader, file: Path, number: int, scale: float) -> PictureType | None:
    """A page at ``scale`` pixels a point; None where the format has no paper, or the page cannot be drawn."""
    if not row.draws:
        return None
    module, _, function = row.draws.partition(":")
    return cast("PictureType | None", getattr(import_module(module), function)(file, number, scale))


def draw_pdf_page(file: Path, number: int, scale: float) -> PictureType | None:
    """A page of a PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
        try:
            return document[number - 1].render(scale=scale).to_pil().convert("RGB")
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError, FileNotFoundError):
        return None


def draw_picture(file: Path, number: int, scale: float) -> PictureType | None:
    """A frame of a picture file."""
    from knowledge.loaders.base import LoadError
    from knowledge.loaders.ocr import image

    try:
        picture = image.frames(file)[number - 1]
    except (LoadError, IndexError):
        return None
    width, height = image.size(picture)
    return picture.resize((max(1, round(width * scale)), max(1, round(height * scale))))
