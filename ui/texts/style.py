"""Texts of how an answer is put (register, level) and of summaries of talk; ``ui.texts.catalogue`` takes them in."""

from __future__ import annotations

STYLE_TEXTS: dict[str, tuple[str, str]] = {
    "register": ("말투", "Register"),
    "register_0": ("해요체", "해요체 (polite)"),
    "register_1": ("합니다체", "합니다체 (formal)"),
    "register_2": ("개조식", "개조식 (notes)"),
    "level": ("눈높이", "Level"),
    "level_0": ("초등", "Elementary"),
    "level_1": ("중학", "Middle school"),
    "level_2": ("고등", "High school"),
    "level_3": ("대학", "University"),
    "level_help": (
        "모델이 글을 쓸 때 쓰입니다. 교재에서 그대로 옮긴 문장은 바뀌지 않습니다.",
        "Used where a model writes. Sentences quoted from the books do not change.",
    ),
    "summarize_thread": ("이 대화 요약", "Summarise this conversation"),
    "summarize_thread_ask": ("지금까지 나눈 대화를 요약해줘", "지금까지 나눈 대화를 요약해줘"),
    "spoken_by": ("말하는 사람: {names}", "Speakers: {names}"),
}
