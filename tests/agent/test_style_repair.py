"""Register, level and language: our own sentences, a model's sentences, and quotes that no setting touches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

import korean
from agent import Answer, Assistant, TokenEvent
from agent.style_repair import repair_style
from knowledge import Library
from llm.tasks.style import FRAMES, LEVELS, REGISTERS, Style, instruction
from settings import Settings

QUESTION = "을사늑약은 언제 체결되었나?"
BODY = "을사늑약(乙巳勒約)은 1905년 11월 17일 강제로 체결된 조약이다. 을사늑약에 따라 서울에 통감부가 설치되었다."


class Written(BaseChatModel):
    """Writes the given drafts one after another, the last one again and again, and keeps
    the prompts that it was given.
    """

    drafts: list[str]
    prompts: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "written"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(""))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        draft = self.drafts[min(len(self.prompts), len(self.drafts) - 1)]
        self.prompts.append(str(messages[-1].text))
        for at in range(0, len(draft), 7):
            yield ChatGenerationChunk(message=AIMessageChunk(draft[at : at + 7]))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    settings = Settings(library=tmp_path / "library")
    opened = Library.open(settings.library, settings.owner, settings)
    book = tmp_path / "교재.md"
    book.write_text(f"# 교재\n\n## 을사늑약\n\n{BODY}\n", encoding="utf-8")
    opened.add(book)
    yield opened
    opened.close()


def asked(library: Library, drafts: list[str], style: Style) -> tuple[Answer, Written, str]:
    """The answer, the model, and what was shown while it wrote."""
    model = Written(drafts=drafts)
    assistant = Assistant(Settings(library=library.path, llm="server"), library, model)
    shown, answer = "", None
    for event in assistant.stream(QUESTION, "가", tool="search", style=style):
        shown += event.text if isinstance(event, TokenEvent) else ""
        answer = getattr(event, "answer", answer)
    assistant._saver.conn.close()
    assert isinstance(answer, Answer)
    return answer, model, shown


@pytest.mark.parametrize("register", REGISTERS)
def test_the_embedded_engine_speaks_in_the_register_and_quotes_exactly(library: Library, register: Any) -> None:
    assistant = Assistant.open(Settings(library=library.path))
    style = Style(register, "초")
    for line, frame in (("안녕하세요", "greeting"), ("고마워요", "thanks"), ("비트코인의 가격은 얼마인가?", "refusal")):
        assert assistant.ask(line, "말", style=style).text == FRAMES[frame][register]  # type: ignore[index]
    answer = assistant.ask(QUESTION, "말", style=style)
    assert all(library.text(c.source_id, c.start, c.end) == c.quote for c in answer.citations)
    assert answer.text == assistant.ask(QUESTION, "글").text
    assistant.close()


def test_our_own_sentences_are_in_their_registers() -> None:
    for frames in FRAMES.values():
        assert set(frames) == set(REGISTERS)
        for register, text in frames.items():
            said = text.format(n=3, titles="", printed="12", file="14").rstrip(": ")
            assert {korean.register_of(said[start:end]) for start, end in korean.sentences(said)} == {register}


def test_a_model_is_told_register_and_level(library: Library) -> None:
    said = set()
    for register in REGISTERS:
        for level in LEVELS:
            said.add(instruction(Style(register, level)))
    assert len(said) == len(REGISTERS) * len(LEVELS)
    _, model, _ = asked(library, ["을사늑약은 1905년에 체결된 조약이에요. [1]"], Style("해요체", "초"))
    assert len(model.prompts) == 1 and instruction(Style("해요체", "초")) in model.prompts[0]


def test_endings_are_mended_without_asking_again(library: Library) -> None:
    answer, model, _ = asked(library, ["1905년 11월 17일에 을사늑약이 체결되었어요. [1]"], Style("합니다체"))
    assert len(model.prompts) == 1 and answer.text == "1905년 11월 17일에 을사늑약이 체결됐습니다. [1]"
    answer, model, _ = asked(library, ["1905년 11월 17일에 을사늑약이 체결되었습니다. [1]"], Style("개조식"))
    assert len(model.prompts) == 1 and answer.text == "1905년 11월 17일에 을사늑약이 체결됐음. [1]"


def test_a_register_that_no_rule_mends_is_asked_for_once_and_then_left(library: Library) -> None:
    drafts = ["1905년 11월 17일에 을사늑약 체결. [1]"]
    answer, model, _ = asked(library, drafts, Style("해요체"))
    assert len(model.prompts) == 2 and "끝맺음" in model.prompts[1] and "끝맺음이 다른" not in model.prompts[0]
    assert answer.text == drafts[0]


def test_an_exact_quote_keeps_the_book_s_ending(library: Library) -> None:
    quote = "을사늑약에 따라 서울에 통감부가 설치되었다."
    answer, model, _ = asked(library, [f"{quote} [1]"], Style("해요체"))
    assert answer.text == f"{quote} [1]" and len(model.prompts) == 1


def test_another_language_is_asked_for_once_more_and_then_taken_out(library: Library) -> None:
    good = "을사늑약은 1905년 11월 17일에 체결되었습니다. [1]"
    for leak in (
        "该条约于1905年签订。 [1]",
        "この条約は1905年に結ばれた。 [1]",
        "The treaty was signed in 1905. [1]",
        "Договор был подписан в 1905. [1]",
        "을사늑약은 外交权을 빼앗은 조약입니다. [1]",
    ):
        answer, model, shown = asked(library, [f"{good} {leak}"], Style())
        assert len(model.prompts) == 2 and "한국어가 아닌 말" in model.prompts[1]
        assert answer.text == good and not korean.foreign(shown, BODY)
        mended, model, _ = asked(library, [f"{good} {leak}", good], Style())
        assert mended.text == good and len(model.prompts) == 2


def test_glosses_in_another_language_are_mended_at_once(library: Library) -> None:
    answer, model, _ = asked(library, ["을사늑약(Eulsa Treaty)은 1905년에 체결되었습니다. [1]"], Style())
    assert answer.text == "을사늑약은 1905년에 체결되었습니다. [1]" and len(model.prompts) == 1


def test_hanja_of_the_source_stays(library: Library) -> None:
    draft = "을사늑약(乙巳勒約)은 1905년에 체결된 조약입니다. [1]"
    answer, model, _ = asked(library, [draft], Style())
    assert answer.text == draft and len(model.prompts) == 1


def test_a_second_draft_worse_than_the_first_does_not_take_its_place(library: Library) -> None:
    good = "을사늑약은 1905년에 체결되었습니다. [1]"
    answer, model, _ = asked(library, [f"{good} 总之如此。", "전혀 다른 말을 길게 늘어놓습니다. [1]"], Style())
    assert len(model.prompts) == 2 and answer.text == good and len(answer.citations) == 1


def test_the_refusal_that_a_model_was_taught_leaves_the_quotes(library: Library) -> None:
    for refusal in (*FRAMES["refusal"].values(), "교재에서 근거를 찾지 못했습니다. [1]"):
        answer, model, shown = asked(library, [refusal], Style("해요체"))
        assert len(model.prompts) == 1 and not answer.abstained and not shown
        assert "1905년" in answer.text and answer.citations and "찾지 못" not in answer.text


def test_mending_changes_no_fact() -> None:
    drafts = "고종은 1907년 헤이그에 특사를 보내지 않았어요. [2] 통감부는 3곳이 아니에요. [1]"
    said = repair_style(drafts, [BODY], QUESTION, "합니다체")
    assert said.text == "고종은 1907년 헤이그에 특사를 보내지 않았습니다. [2] 통감부는 3곳이 아닙니다. [1]"
    assert not said.faults


def test_the_owner_s_style_is_remembered_and_no_one_else_s(library: Library) -> None:
    first = Assistant.open(Settings(library=library.path))
    assert first.style == Style("합니다체", "고")
    first.prefer(Style("해요체", "초"))
    first.close()
    again = Assistant.open(Settings(library=library.path, answer_level="대학"))
    assert again.style == Style("해요체", "초")
    assert again.ask("안녕하세요", "말").text == FRAMES["greeting"]["해요체"]
    again.close()
    other = Assistant.open(Settings(library=library.path, owner="다른이", answer_register="개조식"))
    assert other.style == Style("개조식", "고")
    other.close()
