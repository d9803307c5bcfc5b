"""Texts of answers that were worked out of a table; ``ui.texts.catalogue`` takes them in."""

from __future__ import annotations

TABLE_TEXTS: dict[str, tuple[str, str]] = {
    "table_shown": ("표: {title} · {page}쪽", "Table: {title} · page {page}"),
    "table_used": (
        "계산에 쓴 칸 {n}개를 노란색으로 표시했습니다.",
        "The {n} cells used for it are marked in yellow.",
    ),
    "table_partly_marked": (
        "계산에 쓴 칸 {n}개 가운데 보이는 {marked}개를 노란색으로 표시했습니다.",
        "Of the {n} cells used for it, the {marked} that are shown are marked in yellow.",
    ),
    "table_chart": ("도표: {said}", "Chart: {said}"),
}
