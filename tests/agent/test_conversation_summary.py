"""Summaries of a conversation and of a record of talk, asked for in words: bullets that stand on exact spans."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from agent.tools.conversation import summarize_conversation
from errors import QuestionError
from knowledge.summaries.summarizer import share_of_words
from llm.tasks.intents import of_conversation
from llm.tasks.plan import plan_by_rules
from settings import Settings

QUESTIONS = ("을사늑약은 언제 체결되었나?", "비트코인은 누가 만들었나?", "광합성은 어디에서 일어나나?", "안녕하세요")


@pytest.fixture
def assistant(sample_folder: Path, tmp_path: Path) -> Iterator[Assistant]:
    folder = tmp_path / "library"
    shutil.copytree(sample_folder, folder)
    opened = Assistant.open(Settings(library=folder))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "request_",
    [
        "이 대화 요약해줘",
        "지금까지 나눈 이야기 정리해줘",
        "지금까지의 대화를 한 줄로 요약해줘",
        "오늘 질문한 내용을 요약해 주세요",
        "우리가 나눈 대화 간추려줘",
        "앞에서 물어본 것들 정리해줘",
    ],
)
def test_a_conversation_is_meant(request_: str) -> None:
    assert of_conversation(request_) and plan_by_rules(request_).intent == "summary"


@pytest.mark.parametrize(
    "request_",
    [
        "2장 요약해줘",
        "이 대화록 요약해줘",
        "수업 대화 기록 파일을 요약해줘",
        "이 대화에서 을사늑약이 뭐라고 했지?",
        "교재 전체 요약",
    ],
)
def test_a_book_is_meant(request_: str) -> None:
    assert not of_conversation(request_)


def test_every_answered_question_has_its_citation_and_nothing_else_is_told(assistant: Assistant) -> None:
    for question in QUESTIONS:
        assistant.ask(question, "가")
    cited = {(c.source_id, c.start, c.end) for answer in assistant.history("가") for c in answer.citations}
    points = assistant.summarize_thread("가", "page")
    assert {point.question for point in points} == {QUESTIONS[0], QUESTIONS[2]}
    for point in points:
        one = point.citation
        assert (one.source_id, one.start, one.end) in cited
        assert assistant.library.text(one.source_id, one.start, one.end) == one.quote
        assert point.answer_id in {answer.id for answer in assistant.history("가")}
    assert len(assistant.summarize_thread("가", "line")) == 1
    quotes = [point.citation.quote for point in points]
    assert all(share_of_words(a, b) <= 0.5 for i, a in enumerate(quotes) for b in quotes[:i])


def test_asked_for_in_words_it_is_an_answer_like_any_other(assistant: Assistant) -> None:
    for question in QUESTIONS:
        assistant.ask(question, "가")
    answer = assistant.ask("지금까지 나눈 이야기 정리해줘", "가")
    assert summarize_conversation.name in answer.steps[0].detail and len(answer.citations) >= 2 and not answer.abstained
    lines = answer.text.split("\n")
    assert len(lines) == len(answer.citations)
    for line, one in zip(lines, answer.citations, strict=True):
        assert line.startswith(one.label) and line.endswith(f"[{one.marker}]") and one.label in QUESTIONS
        assert assistant.library.text(one.source_id, one.start, one.end) == one.quote
    again = assistant.ask("이 대화 요약해줘", "가")
    assert again.citations == answer.citations  # a summary is not summed up
    assert assistant.history("가")[-1].citations == again.citations
    assert all(one.quote.split()[0] in assistant.export_thread("가") for one in again.citations)


def test_a_conversation_without_answers_says_so(assistant: Assistant) -> None:
    with pytest.raises(QuestionError) as told:
        assistant.ask("이 대화 요약해줘", "빈")
    assert told.value.code == "nothing_to_summarize"
    with pytest.raises(QuestionError) as told:
        assistant.summarize_thread("없는 대화")
    assert told.value.code == "unknown_thread"


def test_what_a_removed_book_said_is_left_out(assistant: Assistant) -> None:
    assistant.ask(QUESTIONS[0], "가")
    assistant.ask(QUESTIONS[2], "가")
    gone = assistant.history("가")[0].citations[0].source_id
    assistant.library.remove(gone)
    assert {point.question for point in assistant.summarize_thread("가")} == {QUESTIONS[2]}


def test_a_record_of_talk_is_summed_up_with_its_speakers(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "토론 수업.txt"
    path.write_text(
        "교사: 오늘은 개항의 결과를 토론합니다.\n민수: 개항으로 새로운 문물이 들어왔다고 생각합니다.\n"
        "지영: 저는 불평등 조약 때문에 상인들이 피해를 보았다고 봅니다.\n민수: 신식 학교와 병원도 그때 세워졌습니다.\n"
        "지영: 쌀이 일본으로 많이 빠져나가 값이 올랐습니다.\n교사: 두 사람의 주장에는 모두 근거가 있습니다.\n",
        encoding="utf-8",
    )
    source = assistant.library.add(path)
    answer = assistant.ask("이 자료를 한 쪽으로 요약해줘", "나", sources=[source.id])
    speakers = ("교사는", "민수는", "지영은")
    assert {one.label for one in answer.citations} == {f"{one} 이렇게 말합니다" for one in speakers}
    for line, one in zip(answer.text.split("\n"), answer.citations, strict=True):
        assert line == f"{one.label}: {one.quote} [{one.marker}]"
        assert assistant.library.text(source.id, one.start, one.end) == one.quote
