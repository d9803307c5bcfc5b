"""Columns typed: figures with their unit, names that tell rows apart, times, texts; known when a source is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.models import Block, Heading
from knowledge.tables.cell_values import ReadNumber, is_nothing, read_head, read_number, read_stated_unit, read_time
from knowledge.tables.table_reading import EMPTY, UntypedTable, read_tables
from knowledge.tables.total_rows import find_derived_columns, find_row_roles
from knowledge.tables.typed_tables import DataTable, TableColumn
from korean import lexicon

SHARE_OF_FIGURES = 0.7  # share of the cells of a column that are numbers
LONGEST_ROW_NAME = 40  # characters of a cell by which rows are told apart
YEARS_OF_A_COLUMN = range(1800, 2101)
_SCALED = 1e5


def type_tables(source_id: str, text: str, blocks: Iterable[Block], headings: Sequence[Heading]) -> Iterator[DataTable]:
    """The typed tables of a document: those that hold figures, or names to count by."""
    for ordinal, raw in enumerate(read_tables(text, blocks, headings)):
        table = type_table(source_id, ordinal, text, raw)
        if table is not None:
            yield table


def type_table(source_id: str, ordinal: int, text: str, raw: UntypedTable) -> DataTable | None:
    """A raw table with its columns typed; None where nothing in it can be worked with."""
    stated = read_stated_unit(raw.title) or (read_stated_unit(raw.path[-1]) if raw.path else "")
    columns = [
        _type_column(source_id, text, head, [row[i] for row in raw.rows], stated, first=i == 0)
        for i, head in enumerate(raw.heads)
    ]
    roles = find_row_roles(columns, _find_aside(text, raw, columns))
    columns = find_derived_columns(columns, roles)
    if not any(column.role in ("number", "name") for column in columns) or not (roles == 0).any():
        return None
    return DataTable(
        source_id, ordinal, raw.page, raw.start, raw.end, raw.title, raw.path, tuple(columns), roles.astype(np.uint8)
    )


def _type_column(
    source_id: str, text: str, head: str, places: list[tuple[int, int]], stated: str, first: bool
) -> TableColumn:
    said = ["" if place == EMPTY else text[place[0] : place[1]] for place in places]
    full = [one for one in said if not is_nothing(one)]
    base, when, unit = read_head(head)
    read = {one: read_number(one) for one in set(full)}
    figures = [number for one in full if (number := read[one]) is not None]
    starts = np.array([start for start, _ in places], np.int32)
    ends = np.array([end for _, end in places], np.int32)
    blank = np.full(len(places), np.nan)
    counted = first and len(full) == len(figures) == len(said) and _is_scale(figures)
    if len(figures) >= SHARE_OF_FIGURES * len(full) > 0 and not counted and not _tells_rows_apart(head, said, figures):
        units = Counter(number.unit for number in figures)
        numbers = np.array([_value_of(read.get(one)) for one in said])
        own = unit or next((name for name, _ in units.most_common(1) if name), "") or stated
        mixed = sum(bool(name) for name in units) > 1 or (len(units) > 1 and units[""] > 0 and not (unit or stated))
        decimals = max(number.decimals for number in figures)
        codes = np.full(len(places), -1, np.int32)
        return TableColumn(
            head, "number", source_id, starts, ends, numbers, codes, (), own, decimals, False, mixed, when, base
        )
    names = dict.fromkeys(full)
    lengths = sum(len(name) <= LONGEST_ROW_NAME for name in names)
    role = "name" if names and (first or lengths >= SHARE_OF_FIGURES * len(names)) else "text"
    index = {name: code for code, name in enumerate(names)}
    codes = np.array([index.get(one, -1) for one in said], np.int32)
    kept = tuple(names) if role == "name" else ()
    codes = codes if role == "name" else np.full(len(places), -1, np.int32)
    return TableColumn(
        head, "name" if role == "name" else "text", source_id, starts, ends, blank, codes, kept, "", 0, False, False,
        when, base,
    )  # fmt: skip


def _value_of(number: ReadNumber | None) -> float:
    return np.nan if number is None else number.value


def _tells_rows_apart(head: str, said: Sequence[str], figures: Sequence[ReadNumber]) -> bool:
    """Whether numbers are no amounts: years and other times, or the numbers of the rows."""
    values = [number.value for number in figures]
    whole = all(value == int(value) and abs(value) < _SCALED for value in values)
    if not whole:
        return False
    words = korean.squeeze(head)
    if words in lexicon.words("table_questions", "index_name"):
        return True
    timely = read_head(head)[1] is None and any(
        words.endswith(word) for word in lexicon.words("table_questions", "of_time")
    )
    if all(int(value) in YEARS_OF_A_COLUMN for value in values) and (timely or _goes_on(values)):
        return not any("," in one for one in said)
    if all(read_time(one) is not None for one in said if one and not is_nothing(one)):
        return True
    return timely and all(0 < value < 32 for value in values)


def _is_scale(figures: Sequence[ReadNumber]) -> bool:
    """Whether the first column counts up or down in whole numbers: grades, scores, sizes that the others belong to."""
    values = [number.value for number in figures]
    steps = {after > before for before, after in pairwise(values)}
    whole = all(value == int(value) and abs(value) < _SCALED for value in values)
    return len(values) > 2 and whole and len(steps) == 1 and len(set(values)) == len(values)


def _goes_on(values: Sequence[float]) -> bool:
    return len(values) > 2 and all(after - before in (1.0, -1.0) for before, after in pairwise(values))


def _find_aside(text: str, raw: UntypedTable, columns: Sequence[TableColumn]) -> NDArray[np.bool_]:
    """Rows whose figures stand in parentheses where those of other rows do not: rates beside amounts."""
    numeric = [i for i, column in enumerate(columns) if column.role == "number"]
    aside = np.zeros(len(raw.rows), bool)
    for number, row in enumerate(raw.rows):
        said = [text[start:end] for start, end in (row[i] for i in numeric) if start >= 0]
        aside[number] = bool(said) and all(one.startswith("(") and one.endswith(")") for one in said)
    return aside if not aside.all() else np.zeros(len(raw.rows), bool)
