"""Rows and columns that sum up others, by their name or by their figures: they are never added again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.tables.typed_tables import RowRole, TableColumn
from korean import lexicon

MOST_SUMMED = 120  # rows that a row may be found to be the sum of
MOST_ROWS_LOOKED_AT = 3000
SMALLEST_TOTAL = 10.0  # figures below this are sums of others by chance
ROUNDING = 0.51  # of the last digit, for each row summed
TELLING_ALONE = 1000.0  # a sum in one column alone counts from here on

Bools = NDArray[np.bool_]


def find_row_roles(columns: Sequence[TableColumn], aside: Bools) -> NDArray[np.uint8]:
    """What every row is; ``aside`` are rows whose figures all stand in parentheses."""
    rows = len(aside)
    roles = np.zeros(rows, np.uint8)
    numeric = [column for column in columns if column.role == "number"]
    names = [column for column in columns if column.role == "name"]
    for column in names[:2]:
        totals = [code for code, name in enumerate(column.names) if is_total_name(name)]
        roles[np.isin(column.codes, totals)] = RowRole.TOTAL
        rates = [code for code, name in enumerate(column.names) if is_rate_name(name)]
        if 0 < len(rates) < len(column.names) / 2 and _is_apart(numeric, np.isin(column.codes, rates)):
            roles[np.isin(column.codes, rates)] = RowRole.ASIDE
    roles[aside & (roles == RowRole.DATA)] = RowRole.ASIDE
    if numeric and rows <= MOST_ROWS_LOOKED_AT:
        kept = np.flatnonzero(roles == RowRole.DATA)
        sums, whole = _find_sums([column.numbers[kept] for column in numeric], [column.decimals for column in numeric])
        roles[kept[sums]] = RowRole.PARENT
        roles[kept[whole]] = RowRole.TOTAL
    return roles


def is_total_name(name: str) -> bool:
    """Whether a row or a column is called a total: 합계, 소계, 전체."""
    return korean.squeeze(name) in lexicon.words("table_questions", "total_row")


def is_rate_name(name: str) -> bool:
    """Whether a row or a column is called a rate: 증감률(%), 구성비."""
    words = korean.squeeze(name)
    return "%" in name or any(words.endswith(word) for word in lexicon.words("table_questions", "rate_name"))


def _is_apart(numeric: Sequence[TableColumn], rows: Bools) -> bool:
    """Whether rates are the exception: not all rows are such."""
    return bool(numeric) and not rows.all()


def _find_sums(figures: Sequence[NDArray[np.float64]], decimals: Sequence[int]) -> tuple[Bools, Bools]:
    """Rows that are, in every column, the sum of rows that follow them, or of all that stand before them; and those
    of them that are the sum of all others.
    """
    rows = len(figures[0])
    table = np.stack(figures, axis=1)
    slack = np.array([ROUNDING * 10.0**-places for places in decimals])
    found, whole = np.zeros(rows, bool), np.zeros(rows, bool)
    if rows < 3:
        return found, whole
    sums = np.vstack([np.zeros(table.shape[1]), np.nancumsum(table, axis=0)])
    some = ~np.isnan(table)
    for row in range(rows):
        value, said = table[row], some[row]
        if not said.any() or np.abs(value[said]).max() < SMALLEST_TOTAL:
            continue
        telling = said.sum() > 1 or np.abs(value[said]).max() >= TELLING_ALONE
        last = min(rows, row + 1 + MOST_SUMMED)
        below = sums[row + 3 : last + 1] - sums[row + 1]
        counts = np.arange(2, 2 + len(below))[:, None]
        close = np.abs(below[:, said] - value[said]) <= slack[said] * counts
        if telling and close.all(axis=1).any():
            found[row] = True
            whole[row] = row == 0 and bool(close.all(axis=1)[rows - 3 :].any())
        elif row == rows - 1 and telling:
            own = ~found
            own[row] = False
            total = np.nansum(table[own], axis=0)
            whole[row] = own.sum() > 1 and bool((np.abs(total - value)[said] <= slack[said] * own.sum()).all())
    return found & ~whole, whole


def find_derived_columns(columns: Sequence[TableColumn], roles: NDArray[np.uint8]) -> list[TableColumn]:
    """The columns, those marked that sum up others of their row: by name, or because their figures are the sums."""
    numeric = [i for i, column in enumerate(columns) if column.role == "number"]
    data = roles == RowRole.DATA
    derived = {i for i in numeric if is_total_name(columns[i].base or columns[i].head)}
    plain = [i for i in numeric if i not in derived and not columns[i].when and not is_rate_name(columns[i].head)]
    if len(plain) > 2 and data.sum() > 1:
        table = np.stack([columns[i].numbers[data] for i in plain], axis=1)
        for place in (0, len(plain) - 1):
            others = np.delete(table, place, axis=1)
            slack = ROUNDING * 10.0 ** -columns[plain[place]].decimals * others.shape[1]
            gap = np.abs(np.nansum(others, axis=1) - table[:, place])
            if np.nanmax(np.abs(table[:, place]), initial=0.0) >= SMALLEST_TOTAL and bool((gap <= slack).all()):
                derived.add(plain[place])
    return [replace(column, derived=True) if i in derived else column for i, column in enumerate(columns)]
