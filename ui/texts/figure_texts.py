"""Texts of figures in answers; ``ui.texts.catalogue`` takes them in."""

from __future__ import annotations

FIGURE_TEXTS: dict[str, tuple[str, str]] = {
    "figure_untitled": ("설명이 없는 그림", "A figure without a caption"),
    "figure_open": ("{page}쪽에서 보기", "See page {page}"),
    "figure_drawing": ("그림을 불러오는 중", "Loading the figure"),
    "figure_lacking": (
        "{title}: 그림을 보여 줄 수 없습니다. 파일에 그림이 들어 있지 않거나 열 수 없는 그림입니다. 원문 쪽에서 확인해 주세요.",
        "{title}: the figure cannot be shown. The file does not hold it, or it cannot be opened. See its page.",
    ),
}
