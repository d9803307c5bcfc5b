"""An engine added from outside: named by the settings, loaded, listed, chosen on the command line and on the page."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from errors import ModelUnavailable
from llm import load_chat_model
from llm.engines import register_engine, unregister_engine
from settings import Settings
from tests.extending import toy_engine
from tests.ui.pages import opened
from tests.ui.terminal import hyunmoo


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    register_engine(toy_engine.ENGINE)
    yield
    unregister_engine(toy_engine.ENGINE.name)


def test_settings_name_it_and_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_chat_model(Settings(llm="toy")).invoke("안녕").text == toy_engine.SAID
    monkeypatch.setenv("HYUNMOO_LLM", "toy")
    assert load_chat_model(Settings()).invoke("안녕").text == toy_engine.SAID


def test_an_unknown_engine_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(Settings(llm="없는엔진"))
    assert caught.value.code == "unknown_engine" and "toy" in caught.value.message


def test_the_assistant_answers_with_it(folder: Path) -> None:
    assistant = Assistant.open(Settings(library=folder, llm="toy"))
    answer = assistant.ask("을사늑약은 언제 체결되었나?")
    assert answer.citations and not answer.abstained  # it cites nothing: the quotes stand
    assistant.close()


def test_model_list_and_model_use_know_it(folder: Path, tmp_path: Path) -> None:
    said = json.loads(hyunmoo("model", "list", "--json", library=folder).stdout)
    assert {"name": "toy", "korean": "토이 엔진", "generative": False, "needs": ""} in said["engines"]
    assert "토이 엔진" in hyunmoo("model", "list", library=folder).stdout
    assert "toy" in hyunmoo("model", "use", "--help", library=folder).stdout
    config = tmp_path / "hyunmoo.toml"
    ran = hyunmoo("model", "use", "toy", "--config", str(config), library=folder)
    assert ran.returncode == 0 and tomllib.loads(config.read_text(encoding="utf-8")) == {"llm": "toy"}


def test_the_page_offers_and_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(folder, "model", monkeypatch, llm="toy")
    assert not page.exception
    assert "토이 엔진" in page.selectbox(key="model-known").options
    assert any("토이 엔진" in one.value for one in page.sidebar.caption)
