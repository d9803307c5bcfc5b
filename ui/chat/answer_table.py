"""The table that an answer was worked out of: the used cells marked, and a chart where there is a series."""

from __future__ import annotations

from typing import Any

import streamlit as st

from agent.answer import AnswerTable
from agent.tools.table_wording import format_number
from ui.charts import BAR, INK
from ui.escape import escape
from ui.texts.catalogue import t

BAR_HEIGHT = 28  # pixels of a bar
CHART_HEIGHT = 240
LONGEST_SHOWN_CELL = 60  # characters


def show_answer_table(table: AnswerTable, key: str) -> None:
    """The rows and columns that were used, then the chart."""
    if table.rows:
        st.caption(escape(t("table_shown", title=table.title, page=table.page)))
        st.markdown(draw_rows(table))
        st.caption(name_marked(table))
    if table.chart:
        draw_chart(table, key)


def name_marked(table: AnswerTable) -> str:
    """How many of the used cells are marked: all, or those that are shown."""
    marked = sum(bool(table.rows[r][c]) for r, c in set(table.marked))
    if marked < table.used:
        return t("table_partly_marked", n=table.used, marked=marked)
    return t("table_used", n=table.used)


def draw_rows(table: AnswerTable) -> str:
    """The table as Markdown; a used cell on yellow."""
    marked = set(table.marked)
    lines = [[_shorten(head) or " " for head in table.heads], ["---"] * len(table.heads)]
    for r, row in enumerate(table.rows):
        lines.append(
            [
                f":yellow-background[{_shorten(cell)}]" if cell and (r, c) in marked else _shorten(cell)
                for c, cell in enumerate(row)
            ]
        )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _shorten(cell: str) -> str:
    return escape(cell if len(cell) <= LONGEST_SHOWN_CELL else f"{cell[: LONGEST_SHOWN_CELL - 1]}…")


def list_points(table: AnswerTable) -> list[dict[str, Any]]:
    """What is drawn: a name, its figure, and the figure as it is said."""
    return [
        {"label": point.label, "value": point.value, "said": format_number(point.value, table.decimals)}
        for point in table.points
    ]


def draw_chart(table: AnswerTable, key: str) -> None:
    """A line over times, shares of a whole, or bars; one colour or viridis, every figure written and read aloud."""
    rows = list_points(table)
    names = [point.label for point in table.points]
    said = ", ".join(f"{row['label']} {row['said']}{table.unit}" for row in rows)
    spec = {"line": _line, "share": _share, "bar": _bars}[table.chart](names)
    height = max(CHART_HEIGHT, BAR_HEIGHT * len(rows)) if table.chart == "bar" else CHART_HEIGHT
    st.vega_lite_chart(rows, spec, height=height, key=f"chart-{key}", alt=t("table_chart", said=said))


def _axis(names: list[str]) -> dict[str, Any]:
    return {
        "field": "label",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelColor": INK, "labelLimit": 140, "ticks": False},
    }


def _tooltip() -> list[dict[str, str]]:
    return [{"field": "label", "title": " "}, {"field": "said", "title": " "}]


def _bars(names: list[str]) -> dict[str, Any]:
    figure = {"field": "value", "type": "quantitative", "title": None}
    return {
        "encoding": {"y": _axis(names), "x": figure, "tooltip": _tooltip()},
        "layer": [
            {"mark": {"type": "bar", "color": BAR, "cornerRadiusEnd": 3}},
            {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "said"}}},
        ],
    }


def _line(names: list[str]) -> dict[str, Any]:
    figure = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}}
    return {
        "encoding": {"x": _axis(names), "y": figure, "tooltip": _tooltip()},
        "layer": [
            {"mark": {"type": "line", "color": BAR, "point": {"filled": True, "size": 60, "color": BAR}}},
            {"mark": {"type": "text", "dy": -12}, "encoding": {"text": {"field": "said"}}},
        ],
    }


def _share(names: list[str]) -> dict[str, Any]:
    part = {"field": "value", "type": "quantitative", "stack": True}
    colour = {"field": "label", "type": "nominal", "sort": names, "title": None, "scale": {"scheme": "viridis"}}
    return {
        "encoding": {"theta": part, "color": colour, "tooltip": _tooltip()},
        "layer": [
            {"mark": {"type": "arc", "innerRadius": 40, "outerRadius": 85, "stroke": "white"}},
            {
                "mark": {"type": "text", "radius": 104, "fill": INK},
                "encoding": {"text": {"field": "said"}, "color": {"value": INK}},
            },
        ],
    }
