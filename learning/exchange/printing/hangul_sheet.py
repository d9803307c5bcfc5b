"""A sheet as HWPX (KS X 6101, OWPML), to be opened and edited in 한글: two columns, the <보기> as a table of one cell,
tables as tables. 한글 lays the lines out itself; a question's paragraphs are kept together.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from lxml.builder import ElementMaker

from learning.exchange.printing.hangul_package import HANGUL_NAMESPACES, pack_hangul
from learning.exchange.printing.hangul_section import column_settings, section_settings
from learning.exchange.printing.hangul_styles import FrameLook, HangulStyles, Letters, Paragraphs
from learning.exchange.printing.option_rows import option_rows
from learning.exchange.printing.sheet_blocks import (
    Block,
    BoxBlock,
    GridBlock,
    LineBlock,
    LinesBlock,
    OptionsBlock,
    PrintRun,
    Sheet,
    block_letters,
)

PARA_NS, SECTION_NS = HANGUL_NAMESPACES["hp"], HANGUL_NAMESPACES["hs"]
MILLIMETRE = 283.465  # HWP units
WHOLE_WIDTH, COLUMN_WIDTH = 51024, 24094  # HWP units: of the page between its margins, of one of two columns
INSET = 1700  # HWP units that a question's text stands in from its number
HANGUL_ROW_HEIGHT, RULED_HEIGHT = 1900, 2500  # HWP units
AFTER_QUESTION = 1400  # HWP units
LETTER_WIDTH = 1000  # HWP units of a syllable of 10 points
paragraph = ElementMaker(namespace=PARA_NS, nsmap=HANGUL_NAMESPACES)


def write_hangul(sheet: Sheet) -> bytes:
    """The sheet as an HWPX file."""
    return _Document(sheet).pack()


class _Document:
    """One file under way."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.styles = sheet, HangulStyles()
        self.width = COLUMN_WIDTH if sheet.columns == 2 else WHOLE_WIDTH
        self.objects = 0

    def pack(self) -> bytes:
        first = self._paragraph([self._heading()], Paragraphs(keep=False))
        start = paragraph.run(section_settings(), paragraph.ctrl(column_settings(self.sheet.columns)), charPrIDRef="0")
        first.insert(0, start)
        section = etree.Element(f"{{{SECTION_NS}}}sec", nsmap=HANGUL_NAMESPACES)
        section.append(first)
        for group in self.sheet.groups:
            section.extend(self._group(group))
        said = [self.sheet.title, *(block_letters(block) for group in self.sheet.groups for block in group)]
        return pack_hangul(self.sheet.title, self.styles.header(), section, "\r\n".join(said)[:1000])

    def _group(self, blocks: Sequence[Block]) -> list[etree._Element]:
        """The paragraphs of a question, each kept with the next; room after the last."""
        made = [one for number, block in enumerate(blocks) for one in self._block(block, number == len(blocks) - 1)]
        return made

    def _block(self, block: Block, last: bool) -> list[etree._Element]:
        after, keep = (AFTER_QUESTION if last else 200), not last
        look = Paragraphs(after=after, keep=keep)
        if isinstance(block, LineBlock):
            return [self._text(block, look)]
        if isinstance(block, BoxBlock):
            return [self._paragraph([self._box(block, self.width - INSET)], look._replace(left=INSET))]
        if isinstance(block, GridBlock):
            return [self._paragraph([self._grid(block, self.width - INSET)], look._replace(left=INSET))]
        if isinstance(block, LinesBlock):
            return self._ruled(block, look)
        if isinstance(block, OptionsBlock):
            return self._options(block, look)
        return []

    def _text(self, block: LineBlock, look: Paragraphs) -> etree._Element:
        left = INSET * block.level
        lead = [PrintRun(f"{block.lead} ", bold=True)] if block.lead else []
        placed = look._replace(align=block.align.upper(), left=left, hang=INSET if lead else 0)
        return self._line([*lead, *block.runs], placed, 8.5 if block.small else 10.0)

    def _options(self, block: OptionsBlock, look: Paragraphs) -> list[etree._Element]:
        room = (self.width - INSET) // LETTER_WIDTH
        rows = option_rows([f"{mark} {text}" for mark, text in block.options], room)
        made = []
        for number, row in enumerate(rows):
            end = number == len(rows) - 1
            placed = look._replace(
                left=INSET + 1400, hang=1400, keep=look.keep or not end, after=look.after if end else 0
            )
            made.append(self._line([PrintRun("\t".join(row))], placed))
        return made

    def _ruled(self, block: LinesBlock, look: Paragraphs) -> list[etree._Element]:
        """Rows of a table of which only the lower edge is drawn."""
        placed = look._replace(left=INSET)
        if block.count == 1:
            line = "\u00a0" * 40
            return [self._line([PrintRun(f"{block.label} "), PrintRun(line, underline=True)], placed)]
        rows = [
            [self._cell([self._line([], Paragraphs(keep=False))], self.width - INSET, RULED_HEIGHT, "B", (0, at))]
            for at in range(block.count)
        ]
        return [self._paragraph([self._table(rows, self.width - INSET, RULED_HEIGHT * block.count, "")], placed)]

    def _box(self, block: BoxBlock, width: int) -> etree._Element:
        lines = [self._line([PrintRun(block.title)], Paragraphs("CENTER", keep=False))] if block.title else []
        lines += [self._line(line, Paragraphs(keep=False)) for line in block.lines]
        height = HANGUL_ROW_HEIGHT * len(lines)
        return self._table([[self._cell(lines, width, height, "LRTB", (0, 0))]], width, height)

    def _grid(self, block: GridBlock, width: int) -> etree._Element:
        columns = max(map(len, block.rows))
        shares = block.widths or (1.0,) * columns
        widths = [round(width * share / sum(shares)) for share in shares]
        height = max(HANGUL_ROW_HEIGHT, round(block.height * MILLIMETRE))
        rows = []
        for at, row in enumerate(block.rows):
            cells = []
            for place, text in enumerate((*row, *[""] * (columns - len(row)))):
                heads = at < block.heads
                align = "CENTER" if heads or len(text) * LETTER_WIDTH < widths[place] else "LEFT"
                runs = [PrintRun(text, bold=heads)] if text else []
                line = self._line(runs, Paragraphs(align, keep=False), 9.0 if block.small else 10.0)
                cells.append(self._cell([line], widths[place], height, "LRTB", (place, at), grey=heads))
            rows.append(cells)
        return self._table(rows, width, height * len(rows))

    def _heading(self) -> etree._Element:
        """The title and what stands over the columns: a table over the whole width, under which the columns begin."""
        lines = []
        if self.sheet.subtitle:
            lines.append(self._line([PrintRun(self.sheet.subtitle)], Paragraphs("CENTER", keep=False), 11.0))
        title = [PrintRun(self.sheet.title, bold=True)]
        lines.append(self._line(title, Paragraphs("CENTER", after=600, keep=False), 16.0))
        height = 5000
        for block in self.sheet.heading:
            if isinstance(block, BoxBlock | GridBlock):
                made = (
                    self._box(block, WHOLE_WIDTH - 600)
                    if isinstance(block, BoxBlock)
                    else self._grid(block, WHOLE_WIDTH - 600)
                )
                lines.append(self._paragraph([made], Paragraphs(after=400, keep=False)))
                height += 2600 if isinstance(block, GridBlock) else HANGUL_ROW_HEIGHT * (len(block.lines) + 1)
        cell = self._cell(lines, WHOLE_WIDTH, height, "B", (0, 0))
        return self._table([[cell]], WHOLE_WIDTH, height, "", wide=True)

    def _line(self, runs: Sequence[PrintRun], look: Paragraphs, size: float = 10.0) -> etree._Element:
        """A paragraph of text."""
        made = []
        for run in runs:
            text = paragraph.t()
            pieces = run.text.split("\t")
            text.text = pieces[0]
            for piece in pieces[1:]:
                tab = etree.SubElement(text, f"{{{PARA_NS}}}tab", width="4000", leader="0", type="1")
                tab.tail = piece
            made.append(paragraph.run(text, charPrIDRef=self.styles.letters(Letters(size, run.bold, run.underline))))
        empty = [] if made else [paragraph.run(charPrIDRef=self.styles.letters(Letters(size)))]
        return self._empty_paragraph(look, [*made, *empty])

    def _paragraph(self, objects: Sequence[etree._Element], look: Paragraphs) -> etree._Element:
        """A paragraph that holds objects."""
        runs = [paragraph.run(one, paragraph.t(), charPrIDRef="0") for one in objects]
        return self._empty_paragraph(look, runs)

    def _empty_paragraph(self, look: Paragraphs, runs: Sequence[etree._Element]) -> etree._Element:
        return paragraph.p(
            *runs,
            id="0",
            paraPrIDRef=self.styles.paragraphs(look),
            styleIDRef="0",
            pageBreak="0",
            columnBreak="0",
            merged="0",
        )

    def _cell(
        self,
        lines: Sequence[etree._Element],
        width: int,
        height: int,
        edges: str,
        at: tuple[int, int],
        grey: bool = False,
    ) -> etree._Element:
        content = paragraph.subList(
            *lines,
            id="",
            textDirection="HORIZONTAL",
            lineWrap="BREAK",
            vertAlign="CENTER",
            linkListIDRef="0",
            linkListNextIDRef="0",
            textWidth="0",
            textHeight="0",
            hasTextRef="0",
            hasNumRef="0",
        )
        return paragraph.tc(
            content,
            paragraph.cellAddr(colAddr=str(at[0]), rowAddr=str(at[1])),
            paragraph.cellSpan(colSpan="1", rowSpan="1"),
            paragraph.cellSz(width=str(width), height=str(height)),
            paragraph.cellMargin(left="300", right="300", top="200", bottom="200"),
            name="",
            header="0",
            hasMargin="1",
            protect="0",
            editable="0",
            dirty="0",
            borderFillIDRef=self.styles.frame(FrameLook(edges, grey)),
        )

    def _table(
        self, rows: Sequence[Sequence[etree._Element]], width: int, height: int, edges: str = "LRTB", wide: bool = False
    ) -> etree._Element:
        """A table; ``wide`` stands over all columns at the head of the page, else it stands in its line."""
        self.objects += 1
        place = {"vertRelTo": "PAGE", "horzRelTo": "PAGE"} if wide else {"vertRelTo": "PARA", "horzRelTo": "COLUMN"}
        return paragraph.tbl(
            paragraph.sz(
                width=str(width), widthRelTo="ABSOLUTE", height=str(height), heightRelTo="ABSOLUTE", protect="0"
            ),
            paragraph.pos(
                treatAsChar=str(int(not wide)),
                affectLSpacing="0",
                flowWithText=str(int(not wide)),
                allowOverlap="0",
                holdAnchorAndSO="0",
                **place,
                vertAlign="TOP",
                horzAlign="LEFT",
                vertOffset="0",
                horzOffset="0",
            ),
            paragraph.outMargin(left="0", right="0", top="0", bottom="850" if wide else "140"),
            paragraph.inMargin(left="300", right="300", top="200", bottom="200"),
            *(paragraph.tr(*cells) for cells in rows),
            id=str(1000 + self.objects),
            zOrder=str(self.objects),
            numberingType="TABLE",
            textWrap="TOP_AND_BOTTOM",
            textFlow="BOTH_SIDES",
            lock="0",
            dropcapstyle="None",
            pageBreak="CELL",
            repeatHeader="0",
            rowCnt=str(len(rows)),
            colCnt=str(len(rows[0])),
            cellSpacing="0",
            borderFillIDRef=self.styles.frame(FrameLook(edges)),
            noAdjust="0",
        )
