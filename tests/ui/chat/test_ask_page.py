"""The 질문 page without a browser: questions in the background, calling them off, deleting with a
way back, what is shown first.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from streamlit.testing.v1 import AppTest

from agent import Answer, Assistant
from knowledge import Citation, Library
from settings import Settings
from tests.ui.pages import opened, until
from ui import session
from ui.chat.answers import only_quotes, step_line
from ui.jobs.answering import AnswerJob, Asking
from ui.jobs.undoable_delete import Leaving

QUESTION = "을사늑약은 언제 체결되었나?"


class Endless(BaseChatModel):
    """Writes the same supported sentence until it is told to stop."""

    @property
    def _llm_type(self) -> str:
        return "endless"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(""))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        for piece in itertools.cycle(["을사늑약은 1905년 11월 17일에 ", "강제로 체결되었습니다. ", "[1]\n"]):
            time.sleep(0.01)
            yield ChatGenerationChunk(message=AIMessageChunk(piece))


@pytest.fixture
def quick(sample_folder: Path) -> Iterator[Assistant]:
    """An assistant with the embedded engine on a copy of the samples."""
    assistant = Assistant.open(Settings(library=sample_folder))
    yield assistant
    assistant.close()


@pytest.fixture
def slow(sample_folder: Path) -> Iterator[Assistant]:
    """The same with a model that has no end."""
    settings = Settings(library=sample_folder, llm="server")
    assistant = Assistant(settings, Library.open(sample_folder, settings.owner, settings), Endless())
    yield assistant
    assistant.close()


def test_questions_are_answered_in_the_order_they_were_asked(quick: Assistant) -> None:
    asking = Asking(quick)
    every = [asking.ask(text, "가") for text in (QUESTION, "갑신정변은 언제 일어났나?", "안녕")]
    assert asking.busy == "가"
    until(lambda: every[-1].ended.is_set())
    assert [one.state for one in every] == ["done"] * 3 and asking.of("가") == [] and asking.busy is None
    assert [old.question for old in quick.history("가")] == [one.question for one in every]
    first = every[0]
    assert first.answer and first.quote and [step.name for step in first.steps] == [s.name for s in first.answer.steps]


def test_conversations_do_not_wait_for_each_other(slow: Assistant) -> None:
    asking = Asking(slow)
    endless = asking.ask(QUESTION, "가")
    until(lambda: endless.written)
    other = asking.ask("안녕", "나")
    until(other.ended.is_set)
    assert other.state == "done" and endless.active
    asking.stop(endless)
    until(endless.ended.is_set)


def test_an_answer_that_ends_while_the_page_is_drawn_is_shown_and_no_fault(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample_folder, tmp_path / "library")
    test = opened(tmp_path / "library", "ask", monkeypatch)
    read = Assistant.history

    def read_late(self: Assistant, thread: str) -> list[Answer]:
        for asked in session.asking().of(thread):
            asked.ended.wait(30)
        return read(self, thread)

    def follow_slowly(self: Asking, asked: AnswerJob) -> None:
        time.sleep(1.0)
        follow(self, asked)

    follow = Asking._follow
    monkeypatch.setattr(Asking, "_follow", follow_slowly)
    monkeypatch.setattr(Assistant, "history", read_late)
    test.chat_input[0].set_value(QUESTION).run()
    assert not test.error and not test.exception
    assert sum(one.value == QUESTION for one in test.markdown) == 1


def test_a_question_that_cannot_be_taken_says_why(quick: Assistant) -> None:
    asking = Asking(quick)
    asked = asking.ask("   ", "가")
    until(asked.ended.is_set)
    assert asked.state == "failed" and asked.error is not None and asking.of("가") == [asked]
    again = asking.ask(QUESTION, "가")
    until(again.ended.is_set)
    assert asking.of("가") == []


def test_an_answer_called_off_leaves_nothing_behind(slow: Assistant) -> None:
    asking = Asking(slow)
    running, waiting = asking.ask(QUESTION, "가"), asking.ask("갑신정변은 언제 일어났나?", "가")
    until(lambda: running.written)
    assert running.quote is not None and "1905년 11월 17일" in running.quote.text
    asking.stop(waiting)
    assert waiting.state == "stopped"
    asking.stop(running)
    until(lambda: running.ended.is_set() and waiting.ended.is_set())
    assert running.state == "stopped" and not running.active
    assert slow.threads() == [] and slow.history("가") == []
    saved = slow._graph.get_state({"configurable": {"thread_id": f"{slow.library.owner}/가"}})
    assert not saved.values


def test_a_question_called_off_is_forgotten_by_the_next_one(quick: Assistant) -> None:
    quick.ask("갑신정변은 언제 일어났나?", "가")
    key = {"configurable": {"thread_id": f"{quick.library.owner}/가"}}
    before = quick._graph.get_state(key).values
    stream = quick.stream(QUESTION, "가")
    next(stream)
    stream.close()
    assert quick._graph.get_state(key).values == before
    assert [old.question for old in quick.history("가")] == ["갑신정변은 언제 일어났나?"]


def test_a_deleted_conversation_comes_back_in_time_and_goes_after_it(quick: Assistant) -> None:
    for thread in ("가", "나"):
        quick.ask(QUESTION, thread)
    patient, hasty = Leaving(quick, 60.0), Leaving(quick, 0.05)
    patient.put("가")
    assert "가" in patient and patient.back("가") and "가" not in patient
    hasty.put("나")
    until(lambda: "나" not in hasty)
    until(lambda: [thread.id for thread in quick.threads()] == ["가"])
    assert not hasty.back("나") and quick.history("나") == []


def test_quotes_stand_before_prose_and_only_once(quick: Assistant) -> None:
    answer = quick.ask(QUESTION, "가")
    assert only_quotes(answer)
    prose = answer.model_copy(update={"text": "을사늑약은 1905년에 체결되었습니다. [1]"})
    assert not only_quotes(prose)
    assert not only_quotes(Answer(question="?", text="교재에서 근거를 찾지 못했습니다."))
    book = Citation(1, "s", "책", 1, 0, 9, "앞 [2]의 글이다.")
    assert only_quotes(Answer(question="?", text="앞 ［2］의 글이다. [1]", citations=(book,)))


def test_a_step_is_told_in_korean(quick: Assistant) -> None:
    answer = quick.ask(QUESTION, "가")
    lines = [step_line(step) for step in answer.steps]
    assert "검색" in lines[0] and not any("search" in line for line in lines) and all("초" in line for line in lines)


def three_chips() -> None:
    from knowledge import Citation
    from ui.citations.chips import chips

    states = ("확인됨", "근거 약함", "근거 없음")
    chips(
        [
            Citation(n, "s", "아주 긴 제목의 한국사 교과서", 11 + n, n, n + 1, "글", one)
            for n, one in enumerate(states, 1)
        ],
        "k",
    )


def test_a_chip_shows_its_state_as_a_word_and_an_icon() -> None:
    shown = AppTest.from_function(three_chips).run().button
    words, icons = ("확인됨", "근거 약함", "근거 없음"), ("check_circle", "help", "cancel")
    for page, chip, word, icon in zip((12, 13, 14), shown, words, icons, strict=True):
        assert f"{page}쪽 · {word}" in chip.label and chip.proto.icon == f":material/{icon}:"


def chips_of_one_page() -> None:
    from knowledge import Citation
    from ui.citations.chips import chips

    states = ("확인됨", "근거 약함", "확인됨")
    pages = (12, 12, 13)
    chips([Citation(n, "s", "책", pages[n - 1], n, n + 1, "글", one) for n, one in enumerate(states, 1)], "k")


def test_a_page_has_one_chip_that_says_the_least_sure_of_its_quotes() -> None:
    shown = [chip.label for chip in AppTest.from_function(chips_of_one_page).run().button]
    assert len(shown) == 2
    assert "1, 2" in shown[0] and "12쪽 · 근거 약함" in shown[0] and "13쪽 · 확인됨" in shown[1]


def test_a_question_that_failed_says_why_and_can_be_asked_again(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(sample_folder, "ask", monkeypatch)
    test.chat_input[0].set_value("\u200b").run()  # nothing that can be seen
    until(lambda: test.error or test.run().error, 15)
    assert "질문이 비어 있습니다" in test.error[0].value
    again = [one for one in test.button if str(one.key).startswith("again-")]
    again[0].click().run()
    until(lambda: test.error or test.run().error, 15)
    assert len(test.error) == 1 and not test.exception


def test_register_and_level_are_chosen_on_the_page_and_remembered(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(sample_folder, folder)
    test = opened(folder, "ask", monkeypatch)
    test.button_group(key="ask-register").set_value("해요체").run()
    test.button_group(key="ask-level").set_value("초").run()
    assert not test.exception
    again = opened(folder, "ask", monkeypatch)
    assert again.session_state["ask-register"] == "해요체"
    assert again.session_state["ask-level"] == "초"
    again.chat_input[0].set_value("안녕하세요").run()
    until(lambda: any("현무예요" in one.value for one in again.run().markdown), 30)


def test_a_conversation_is_summed_up_from_its_menu(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(sample_folder, folder)
    test = opened(folder, "ask", monkeypatch)
    test.chat_input[0].set_value(QUESTION).run()
    until(lambda: [one for one in test.run().button if str(one.key).startswith("summarize-")], 30)
    next(one for one in test.button if str(one.key).startswith("summarize-")).click().run()
    until(lambda: any(f"**{QUESTION}**" in one.value for one in test.run().markdown), 30)
    assert not test.exception and not test.error
