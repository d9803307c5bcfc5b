"""PDFs drawn for a test: runs of text with their own size and rise, at places of a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.ingestion.line_joining import join_lines
from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.block_kinds import type_pages
from knowledge.loaders.pdf.document import load

FONT = "HYSMyeongJo-Medium"
WIDTH, HEIGHT = 595.0, 842.0


class Run(NamedTuple):
    """A piece of a line: ``size`` times the line's type size, ``rise`` ems above its baseline."""

    text: str
    rise: float = 0.0
    size: float = 1.0


def up(text: str, rise: float = 0.4, size: float = 0.65) -> Run:
    return Run(text, rise, size)


def down(text: str, rise: float = -0.15, size: float = 0.65) -> Run:
    return Run(text, rise, size)


class Line(NamedTuple):
    """A line of runs, or of one text, whose baseline is ``y`` points above the page's foot."""

    y: float
    text: str | Sequence[str | Run]
    size: float = 12.0
    x: float = 60.0


def draw(path: Path, *pages: Sequence[Line], labels: Sequence[tuple[int, str, int]] = ()) -> Path:
    """Draw pages; ``labels`` are (first page from 0, style of PDF's page labels, first number)."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    styles = {"D": "ARABIC", "r": "ROMAN_LOWER", "R": "ROMAN_UPPER"}
    for place, style, start in labels:
        canvas.addPageLabel(place, style=styles[style], start=start)
    for lines in pages:
        for line in lines:
            text = canvas.beginText(line.x, line.y)
            for run in [line.text] if isinstance(line.text, str) else line.text:
                piece = Run(run) if isinstance(run, str) else run
                text.setFont(FONT, line.size * piece.size)
                text.setRise(piece.rise * line.size)
                text.textOut(piece.text)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> tuple[tuple[LoadedPage, ...], Outcome]:
    """The pages as the library keeps them, in this process."""
    outcome = Outcome()
    pages = list(load(path.read_bytes(), outcome, 1000))
    return type_pages(join_lines(pages)), outcome


def read_text(path: Path) -> str:
    return "\n".join(page.text for page in read(path)[0])
