"""The part of a book's page that a citation stands on, its lines marked, as a picture."""

from __future__ import annotations

import io

from knowledge import Citation, Library

MARGIN_POINTS = 48.0  # points of the page above and below the marked lines
SCALE = 2.0  # pixels of a point


def marked_page(library: Library, cited: Citation) -> tuple[bytes, int, int] | None:
    """The part of a page around a citation, marked: PNG, and its width and height in pixels. None
    where the source has no paper.
    """
    if not library.has(cited.source_id):
        return None
    boxes = [box for box in library.boxes(cited.source_id, cited.start, cited.end) if box.page == cited.page]
    image = library.page_image(cited.source_id, cited.page, SCALE, boxes) if boxes else None
    if image is None:
        return None
    from PIL import Image

    with Image.open(io.BytesIO(image)) as whole:
        top = max(0, int((min(box.top for box in boxes) - MARGIN_POINTS) * SCALE))
        bottom = min(whole.height, int((max(box.bottom for box in boxes) + MARGIN_POINTS) * SCALE))
        cut = whole.convert("RGB").crop((0, top, whole.width, bottom))
    kept = io.BytesIO()
    cut.save(kept, "PNG", optimize=True)
    return kept.getvalue(), cut.width, cut.height
