"""What a printed sheet is made of: groups that no page tears, of blocks that every format can draw."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintRun:
    """A piece of a line in one hand."""

    text: str
    bold: bool = False
    underline: bool = False


@dataclass(frozen=True)
class LineBlock:
    """A paragraph; ``lead`` hangs left of it, ``level`` is how far it stands in (0: at the lead)."""

    runs: tuple[PrintRun, ...]
    lead: str = ""
    level: int = 1
    small: bool = False
    align: str = "left"

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class BoxBlock:
    """Lines in a frame: the <보기>, a passage; ``title`` stands in its upper edge."""

    lines: tuple[tuple[PrintRun, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class GridBlock:
    """A table; ``widths`` are shares of the whole, equal where there are none; ``heads`` rows stand out."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    heads: int = 1
    height: float = 0.0  # millimetres of a row at least
    small: bool = False


@dataclass(frozen=True)
class OptionsBlock:
    """The options with their marks: side by side where they are short."""

    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LinesBlock:
    """Lines to write on, ``label`` before the first."""

    count: int
    label: str = ""


@dataclass(frozen=True)
class PictureBlock:
    """A PNG, its size in pixels; never higher than ``most`` millimetres."""

    png: bytes
    width: int
    height: int
    most: float = 45.0


Block = LineBlock | BoxBlock | GridBlock | OptionsBlock | LinesBlock | PictureBlock
Group = tuple[Block, ...]


@dataclass(frozen=True)
class Sheet:
    """A printed sheet: its title and what stands over the columns, then groups in ``columns``."""

    title: str
    subtitle: str
    heading: tuple[Block, ...]
    groups: tuple[Group, ...]
    columns: int = 2


def plain_run(text: str, bold: bool = False) -> tuple[PrintRun, ...]:
    """A text in one hand; () for none."""
    return (PrintRun(text, bold),) if text else ()


def sheet_letters(sheet: Sheet) -> str:
    """All that a sheet says, for the fonts to be chosen by."""
    blocks = [*sheet.heading, *(block for group in sheet.groups for block in group)]
    return sheet.title + sheet.subtitle + "".join(map(block_letters, blocks))


def block_letters(block: Block) -> str:
    """All that a block says."""
    if isinstance(block, LineBlock):
        return block.lead + block.text
    if isinstance(block, BoxBlock):
        return block.title + "".join(run.text for line in block.lines for run in line)
    if isinstance(block, GridBlock):
        return "".join(cell for row in block.rows for cell in row)
    if isinstance(block, OptionsBlock):
        return "".join(mark + text for mark, text in block.options)
    return block.label if isinstance(block, LinesBlock) else ""
