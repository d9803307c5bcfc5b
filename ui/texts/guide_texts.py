"""The texts of guides, suggestions and study sheets: Korean first, English second."""

from __future__ import annotations

GUIDE_TEXTS: dict[str, tuple[str, str]] = {
    "guide": ("자료 안내: 단원, 핵심 용어, 추천 질문", "Guide: chapters, key terms, questions to ask"),
    "guide_making": ("자료 안내를 만드는 중입니다.", "The guide is being made."),
    "guide_none": (
        "이 자료에서는 안내를 만들지 못했습니다. 책을 열어 보거나 질문 화면에서 물어보세요.",
        "No guide could be made of this source. Open the book, or ask about it.",
    ),
    "guide_chapters": ("단원", "Chapters"),
    "guide_more": ("외 {n}개", "{n} more"),
    "guide_terms": ("핵심 용어", "Key terms"),
    "guide_ready": ("'{title}'에서 무엇을 배울 수 있는지 살펴보세요.", "See what '{title}' is about."),
    "suggestions": ("이어서 물어보기", "Ask next"),
    "copy": ("복사", "Copy"),
    "copy_help": (
        "오른쪽 위의 복사 단추를 누르면 답과 출처가 복사됩니다.",
        "The button at the top right copies the answer and its sources.",
    ),
    "quiz_of_answer": ("이 답으로 퀴즈", "Quiz on this answer"),
    "no_quiz_here": (
        "이 쪽들에서는 문제를 만들지 못했습니다. 퀴즈 화면에서 범위를 넓혀 보세요.",
        "No question could be made of these pages. Choose more pages on the Quiz page.",
    ),
    "study_sheet": ("학습지", "Study sheet"),
    "study_sheet_help": (
        "핵심 용어와 뜻, 연표, 요약을 한 장에 모아 내려받을 수 있습니다.",
        "Key terms with what defines them, dates and the summary on one sheet, to download.",
    ),
    "make_sheet": ("학습지 만들기", "Make a study sheet"),
    "making_sheet": ("학습지를 만드는 중", "Making the study sheet"),
    "timeline": ("연표", "Timeline"),
    "page_of_pages": ("{page} / {pages}쪽", "Page {page} of {pages}"),
    "zoom": ("확대", "Zoom"),
    "refused": ("교재에서 근거를 찾지 못했습니다.", "Nothing in the textbooks answers this."),
    "step_plan": ("질문을 살펴봅니다", "Reading the question"),
    "step_act": ("교재를 찾아봅니다", "Searching the textbooks"),
    "step_compose": ("답을 씁니다", "Writing the answer"),
    "step_verify": ("근거를 확인합니다", "Checking the evidence"),
    "drop_here": ("파일을 여기에 끌어다 놓으세요", "Drop files here"),
    "browse": ("파일 고르기", "Browse files"),
}
