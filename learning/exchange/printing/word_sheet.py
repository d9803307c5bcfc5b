"""A sheet as DOCX (ECMA-376), to be opened and edited in Word: two columns that end at one height, the <보기> as a
table of one cell; a question's paragraphs are kept together.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from lxml.builder import ElementMaker

from learning.exchange.printing.hangul_package import pack_parts
from learning.exchange.printing.option_rows import option_rows
from learning.exchange.printing.sheet_blocks import (
    Block,
    BoxBlock,
    GridBlock,
    Group,
    LineBlock,
    LinesBlock,
    OptionsBlock,
    PrintRun,
    Sheet,
)
from learning.exchange.printing.word_parts import WORD_NS, word_parts

TWIPS = 56.693  # a millimetre
WHOLE_TWIPS, COLUMN_TWIPS, GAP_TWIPS, EDGE_TWIPS = 10204, 4818, 567, 851
INSET_TWIPS, MARK_TWIPS, AFTER_TWIPS = 340, 300, 280
SYLLABLE_TWIPS = 200  # of 10 points
word = ElementMaker(namespace=WORD_NS, nsmap={"w": WORD_NS})


def write_word(sheet: Sheet) -> bytes:
    """The sheet as a DOCX file."""
    width = COLUMN_TWIPS if sheet.columns == 2 else WHOLE_TWIPS
    body = [*_heading(sheet), *(one for group in sheet.groups for one in _group(group, width))]
    if sheet.columns == 2:
        body.append(_paragraph([], section=_section(2)))  # a new section behind them has Word even the columns out
    body.append(_section(1))
    document = word.document(word.body(*body))
    return pack_parts(word_parts(sheet.title, document))


def _attributes(**told: object) -> dict[str, str]:
    return {f"{{{WORD_NS}}}{name}": str(value) for name, value in told.items()}


def _heading(sheet: Sheet) -> list[etree._Element]:
    """The title and what stands over the columns; the section of one column ends behind it."""
    made = [_paragraph([PrintRun(sheet.subtitle)], align="center", size=22)] if sheet.subtitle else []
    made.append(_paragraph([PrintRun(sheet.title, bold=True)], align="center", size=32, after=120))
    for block in sheet.heading:
        made += _blocks(block, WHOLE_TWIPS, 0, False)
    return [*made, _paragraph([], section=_section(1))] if sheet.columns == 2 else made


def _group(group: Group, width: int) -> list[etree._Element]:
    made = []
    for number, block in enumerate(group):
        made += _blocks(block, width, INSET_TWIPS, number < len(group) - 1)
    return [*made, _paragraph([], after=AFTER_TWIPS, size=8)]


def _blocks(block: Block, width: int, inset: int, keep: bool) -> list[etree._Element]:
    if isinstance(block, LineBlock):
        lead = [PrintRun(f"{block.lead} ", bold=True)] if block.lead else []
        left = inset * block.level
        size = 17 if block.small else 20
        return [_paragraph([*lead, *block.runs], block.align, left, left if lead else 0, keep=keep, size=size)]
    if isinstance(block, BoxBlock):
        lines = [_paragraph([PrintRun(block.title)], "center", keep=True)] if block.title else []
        lines += [_paragraph(line, keep=True) for line in block.lines]
        return [_table([[lines]], [width - inset], inset), _paragraph([], size=8, keep=keep)]
    if isinstance(block, GridBlock):
        return [_grid(block, width - inset, inset), _paragraph([], size=8, keep=keep)]
    if isinstance(block, OptionsBlock):
        rows = option_rows([f"{mark} {text}" for mark, text in block.options], (width - inset) / SYLLABLE_TWIPS)
        last = len(rows) - 1
        return [
            _paragraph(
                [PrintRun("\t".join(row))],
                left=inset + MARK_TWIPS,
                hang=MARK_TWIPS,
                keep=keep or number < last,
                tabs=[inset + (width - inset) * at // len(rows[0]) for at in range(1, len(rows[0]))],
            )
            for number, row in enumerate(rows)
        ]
    if isinstance(block, LinesBlock):
        made = []
        for number in range(block.count):
            label = [PrintRun(f"{block.label} ")] if block.label and not number else []
            made.append(_paragraph(label, left=inset, ruled=True, keep=keep or number < block.count - 1, size=28))
        return made
    return []


def _grid(block: GridBlock, width: int, inset: int) -> etree._Element:
    columns = max(map(len, block.rows))
    shares = block.widths or (1.0,) * columns
    widths = [round(width * share / sum(shares)) for share in shares]
    size = 18 if block.small else 20
    rows = []
    for number, row in enumerate(block.rows):
        heads = number < block.heads
        cells = []
        for text, wide in zip((*row, *[""] * (columns - len(row))), widths):
            align = "center" if heads or len(text) * SYLLABLE_TWIPS < wide else "left"
            cells.append([_paragraph([PrintRun(text, bold=heads)] if text else [], align, size=size, keep=True)])
        rows.append(cells)
    return _table(rows, widths, inset, block.heads, round(block.height * TWIPS))


def _table(
    rows: Sequence[Sequence[Sequence[etree._Element]]],
    widths: Sequence[int],
    inset: int,
    heads: int = 0,
    height: int = 0,
) -> etree._Element:
    """A table with all its lines; the first ``heads`` rows are grey."""
    edges = [
        word(name, _attributes(val="single", sz=4, space=0, color="000000"))
        for name in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    margin = [word(name, _attributes(w=80, type="dxa")) for name in ("left", "right")]
    settings = word.tblPr(
        word.tblW(_attributes(w=sum(widths), type="dxa")),
        word.tblInd(_attributes(w=inset, type="dxa")),
        word.tblBorders(*edges),
        word.tblLayout(_attributes(type="fixed")),
        word.tblCellMar(*margin),
    )
    made = []
    for number, row in enumerate(rows):
        cells = []
        for lines, wide in zip(row, widths):
            fill = [word.shd(_attributes(val="clear", color="auto", fill="EEEEEE"))] if number < heads else []
            look = word.tcPr(word.tcW(_attributes(w=wide, type="dxa")), *fill, word.vAlign(_attributes(val="center")))
            cells.append(word.tc(look, *lines))
        tall = [word.trHeight(_attributes(val=height, hRule="atLeast"))] if height else []
        made.append(word.tr(word.trPr(word.cantSplit(), *tall), *cells))
    return word.tbl(settings, word.tblGrid(*(word.gridCol(_attributes(w=wide)) for wide in widths)), *made)


def _paragraph(
    runs: Sequence[PrintRun],
    align: str = "left",
    left: int = 0,
    hang: int = 0,
    *,
    after: int = 0,
    keep: bool = False,
    size: int = 20,
    ruled: bool = False,
    tabs: Sequence[int] = (),
    section: etree._Element | None = None,
) -> etree._Element:
    """A paragraph; ``size`` in half points, ``ruled`` draws a line below it."""
    look = word.pPr(*([word.keepNext()] if keep else []), word.keepLines())
    if ruled:
        look.append(
            word.pBdr(
                word.bottom(_attributes(val="single", sz=4, space=1, color="000000")),
                word.between(_attributes(val="single", sz=4, space=1, color="000000")),
            )
        )
    if tabs:
        look.append(word.tabs(*(word.tab(_attributes(val="left", pos=at)) for at in tabs)))
    look.append(word.spacing(_attributes(after=after, line=276, lineRule="auto")))
    look.append(word.ind(_attributes(left=left, hanging=hang)))
    look.append(word.jc(_attributes(val=align)))
    if section is not None:
        look.append(section)
    made = [_run(run, size) for run in runs]
    return word.p(look, *(made or [word.r(_run_look(PrintRun(""), size))]))


def _run_look(run: PrintRun, size: int) -> etree._Element:
    bold = [word.b()] if run.bold else []
    underline = [word.u(_attributes(val="single"))] if run.underline else []
    return word.rPr(*bold, word.sz(_attributes(val=size)), word.szCs(_attributes(val=size)), *underline)


def _run(run: PrintRun, size: int) -> etree._Element:
    parts: list[etree._Element] = []
    for number, piece in enumerate(run.text.split("\t")):
        parts += [word.tab()] if number else []
        text = word.t(piece)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        parts.append(text)
    return word.r(_run_look(run, size), *parts)


def _section(columns: int) -> etree._Element:
    """A4; columns with a line between them."""
    margin = dict.fromkeys(("top", "right", "bottom", "left"), EDGE_TWIPS) | {"header": 400, "footer": 400, "gutter": 0}
    rule = {"sep": 1} if columns > 1 else {}
    return word.sectPr(
        word.footerReference(
            _attributes(type="default"),
            {"{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id": "rId2"},
        ),
        word.type(_attributes(val="continuous")),
        word.pgSz(_attributes(w=11906, h=16838)),
        word.pgMar(_attributes(**margin)),
        word.cols(_attributes(num=columns, space=GAP_TWIPS, **rule)),
    )
