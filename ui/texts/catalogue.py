"""Every text of the app: Korean first, English second."""

from __future__ import annotations

import streamlit as st

from korean import agree
from ui.texts.account_texts import ACCOUNT_TEXTS
from ui.texts.class_texts import CLASS_TEXTS
from ui.texts.figure_texts import FIGURE_TEXTS
from ui.texts.guide_texts import GUIDE_TEXTS
from ui.texts.models import MODEL_TEXTS
from ui.texts.paper_texts import PAPER_TEXTS
from ui.texts.reviewing import REVIEW_TEXTS
from ui.texts.study import STUDY_TEXTS
from ui.texts.style import STYLE_TEXTS
from ui.texts.tables import TABLE_TEXTS
from ui.texts.topic_texts import TOPIC_TEXTS

UI_TEXTS: dict[str, tuple[str, str]] = {
    **ACCOUNT_TEXTS,
    **CLASS_TEXTS,
    **FIGURE_TEXTS,
    **GUIDE_TEXTS,
    **MODEL_TEXTS,
    **PAPER_TEXTS,
    **REVIEW_TEXTS,
    **STUDY_TEXTS,
    **STYLE_TEXTS,
    **TABLE_TEXTS,
    **TOPIC_TEXTS,
    "ask": ("질문", "Ask"),
    "library": ("서재", "Library"),
    "quiz": ("퀴즈", "Quiz"),
    "summary": ("요약", "Summary"),
    "wrong_notes": ("오답노트", "Wrong notes"),
    "language": ("English", "한국어"),
    "engine": ("엔진", "Engine"),
    "stats": ("자료 {sources}개, {pages}쪽", "{sources} sources, {pages} pages"),
    "empty_library": (
        "현무는 내 교재에서 답을 찾아 그 문장이 있는 쪽과 함께 보여 주는 학습 도우미입니다. 교재와 질문은 이 컴퓨터 밖으로 나가지 않습니다.\n\n"
        "먼저 서재에서 교재를 올려 주세요. 교재가 없다면 견본 교재로 둘러볼 수 있습니다.",
        "Hyunmoo finds answers in your own textbooks and shows the page each stands on. "
        "Nothing leaves this machine.\n\n"
        "First upload a textbook in Library, or look around with the sample textbooks.",
    ),
    "go_library": ("서재로 가기", "Go to Library"),
    "read_sample": ("견본 교재 읽기", "Read the sample textbooks"),
    "upload": (
        "교재 올리기 (PDF, 한글 HWP·HWPX, Word, PowerPoint, Excel, CSV, EPUB, HTML, 자막, Markdown, TXT, JSONL)",
        "Upload textbooks (PDF, HWP, HWPX, Word, PowerPoint, Excel, CSV, EPUB, HTML, subtitles, Markdown, TXT, JSONL)",
    ),
    "uploaded": (
        "'{title}'을(를) 읽었습니다: {pages}쪽.",
        "Read '{title}': {pages} pages.",
    ),
    "known": ("'{title}'은(는) 이미 서재에 있습니다.", "'{title}' is in the library already."),
    "waiting": ("차례를 기다리는 중", "Waiting"),
    "stage_read": ("읽는 중", "Reading"),
    "stage_index": ("검색 준비 중", "Preparing search"),
    "stage_done": ("완료", "Done"),
    "unit_read": ("쪽", " pages"),
    "unit_index": ("곳", " places"),
    "unit_done": ("", ""),
    "seconds_left": ("약 {seconds}초 남음", "about {seconds} s left"),
    "cancel": ("취소", "Cancel"),
    "cancelled": ("취소했습니다. 저장된 내용은 없습니다.", "Cancelled. Nothing was saved."),
    "clear_outcomes": ("알림 지우기", "Clear these notices"),
    "interrupted": (
        "'{name}'을(를) 읽는 도중에 프로그램이 꺼져 저장되지 않았습니다. 다시 올려 주세요.",
        "The program ended while '{name}' was read; nothing of it was kept. Upload it again.",
    ),
    "still_reading": ("나머지를 읽는 중", "the rest is being read"),
    "find": ("서재에서 검색", "Search the library"),
    "find_placeholder": ("낱말이나 질문", "Words or a question"),
    "nothing_found": (
        "찾는 내용이 없습니다. 다른 말로 검색해 보세요.",
        "Nothing found. Try other words.",
    ),
    "page_number": ("{page}쪽", "p. {page}"),
    "open_page": ("원문 보기", "See the page"),
    "open_source": ("책 열기", "Open"),
    "earlier": ("이전 쪽", "Previous page"),
    "later": ("다음 쪽", "Next page"),
    "of_pages": ("모두 {pages}쪽", "of {pages}"),
    "why_words": ("일치한 낱말: {words}", "matching words: {words}"),
    "why_read": ("'{said}' → '{read}'", "'{said}' read as '{read}'"),
    "why_lexical": ("낱말 일치 {rank}위", "words, rank {rank}"),
    "why_dense": ("의미 유사 {rank}위", "meaning, rank {rank}"),
    "why_all": ("질문의 낱말이 모두 나옴", "every word of the question is there"),
    "why_coverage": ("질문 낱말의 {percent}%가 나옴", "{percent}% of the question is there"),
    "thesaurus": ("용어집 가져오기 (CSV)", "Import a thesaurus (CSV)"),
    "thesaurus_help": (
        "첫 줄에 '용어'와 '설명', '동의어'(또는 '한자', '영문') 같은 열 이름이 있는 CSV 파일을 올리세요. UTF-8과 CP949를 읽습니다. "
        "동의어는 쉼표로 나눠 적습니다. 들여온 용어집은 아래 자료 목록에서 새 파일로 교체하거나 삭제할 수 있습니다.",
        "Upload a CSV file whose first line names the columns: 'term' and 'description', 'synonyms' (or "
        "'hanja', 'english'); UTF-8 or "
        "CP949, synonyms apart by commas. It joins the sources below, where it can be replaced and removed.",
    ),
    "read_thesaurus": ("이렇게 읽기", "Read it so"),
    "read_again": ("다시 읽기", "Read it again"),
    "kind_thesaurus": ("용어집", "thesaurus"),
    "reranker_unused": (
        "재순위 모델이 한국어 시험 문제를 충분히 맞히지 못해 순서에 쓰지 않습니다.",
        "The reranking model failed its exam and has no say in the order.",
    ),
    "new_edition": ("새 파일로 교체", "Replace the file"),
    "new_edition_help": (
        "새 파일을 올리면 이 자료를 대신합니다. 그대로 남은 문장의 인용은 새 자리로 옮겨집니다.",
        "The new file takes this source's place; citations of sentences that still stand move with them.",
    ),
    "rebuilding": ("의미 검색을 다시 준비하는 중 {done}/{total}", "Preparing search by meaning {done}/{total}"),
    "health": ("서재 점검", "Health of the library"),
    "health_look": ("점검하기", "Check"),
    "health_mend": ("점검하고 복구하기", "Check and repair"),
    "health_looking": ("서재를 점검하는 중", "Checking"),
    "health_mended": ("복구했습니다", "repaired"),
    "health_good": ("이상이 없습니다.", "Nothing is wrong."),
    "source_line": ("{pages}쪽 · {kind}", "{pages} pages · {kind}"),
    "rename": ("이름 바꾸기", "Rename"),
    "new_title": ("새 제목", "New title"),
    "save_title": ("바꾸기", "Save"),
    "renamed": ("'{former}'의 제목을 '{title}'(으)로 바꿨습니다.", "Renamed '{former}' to '{title}'."),
    "remove": ("삭제", "Delete"),
    "removed": ("'{title}'을(를) 서재에서 삭제했습니다.", "Deleted '{title}' from the library."),
    "undo": ("되돌리기", "Undo"),
    "restored": ("되돌렸습니다.", "Restored."),
    "ask_placeholder": ("교재에서 궁금한 것을 물어보세요", "Ask about your textbooks"),
    "which_sources": ("검색할 자료", "Sources to search"),
    "all_sources": ("모든 자료", "All sources"),
    "tool": ("도구", "Tool"),
    "tool_auto": ("자동", "Auto"),
    "options": ("답변 설정", "Answer settings"),
    "threads": ("대화", "Conversations"),
    "new_thread": ("새 대화", "New conversation"),
    "delete_thread": ("이 대화 삭제", "Delete this conversation"),
    "thread_deleted": ("대화 '{name}'을(를) 삭제했습니다.", "Deleted '{name}'."),
    "thread_menu": ("이름 바꾸기, 요약, 내려받기, 삭제", "Rename, summarise, download, delete"),
    "export_thread": ("Markdown으로 내려받기", "Download as Markdown"),
    "find_thread": ("대화 검색", "Search conversations"),
    "find_thread_hint": ("질문이나 답에 나온 말", "Words of a question or an answer"),
    "no_threads": (
        "아직 대화가 없습니다. 아래 칸에 질문을 쓰면 여기에 모입니다.",
        "No conversations yet. Ask something below and it will be listed here.",
    ),
    "no_thread_found": (
        "찾는 대화가 없습니다. 다른 말로 검색해 보세요.",
        "No conversation matches. Try other words.",
    ),
    "more_threads": ("{n}개가 더 있습니다. 위 칸에서 검색해 보세요.", "{n} more; search for them above."),
    "rename_thread": ("대화 이름", "Name of this conversation"),
    "summarizing": ("요약하는 중", "Summarising"),
    "model_busy": ("모델을 점검하는 중", "Checking the model"),
    "working": ("교재를 검색하는 중", "Searching the textbooks"),
    "finished": ("{seconds:.2f}초", "{seconds:.2f} s"),
    "so_far": ("{seconds:.0f}초 지남", "{seconds:.0f} s so far"),
    "how": ("답이 나온 과정 · {seconds:.2f}초", "How it was answered · {seconds:.2f} s"),
    "stopping": ("중지하는 중", "Stopping"),
    "ask_stopped": (
        "답변을 중지했습니다. 이 질문은 저장되지 않습니다.",
        "Stopped. This question is not saved.",
    ),
    "ask_again": ("다시 질문", "Ask again"),
    "ask_first": (
        "현무가 내 교재에서 답을 찾아 드립니다. 아래 칸에 교재에서 궁금한 것을 쓰고 Enter를 누르세요. "
        "답에는 그 문장이 있는 쪽이 함께 나오고, 쪽 번호를 누르면 원문이 열립니다.",
        "Hyunmoo answers from your own textbooks. Type a question below and press Enter. "
        "Each answer comes with the page it stands on; the page number opens the page.",
    ),
    "state_sure": ("확인됨", "confirmed"),
    "state_weak": ("근거 약함", "weak evidence"),
    "state_near": ("가까운 내용", "near"),
    "answer_partial": ("교재에는 여기까지 나옵니다.", "This is as far as the books go."),
    "state_none": ("근거 없음", "no evidence"),
    "close": ("닫기", "Close"),
    "opinion": ("이 답은 어땠나요?", "How was this answer?"),
    "thumb_up": (":material/thumb_up: 좋아요", ":material/thumb_up: Good"),
    "thumb_down": (":material/thumb_down: 아쉬워요", ":material/thumb_down: Bad"),
    "why_thumb": ("이유와 바른 답 쓰기", "Say why, or correct it"),
    "why_good": ("무엇이 좋았나요?", "What was good?"),
    "why_bad": ("무엇이 아쉬웠나요?", "What was wrong?"),
    "why_exact": ("정확해요", "Correct"),
    "why_clear": ("이해하기 쉬워요", "Easy to understand"),
    "why_helpful": ("근거가 분명해요", "Clear evidence"),
    "why_wrong": ("틀린 내용이 있어요", "Something is wrong"),
    "why_off": ("질문과 다른 답이에요", "Answers another question"),
    "why_missing": ("빠진 것이 있어요", "Something is missing"),
    "why_hard": ("이해하기 어려워요", "Hard to understand"),
    "why_source": ("인용이 맞지 않아요", "The citation does not fit"),
    "comment": ("더 하고 싶은 말", "Anything else"),
    "correction": ("바른 답", "A corrected answer"),
    "save": ("저장", "Save"),
    "page_chip": ("[{marker}] {page}쪽 · {state} · {title}", "[{marker}] p. {page} · {state} · {title}"),
    "time_chip": ("[{marker}] {time} · {state} · {title}", "[{marker}] {time} · {state} · {title}"),
    "time_of": ("「{title}」 {time}", "“{title}”, {time}"),
    "nearest": ("가장 가까운 내용", "Nearest passages"),
    "examples": ("이런 것을 물어볼 수 있습니다", "You could ask"),
    "example_term": ("{term}에 대해 설명해줘", "{term}에 대해 설명해줘"),
    "left_out": ("싣지 않은 글 {n}자", "{n} characters left out"),
    "characters": ("{n}자", "{n} characters"),
    "printed_page_of": ("「{title}」 {label}쪽(파일 {page}쪽)", "“{title}”, p. {label} (page {page} of the file)"),
    "page_picture": ("「{title}」 {page}쪽의 그림", "Picture of “{title}”, p. {page}"),
    "page_of": ("「{title}」 {page}쪽", "“{title}”, p. {page}"),
    "open_quiz": ("퀴즈 풀러 가기", "Take the quiz"),
    "source": ("자료", "Source"),
    "pages": ("쪽", "Pages"),
    "count": ("문항 수", "Number of questions"),
    "kinds": ("문제 유형", "Kinds"),
    "make_quiz": ("퀴즈 만들기", "Make a quiz"),
    "making": ("문제를 만드는 중", "Making questions"),
    "fewer": ("이 범위에서는 {made}문제만 만들었습니다.", "Only {made} questions could be made from these pages."),
    "grade": ("채점", "Grade"),
    "your_answer": ("답", "Your answer"),
    "choose": ("하나를 고르세요", "Choose one"),
    "score": ("{total}문제 중 {right}문제를 맞혔습니다", "{right} of {total} right"),
    "right": ("맞음", "Right"),
    "wrong": ("틀림", "Wrong"),
    "nearly": ("거의 맞음", "Nearly right"),
    "answer_is": ("정답", "Answer"),
    "again": ("다시 풀기", "Again"),
    "only_wrong": ("틀린 문제만 다시 풀기", "Only the wrong ones"),
    "new_quiz": ("새 퀴즈", "New quiz"),
    "export_as": ("내보내기", "Export"),
    "export_choose": ("형식을 고르세요", "Choose a format"),
    "export_file": ("{name} 내려받기", "Download {name}"),
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
    "tries": ("{n}회 풀이", "{n} attempts"),
    "unexpected": (
        "예상하지 못한 문제가 생겼습니다. 다시 시도해 보고, 되풀이되면 서재의 ‘서재 점검’을 눌러 주세요.",
        "Something unexpected happened. Try again; if it returns, use Health of the library on the Library page.",
    ),
    "thanks": ("의견을 저장했습니다. 고맙습니다.", "Saved. Thank you."),
}


def language() -> str:
    """ "ko" or "en", as chosen in the sidebar."""
    return str(st.session_state.get("language", "ko"))


def t(key: str, **values: object) -> str:
    """A text in the chosen language."""
    korean, english = UI_TEXTS[key]
    text = korean if language() == "ko" else english
    return agree(text.format(**values)) if values else text
