"""A figure worked out of a table as an answer: its text, the citation of every cell it names, and the table to show."""

from __future__ import annotations

from collections.abc import Sequence

from agent.answer import AnswerTable, TableCell, TablePoint
from agent.tools.table_wording import (
    FIRST_TERMS,
    MOST_GROUPS_TOLD,
    MOST_TERMS,
    word_outcome,
    word_question_back,
    word_refusal,
)
from agent.tools.telling import Telling
from knowledge import Citation, Library
from knowledge.tables.algebra import Aggregate, Compare, Grouping, Lookup, Rank
from knowledge.tables.evaluation import Figure, Place, TableOutcome
from knowledge.tables.table_answering import TableFinding
from knowledge.tables.typed_tables import DataTable
from korean import Register

MOST_ROWS_SHOWN = 20
MOST_COLUMNS_SHOWN = 8
MOST_CELLS_TOLD = 200
MOST_CHART_POINTS = 40
FEWEST_CHART_POINTS = 3


def tell_finding(library: Library, finding: TableFinding, register: Register) -> Telling:
    """A finding as it is told."""
    if finding.state == "ask":
        return Telling(word_question_back(finding, register), choices=finding.choices)
    if finding.state == "refuse" or finding.outcome is None:
        return Telling(word_refusal(finding, register), refused=True)
    cited = list(dict.fromkeys(_cited_places(finding.outcome)))
    markers = {place: number for number, place in enumerate(cited, 1)}
    text = word_outcome(finding, markers, register)
    citations = [one for one in _cite(library, finding.table, cited) if f"[{one.marker}]" in text]
    return Telling(text, library.label_citations(citations), _draw_table(library, finding, text))


def _cited_places(outcome: TableOutcome) -> list[Place]:
    """The cells that the text names, in the order in which it does."""
    if isinstance(outcome.plan, Grouping | Rank):
        return [place for one in outcome.figures[:MOST_GROUPS_TOLD] for place in one.places[:2]]
    sides = outcome.sides if isinstance(outcome.plan, Compare) else outcome.figures
    return [place for one in sides for place in _named_places(one, outcome)]


def _named_places(one: Figure, outcome: TableOutcome) -> Sequence[Place]:
    if isinstance(outcome.plan, Aggregate) and outcome.plan.measure in ("sum", "mean") and len(one.places) > MOST_TERMS:
        return [*one.places[:FIRST_TERMS], one.places[-1]]
    return one.places[:MOST_TERMS]


def _cite(library: Library, table: DataTable, places: Sequence[Place]) -> list[Citation]:
    spans = [table.columns[column].span(row) for row, column in places]
    texts = library.texts([(one.source_id, one.start, one.end) for one in spans])
    titles = {table.source_id: table.source_title, **table.others}
    return [
        Citation(
            n,
            one.source_id,
            titles.get(one.source_id, ""),
            library.page_at(one.source_id, one.start),
            one.start,
            one.end,
            text,
        )
        for n, (one, text) in enumerate(zip(spans, texts, strict=True), 1)
    ]


def _draw_table(library: Library, finding: TableFinding, text: str) -> AnswerTable:
    """The rows and columns that were used, with the used cells marked; the series where there is one to draw."""
    table, outcome = finding.table, finding.outcome
    assert outcome is not None
    used = set(outcome.places)
    rows = sorted({row for row, _ in outcome.places})[:MOST_ROWS_SHOWN]
    label = [table.label] if table.label is not None else []
    columns = list(dict.fromkeys([*label, *sorted({column for _, column in outcome.places})]))[:MOST_COLUMNS_SHOWN]
    spans = [table.columns[column].span(row) for row in rows for column in columns]
    said = iter(library.texts([(one.source_id, max(one.start, 0), max(one.end, 0)) for one in spans]) if spans else ())
    cells = [[next(said) for _ in columns] for _ in rows]
    marked = [(r, c) for r, row in enumerate(rows) for c, column in enumerate(columns) if (row, column) in used]
    points, chart = _draw_series(table, outcome)
    told = [table.columns[column].span(row) for row, column in outcome.places[:MOST_CELLS_TOLD]]
    one = outcome.figures[0]
    return AnswerTable(
        title=table.display_name,
        source_id=table.source_id,
        page=table.page,
        heads=tuple(table.columns[column].head for column in columns),
        rows=tuple(tuple(row) for row in cells),
        marked=tuple(marked),
        value=one.value if len(outcome.figures) == 1 else None,
        unit=one.unit,
        working=next((line for line in text.split("\n\n") if " = " in line), ""),
        cells=tuple(TableCell(source_id=s.source_id, start=s.start, end=s.end) for s in told),
        used=len(outcome.places),
        decimals=one.decimals,
        points=points,
        chart=chart,
    )


def _draw_series(table: DataTable, outcome: TableOutcome) -> tuple[tuple[TablePoint, ...], str]:
    """The points of a chart and its kind: a line over times, shares of a whole, else bars; none for a single figure."""
    plan = outcome.plan
    figures: Sequence[Figure] = ()
    timely = False
    if isinstance(plan, Grouping):
        figures = outcome.figures
    elif isinstance(plan, Rank):
        figures = outcome.sides
    if isinstance(plan, Aggregate) and plan.measure in ("sum", "mean") and len(plan.cells.columns) > 2:
        figures = _points_of_columns(table, outcome)
        timely = all(table.columns[i].when for i in plan.cells.columns)
    if isinstance(plan, Compare | Lookup) or not FEWEST_CHART_POINTS <= len(figures) <= MOST_CHART_POINTS:
        return (), ""
    points = tuple(TablePoint(label=one.label, value=one.value) for one in figures)
    counts = isinstance(plan, Grouping) and plan.measure == "count" and min(one.value for one in figures) >= 0
    return points, "line" if timely else "share" if counts and len(figures) <= 6 else "bar"


def _points_of_columns(table: DataTable, outcome: TableOutcome) -> list[Figure]:
    one = outcome.figures[0]
    if len({row for row, _ in one.places}) != 1 or len(one.terms) != len(one.places):
        return []
    return [
        Figure(term, one.unit, table.columns[column].head)
        for term, (_, column) in zip(one.terms, one.places, strict=True)
    ]
