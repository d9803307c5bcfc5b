"""A4 paper in one column or two, filled block by block; a block moves to the next column
whole where it fits into one.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

from learning.exchange.export.fonts import korean_fonts

WIDTH, HEIGHT, MARGIN, GUTTER = 210.0, 297.0, 15.0, 10.0  # millimetres
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
BOTTOM = HEIGHT - 18.0
PRINT_SIZE, LINE, INDENT, PADDING = 10.0, 5.4, 7.0, 1.6  # points; millimetres
SMALL_PRINT = 8.5  # points
BETWEEN = 6.0  # millimetres after a block
UNKNOWN = "□"


@dataclass(frozen=True)
class Piece:
    """Lines of one kind: ``lead`` hangs left of them; ``cells`` share one line;
    ``choices`` are laid out by ``choices``.
    """

    text: str
    lead: str = ""
    bold: bool = False
    small: bool = False
    boxed: bool = False
    indent: float = INDENT
    gap: float = 1.0
    cells: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PaperLine:
    """One line of a piece, ready to be drawn; ``first`` and ``last`` say where its piece begins and ends."""

    piece: Piece
    text: str
    first: bool
    last: bool

    @property
    def height(self) -> float:
        padding = PADDING * (self.first + self.last) if self.piece.boxed else 0.0
        return LINE + padding + (self.piece.gap if self.last else 0.0)


class Paper:
    """A document under way: the column and the height at which the next block begins."""

    def __init__(self, title: str, text: str, columns: int = 2) -> None:
        logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # speaks of tables that no PDF needs
        self.title, self.columns = title, columns
        self.measure = COLUMN if columns == 2 else WIDTH - 2 * MARGIN  # millimetres of a line
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_title(title)
        self.pdf.set_lang("ko")
        self.pdf.set_creator("현무")
        self.unknown = self._fonts(title + text)
        self.column, self.y, self.top = 0, MARGIN, MARGIN

    def start(self, heading: str, line: str) -> None:
        """A new page under a heading, with a line to write on where one is given."""
        self._page()
        self._font(bold=True, size=16)
        for text in self._wrap_lines(heading, WIDTH - 2 * MARGIN)[:3]:
            self.pdf.set_xy(MARGIN, self.y)
            self.pdf.cell(WIDTH - 2 * MARGIN, 8, text, align="C")
            self.y += 8
        if line:
            self._font()
            self.pdf.set_xy(MARGIN, self.y + 3)
            self.pdf.cell(WIDTH - 2 * MARGIN, LINE, line, align="R")
            self.y += LINE + 3
        self.pdf.set_line_width(0.4)
        self.pdf.line(MARGIN, self.y + 2, WIDTH - MARGIN, self.y + 2)
        self.top = self.y = self.y + 7

    def choices(self, piece: Piece) -> list[Piece]:
        """Options side by side where they are short, else one under the other with the mark hanging."""
        self._font()
        room = self.measure - piece.indent
        texts = [f"{mark} {text}" for mark, text in piece.choices]
        widest = max(self.pdf.get_string_width(self._replace_unknown(text)) for text in texts)
        for number in (5, 3, 2):
            if number <= len(texts) and widest < room / number - 2:
                rows = [texts[at : at + number] for at in range(0, len(texts), number)]
                return [
                    Piece("", cells=(*row, *("" for _ in range(number - len(row)))), indent=piece.indent)
                    for row in map(tuple, rows)
                ]
        return [replace(piece, choices=(), text=text, lead=mark, indent=INDENT + 6) for mark, text in piece.choices]

    def place(self, block: Sequence[Piece]) -> None:
        """Draw a block: in one column where it fits into one, line by line over columns where it is longer."""
        lines = [line for piece in block for line in self._lines(piece)]
        height = sum(line.height for line in lines)
        if self.y + height > BOTTOM and self.y > self.top:
            self._next_column()
        for line in lines:
            if self.y + line.height > BOTTOM and self.y > self.top:
                self._next_column()
            self._draw(line)
        self.y += BETWEEN

    def picture(self, image: bytes, width: int, height: int) -> None:
        """A picture over the width of a column, or as high as a third of the page, with a
        line around it; sizes in pixels.
        """
        scale = min(self.measure / width, HEIGHT / 3 / height)
        wide, high = width * scale, height * scale
        if self.y + high > BOTTOM and self.y > self.top:
            self._next_column()
        left = MARGIN + self.column * (COLUMN + GUTTER)
        self.pdf.image(io.BytesIO(image), left, self.y, wide, high)
        self.pdf.set_line_width(0.1)
        self.pdf.rect(left, self.y, wide, high)
        self.y += high + BETWEEN

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())

    def _lines(self, piece: Piece) -> Iterator[PaperLine]:
        if piece.cells:
            yield PaperLine(piece, "", True, True)
            return
        self._font(piece.bold, SMALL_PRINT if piece.small else PRINT_SIZE)
        width = self.measure - piece.indent - (2 * PADDING if piece.boxed else 0)
        texts = self._wrap_lines(piece.text, width) or [""]
        for number, text in enumerate(texts):
            yield PaperLine(piece, text, number == 0, number == len(texts) - 1)

    def _wrap_lines(self, text: str, width: float) -> list[str]:
        """The text in lines of a width, in the present font."""
        text = self._replace_unknown(text)
        return cast(list[str], self.pdf.multi_cell(width, text=text, dry_run=True, output=MethodReturnValue.LINES))

    def _draw(self, line: PaperLine) -> None:
        piece, left = line.piece, MARGIN + self.column * (COLUMN + GUTTER)
        x, y = left + piece.indent, self.y
        self._font(piece.bold, SMALL_PRINT if piece.small else PRINT_SIZE)
        if piece.lead and line.first:
            self.pdf.set_xy(left + max(0.0, piece.indent - INDENT), y)
            self.pdf.cell(INDENT, LINE, self._replace_unknown(piece.lead))
        if piece.cells:
            width = (self.measure - piece.indent) / len(piece.cells)
            for number, text in enumerate(piece.cells):
                self.pdf.set_xy(x + number * width, y)
                self.pdf.cell(width, LINE, self._replace_unknown(text))
        if piece.boxed:
            self._border(line, x, y)
            x, y = x + PADDING, y + PADDING * line.first
        if line.text:
            self.pdf.set_xy(x, y)
            self.pdf.cell(self.measure - piece.indent, LINE, line.text)
        self.y += line.height

    def _border(self, line: PaperLine, x: float, y: float) -> None:
        """This line's share of the box around its piece."""
        low, right = y + line.height - (line.piece.gap if line.last else 0.0), x + self.measure - line.piece.indent
        self.pdf.set_line_width(0.2)
        self.pdf.line(x, y, x, low)
        self.pdf.line(right, y, right, low)
        if line.first:
            self.pdf.line(x, y, right, y)
        if line.last:
            self.pdf.line(x, low, right, low)

    def _next_column(self) -> None:
        if self.column + 1 < self.columns:
            self.column, self.y = 1, self.top
            middle = WIDTH / 2
            self.pdf.set_line_width(0.1)
            self.pdf.line(middle, self.top, middle, BOTTOM)
        else:
            self._page()
            self._font(size=SMALL_PRINT)
            self.pdf.set_xy(MARGIN, MARGIN - 6)
            self.pdf.cell(WIDTH - 2 * MARGIN, LINE, self._replace_unknown(self.title)[:60], align="R")

    def _page(self) -> None:
        self.pdf.add_page()
        self._font(size=SMALL_PRINT)
        self.pdf.set_xy(MARGIN, HEIGHT - 14)
        self.pdf.cell(WIDTH - 2 * MARGIN, LINE, f"{self.pdf.page_no()} / {{nb}}", align="C")
        self.column, self.y, self.top = 0, MARGIN, MARGIN

    def _font(self, bold: bool = False, size: float = PRINT_SIZE) -> None:
        self.pdf.set_font("body", "B" if bold else "", size)

    def _replace_unknown(self, text: str) -> str:
        return text.translate(self.unknown)

    def _fonts(self, text: str) -> dict[int, str]:
        """Load the face, a second one where the text needs it; what neither holds will be shown as a square."""
        fonts = korean_fonts()
        missing = set(map(ord, text)) - {10}
        for family, font in zip(("body", "more"), fonts):
            self.pdf.add_font(family, "", font.regular, collection_font_number=font.number)
            self.pdf.add_font(family, "B", font.bold, collection_font_number=font.number)
            missing -= set(cast(TTFFont, self.pdf.fonts[family]).cmap)
            if not missing:
                break
        if "more" in self.pdf.fonts:
            self.pdf.set_fallback_fonts(["more"], exact_match=False)
        return dict.fromkeys(missing, UNKNOWN)
