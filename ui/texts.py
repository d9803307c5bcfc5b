"""Every text of the app: Korean first, English second."""

from __future__ import annotations

import streamlit as st

TEXTS: dict[str, tuple[str, str]] = {
    "ask": ("질문", "Ask"),
    "library": ("서재", "Library"),
    "quiz": ("퀴즈", "Quiz"),
    "summary": ("요약", "Summary"),
    "wrong_notes": ("오답노트", "Wrong notes"),
    "language": ("English", "한국어"),
    "engine": ("엔진", "Engine"),
    "engine_extractive": ("인용 엔진(모델 없이)", "quoting engine (no model)"),
    "stats": ("자료 {sources}개, {pages}쪽", "{sources} sources, {pages} pages"),
    "empty_library": (
        "서재가 비어 있습니다. 서재에서 교재를 올리거나 견본 교재를 읽어 보세요.",
        "The library is empty. Upload a textbook in Library, or read the sample one.",
    ),
    "go_library": ("서재로 가기", "Go to Library"),
    "read_sample": ("견본 교재 읽기", "Read the sample textbooks"),
    "upload": (
        "교재 올리기 (PDF, 한글 HWP·HWPX, Word, PowerPoint, Excel, CSV, EPUB, HTML, Markdown, TXT, JSONL)",
        "Upload textbooks (PDF, HWP, HWPX, Word, PowerPoint, Excel, CSV, EPUB, HTML, Markdown, TXT, JSONL)",
    ),
    "uploaded": (
        "'{title}'을(를) 읽었습니다: {pages}쪽, 대목 {passages}개.",
        "Read '{title}': {pages} pages, {passages} passages.",
    ),
    "known": ("'{title}'은(는) 이미 서재에 있습니다.", "'{title}' is in the library already."),
    "reading": ("읽는 중", "Reading"),
    "indexing": ("찾아보기를 만드는 중", "Indexing"),
    "done": ("마침", "Done"),
    "source_line": ("{pages}쪽 · 대목 {passages}개 · {kind}", "{pages} pages · {passages} passages · {kind}"),
    "remove": ("빼기", "Remove"),
    "removed": ("'{title}'을(를) 뺐습니다.", "Removed '{title}'."),
    "undo": ("되돌리기", "Undo"),
    "restored": ("되돌렸습니다.", "Restored."),
    "ask_placeholder": ("교재에서 궁금한 것을 물어보세요", "Ask about your textbooks"),
    "which_sources": ("찾아볼 자료", "Sources to search"),
    "all_sources": ("모든 자료", "All sources"),
    "tool": ("도구", "Tool"),
    "tool_auto": ("자동", "Auto"),
    "tool_search": ("검색", "Search"),
    "tool_quiz": ("퀴즈", "Quiz"),
    "tool_summary": ("요약", "Summary"),
    "options": ("자료와 도구", "Sources and tool"),
    "threads": ("대화", "Conversations"),
    "new_thread": ("새 대화", "New conversation"),
    "delete_thread": ("이 대화 지우기", "Delete this conversation"),
    "rename_thread": ("대화 이름", "Name of this conversation"),
    "working": ("교재를 찾아봅니다", "Searching the textbooks"),
    "finished": ("{seconds:.2f}초", "{seconds:.2f} s"),
    "page_chip": ("[{marker}] {title} {page}쪽", "[{marker}] {title} p. {page}"),
    "nearest": ("가장 가까운 대목", "Nearest passages"),
    "examples": ("이런 것을 물어볼 수 있습니다", "You could ask"),
    "example_term": ("{term}에 대해 설명해줘", "{term}에 대해 설명해줘"),
    "page_of": ("「{title}」 {page}쪽", "“{title}”, p. {page}"),
    "open_quiz": ("퀴즈 풀러 가기", "Take the quiz"),
    "source": ("자료", "Source"),
    "pages": ("쪽", "Pages"),
    "count": ("문제 수", "Number of questions"),
    "kinds": ("종류", "Kinds"),
    "make_quiz": ("퀴즈 만들기", "Make a quiz"),
    "making": ("문제를 만드는 중", "Making questions"),
    "fewer": ("이 범위에서는 {made}문제를 만들 수 있었습니다.", "{made} questions could be made from these pages."),
    "grade": ("채점", "Grade"),
    "your_answer": ("답", "Your answer"),
    "choose": ("하나를 고르세요", "Choose one"),
    "score": ("{total}문제 가운데 {right}문제 맞음", "{right} of {total} right"),
    "right": ("맞음", "Right"),
    "wrong": ("틀림", "Wrong"),
    "nearly": ("거의 맞음", "Nearly right"),
    "answer_is": ("정답", "Answer"),
    "again": ("다시 풀기", "Again"),
    "only_wrong": ("틀린 것만", "Only the wrong ones"),
    "new_quiz": ("새 퀴즈", "New quiz"),
    "export_markdown": ("시험지 내려받기 (Markdown)", "Download as Markdown"),
    "export_csv": ("Anki용 내려받기 (CSV)", "Download for Anki (CSV)"),
    "export_as": ("내보내기", "Export"),
    "export_choose": ("형식을 고르세요", "Choose a format"),
    "export_file": ("{name} 내려받기", "Download {name}"),
    "format_markdown": ("시험지 (Markdown)", "Exam (Markdown)"),
    "format_csv": ("표 (CSV)", "Table (CSV)"),
    "format_json": ("데이터 (JSON)", "Data (JSON)"),
    "format_pdf": ("인쇄용 시험지 (PDF)", "Printable exam (PDF)"),
    "format_anki": ("Anki 카드 (apkg)", "Anki cards (apkg)"),
    "format_gift": ("Moodle GIFT", "Moodle GIFT"),
    "format_moodle": ("Moodle XML", "Moodle XML"),
    "format_qti": ("QTI 2.1 (zip)", "QTI 2.1 (zip)"),
    "summarize": ("요약하기", "Summarise"),
    "length": ("길이", "Length"),
    "line": ("한 문장", "One sentence"),
    "paragraph": ("한 문단", "A paragraph"),
    "page": ("한 쪽", "A page"),
    "download": ("내려받기", "Download"),
    "no_wrong": (
        "틀린 문제가 없습니다. 퀴즈를 풀면 틀린 문제가 여기에 모입니다.",
        "Nothing wrong yet. Questions that you get wrong in a quiz gather here.",
    ),
    "go_quiz": ("퀴즈로 가기", "Go to Quiz"),
    "wrong_count": ("틀린 문제 {n}개, 오늘 복습할 문제 {due}개", "{n} wrong, {due} due today"),
    "my_answer": ("내 답", "My answer"),
    "tries": ("{n}번 풀었음", "{n} attempts"),
    "unexpected": (
        "예상하지 못한 문제가 생겼습니다. 다시 시도해 보고, 되풀이되면 python3 run.py check로 서재를 살펴보세요.",
        "Something unexpected happened. Try again; if it returns, run python3 run.py check.",
    ),
    "thanks": ("의견을 남겼습니다.", "Thank you."),
}


def language() -> str:
    """ "ko" or "en", as chosen in the sidebar."""
    return str(st.session_state.get("language", "ko"))


def t(key: str, **values: object) -> str:
    """A text in the chosen language."""
    korean, english = TEXTS[key]
    text = korean if language() == "ko" else english
    return text.format(**values) if values else text
