"""A table as it is kept: columns with types and units, and where in its source's text every cell stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ColumnRole = Literal["number", "name", "text"]  # what is worked with, what rows are told apart by, anything longer


class RowRole(IntEnum):
    """What a row is beside the others: only ``DATA`` rows are counted and added up."""

    DATA = 0
    TOTAL = 1  # a sum or a mean of others
    ASIDE = 2  # a rate beside amounts, figures in parentheses
    PARENT = (
        3  # the sum of the rows below it, as a city is of its districts: a row among others, but never added to them
    )


@dataclass(frozen=True)
class When:
    """A time as far as it is said: None is not said."""

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None

    def covers(self, other: When) -> bool:
        """Whether everything that is said here is said of the other too."""
        pairs = zip(self.parts, other.parts, strict=True)
        return any(mine is not None for mine in self.parts) and all(mine in (None, theirs) for mine, theirs in pairs)

    @property
    def parts(self) -> tuple[int | None, ...]:
        return (self.year, self.half, self.quarter, self.month, self.day)

    @property
    def order(self) -> tuple[int, ...]:
        """Earlier times first."""
        return (
            self.year or 0,
            self.half or 0,
            self.quarter or 0,
            self.month or 0,
            self.day or 0,
        )


@dataclass(frozen=True)
class CellSpan:
    """Where a cell stands in its source's text."""

    source_id: str
    start: int
    end: int


@dataclass(frozen=True)
class TableColumn:
    """A column: ``starts`` and ``ends`` are offsets into the source's text, -1 where the cell is empty.

    ``numbers`` (n,) float64 with NaN where there is none; ``codes`` (n,) int32 into ``names``, -1 where empty.
    ``derived``: it sums up other columns of its row. ``mixed``: its cells have several units.
    """

    head: str
    role: ColumnRole
    source_id: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    numbers: NDArray[np.float64]
    codes: NDArray[np.int32]
    names: tuple[str, ...] = ()
    unit: str = ""
    decimals: int = 0
    derived: bool = False
    mixed: bool = False
    when: When | None = None  # the time that its head says
    base: str = ""  # its head without time and unit

    def span(self, row: int) -> CellSpan:
        return CellSpan(self.source_id, int(self.starts[row]), int(self.ends[row]))

    def name(self, row: int) -> str:
        """What stands in a name's cell."""
        code = int(self.codes[row])
        return self.names[code] if code >= 0 else ""


@dataclass(frozen=True)
class DataTable:
    """A table of a source; ``roles`` (n,) uint8 says what each row is. ``path``: the headings it stands under."""

    source_id: str
    ordinal: int
    page: int
    start: int
    end: int
    title: str
    path: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    roles: NDArray[np.uint8]
    source_title: str = ""
    others: Mapping[str, str] = field(default_factory=dict)  # of a join: the titles of its sources

    @property
    def rows(self) -> int:
        return len(self.roles)

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """The numbers of the columns that hold numbers."""
        return tuple(i for i, column in enumerate(self.columns) if column.role == "number")

    @cached_property
    def label(self) -> int | None:
        """The column that names the rows: the first one of names, best one whose names differ."""
        named = [i for i, column in enumerate(self.columns) if column.role == "name"]
        data = self.roles == RowRole.DATA
        for i in named:
            codes = self.columns[i].codes[data]
            if len(codes) and len(np.unique(codes)) == len(codes) and codes.min() >= 0:
                return i
        return named[0] if named else None

    @property
    def display_name(self) -> str:
        """What the table is called for people: its title, else the heading it stands under, else its source."""
        return self.title or (self.path[-1] if self.path else "") or self.source_title
