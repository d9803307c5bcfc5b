"""A figure's picture as a browser may have it: drawn in a child process under limits, PNG or JPEG of our own."""

from __future__ import annotations

from pathlib import Path

from knowledge.loaders.page_pictures import draw_in_child
from settings import Settings

DRAWING_SECONDS = 8.0
DRAWING_MEMORY_MB = 1024
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff")


def draw_figure(
    file: Path, kind: str, part: str, page: int, box: tuple[float, float, float, float] | None, settings: Settings
) -> bytes | None:
    """The picture of a figure out of its source's file; b"" where it is refused, None where drawing was cut short."""
    told = {"file": str(file), "kind": kind, "part": part, "page": page, "box": list(box or ())}
    call = {"figure": told}
    drawn = draw_in_child(call, DRAWING_SECONDS, min(settings.parse_memory_mb, DRAWING_MEMORY_MB))
    return drawn if drawn is None or drawn.startswith(_SIGNATURES) else b""
