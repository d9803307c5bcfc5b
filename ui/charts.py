"""The charts of 학습 현황 as Vega-Lite: one scale that colour-blind eyes can order (viridis),
every value as a number too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from learning.progress.mastery import Mastery
from ui.texts.catalogue import t

STEP = 50  # pixels of a row
LABEL = 11  # characters of a chapter's name beside its row; the whole name is in the tooltip and the table
DARK = 0.45  # of viridis: under it white letters are read better, over it black ones
BAR = "#31688e"  # viridis at a third
INK = "#1c2733"
ROOM = 140  # pixels for the columns' names and the legend


@dataclass(frozen=True)
class HeatCell:
    """The mastery of one chapter in one group of question kinds."""

    chapter: str
    group: str
    mastery: Mastery


def percent(share: float) -> str:
    return f"{share:.0%}"


def heat_map(cells: Sequence[HeatCell], groups: Sequence[str], key: str) -> None:
    """Chapters down in their given order, groups across, the share and its interval written in each cell."""
    chapters = list(dict.fromkeys(cell.chapter for cell in cells))
    names = _labels(chapters)
    rows = [
        {
            "row": names[cell.chapter],
            "chapter": cell.chapter,
            "group": cell.group,
            "mean": cell.mastery.mean,
            "share": percent(cell.mastery.mean),
            "interval": f"{percent(cell.mastery.low)[:-1]}~{percent(cell.mastery.high)}",
            "answers": cell.mastery.answers,
        }
        for cell in cells
    ]
    spec: dict[str, Any] = {
        "encoding": axes_of_cells(list(names.values()), groups),
        "layer": [
            tile_layer(),
            write_line_layer("share", -8, 15, "bold"),
            write_line_layer("interval", 10, 11, "normal"),
        ],
    }
    said = "; ".join(f"{row['chapter']} {row['group']} {row['share']}" for row in rows)
    st.vega_lite_chart(rows, spec, height=STEP * len(chapters) + ROOM, key=key, alt=f"{t('mastery_head')}: {said}")


def axes_of_cells(rows: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """Rows down, groups across and above, both as they are ordered; what a cell says when it is pointed at."""
    axis = {"ticks": False, "domain": False, "labelFontSize": 13, "labelColor": INK}
    return {
        "y": {
            "field": "row",
            "type": "nominal",
            "sort": list(rows),
            "title": None,
            "axis": {"labelLimit": 140, **axis},
        },
        "x": {
            "field": "group",
            "type": "nominal",
            "sort": list(groups),
            "title": None,
            "axis": {"orient": "top", "labelAngle": 0, **axis},
        },
        "tooltip": [
            {"field": "chapter", "title": t("chapter")},
            {"field": "share", "title": t("mastery")},
            {"field": "interval", "title": t("interval")},
            {"field": "answers", "title": t("answers")},
        ],
    }


def tile_layer() -> dict[str, Any]:
    """A tile in each cell, coloured by the share from 0 to 1."""
    return {
        "mark": {"type": "rect", "cornerRadius": 4, "stroke": "white", "strokeWidth": 2},
        "encoding": {
            "color": {
                "field": "mean",
                "type": "quantitative",
                "scale": {"scheme": "viridis", "domain": [0, 1]},
                "legend": {"title": t("mastery"), "orient": "bottom", "format": ".0%", "values": [0, 0.5, 1]},
            }
        },
    }


def bars(days: Sequence[tuple[date, int]], key: str) -> None:
    """How many reviews wait on each day."""
    rows = [{"day": f"{day.month}/{day.day}", "n": n, "said": str(n) if n else ""} for day, n in days]
    spec: dict[str, Any] = {
        "encoding": {
            "x": {
                "field": "day",
                "type": "nominal",
                "sort": [row["day"] for row in rows],
                "title": None,
                "axis": {"labelAngle": -45, "ticks": False, "labelColor": INK},
            },
            "y": {
                "field": "n",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, max(4, *(n for _, n in days)) * 1.15]},
                "axis": None,
            },
            "tooltip": [{"field": "day", "title": t("forecast_day")}, {"field": "n", "title": t("forecast_n")}],
        },
        "layer": [
            {"mark": {"type": "bar", "color": BAR, "cornerRadiusEnd": 3}},
            {
                "mark": {"type": "text", "dy": -8, "fontSize": 13, "fontWeight": "bold"},
                "encoding": {"text": {"field": "said"}},
            },
        ],
    }
    said = ", ".join(f"{row['day']} {row['n']}" for row in rows)
    st.vega_lite_chart(rows, spec, height=220, key=key, alt=t("forecast_alt", said=said))


def write_line_layer(field: str, dy: int, size: int, weight: str) -> dict[str, Any]:
    """A line of text in each cell, in the colour that its ground leaves readable."""
    return {
        "mark": {"type": "text", "dy": dy, "fontSize": size, "fontWeight": weight},
        "encoding": {
            "text": {"field": field},
            "color": {"condition": {"test": f"datum.mean < {DARK}", "value": "white"}, "value": "black"},
        },
    }


def _labels(names: Sequence[str]) -> dict[str, str]:
    """A short name for each, no two the same."""
    found: dict[str, str] = {}
    for name in names:
        short = name if len(name) <= LABEL else name[: LABEL - 1] + "…"
        while short in found.values():
            short += " "
        found[name] = short
    return found
