"""Which rows and columns of a table a question means, by what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from knowledge.tables.algebra import Condition
from knowledge.tables.evaluation import PlanRefusal
from knowledge.tables.mentions import Mentions, time_of_name
from knowledge.tables.table_question import SaidWord, TableQuestion
from knowledge.tables.total_rows import is_rate_name
from knowledge.tables.typed_tables import DataTable, RowRole
from korean import lexicon

MOST_COLUMNS_ALIKE = 30


@dataclass(frozen=True)
class ChosenCells:
    """A question held against one table: the rows, columns and limits that it names."""

    question: TableQuestion
    table: DataTable
    named: Mentions

    @cached_property
    def words(self) -> list[SaidWord]:
        """The words of asking that are no part of a name."""
        held = [(one.start, one.end) for one in self.named.found]
        return [word for word in self.question.words if not any(a <= word.start and word.end <= b for a, b in held)]

    def says(self, *purposes: str) -> list[SaidWord]:
        return [word for word in self.words if word.purpose in purposes]

    # -- what is chosen ------------------------------------------------------------------------------------------------

    @cached_property
    def range_said(self) -> bool:
        """Whether two times are the ends of a stretch: "2012년부터 2015년까지"."""
        return bool(self.says("from")) and bool(self.says("until")) and len(self.named.times) == 2

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The columns of figures that are named, in the order of the question; times narrow them down."""
        told = list(dict.fromkeys(i for one in self.named.of("column") for i in one.columns))
        timed = [time for time in self.named.times if time.columns]
        if self.range_said and len(timed) == 2:
            ends = [[i for i in time.columns] for time in timed]
            orders = [whens.order for time in timed for i in time.columns if (whens := self.table.columns[i].when)]
            if all(ends) and not self.compares:
                low, high = min(orders), max(orders)
                span = [i for i in self.table.numeric if (w := self.table.columns[i].when) and low <= w.order <= high]
                return tuple(i for i in (told or span) if i in span)
        covered = list(dict.fromkeys(i for time in timed for i in time.columns))
        if told and covered:
            kept = [i for time in timed for i in told if i in time.columns]
            rest = [i for i in told if self.table.columns[i].when is None]
            return tuple(dict.fromkeys([*(kept if len(timed) > 1 else [i for i in told if i in kept]), *rest]))
        return tuple(told or [i for i in covered if not self.table.columns[i].base] or [])

    @cached_property
    def compares(self) -> bool:
        """Whether two figures are set against each other."""
        grows = bool(self.says("growth")) or (
            bool(self.says("rise", "fall")) and (self.question.asks_percent or self.question.says_how_much)
        )
        return grows or bool(self.says("difference")) or self.question.asks_times

    @cached_property
    def rows_named(self) -> list[Condition]:
        """The conditions by which rows are named, one for each name or time, in the order of the question."""
        found = [(one.start, Condition(one.columns[0], "is", one.codes)) for one in self.named.of("name")]
        for time in self.named.times:
            if time.columns or not time.codes:
                continue
            found += [(time.start, Condition(column, "is", codes)) for column, codes in time.codes[:1]]
        ordered = [one for _, one in sorted(found, key=lambda pair: pair[0])]
        if self.range_said and not self.compares and len(ordered) >= 2 and not any(t.columns for t in self.named.times):
            ordered = self._fill_range(ordered)
        return list(dict.fromkeys(ordered))

    def _fill_range(self, conditions: list[Condition]) -> list[Condition]:
        column = next((t.codes[0][0] for t in self.named.times if t.codes), None)
        if column is None:
            return conditions
        names = self.table.columns[column].names
        whens = [time_of_name(name) for name in names]
        ends = [w.order for one in conditions if one.column == column for code in one.codes if (w := whens[code])]
        between = tuple(code for code, w in enumerate(whens) if w and ends and min(ends) <= w.order <= max(ends))
        others = [one for one in conditions if one.column != column]
        return [*others, Condition(column, "is", between)]

    @cached_property
    def limits(self) -> tuple[Condition, ...]:
        """The conditions that hold a figure against a number. Raises PlanRefusal where it is unclear which figure."""
        found = []
        for bound in self.question.bounds:
            before = [one for one in self.named.of("column") if one.end <= bound.start]
            columns = before[-1].columns if before else self.columns or self.plain
            columns = tuple(i for i in columns if i in self.columns) or columns
            if len(columns) != 1:
                raise PlanRefusal("which column", self.list_heads(columns))
            found.append(Condition(columns[0], bound.relation, (), bound.number))
        return tuple(found)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions together: names of one column are alternatives, those of several columns hold at once."""
        by_column: dict[int, list[int]] = {}
        for one in self.rows_named:
            by_column.setdefault(one.column, []).extend(one.codes)
        merged = [Condition(column, "is", tuple(dict.fromkeys(codes))) for column, codes in by_column.items()]
        return (*merged, *self.limits)

    @cached_property
    def names_total(self) -> bool:
        """Whether a row is named that is a total itself."""
        chosen = self.table.roles != RowRole.DATA
        return any(
            bool(np.isin(self.table.columns[one.column].codes[chosen], one.codes).any())
            and not bool(np.isin(self.table.columns[one.column].codes[~chosen], one.codes).any())
            for one in self.rows_named
        )

    @cached_property
    def plain(self) -> tuple[int, ...]:
        """The columns of figures that sum up no others and are no rates beside amounts."""
        own = [i for i in self.table.numeric if not self.table.columns[i].derived]
        amounts = [i for i in own if not is_rate_name(self.table.columns[i].head)]
        return tuple(amounts or own)

    @cached_property
    def alike(self) -> tuple[int, ...]:
        """The columns that show one kind of figure, so that they may be added or ranked; () where that is not sure."""
        plain = self.plain
        if not 1 < len(plain) <= MOST_COLUMNS_ALIKE:
            return ()
        columns = [self.table.columns[i] for i in plain]
        if len({one.unit for one in columns}) > 1 or any(one.mixed for one in columns):
            return ()
        whens = [one.when for one in columns]
        if all(whens) and len({one.base for one in columns}) == 1:
            return plain
        if any(whens):
            return ()
        parted = any(word in self.table.title for word in lexicon.words("table_questions", "each"))
        summed = any(self.table.columns[i].derived for i in self.table.numeric)
        return plain if columns[0].unit or summed or parted else ()

    def list_heads(self, columns: Sequence[int]) -> str:
        """Heads of columns for people."""
        return ", ".join(self.table.columns[i].head for i in (columns or self.plain)[:6])
