"""Blocks as strips of paper: each is drawn whole, and a page may end only between two of them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fpdf import FPDF

from learning.exchange.printing.sheet_blocks import (
    BoxBlock,
    GridBlock,
    LineBlock,
    LinesBlock,
    OptionsBlock,
    PictureBlock,
    PrintRun,
)

BODY_SIZE, LITTLE_SIZE = 10.0, 8.5  # points
LINE_HIGH, LITTLE_HIGH = 5.4, 4.6  # millimetres
HANG, FRAME_PAD, CELL_PAD = 7.0, 1.8, 1.2  # millimetres
MARK_WIDE = 5.5  # millimetres of a mark of an option
RULED = 8.5  # millimetres between lines to write on
_WORD = re.compile(r"[^ ]+ *| +")
Drawer = Callable[[float, float], None]


@dataclass(frozen=True)
class Strip:
    """``draw`` gets its left and upper edge in millimetres; a ``gap`` is only room."""

    height: float
    draw: Drawer | None = None
    gap: bool = False


class StripMaker:
    """Blocks in a column of a width."""

    def __init__(self, pdf: FPDF, width: float, unknown: dict[int, str]) -> None:
        self.pdf, self.width, self.unknown = pdf, width, unknown

    def make(self, block: object) -> Iterator[Strip]:
        """The strips of a block."""
        if isinstance(block, LineBlock):
            yield from self._text(block)
        elif isinstance(block, BoxBlock):
            yield from self._box(block)
        elif isinstance(block, GridBlock):
            yield from self._grid(block)
        elif isinstance(block, OptionsBlock):
            yield from self._options(block)
        elif isinstance(block, LinesBlock):
            yield from self._ruled(block)
        elif isinstance(block, PictureBlock):
            yield self._picture(block)

    def wrap(self, runs: Sequence[PrintRun], width: float, size: float = BODY_SIZE) -> list[list[PrintRun]]:
        """Runs in lines of a width, cut between words, within a word only where it is longer than a line."""
        lines: list[list[PrintRun]] = [[]]
        left = width
        for run in runs:
            for word in _WORD.findall(run.text.translate(self.unknown)):
                wide = self._measure(word.rstrip(), run, size)
                if wide > left and lines[-1]:
                    lines.append([])
                    left = width
                    word = word.lstrip()
                while wide > width and len(word) > 1:
                    fits = next(
                        at for at in range(len(word), 0, -1) if self._measure(word[:at], run, size) <= left or at == 1
                    )
                    lines[-1].append(PrintRun(word[:fits], run.bold, run.underline))
                    lines.append([])
                    word, left = word[fits:], width
                    wide = self._measure(word.rstrip(), run, size)
                if word:
                    lines[-1].append(PrintRun(word, run.bold, run.underline))
                    left -= self._measure(word, run, size)
        return [line for line in lines if line] or [[]]

    def _measure(self, text: str, run: PrintRun, size: float) -> float:
        self.pdf.set_font("body", "B" if run.bold else "", size)
        return self.pdf.get_string_width(text)

    def _line(self, line: Sequence[PrintRun], x: float, y: float, size: float, high: float) -> None:
        """One line, its runs side by side; an underline is a line below the letters."""
        for run in line:
            self.pdf.set_font("body", "B" if run.bold else "", size)
            wide = self.pdf.get_string_width(run.text)
            self.pdf.set_xy(x, y)
            self.pdf.cell(wide, high, run.text)
            if run.underline:
                self.pdf.set_line_width(0.25)
                shown = self.pdf.get_string_width(run.text.rstrip())
                self.pdf.line(x, y + high - 0.7, x + shown, y + high - 0.7)
            x += wide

    def _text(self, block: LineBlock) -> Iterator[Strip]:
        size, high = (LITTLE_SIZE, LITTLE_HIGH) if block.small else (BODY_SIZE, LINE_HIGH)
        inset = HANG * block.level
        for number, line in enumerate(self.wrap(block.runs, self.width - inset, size)):

            def draw(x: float, y: float, line: list[PrintRun] = line, lead: str = "" if number else block.lead) -> None:
                if lead:
                    self._line([PrintRun(lead, bold=True)], x + inset - HANG, y, size, high)
                wide = sum(self._measure(run.text, run, size) for run in line)
                shift = self.width - inset - wide if block.align == "right" else 0.0
                self._line(line, x + inset + shift, y, size, high)

            yield Strip(high, draw)
        yield Strip(1.0)

    def _box(self, block: BoxBlock) -> Iterator[Strip]:
        """A frame around lines, its title in the middle of the upper edge."""
        left, wide = HANG, self.width - HANG
        lines = [line for one in block.lines for line in self.wrap(one, wide - 2 * FRAME_PAD)]
        over = 2.6 if block.title else 0.0
        for number, line in enumerate(lines):
            top = (FRAME_PAD + over * 1.6) if number == 0 else 0.0
            low = FRAME_PAD if number == len(lines) - 1 else 0.0

            def draw(x: float, y: float, line: list[PrintRun] = line, top: float = top, low: float = low) -> None:
                start, end = y + (over if top else 0.0), y + top + LINE_HIGH + low
                self.pdf.set_line_width(0.2)
                self.pdf.line(x + left, start, x + left, end)
                self.pdf.line(x + left + wide, start, x + left + wide, end)
                if low:
                    self.pdf.line(x + left, end, x + left + wide, end)
                if top:
                    self._upper_edge(x + left, start, wide, block.title)
                self._line(line, x + left + FRAME_PAD, y + top, BODY_SIZE, LINE_HIGH)

            yield Strip(top + LINE_HIGH + low, draw)
        yield Strip(2.0)

    def _upper_edge(self, x: float, y: float, wide: float, title: str) -> None:
        taken = self._measure(title, PrintRun(title), BODY_SIZE) + 3 if title else 0.0
        middle = x + (wide - taken) / 2
        self.pdf.line(x, y, middle if title else x + wide, y)
        if title:
            self.pdf.line(middle + taken, y, x + wide, y)
            self._line([PrintRun(title)], middle + 1.5, y - LINE_HIGH / 2, BODY_SIZE, LINE_HIGH)

    def _grid(self, block: GridBlock) -> Iterator[Strip]:
        size, high = (LITTLE_SIZE, LITTLE_HIGH) if block.small else (9.5, 5.0)
        columns = max(map(len, block.rows))
        shares = block.widths or (1.0,) * columns
        widths = [self.width * share / sum(shares) for share in shares]
        for number, row in enumerate(block.rows):
            cells = [
                self.wrap((PrintRun(text, bold=number < block.heads),) if text else (), width - 2 * CELL_PAD, size)
                for text, width in zip(row, widths)
            ]
            tall = max(block.height, max(map(len, cells)) * high + 2 * CELL_PAD)

            def draw(
                x: float,
                y: float,
                cells: list[list[list[PrintRun]]] = cells,
                tall: float = tall,
                head: bool = number < block.heads,
            ) -> None:
                for lines, width in zip(cells, widths):
                    if head:
                        self.pdf.set_fill_color(238, 238, 238)
                    self.pdf.set_line_width(0.2)
                    self.pdf.rect(x, y, width, tall, style="DF" if head else "D")
                    start = y + (tall - len(lines) * high) / 2
                    for at, line in enumerate(lines):
                        wide = sum(self._measure(run.text, run, size) for run in line)
                        middle = (width - wide) / 2 if len(lines) == 1 and wide < width * 0.7 else CELL_PAD
                        self._line(line, x + middle, start + at * high, size, high)
                    x += width

            yield Strip(tall, draw)
        yield Strip(2.5)

    def _options(self, block: OptionsBlock) -> Iterator[Strip]:
        """Side by side where they are short, else one under the other with the mark hanging."""
        room = self.width - HANG
        wide = max(self._measure(text, PrintRun(text), BODY_SIZE) for _, text in block.options) + MARK_WIDE + 2
        count = len(block.options)
        beside = next((n for n in (5, 4, 3, 2) if n <= count and wide <= room / n), 1)
        if beside in (3, 4) and count == 5:
            beside = 3 if wide <= room / 3 else 2
        for at in range(0, count, beside):
            row = block.options[at : at + beside]
            wrapped = [self.wrap((PrintRun(text),), room / beside - MARK_WIDE) for _, text in row]
            for number in range(max(map(len, wrapped))):

                def draw(
                    x: float,
                    y: float,
                    row: Sequence[tuple[str, str]] = row,
                    wrapped: list[list[list[PrintRun]]] = wrapped,
                    number: int = number,
                ) -> None:
                    for place, ((mark, _), lines) in enumerate(zip(row, wrapped)):
                        start = x + HANG + place * room / beside
                        if number == 0:
                            self._line([PrintRun(mark)], start, y, BODY_SIZE, LINE_HIGH)
                        if number < len(lines):
                            self._line(lines[number], start + MARK_WIDE, y, BODY_SIZE, LINE_HIGH)

                yield Strip(LINE_HIGH, draw)
            yield Strip(0.8)

    def _ruled(self, block: LinesBlock) -> Iterator[Strip]:
        for number in range(block.count):

            def draw(x: float, y: float, label: str = "" if number else block.label) -> None:
                start = x + HANG
                if label:
                    self._line([PrintRun(label)], start, y + RULED - LINE_HIGH - 0.5, BODY_SIZE, LINE_HIGH)
                    start += 8.0
                self.pdf.set_line_width(0.15)
                self.pdf.line(start, y + RULED - 0.5, x + self.width, y + RULED - 0.5)

            yield Strip(RULED, draw)
        yield Strip(1.0)

    def _picture(self, block: PictureBlock) -> Strip:
        scale = min(self.width / block.width, block.most / block.height)
        wide, high = block.width * scale, block.height * scale

        def draw(x: float, y: float) -> None:
            self.pdf.image(io.BytesIO(block.png), x, y, wide, high)
            self.pdf.set_line_width(0.1)
            self.pdf.rect(x, y, wide, high)

        return Strip(high + 2.0, draw)
