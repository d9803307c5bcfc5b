"""In the child process that draws: a figure's picture out of its source's file.

What cannot be decoded within the limits is not drawn: bombs, broken and cut pictures, and formats that carry links or
programs (SVG, EMF, WMF). Of an animation the first picture is drawn. Nothing is fetched.
"""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.pictures.embedded_pictures import EMBEDDED_PICTURE, find_embedded
from knowledge.loaders.pictures.page_drawing import draw_pdf_page
from knowledge.loaders.xml_archive import ARCHIVE_KINDS, Package

if TYPE_CHECKING:
    from PIL.Image import Image as PictureType

DRAWN_KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
MOST_FIGURE_PIXELS = 60_000_000  # of a picture before it is made smaller
MOST_FIGURE_BYTES = 64 * 2**20  # of a picture in its file
LONGEST_SIDE = 1600  # pixels of what is shown
SHARPNESS = 3.0  # pixels a point of what is cut out of a page
LARGEST_PNG = 400_000  # bytes; a larger picture is a photograph, and goes as JPEG
SHORTEST_SIDE = 8  # pixels; less shows nothing
_MARGIN = 4.0  # points around what is cut out


def draw_from_file(file: Path, kind: str, part: str, page: int, box: list[float]) -> bytes:
    """In the child: the picture's bytes, b"" where there is none to be drawn."""
    picture = _cut_out(file, page, box) if box else _open_part(file, kind, part)
    return b"" if picture is None or min(picture.size) < SHORTEST_SIDE else _write(picture)


def _cut_out(file: Path, page: int, box: list[float]) -> PictureType | None:
    """The part of a PDF's page where a figure lies."""
    left, top, right, bottom = box
    size = max(right - left, bottom - top, 1.0)
    drawn = draw_pdf_page(file, page, min(SHARPNESS, LONGEST_SIDE / size))
    if drawn is None:
        return None
    whole, scale = drawn
    sides = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
    edges = [round(side * scale) for side in sides]
    return whole.crop((max(edges[0], 0), max(edges[1], 0), min(edges[2], whole.width), min(edges[3], whole.height)))


def _open_part(file: Path, kind: str, part: str) -> PictureType | None:
    """A picture that a part of a package or of a text holds."""
    content = _read_part(file, kind, part)
    return _decode(content) if content and len(content) <= MOST_FIGURE_BYTES else None


def _read_part(file: Path, kind: str, part: str) -> bytes | None:
    try:
        if part.startswith(EMBEDDED_PICTURE):
            from knowledge.loaders.text.encodings import decode

            if kind == "epub":
                package = Package(file.read_bytes(), kind)
                pages = (package.read(name) for name in package.names(r".*\.x?html?"))
                return next(filter(None, (find_embedded(one.decode("utf-8", "replace"), part) for one in pages)), None)
            return find_embedded(decode(file.read_bytes(), Outcome()), part)
        return Package(file.read_bytes(), kind).read(part) if kind in ARCHIVE_KINDS else None
    except LoadError:
        return None


def _decode(content: bytes) -> PictureType | None:
    """The first picture of a file, no larger than it is shown, on white."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_FIGURE_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=DRAWN_KINDS) as opened:
            if opened.width * opened.height > MOST_FIGURE_PIXELS:
                return None
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            shrink = max(opened.size) / LONGEST_SIDE
            picture = opened.reduce(max(1, math.floor(shrink))) if opened.mode not in ("P", "1") else opened.copy()
            upright = ImageOps.exif_transpose(picture)
            return _flatten(upright)
    except (Image.DecompressionBombError, UnidentifiedImageError):
        return None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError):
        return None


def _flatten(picture: PictureType) -> PictureType:
    from PIL import Image

    if picture.mode in ("P", "PA", "LA", "RGBa", "La") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    if picture.mode.startswith(("I", "F")):
        picture = _to_grey(picture)
    return picture.convert("RGB")


def _to_grey(picture: PictureType) -> PictureType:
    """A picture of deep greys with its darkest as black and its lightest as white."""
    deep = picture.convert("F")
    low, high = deep.getextrema()
    assert isinstance(low, float) and isinstance(high, float)
    scale = 255 / (high - low) if high > low else 1.0
    return deep.point(lambda value: value * scale - low * scale).convert("L")


def _write(picture: PictureType) -> bytes:
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = io.BytesIO()
    picture.save(plain, "PNG", compress_level=6)
    if plain.tell() <= LARGEST_PNG:
        return plain.getvalue()
    photograph = io.BytesIO()
    picture.save(photograph, "JPEG", quality=88)
    return min(plain.getvalue(), photograph.getvalue(), key=len)
