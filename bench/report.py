"""A table on the screen and the same figures as JSON in ``bench/results``."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).resolve().parent / "results"


def machine() -> str:
    """What the figures were measured on."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def publish(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], notes: str = "") -> None:
    """Print a table and write ``bench/results/<name>.json``."""
    table = Table(title=name, caption=f"{machine()}. {notes}")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row))
    Console(width=140).print(table)
    RESULTS.mkdir(parents=True, exist_ok=True)
    said = {"name": name, "when": datetime.now(UTC).isoformat(), "machine": machine(), "notes": notes}
    said["rows"] = [dict(zip(columns, row, strict=True)) for row in rows]  # type: ignore[assignment]
    (RESULTS / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
