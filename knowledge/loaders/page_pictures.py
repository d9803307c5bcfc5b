"""A page of a file as a picture, drawn in a child process under limits by the function that its format's row names."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.loaders.registry import Loader
from knowledge.loaders.sandbox import child_environment, end_child
from knowledge.models import Box
from settings import Settings

PICTURE_WORKER = Path(__file__).resolve().parent / "picture_worker.py"
LONGEST_DRAWING = 4.0  # seconds, the start of the child included
PNG_SIGNATURE = b"\x89PNG"


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
    return picture if picture and picture.startswith(PNG_SIGNATURE) else None


def draw_in_child(told: dict[str, Any], seconds: float, megabytes: int) -> bytes | None:
    """What the child that draws gives for what it is told, b"" where it refuses; None where its time ran out or it was
    killed, so that it may be tried again.
    """
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
        return None
    finally:
        end_child(child)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
    return None if child.returncode < 0 else picture
