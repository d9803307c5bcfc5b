"""A sheet as PDF on A4: every group stands whole in a column where it fits into one, and the columns of the last page
end at one height.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

from learning.exchange.export.fonts import korean_fonts
from learning.exchange.printing.pdf_strips import Strip, StripMaker
from learning.exchange.printing.sheet_blocks import Sheet, sheet_letters

WIDE, HIGH, PAGE_EDGE, GAP_BETWEEN = 210.0, 297.0, 15.0, 10.0  # millimetres
FOOT = HIGH - 17.0
AFTER_GROUP = 6.5  # millimetres
SQUARE = "□"  # for what no font of this machine has
HEAD_SIZE, SUB_SIZE, NOTE_SIZE = 16.0, 11.0, 8.5  # points


@dataclass
class Column:
    """Strips one under the other, and how high they stand."""

    strips: list[Strip]
    height: float = 0.0

    def add_group(self, group: Sequence[Strip]) -> None:
        self.strips += group
        self.height += sum(one.height for one in group)


def write_pdf(*sheets: Sheet) -> bytes:
    """Sheets one behind the other. Raises QuizError (``no_korean_font``)."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # speaks of tables that no PDF needs
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(sheets[0].title)
    pdf.set_lang("ko")
    pdf.set_creator("현무")
    unknown = load_fonts(pdf, "".join(map(sheet_letters, sheets)) + "0123456789/ ")
    for sheet in sheets:
        SheetDrawing(pdf, sheet, unknown).draw()
    return bytes(pdf.output())


def load_fonts(pdf: FPDF, text: str) -> dict[int, str]:
    """Load a Korean face, a second one where the text needs it; what neither holds will be shown as a square."""
    missing = set(map(ord, text)) - {10}
    for family, font in zip(("body", "more"), korean_fonts()):
        pdf.add_font(family, "", font.regular, collection_font_number=font.number)
        pdf.add_font(family, "B", font.bold, collection_font_number=font.number)
        missing -= set(cast(TTFFont, pdf.fonts[family]).cmap)
        if not missing:
            break
    if "more" in pdf.fonts:
        pdf.set_fallback_fonts(["more"], exact_match=False)
    return dict.fromkeys(missing, SQUARE)


class SheetDrawing:
    """One document under way."""

    def __init__(self, pdf: FPDF, sheet: Sheet, unknown: dict[int, str]) -> None:
        self.pdf, self.sheet, self.unknown = pdf, sheet, unknown
        whole = WIDE - 2 * PAGE_EDGE
        self.first = 1  # the page on which it begins
        self.column = (whole - GAP_BETWEEN) / 2 if sheet.columns == 2 else whole

    def draw(self) -> None:
        """All pages."""
        self.first = self.pdf.page_no() + 1
        self._page()
        y = self._heading()
        groups = [self._strips(group, self.column) for group in self.sheet.groups]
        first = True
        for columns in self._pages(groups, FOOT - y):
            if not first:
                self._page()
                y = PAGE_EDGE
            first = False
            self._draw_columns(columns, y)

    def _strips(self, group: Sequence[object], width: float) -> list[Strip]:
        maker = StripMaker(self.pdf, width, self.unknown)
        found = [strip for block in group for strip in maker.make(block)]
        return [*found, Strip(AFTER_GROUP, gap=True)] if found else []

    def _pages(self, groups: Sequence[list[Strip]], room: float) -> list[list[Column]]:
        """The columns of each page; a group that is higher than a column is cut between its strips."""
        pages: list[list[Column]] = [[Column([])]]
        starts = [0]  # of each page, the number of its first group
        rest = list(groups)
        for number, group in enumerate(rest):
            for part in self._cut(group, room if len(pages) == 1 else FOOT - PAGE_EDGE):
                height = sum(one.height for one in part) - (AFTER_GROUP if part and part[-1].gap else 0.0)
                column = pages[-1][-1]
                here = room if len(pages) == 1 else FOOT - PAGE_EDGE
                if column.strips and column.height + height > here:
                    if len(pages[-1]) < self.sheet.columns:
                        pages[-1].append(Column([]))
                    else:
                        pages.append([Column([])])
                        starts.append(number)
                pages[-1][-1].add_group(part)
        if self.sheet.columns == 2:
            pages[-1] = self._balance(rest[starts[-1] :], pages[-1])
        return pages

    def _cut(self, group: list[Strip], room: float) -> list[list[Strip]]:
        """The group in pieces that fit into a column; one where it does as it is."""
        if sum(one.height for one in group) - AFTER_GROUP <= room:
            return [group]
        pieces: list[list[Strip]] = [[]]
        for strip in group:
            if pieces[-1] and sum(one.height for one in pieces[-1]) + strip.height > room:
                pieces.append([])
            pieces[-1].append(strip)
        return pieces

    def _balance(self, groups: Sequence[list[Strip]], columns: list[Column]) -> list[Column]:
        """The groups of the last page in two columns that end at one height, as far as whole groups allow."""
        heights = [sum(one.height for one in group) for group in groups]
        if len(groups) < 2 or abs(sum(heights) - sum(one.height for one in columns)) > 0.1:
            return columns
        cut = min(range(1, len(groups)), key=lambda at: (round(max(sum(heights[:at]), sum(heights[at:])), 2), -at))
        halves = [Column([]), Column([])]
        for number, group in enumerate(groups):
            halves[number >= cut].add_group(group)
        return halves if max(one.height for one in halves) <= max(one.height for one in columns) + 0.1 else columns

    def _draw_columns(self, columns: Sequence[Column], top: float) -> None:
        low = top
        for number, column in enumerate(columns):
            x, y = PAGE_EDGE + number * (self.column + GAP_BETWEEN), top
            for strip in column.strips:
                if strip.draw:
                    strip.draw(x, y)
                y += strip.height
            low = max(low, y)
        if self.sheet.columns == 2 and len(columns) > 1:
            self.pdf.set_line_width(0.1)
            self.pdf.line(WIDE / 2, top, WIDE / 2, min(FOOT, low - AFTER_GROUP / 2))

    def _heading(self) -> float:
        """The title and what stands over the columns; where these begin."""
        pdf, y, whole = self.pdf, PAGE_EDGE, WIDE - 2 * PAGE_EDGE
        for text, size, bold in ((self.sheet.subtitle, SUB_SIZE, False), (self.sheet.title, HEAD_SIZE, True)):
            if text:
                pdf.set_font("body", "B" if bold else "", size)
                found = pdf.multi_cell(whole, text=self._shown(text), dry_run=True, output=MethodReturnValue.LINES)
                for line in cast(list[str], found)[:3]:
                    pdf.set_xy(PAGE_EDGE, y)
                    pdf.cell(whole, size * 0.5, line, align="C")
                    y += size * 0.5
                y += 1.5
        y += 1.5
        for strip in self._strips(self.sheet.heading, whole)[:-1]:
            if strip.draw:
                strip.draw(PAGE_EDGE, y)
            y += strip.height
        pdf.set_line_width(0.4)
        pdf.line(PAGE_EDGE, y + 1.5, WIDE - PAGE_EDGE, y + 1.5)
        return y + 6.5

    def _page(self) -> None:
        self.pdf.add_page()
        self.pdf.set_font("body", "", NOTE_SIZE)
        self.pdf.set_xy(PAGE_EDGE, HIGH - 13)
        whole = WIDE - 2 * PAGE_EDGE
        self.pdf.cell(whole, 5, f"{self.pdf.page_no()} / {{nb}}", align="C")
        if self.pdf.page_no() > self.first:
            self.pdf.set_xy(PAGE_EDGE, PAGE_EDGE - 7)
            self.pdf.cell(whole, 5, self._shown(self.sheet.title)[:60], align="R")

    def _shown(self, text: str) -> str:
        return text.translate(self.unknown)
