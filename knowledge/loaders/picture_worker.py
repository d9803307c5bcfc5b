"""The child process that draws a page or a figure: told as JSON on stdin what, it gives a picture, or nothing."""

from __future__ import annotations

import importlib
import io
import json
import sys
from pathlib import Path


def main(megabytes: int, seconds: int) -> None:
    """Draw under the limits of the child that reads files."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    from knowledge.loaders.worker import limit

    limit(megabytes, seconds)
    told = json.load(sys.stdin)
    if figure := told.get("figure"):
        from knowledge.loaders.pictures.figure_drawing import draw_from_file

        sys.stdout.buffer.write(draw_from_file(Path(figure.pop("file")), **figure))
        return
    module, _, function = told["draws"].partition(":")
    drawn = getattr(importlib.import_module(module), function)(Path(told["file"]), told["number"], told["scale"])
    if drawn is None:
        return
    from PIL import Image, ImageChops, ImageDraw

    picture, scale = drawn
    layer = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(layer)
    for left, top, right, bottom in told["boxes"]:
        edges = [left - 1, top - 1, right + 1, bottom + 1]
        draw.rectangle([edge * scale for edge in edges], fill=(255, 232, 92))
    out = io.BytesIO()
    ImageChops.multiply(picture, layer).save(out, "PNG", compress_level=3)
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
