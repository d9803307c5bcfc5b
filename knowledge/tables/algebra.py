"""What may be asked of a table: a handful of operations over chosen cells, as frozen values.

A plan is made of these and of nothing else: no code and no query language of a person or a model ever runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.tables.typed_tables import DataTable, RowRole, TableColumn

Relation = Literal["is", "equal", "at least", "at most", "above", "below"]
Measure = Literal["sum", "mean", "largest", "smallest", "count", "each"]
Between = Literal["difference", "growth", "ratio", "share"]


@dataclass(frozen=True)
class Condition:
    """Which rows count: those with one of the names ``codes`` in a column, or whose number stands so to ``number``."""

    column: int
    relation: Relation
    codes: tuple[int, ...] = ()
    number: float = 0.0


@dataclass(frozen=True)
class Cells:
    """The cells of some columns in the rows that meet every condition. ``totals``: rows of totals too, where named;
    ``parents``: rows that sum up those below them too.
    """

    conditions: tuple[Condition, ...]
    columns: tuple[int, ...]
    totals: bool = False
    parents: bool = False


@dataclass(frozen=True)
class Lookup:
    """One cell as it stands."""

    cells: Cells


@dataclass(frozen=True)
class Aggregate:
    """One figure of many cells; "count" counts rows."""

    cells: Cells
    measure: Measure


@dataclass(frozen=True)
class Grouping:
    """One figure for every name in a column, or one for every column (``by`` None); "each": one for every row."""

    cells: Cells
    by: int | None
    measure: Measure = "sum"


@dataclass(frozen=True)
class Rank:
    """The ``most`` first of a group in order of their figures."""

    group: Grouping
    most: int = 1
    descending: bool = True


@dataclass(frozen=True)
class Compare:
    """Two figures: left less right, growth from left to right in per cent, left over right, left's share of right."""

    left: Aggregate | Lookup
    right: Aggregate | Lookup
    between: Between
    larger: bool = False  # the question asks which is the larger one


TablePlan = Lookup | Aggregate | Grouping | Rank | Compare


def choose_rows(table: DataTable, cells: Cells) -> NDArray[np.bool_]:
    """The rows of a table that a selection means."""
    chosen = np.ones(table.rows, bool) if cells.totals else table.roles == RowRole.DATA
    if cells.parents:
        chosen = chosen | (table.roles == RowRole.PARENT)
    for one in cells.conditions:
        column = table.columns[one.column]
        if one.relation == "is":
            chosen = chosen & np.isin(column.codes, one.codes)
        else:
            with np.errstate(invalid="ignore"):
                chosen = chosen & _COMPARISONS[one.relation](column.numbers, one.number)
    return chosen


_COMPARISONS = {
    "equal": np.equal,
    "at least": np.greater_equal,
    "at most": np.less_equal,
    "above": np.greater,
    "below": np.less,
}


def find_shared_column(left: DataTable, right: DataTable) -> tuple[int, int] | None:
    """The columns of names by which two tables can be joined: one name a row in both, two or more in common."""
    best, most = None, 1
    for i, one in enumerate(left.columns):
        for j, other in enumerate(right.columns):
            if one.role == other.role == "name" and _is_key(one, left) and _is_key(other, right):
                shared = len(_squeezed(one).keys() & _squeezed(other).keys())
                if shared > most:
                    best, most = (i, j), shared
    return best


def join_tables(left: DataTable, right: DataTable, on: tuple[int, int]) -> DataTable:
    """The rows that both tables name, with the columns of both; every cell keeps its own source."""
    mine, theirs = _squeezed(left.columns[on[0]]), _squeezed(right.columns[on[1]])
    first, second = _rows_by_code(left, on[0]), _rows_by_code(right, on[1])
    shared = [name for name in mine if name in theirs and mine[name] in first and theirs[name] in second]
    at = np.array([first[mine[name]] for name in shared], np.intp)
    other = np.array([second[theirs[name]] for name in shared], np.intp)
    columns = [_take(column, at) for column in left.columns]
    columns += [_take(column, other) for j, column in enumerate(right.columns) if j != on[1]]
    roles = np.maximum(left.roles[at], right.roles[other])
    title = " + ".join(dict.fromkeys(one.display_name for one in (left, right)))
    return replace(
        left, columns=tuple(columns), roles=roles, title=title, path=(*left.path, *right.path),
        others={right.source_id: right.source_title},
    )  # fmt: skip


def _rows_by_code(table: DataTable, column: int) -> dict[int, int]:
    """The row of each name; a row of data before a total or an aside of the same name."""
    codes = table.columns[column].codes
    rows = sorted(range(len(codes)), key=lambda row: table.roles[row] == RowRole.DATA)
    return {int(codes[row]): row for row in rows}


def _is_key(column: TableColumn, table: DataTable) -> bool:
    codes = column.codes[table.roles == RowRole.DATA]
    codes = codes[codes >= 0]
    return len(codes) > 1 and len(np.unique(codes)) == len(codes)


def _squeezed(column: TableColumn) -> dict[str, int]:
    return {korean.squeeze(name): code for code, name in enumerate(column.names)}


def _take(column: TableColumn, rows: NDArray[np.intp]) -> TableColumn:
    return replace(
        column,
        starts=column.starts[rows],
        ends=column.ends[rows],
        numbers=column.numbers[rows],
        codes=column.codes[rows],
    )
