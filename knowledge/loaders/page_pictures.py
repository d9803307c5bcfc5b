"""A page of a file as a picture, drawn in a child process under limits by the function that its format's row names."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.loaders.registry import Loader
from knowledge.loaders.sandbox import child_environment, end_child
from knowledge.models import Box
from settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image as PictureType

PICTURE_WORKER = Path(__file__).resolve().parent / "picture_worker.py"
MOST_PICTURE_PIXELS = 16_000_000  # of a page that is looked at
LONGEST_DRAWING = 4.0  # seconds, the start of the child included
PNG_SIGNATURE = b"\x89PNG"


def fit_scale(width: float, height: float, scale: float) -> float:
    """Pixels a point at which a page of so many points has no more pixels than a picture may have."""
    asked = width * height * scale * scale
    return scale if asked <= MOST_PICTURE_PIXELS else scale * math.sqrt(MOST_PICTURE_PIXELS / asked)


def render_page(
    row: Loader, file: Path, number: int, scale: float, marks: Sequence[Box], settings: Settings
) -> bytes | None:
    """A page as PNG at about ``scale`` pixels a point, with yellow boxes; None where the format has no paper, or the
    page cannot be drawn within the limits.
    """
    if not row.draws:
        return None
    boxes = [[box.left, box.top, box.right, box.bottom] for box in marks if box.page == number]
    told = {"file": str(file), "draws": row.draws, "number": number, "scale": scale, "boxes": boxes}
    picture = draw_in_child(told, LONGEST_DRAWING, settings.parse_memory_mb)
    return picture if picture.startswith(PNG_SIGNATURE) else None


def draw_in_child(told: dict[str, Any], seconds: float, megabytes: int) -> bytes:
    """What the child that draws gives for what it is told, b"" where it gives nothing within its limits."""
    child = subprocess.Popen(
        [sys.executable, "-P", str(PICTURE_WORKER), str(megabytes), str(math.ceil(seconds))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(None),
        start_new_session=True,
    )
    try:
        picture, _ = child.communicate(json.dumps(told).encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        return b""
    finally:
        end_child(child)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
    return picture


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
