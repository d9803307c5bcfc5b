"""The sample textbooks from Markdown to PDF: title page, contents, running heads, outline,
tables, a figure, an embedded font.

    python samples/build.py [--font-dir DIR]

Needs reportlab and the Nanum fonts (SIL OFL; Debian: fonts-nanum). The output is the same bytes for the same input.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.tableofcontents import TableOfContents

HERE = Path(__file__).resolve().parent
FONT_DIRS = (
    Path("/usr/share/fonts/truetype/nanum"),
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
INK, ACCENT, PALE = colors.HexColor("#1c2733"), colors.HexColor("#1f6f5c"), colors.HexColor("#e4f0ec")


def style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    font = "NanumBold" if more.pop("bold", False) else "Nanum"
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, textColor=INK, wordWrap="CJK", **more)


BODY = style("body", 11, 20, spaceAfter=7, firstLineIndent=0)
ITEM = style("item", 11, 19, spaceAfter=4, leftIndent=4 * mm)
CELL = style("cell", 9.5, 14)
H1 = style("h1", 19, 28, spaceAfter=10, bold=True)
H2 = style("h2", 13.5, 22, spaceBefore=8, spaceAfter=6, bold=True)
COVER = style("cover", 25, 38, bold=True)
SUBTITLE = style("subtitle", 14, 24, bold=True)
NOTE = style("note", 10, 16)


class Document(BaseDocTemplate):
    """Pages with a running head and a page number; headings go to the outline and the contents."""

    def __init__(self, path: Path, title: str) -> None:
        super().__init__(
            str(path), pagesize=A5, title=title, author="Hyunmoo", invariant=1, leftMargin=18 * mm, rightMargin=18 * mm
        )
        frame = Frame(18 * mm, 20 * mm, A5[0] - 36 * mm, A5[1] - 42 * mm, id="body", leftPadding=0, rightPadding=0)
        self.book = title
        self.addPageTemplates([PageTemplate("cover", [frame]), PageTemplate("page", [frame], onPage=self._edges)])

    def _edges(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Nanum", 8)
        canvas.setFillColor(colors.HexColor("#66727d"))
        canvas.drawString(18 * mm, A5[1] - 13 * mm, self.book)
        canvas.drawCentredString(A5[0] / 2, 11 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()

    def afterFlowable(self, flowable: Flowable) -> None:
        if isinstance(flowable, Paragraph) and flowable.style.name in ("h1", "h2"):
            level = 0 if flowable.style.name == "h1" else 1
            text, key = flowable.getPlainText(), f"h{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level, closed=False)
            self.notify("TOCEntry", (level, text, self.page, key))


class Steps(Flowable):
    """A drawn row of dated boxes with arrows between them."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.caption, _, said = caption.partition(":")
        self.steps = [part.strip().split("년 ", 1) for part in said.split(",")]
        self.width, self.height = A5[0] - 36 * mm, 62 * mm

    def draw(self) -> None:
        canvas = self.canv
        wide = self.width / len(self.steps)
        for number, (year, name) in enumerate(self.steps):
            left, low = number * wide + 2, 14 * mm + number * 7 * mm
            canvas.setFillColor(PALE)
            canvas.setStrokeColor(ACCENT)
            canvas.roundRect(left, low, wide - 10, 17 * mm, 4, fill=1)
            canvas.setFillColor(ACCENT)
            canvas.setFont("NanumBold", 10)
            canvas.drawCentredString(left + (wide - 10) / 2, low + 10.5 * mm, f"{year}년")
            canvas.setFillColor(INK)
            canvas.setFont("Nanum", 8)
            canvas.drawCentredString(left + (wide - 10) / 2, low + 4.5 * mm, name)
            if number:
                canvas.line(left - 10, low + 5 * mm, left - 1, low + 8 * mm)
        canvas.setFillColor(INK)
        canvas.setFont("Nanum", 9)
        canvas.drawString(0, 4 * mm, f"그림 1. {self.caption}")


def fonts(folder: Path | None) -> None:
    """Register the Nanum faces from the first folder that holds them."""
    for place in (folder,) if folder else FONT_DIRS:
        regular, bold = place / "NanumGothic.ttf", place / "NanumGothicBold.ttf"
        if regular.exists() and bold.exists():
            pdfmetrics.registerFont(TTFont("Nanum", str(regular)))
            pdfmetrics.registerFont(TTFont("NanumBold", str(bold)))
            return
    sys.exit("Nanum fonts not found: install them (Debian: fonts-nanum) or give --font-dir.")


def table(rows: list[str]) -> Table:
    cells = [[Paragraph(cell.strip(), CELL) for cell in row.strip("|").split("|")] for row in rows]
    cells = [cells[0], *cells[2:]]
    widths = (
        {2: (0.22, 0.78), 3: (0.34, 0.16, 0.5)}[len(cells[0])]
        if rows[0].count("조약") or len(cells[0]) == 2
        else (0.26, 0.37, 0.37)
    )
    made = Table(cells, colWidths=[w * (A5[0] - 36 * mm) for w in widths], repeatRows=1)
    lines = ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#9fb3ad"))
    made.setStyle([lines, ("BACKGROUND", (0, 0), (-1, 0), PALE), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return made


def story(source: str) -> tuple[str, list[Any]]:
    """The book's title and its flowables, from the Markdown that the samples use."""
    from reportlab.platypus.doctemplate import NextPageTemplate

    title, contents, flow = "", TableOfContents(), []
    contents.levelStyles = [style("toc0", 11, 19, bold=True), style("toc1", 10, 16, leftIndent=5 * mm)]
    rows: list[str] = []
    for line in [*source.split("\n"), ""]:
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            flow += [table(rows), Spacer(1, 8)]
            rows = []
        if line.startswith("# "):
            title = line[2:]
            head, _, rest = title.partition(": ")
            flow += [Spacer(1, 45 * mm), Paragraph(head, COVER), Paragraph(rest, SUBTITLE), Spacer(1, 60 * mm)]
            flow += [
                Paragraph("현무 견본 교재. 누구나 자유롭게 쓸 수 있습니다(Apache-2.0).", NOTE),
                NextPageTemplate("page"),
                PageBreak(),
            ]
            flow += [Paragraph("차례", COVER), Spacer(1, 6), contents]
        elif line.startswith("## "):
            flow += [PageBreak(), Paragraph(line[3:], H1)]
        elif line.startswith("### "):
            flow.append(Paragraph(line[4:], H2))
        elif line.startswith("- "):
            flow.append(Paragraph("· " + line[2:], ITEM))
        elif match := re.match(r"!\[(.+)\]\(figure\)", line):
            flow.append(Steps(match.group(1)))
        elif line.strip():
            flow.append(Paragraph(line, BODY))
    return title, flow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font-dir", type=Path)
    fonts(parser.parse_args().font_dir)
    for name in ("history", "science"):
        title, flow = story((HERE / f"{name}.md").read_text(encoding="utf-8"))
        Document(HERE / f"{name}.pdf", title).multiBuild(flow)


if __name__ == "__main__":
    main()
