"""Which books and pages a request means, and that each part of a compound question is heard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from errors import QuestionError
from settings import Settings


@pytest.fixture(scope="module")
def assistant(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("scope") / "library"
    shutil.copytree(sample_folder, folder)
    opened = Assistant.open(Settings(library=folder))
    yield opened
    opened.close()


def headed(assistant: Assistant, filename: str, title: str) -> tuple[str, int, int]:
    """The source and the span of a chapter by its heading."""
    source = next(one for one in assistant.library.sources() if one.filename == filename)
    headings = assistant.library.headings(source.id)
    at = next(i for i, heading in enumerate(headings) if title in heading.title)
    later = [h.start for h in headings[at + 1 :] if h.level <= headings[at].level]
    return source.id, headings[at].start, min(later, default=assistant.library.page(source.id, source.pages).end)


@pytest.mark.parametrize(
    ("request_", "filename", "title"),
    [
        ("과학 교과서 3단원 요약해줘", "science.pdf", "3장 세포 호흡"),
        ("근현대사 책 2장 요약", "history.pdf", "2장 동학"),
        ("근현대사 교재 3.3절 요점 정리해줘", "history.pdf", "3.3 을사늑약"),
        ("세포 호흡 단원 정리해줘", "science.pdf", "세포 호흡"),
    ],
)
def test_a_summary_stays_in_the_chapter_that_was_named(
    assistant: Assistant, request_: str, filename: str, title: str
) -> None:
    source, start, end = headed(assistant, filename, title)
    answer = assistant.ask(request_, thread=request_)
    assert answer.citations
    assert all(c.source_id == source and start <= c.start and c.end <= end for c in answer.citations)


def test_a_question_about_a_page_is_answered_from_it(assistant: Assistant) -> None:
    source, start, _ = headed(assistant, "history.pdf", "1.3 강화도")
    page = assistant.library.page_at(source, start)
    answer = assistant.ask(f"근현대사 교과서 {page}쪽에서 치외 법권이 무슨 뜻이야?", thread="page")
    assert answer.citations and {c.source_id for c in answer.citations} == {source}


def test_two_books_with_a_third_chapter_lead_to_a_question_and_its_answer_to_the_summary(assistant: Assistant) -> None:
    asked = assistant.ask("3단원 요약해줘", thread="which")
    assert not asked.citations and "어느 교재" in asked.text and "생활 속의 과학" in asked.text
    source, start, end = headed(assistant, "science.pdf", "3장 세포 호흡")
    answer = assistant.ask("과학이요", thread="which")
    assert answer.citations and all(c.source_id == source and start <= c.start < end for c in answer.citations)


def test_a_chapter_that_no_book_has_is_said_to_be_missing(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="단원 번호"):
        assistant.ask("37단원 요약해줘", thread="missing")


def test_a_comparison_looks_up_both_sides(assistant: Assistant) -> None:
    answer = assistant.ask("병인양요와 신미양요의 차이는 뭐야?", thread="sides")
    assert "1866년" in answer.text and "1871년" in answer.text


def test_both_questions_of_one_breath_are_answered(assistant: Assistant) -> None:
    answer = assistant.ask("강화도 조약은 언제 맺어졌어? 그리고 신민회는 누가 만들었어?", thread="both")
    assert "1876년" in answer.text and "안창호" in answer.text


@pytest.mark.parametrize(
    ("tool", "step"), [("quiz", "make_quiz_questions"), ("summary", "summarize_pages"), ("search", "search_textbooks")]
)
def test_the_persons_own_choice_of_tool_wins(assistant: Assistant, tool: str, step: str) -> None:
    source, *_ = headed(assistant, "history.pdf", "3.3 을사늑약")
    answer = assistant.ask("을사늑약", thread=f"own-{tool}", tool=tool, sources=[source])
    assert next(one.detail for one in answer.steps if one.name == "plan") == step


def test_errands_start_nothing_and_say_what_can_be_done(assistant: Assistant) -> None:
    answer = assistant.ask("내일 날씨 알려줘", thread="errand")
    assert not answer.citations and "도와드릴 수 없" in answer.text
    assert "act" not in {step.name for step in answer.steps}


def test_a_thread_keeps_one_small_checkpoint(assistant: Assistant) -> None:
    for question in ("신간회는 언제 만들어졌나?", "초대 회장은 누구야?", "그 단체는 언제 해소되었어?"):
        assistant.ask(question, thread="small")
    with assistant._saver.cursor(transaction=False) as cursor:
        cursor.execute("SELECT length(checkpoint) FROM checkpoints WHERE thread_id = 'default/small'")
        sizes = [size for (size,) in cursor.fetchall()]
    assert len(sizes) == 1 and sizes[0] < 5 * 1024
