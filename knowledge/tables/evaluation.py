"""A plan carried out on a table with numpy: the figure, how it came about, and the cells that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.tables.algebra import Aggregate, Cells, Compare, Grouping, Lookup, Measure, Rank, TablePlan, choose_rows
from knowledge.tables.typed_tables import DataTable

Place = tuple[int, int]  # row and column
Figures = NDArray[np.float64]
MOST_GROUPS = 200
TIMES_AS_MUCH = "×"
MOST_PLACES = 500  # cells of a figure that are kept to be shown


class PlanRefusal(Exception):
    """A plan that has no honest answer: ``reason`` is a code, ``about`` what it is about."""

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(f"{reason}: {about}")
        self.reason, self.about = reason, about


@dataclass(frozen=True)
class Figure:
    """A number with its unit; ``terms`` and ``places`` are what it came from, ``empty`` counts cells skipped."""

    value: float
    unit: str = ""
    label: str = ""
    terms: tuple[float, ...] = ()
    places: tuple[Place, ...] = ()
    empty: int = 0
    decimals: int = 0
    count: int = 0  # cells that it came from


@dataclass(frozen=True)
class TableOutcome:
    """What a plan came to: one figure, or several with their labels; ``sides`` are the two that were compared."""

    plan: TablePlan
    figures: tuple[Figure, ...]
    sides: tuple[Figure, ...] = ()
    tied: bool = False
    of: int = 0  # how many groups were ranked
    places: tuple[Place, ...] = field(default=())


def evaluate(table: DataTable, plan: TablePlan) -> TableOutcome:
    """The outcome of a plan. Raises PlanRefusal: nothing chosen, missing values, mixed units, division by nothing."""
    match plan:
        case Lookup(cells):
            return _close(plan, (_look_up(table, cells),))
        case Aggregate(cells, measure):
            return _close(plan, (_aggregate(table, cells, measure),))
        case Grouping():
            return _close(plan, tuple(_group(table, plan)))
        case Rank():
            return _rank(table, plan)
        case Compare():
            return _compare(table, plan)


def _close(plan: TablePlan, figures: tuple[Figure, ...], sides: tuple[Figure, ...] = ()) -> TableOutcome:
    places = dict.fromkeys(place for one in (*figures, *sides) for place in one.places)
    return TableOutcome(plan, figures, sides, places=tuple(places))


def _unit_of(table: DataTable, columns: Sequence[int]) -> tuple[str, int]:
    """The one unit of some columns and their decimals. Raises PlanRefusal for several."""
    chosen = [table.columns[i] for i in columns]
    for one in chosen:
        if one.mixed:
            raise PlanRefusal("mixed units", one.head)
    units = {one.unit for one in chosen}
    if len(units) > 1:
        raise PlanRefusal("mixed units", ", ".join(one.head for one in chosen[:4]))
    return next(iter(units), ""), max((one.decimals for one in chosen), default=0)


@dataclass(frozen=True)
class _Gathered:
    """The filled cells of a selection: their rows, their columns, their numbers; and how many are empty."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    numbers: Figures
    empty: int

    def only(self, chosen: NDArray[np.bool_]) -> _Gathered:
        return _Gathered(self.rows[chosen], self.columns[chosen], self.numbers[chosen], self.empty)

    def places(self) -> tuple[Place, ...]:
        """The first cells, as many as are shown at most."""
        pairs = zip(self.rows[:MOST_PLACES].tolist(), self.columns[:MOST_PLACES].tolist(), strict=True)
        return tuple(pairs)

    def terms(self) -> tuple[float, ...]:
        return tuple(self.numbers[:MOST_PLACES].tolist())


def _gather(table: DataTable, cells: Cells) -> _Gathered:
    """The filled cells of a selection, row by row. Raises PlanRefusal where no row is chosen."""
    rows = np.flatnonzero(choose_rows(table, cells))
    if not len(rows):
        raise PlanRefusal("no rows")
    numbers = np.stack([table.columns[i].numbers[rows] for i in cells.columns], axis=1)
    filled = ~np.isnan(numbers)
    at, across = np.nonzero(filled)
    columns = np.asarray(cells.columns, np.intp)[across]
    return _Gathered(rows[at], columns, numbers[filled], int(filled.size - filled.sum()))


def _look_up(table: DataTable, cells: Cells) -> Figure:
    unit, decimals = _unit_of(table, cells.columns)
    found = _gather(table, cells)
    if len(found.numbers) != 1:
        raise PlanRefusal("several rows" if len(found.numbers) else "missing", _name_cells(table, cells))
    value = float(found.numbers[0])
    return Figure(value, unit, _name_cells(table, cells), (value,), found.places(), 0, decimals, 1)


def _aggregate(table: DataTable, cells: Cells, measure: Measure) -> Figure:
    label = _name_cells(table, cells)
    if measure == "count":
        rows = np.flatnonzero(choose_rows(table, cells))
        column = cells.conditions[0].column if cells.conditions else table.label
        places = tuple((int(row), column) for row in rows[:MOST_PLACES]) if column is not None else ()
        return Figure(float(len(rows)), "", label, (), places, 0, 0, len(rows))
    unit, decimals = _unit_of(table, cells.columns)
    found = _gather(table, cells)
    if not len(found.numbers):
        raise PlanRefusal("missing", table.columns[cells.columns[0]].head)
    value = _measure(found.numbers, measure)
    if measure in ("largest", "smallest"):
        found = found.only(found.numbers == value)
    return Figure(value, unit, label, found.terms(), found.places(), found.empty, decimals, len(found.numbers))


def _measure(numbers: Figures, measure: Measure) -> float:
    match measure:
        case "mean":
            return float(numbers.mean())
        case "largest":
            return float(numbers.max())
        case "smallest":
            return float(numbers.min())
        case _:
            return float(numbers.sum())


def _name_cells(table: DataTable, cells: Cells) -> str:
    """A selection in words: the names its rows were chosen by, and its columns where they are few."""
    named = [
        table.columns[one.column].names[code]
        for one in cells.conditions
        if one.relation == "is"
        for code in one.codes[:3]
        if len(one.codes) <= 3
    ]
    heads = [table.columns[i].head for i in cells.columns] if len(cells.columns) <= 2 else []
    return " ".join(dict.fromkeys([*named, *heads]))


def _group(table: DataTable, plan: Grouping) -> list[Figure]:
    """A figure for each name of a column, in the order in which the names first stand, or for each column."""
    cells, measure = plan.cells, plan.measure
    if plan.by is None:
        found = [_aggregate(table, Cells(cells.conditions, (i,), cells.totals), measure) for i in cells.columns]
        heads = [table.columns[i].head for i in cells.columns]
        _unit_of(table, cells.columns)
        return [Figure(**{**vars(one), "label": head}) for one, head in zip(found, heads, strict=True)]
    column = table.columns[plan.by]
    rows = np.flatnonzero(choose_rows(table, cells) & (column.codes >= 0))
    if not len(rows):
        raise PlanRefusal("no rows")
    if measure == "each":
        return _list_rows(table, plan, rows)
    codes = column.codes[rows]
    counts = np.bincount(codes, minlength=len(column.names))
    order = list(dict.fromkeys(codes.tolist())) if len(rows) < 100_000 else np.flatnonzero(counts).tolist()
    if measure == "count":
        return _fill_groups(table, plan, rows, codes, counts.astype(float), order, "", 0)
    unit, decimals = _unit_of(table, cells.columns)
    numbers = np.nansum(np.stack([table.columns[i].numbers[rows] for i in cells.columns]), axis=0)
    filled = ~np.isnan(table.columns[cells.columns[0]].numbers[rows])
    known = np.bincount(codes[filled], minlength=len(column.names))
    order = [code for code in order if known[code]]
    with np.errstate(invalid="ignore", divide="ignore"):
        sums = np.bincount(codes[filled], numbers[filled], minlength=len(column.names))
        values: Figures = sums / known if measure == "mean" else sums.astype(np.float64)
    if measure in ("largest", "smallest"):
        values = np.full(len(column.names), -np.inf if measure == "largest" else np.inf)
        (np.maximum if measure == "largest" else np.minimum).at(values, codes[filled], numbers[filled])
    return _fill_groups(table, plan, rows, codes, values, order, unit, decimals)


def _list_rows(table: DataTable, plan: Grouping, rows: NDArray[np.intp]) -> list[Figure]:
    """Every row for itself under its name in the column; rows without a figure are left out."""
    assert plan.by is not None
    unit, decimals = _unit_of(table, plan.cells.columns)
    column, names = plan.cells.columns[0], table.columns[plan.by]
    numbers = table.columns[column].numbers[rows]
    kept = [(int(row), float(value)) for row, value in zip(rows, numbers, strict=True) if value == value]
    if not kept:
        raise PlanRefusal("missing", table.columns[column].head)
    return [
        Figure(value, unit, names.name(row), (value,), ((row, column), (row, plan.by)), 0, decimals, 1)
        for row, value in kept
    ]


def _fill_groups(
    table: DataTable, plan: Grouping, rows: NDArray[np.intp], codes: NDArray[np.int32], values: Figures,
    order: Sequence[int], unit: str, decimals: int,
) -> list[Figure]:  # fmt: skip
    assert plan.by is not None
    column = plan.by if plan.measure == "count" else plan.cells.columns[0]
    by_group = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[by_group], order)
    ends = np.searchsorted(codes[by_group], order, side="right")
    found = []
    for code, start, end in zip(order, starts.tolist(), ends.tolist(), strict=True):
        own = rows[by_group[start : min(end, start + MOST_GROUPS)]].tolist()
        terms = () if plan.measure == "count" else tuple(table.columns[column].numbers[own].tolist())
        places = tuple((int(row), column) for row in own)
        name = table.columns[plan.by].names[code]
        found.append(Figure(float(values[code]), unit, name, terms, places, 0, decimals, end - start))
    return found


def _rank(table: DataTable, plan: Rank) -> TableOutcome:
    figures = _group(table, plan.group)
    order = sorted(figures, key=lambda one: -one.value if plan.descending else one.value)
    shown = order[: plan.most]
    tied = len(order) > plan.most and order[plan.most].value == shown[-1].value
    if tied:
        shown = [one for one in order if one.value == shown[-1].value or one in shown][:MOST_GROUPS]
    done = _close(plan, tuple(shown))
    return TableOutcome(plan, done.figures, tuple(order[:MOST_GROUPS]), tied, len(figures), done.places)


def _compare(table: DataTable, plan: Compare) -> TableOutcome:
    left, right = (
        _look_up(table, one.cells) if isinstance(one, Lookup) else _aggregate(table, one.cells, one.measure)
        for one in (plan.left, plan.right)
    )
    if left.unit != right.unit:
        raise PlanRefusal("mixed units", f"{left.unit or left.label}, {right.unit or right.label}")
    decimals = max(left.decimals, right.decimals)
    divisor = left if plan.between == "growth" else right
    if plan.between != "difference" and divisor.value == 0:
        raise PlanRefusal("division by zero", divisor.label)
    value, unit = _set_against(left, right, plan.between)
    figure = Figure(value, unit, "", (), (), 0, decimals)
    return _close(plan, (figure,), (left, right))


def _set_against(left: Figure, right: Figure, between: str) -> tuple[float, str]:
    match between:
        case "difference":
            return abs(left.value - right.value), "%p" if left.unit == "%" else left.unit
        case "growth":
            return 100 * (right.value - left.value) / abs(left.value), "%"
        case "ratio":
            return left.value / right.value, TIMES_AS_MUCH
        case _:
            return 100 * left.value / right.value, "%"
