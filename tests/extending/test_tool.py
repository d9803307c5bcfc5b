"""A tool added from outside: planned by its words and by the person's choice, run, told to models, named in the
steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from agent.tools import register_tool, tools_for_models, unregister_tool
from errors import QuestionError
from settings import Settings
from tests.extending import toy_tool
from tests.ui.pages import opened, until
from ui.session import asking

NAME = toy_tool.ROW.name


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    register_tool(toy_tool.ROW)
    yield
    unregister_tool(NAME)


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    held = Assistant.open(Settings(library=folder))
    yield held
    held.close()


def test_words_and_choice_plan_it_and_its_evidence_is_cited(assistant: Assistant) -> None:
    titles = {source.title for source in assistant.library.sources()}
    for answer in (assistant.ask("토이로 보여 줘"), assistant.ask("교재를 보여 줘", thread="other", tool="toy")):
        assert answer.steps[0].detail == NAME
        assert {one.title for one in answer.citations} == titles and not answer.abstained


def test_other_words_do_not_call_it_and_the_choices_name_it(assistant: Assistant) -> None:
    assert assistant.ask("을사늑약은 언제 체결되었나?").steps[0].detail != NAME
    with pytest.raises(QuestionError) as caught:
        assistant.ask("을사늑약은?", tool="없는 도구")
    assert "toy" in caught.value.message


def test_models_are_told_of_it() -> None:
    assert NAME in {tool.name for tool in tools_for_models()}


def test_the_page_offers_it_and_names_its_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(folder, "ask", monkeypatch)
    choices = next(one for one in page.button_group if one.key == "ask-tool")
    assert "토이 첫 문장" in choices.options
    page.chat_input[0].set_value("토이로 보여 줘").run()
    until(lambda: not asking().busy)
    page.run()
    assert not page.exception and any("토이 첫 문장" in one.value for one in page.caption)
