"""A question and what it names of a table into a plan, by rules; what could mean two things is refused.

Nothing here knows a domain: words of asking come from the lexicon, all else from the table's own heads and names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from knowledge.tables.algebra import Aggregate, Cells, Compare, Condition, Grouping, Lookup, Measure, Rank, TablePlan
from knowledge.tables.chosen_cells import ChosenCells
from knowledge.tables.evaluation import PlanRefusal
from knowledge.tables.mentions import Mention, find_mentions, time_of_name
from knowledge.tables.table_question import TableQuestion
from knowledge.tables.typed_tables import DataTable
from korean import lexicon

_MORE_THAN_A_CELL = ("rise", "fall", "more", "less", "compared", "from", "until")  # what stands in no one cell
MANY_ROWS_A_NAME = 1.5  # rows for each name, from which on a name stands for the sum of its rows


class TablePlanner(ChosenCells):
    """The plan of a question for one table."""

    def plan(self) -> TablePlan:
        """The plan. Raises PlanRefusal."""
        self._check_times()
        if self.says("but", "apart_from"):  # "사과를 뺀 나머지": no plan says what is left out
            raise PlanRefusal("not asked", "")
        if self.named.left:
            raise PlanRefusal("unknown word", self.named.left[0])
        if self.says("growth") or (self.compares and not self.says("difference") and not self.question.asks_times):
            return self._compare("growth")
        if self.question.asks_times:
            return self._compare("ratio")
        if self.says("difference") or (
            self.says("compared") and self.says("more", "less") and len(self.rows_named) == 2
        ):
            return self._compare("difference")
        if self._ranks:
            return self._rank()
        if self.says("share") or (self.question.asks_percent and not self.says("mean", "sum", "largest", "smallest")):
            return self._share()
        if self.question.is_counting and self._counts_rows:
            return self._count()
        if self.says("number_of") and not self.columns:
            return self._count()
        if self._grouped is not None:
            return self._group()
        if self.says("largest", "smallest"):
            return self._aggregate("largest" if self.says("largest") else "smallest")
        if self.says("mean"):
            return self._aggregate("mean")
        if self.says("sum", "all_of_it"):
            return self._aggregate("sum")
        return self._look_up()

    def _check_times(self) -> None:
        context = " ".join((self.table.title, *self.table.path, self.table.source_title))
        for time in self.named.times:
            if not time.columns and not time.codes and self.question.text[time.start : time.end] not in context:
                raise PlanRefusal("no such time", self.question.text[time.start : time.end])

    @cached_property
    def _ranks(self) -> bool:
        ordered = bool(self.says("ranked", "ranked_from_below"))
        return (
            bool(self.says("superlative") and self.says("more", "less"))
            or ordered
            or bool(self.question.most and self.says("more", "less"))
        )

    @cached_property
    def _counts_rows(self) -> bool:
        """Whether "몇 개" asks for rows: no figure is named, and names stand for more than the one row they name."""
        if set(self.columns) - {one.column for one in self.limits} or self.says("mean"):
            return False
        named = {one.column for one in self.rows_named}
        single = bool(named) and all(one == self.table.label and not self._repeats(one) for one in named)
        return not (single and self.alike)

    def _one_column(self) -> int:
        """The one column of figures that is meant. Raises PlanRefusal for none or several."""
        columns = self.columns or (self.plain if len(self.plain) == 1 else ())
        if len(columns) != 1:
            raise PlanRefusal("which column", self.list_heads(columns))
        return columns[0]

    def _cell(self, conditions: tuple[Condition, ...], columns: tuple[int, ...]) -> Aggregate | Lookup:
        """One figure of some rows: a cell, or where names stand in many rows the sum of them."""
        cells = Cells(conditions, columns, self.names_total)
        names = [one for one in conditions if one.relation == "is"]
        repeated = bool(names) and all(
            (self.table.columns[one.column].codes >= 0).sum()
            > MANY_ROWS_A_NAME * max(len(self.table.columns[one.column].names), 1)
            for one in names
        )
        return Aggregate(cells, "sum") if repeated or (self.says("sum") and len(columns) == 1) else Lookup(cells)

    def _sides(self) -> tuple[Aggregate | Lookup, Aggregate | Lookup]:
        """The two figures that are set against each other. Raises PlanRefusal."""
        rows, columns = self.rows_named, self.columns
        by_column: dict[int, list[Condition]] = {}
        for one in rows:
            by_column.setdefault(one.column, []).append(one)
        pairs = [column for column, held in by_column.items() if len(held) == 2]
        fixed = tuple(one for column, held in by_column.items() if column not in pairs for one in held)
        if len(pairs) == 1 and all(len(held) <= 2 for held in by_column.values()):
            column = columns[0] if len(columns) == 1 else self._one_column()
            first, second = by_column[pairs[0]]
            return self._cell((first, *fixed), (column,)), self._cell((second, *fixed), (column,))
        if len(columns) == 2 and not pairs:
            return self._cell(tuple(rows), columns[:1]), self._cell(tuple(rows), columns[1:])
        raise PlanRefusal("which column" if len(columns) != 1 else "which rows", self.list_heads(columns))

    def _compare(self, between: str) -> Compare:
        left, right = self._sides()
        if between == "growth":
            left, right = self._order_by_time(left, right)
            return Compare(left, right, "growth")
        asks = bool(self.says("compared")) and bool(self.says("which"))
        return Compare(left, right, "ratio" if between == "ratio" else "difference", asks)

    def _order_by_time(
        self, left: Aggregate | Lookup, right: Aggregate | Lookup
    ) -> tuple[Aggregate | Lookup, Aggregate | Lookup]:
        def order(one: Aggregate | Lookup) -> tuple[int, ...]:
            when = self.table.columns[one.cells.columns[0]].when
            names = [self.table.columns[c.column].names[c.codes[0]] for c in one.cells.conditions if c.codes]
            told = [own.order for name in names if (own := time_of_name(name))]
            return told[0] if told else (when.order if when else ())

        return (right, left) if order(right) < order(left) else (left, right)

    def _share(self) -> Compare:
        rows, columns = self.rows_named, self.columns
        asked = [one for one in self.named.of("column") if self._is_word(one, "share")]
        if len(columns) > 1 and asked:  # a column that is called what the question asks to be worked out
            columns = tuple(i for i in columns if i not in asked[0].columns)
        if len(columns) == 2 and len(rows) <= 2:
            whole = self._find_whole(columns)
            part = next(i for i in columns if i != whole)
            return Compare(self._cell(tuple(rows), (part,)), self._cell(tuple(rows), (whole,)), "share")
        if (not columns and not self.plain) or (not columns and self.question.bounds):
            return self._share_of_rows()
        if not columns and len(self.plain) > 1 and not self.alike and rows:
            return self._share_of_rows() if self.question.is_counting else self._refuse_column()
        column = columns[0] if len(columns) == 1 else self._one_column()
        if not rows:
            raise PlanRefusal("which rows", "")
        if all(self._is_timely(one) for one in rows) and column in self.alike:
            whole_cells = Aggregate(Cells(tuple(rows), self.alike, self.names_total), "sum")
            return Compare(self._cell(tuple(rows), (column,)), whole_cells, "share")
        others = tuple(one for one in rows if self._is_timely(one))
        return Compare(
            Aggregate(Cells(self.conditions, (column,)), "sum"), Aggregate(Cells(others, (column,)), "sum"), "share"
        )

    def _is_word(self, one: Mention, purpose: str) -> bool:
        """Whether a mention is at the same time a word of asking."""
        return self.question.text[one.start : one.end] in lexicon.words("table_questions", purpose)

    def _share_of_rows(self) -> Compare:
        if not self.conditions:
            raise PlanRefusal("which rows", "")
        columns = (self.table.label or 0,)
        return Compare(
            Aggregate(Cells(self.conditions, columns), "count"), Aggregate(Cells((), columns), "count"), "share"
        )

    def _refuse_column(self) -> Compare:
        raise PlanRefusal("which column", self.list_heads(()))

    def _is_timely(self, one: Condition) -> bool:
        names = self.table.columns[one.column].names
        return all(time_of_name(names[code]) for code in one.codes)

    def _find_whole(self, columns: Sequence[int]) -> int:
        """Which of two columns is the whole: the one before "에서" or "중", else a total, else the first."""
        mentions = [one for one in self.named.of("column") if set(one.columns) & set(columns)]
        for one in mentions:
            if any(0 <= word.start - one.end <= 1 for word in self.says("whole_of")):
                return next(i for i in one.columns if i in columns)
        return next((i for i in columns if self.table.columns[i].derived), columns[0])

    def _rank(self) -> Rank:
        descending = not self.says("less", "ranked_from_below", "smallest")
        most = self.question.most or 1
        if not self.columns and len(self.rows_named) == 1 and self.alike and not self.question.bounds:
            cells = Cells(self.conditions, self.alike, self.names_total)
            return Rank(Grouping(cells, None, "sum"), most, descending)
        if len(self.columns) > 1 and len(self.rows_named) == 1:
            return Rank(Grouping(Cells(self.conditions, self.columns, self.names_total), None, "sum"), most, descending)
        column = self._one_column()
        by = self._group_column()
        if by is None:
            raise PlanRefusal("which rows", "")
        rest = tuple(one for one in self.conditions if one.column != by or len(one.codes) > 1)
        unique = by == self.table.label and not self._repeats(by)
        measure: Measure = "mean" if self.says("mean") else "sum" if self._repeats(by) and not unique else "each"
        cells = Cells(rest, (column,), parents=measure == "each")
        return Rank(Grouping(cells, by, measure), most, descending)

    def _repeats(self, by: int) -> bool:
        column = self.table.columns[by]
        return bool((column.codes >= 0).sum() > MANY_ROWS_A_NAME * max(len(column.names), 1))

    def _group_column(self) -> int | None:
        heads: list[Mention] = self.named.of("head")
        told = [i for one in heads for i in one.columns if self.table.columns[i].role == "name"]
        free = [i for i in told if i not in {one.column for one in self.rows_named}]
        return free[0] if free else self.table.label

    @cached_property
    def _grouped(self) -> int | None:
        """The column whose names a question wants apart: "유형별", "지역마다"."""
        for word in self.says("each"):
            for one in self.named.of("head"):
                if 0 <= word.start - one.end <= 1:
                    return next((i for i in one.columns if self.table.columns[i].role == "name"), None)
        return None

    def _group(self) -> TablePlan:
        by = self._grouped
        assert by is not None
        measure: Measure = "mean" if self.says("mean") else "sum"
        if not self._repeats(by) and self.says("mean", "sum", "all_of_it"):
            return self._aggregate(measure)
        if not self.columns and (self.says("number_of") or not self.says("sum", "mean")):
            return Grouping(Cells(self.conditions, ()), by, "count")
        measure = measure if self._repeats(by) else "each"
        return Grouping(Cells(self.conditions, (self._one_column(),)), by, measure)

    def _count(self) -> TablePlan:
        if self._grouped is not None and self._repeats(self._grouped):
            return Grouping(Cells(self.conditions, ()), self._grouped, "count")
        if not self.conditions and not self.says("all_of_it", "number_of"):
            raise PlanRefusal("which rows", "")
        return Aggregate(Cells(self.conditions, (self.table.label or 0,)), "count")

    def _aggregate(self, measure: Measure) -> Aggregate:
        columns = self.columns
        if not columns and len(self.plain) == 1:
            columns = self.plain
        if not columns and self.rows_named and self.alike:
            columns = self.alike
        if not columns or (len(columns) > 1 and not self._are_chosen(columns)):
            raise PlanRefusal("which column", self.list_heads(columns))
        return Aggregate(Cells(self.conditions, columns, self.names_total), measure)

    def _are_chosen(self, columns: Sequence[int]) -> bool:
        """Whether several columns are all meant: each was named, or a time or a stretch of time names them all."""
        named = [one for one in self.named.of("column") if set(one.columns) & set(columns)]
        if any(time.columns for time in self.named.times):
            return len({self.table.columns[i].base for i in columns}) == 1 or len(named) == len(columns)
        return len(named) == len(columns) or set(columns) == set(self.alike)

    def _look_up(self) -> Lookup:
        asks_more = bool(self.says(*_MORE_THAN_A_CELL)) or self.question.most is not None or bool(self.limits)
        if asks_more or not self.rows_named or len(self.columns) != 1:
            raise PlanRefusal("not asked", "")
        return Lookup(Cells(self.conditions, self.columns, self.names_total))


def plan_table(question: TableQuestion, table: DataTable) -> tuple[TablePlanner, TablePlan]:
    """The plan of a question for a table, and how it was read. Raises PlanRefusal."""
    planner = TablePlanner(question, table, find_mentions(question, table))
    return planner, planner.plan()
