"""What was read off a picture as lines of a page, every character with its box, so that a
quote can be marked in the scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.loaders.base import Outcome
from knowledge.loaders.findings import remedy
from knowledge.loaders.layout.line_drafts import LineDraft, PageLine
from knowledge.loaders.layout.lines import Frame
from knowledge.loaders.layout.running_heads import Sheet
from knowledge.loaders.ocr.tesseract import DPI, OcrEngine, find_engine, read_all
from knowledge.loaders.ocr.words import Word, WordReading
from korean.text import clean

if TYPE_CHECKING:
    from PIL.Image import Image

_LEAST = 8  # letters: a picture with fewer holds no text
_UNSURE = 50.0  # of 100: what is read with less is no text
_DOUBTFUL = 72.0  # and with less than this it may be handwriting (printed scans: 91 to 93, handwriting: 46 to 70)
_WRITTEN = 30  # characters: a picture with fewer shows something else
_BODY = 1.2  # heights of a syllable: its line's body
_ONE_SIZE = 0.35  # a line whose height differs less from the page's is set in the same type
_SOFTEN = 0.7  # pixels: takes the grain off a scan
_LONGEST = 2600  # pixels of a drawn page
_GLANCE = 6  # seconds for the first pages of a long document, which are read again with the rest


def engine_for(outcome: Outcome) -> tuple[OcrEngine | None, str]:
    """The engine to read pictures with; where there is none, what can be done about it."""
    if not outcome.ocr_seconds:
        return None, remedy("off")
    if not outcome.ocr_program:
        return None, remedy("program")
    engine = find_engine(outcome.ocr_program)
    return engine, "" if engine else remedy("korean")


def recognise_pages(
    engine: OcrEngine,
    numbers: Sequence[int],
    picture: Callable[[int], tuple[Image, float, float] | None],
    outcome: Outcome,
) -> dict[int, Sheet]:
    """Pages (from 1) to what was read on them; those that time did not suffice for, or
    that cannot be drawn, are missing. Pages that are hard to read, or cannot be, are named in findings.

    ``picture`` gives a page in grey with its width and height in points. A sheet without lines held no text.
    """
    sizes: dict[int, tuple[float, float]] = {}
    count = 0

    def draw_pages() -> Iterator[tuple[int, Image]]:
        for number in numbers:
            found = picture(number)
            if found is not None:
                sizes[number] = found[1:]
                yield number, found[0]

    def count_page() -> None:
        nonlocal count
        count += 1
        outcome.tell(outcome.total - len(numbers) + count)

    seconds = outcome.ocr_seconds if outcome.whole else min(outcome.ocr_seconds, _GLANCE)
    outcome.hold(seconds)
    readings = list(read_all(engine, draw_pages(), seconds, count_page))
    written = [(number, reading.sure) for number, reading in readings if reading.count >= _WRITTEN]
    outcome.find("illegible", [number for number, sure in written if sure < _UNSURE])
    outcome.find("doubtful_scan", [number for number, sure in written if _UNSURE <= sure < _DOUBTFUL])
    return {number: sheet(reading, *sizes[number]) for number, reading in readings}


def page_picture(page: Any) -> tuple[Image, float, float]:
    """A PDF page as it is shown, in grey, grain softened, with its size in points."""
    from PIL import ImageFilter

    width, height = page.get_size()
    scale = min(DPI / 72, _LONGEST / max(width, height, 1.0))
    drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    return drawn.filter(ImageFilter.GaussianBlur(_SOFTEN)), width, height


def sheet(reading: WordReading, width: float, height: float) -> Sheet:
    """A reading as lines in a frame; ``width`` and ``height`` in points as the page is shown."""
    frame = _frame(reading.turn, width, height)
    upright = frame.extent[2]
    scale = upright / max(reading.size[0], 1)
    lines = [found for words in reading.lines if (found := _line(words, scale))]
    said = sum(char.isalnum() for line in lines for char in line.chars)
    if said < _LEAST or reading.sure < _UNSURE:
        return [], frame
    body = median(line.size for line in lines for _ in line.chars)
    for line in lines:
        if abs(line.size - body) <= _ONE_SIZE * body:
            line.size = body
    return lines, frame


def _frame(turn: int, width: float, height: float) -> Frame:
    """The frame of a picture that had to be turned clockwise by quarters to stand upright."""
    shift_x, shift_y = (0.0, 0.0, width, width), (0.0, height, height, 0.0)
    matrix = np.array([[1.0, 0.0, shift_x[turn]], [0.0, -1.0, shift_y[turn]]])
    across, down = (height, width) if turn % 2 else (width, height)
    return Frame(turn, matrix, width, height, (0.0, 0.0, across, down))


def _line(words: Sequence[Word], scale: float) -> PageLine | None:
    """One line; a word's box is parted among its characters, narrow ones half as wide as syllables."""
    draft = LineDraft()
    heights = []
    above, below = (scale * edge(word.box[side] for word in words) for side, edge in ((1, min), (3, max)))
    for word in words:
        if word.apart:
            draft.add(" ", None, None)
        chars = clean(word.text)
        left, top, right, bottom = (edge * scale for edge in word.box)
        widths = np.array([0.5 if char.isascii() else 1.0 for char in chars])
        edges = left + (right - left) * np.concatenate([[0.0], np.cumsum(widths)]) / max(widths.sum(), 0.5)
        for char, start, end in zip(chars, edges, edges[1:], strict=False):
            draft.add(char, (float(start), top, float(end), bottom), (float(start), above, float(end), below))
        heights += [bottom - top] * len(chars)
    done: list[PageLine] = []
    draft.close(done)
    if not done:
        return None
    done[0].size = _BODY * float(median(heights))
    return done[0]
