"""LangChain's own standard tests: every chat model of ours is one that others can use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import tool
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.integration_tests.chat_models import magic_function, unicode_customer
from langchain_tests.unit_tests import ChatModelUnitTests

from errors import ModelUnavailable
from llm import load_chat_model
from llm.extractive import ExtractiveChatModel
from llm.local.chat_model import LocalChatModel
from llm.server.openai_model import ServedChatModel
from settings import ROOT, Settings
from tests.llm.schooled import build_schooled, forced, free


class TestExtractiveUnit(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ExtractiveChatModel


class TestLocalUnit(ChatModelUnitTests):
    @pytest.fixture(autouse=True)
    def _folder(self, tiny: Path) -> None:
        self._tiny = tiny

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return LocalChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": str(getattr(self, "_tiny", "tiny"))}


class TestExtractiveIntegration(ChatModelIntegrationTests):
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ExtractiveChatModel

    @property
    def supports_model_override(self) -> bool:
        return False


@tool
def get_weather(location: str) -> str:
    """Get the weather at a location."""
    return location


@tool
def greeting_generator(answer_style: str) -> str:
    """Generate a greeting in a particular style of speaking."""
    return answer_style


LESSONS = [
    forced("What is the value of magic_function(3)? Use the tool.", magic_function, input=3),
    forced("Using the tool, generate a Pirate greeting.", greeting_generator, answer_style="Pirate"),
    forced(
        "Create a customer named '你好啊集团' (Hello Group) - a Chinese technology company",
        unicode_customer,
        customer_name="你好啊集团",
        description="a Chinese technology company",
    ),
    forced(
        "Create a customer named 'こんにちは株式会社' (Hello Corporation) - a Japanese company",
        unicode_customer,
        customer_name="こんにちは株式会社",
        description="a Japanese company",
    ),
    free("What is the weather in San Francisco, CA?", get_weather, location="San Francisco, CA"),
]


@pytest.fixture(scope="module")
def schooled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model that knows the suite's own questions by heart."""
    return build_schooled(tmp_path_factory.mktemp("schooled") / "tiny", LESSONS)


class TestLocalIntegration(ChatModelIntegrationTests):
    """Calls and structured output are decoded under a grammar. Pictures, sound and files: our models read text."""

    @pytest.fixture(autouse=True)
    def _folder(self, schooled: Path) -> None:
        self._schooled = schooled

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return LocalChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": str(getattr(self, "_schooled", "tiny")), "quantization": "none", "max_tokens": 900}

    @property
    def supports_model_override(self) -> bool:
        return False  # one model is in memory: another one is another object


@dataclass(frozen=True)
class Server:
    """A process with the same model behind it, as the settings name it."""

    process: subprocess.Popen[str]
    settings: Settings

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="module")
def server(schooled: Path) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.llm.serving", str(schooled)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    started = Server(process, Settings(llm="server", server_url=address, max_tokens=900))
    yield started
    started.end()


@pytest.fixture(scope="module")
def served(server: Server) -> BaseChatModel:
    """The engine of the settings on that process."""
    return load_chat_model(server.settings)


class TestServerUnit(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ServedChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": "tiny", "base_url": "http://127.0.0.1:9/v1", "api_key": "none"}


class TestServerIntegration(ChatModelIntegrationTests):
    """The engine that the settings open, against a real process that decodes calls and schemas under a grammar."""

    @pytest.fixture(autouse=True)
    def _address(self, served: ServedChatModel) -> None:
        self._server = served.openai_api_base

    @pytest.fixture
    def model(self, served: BaseChatModel, request: Any) -> BaseChatModel:
        return served

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ServedChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        address = getattr(self, "_server", "http://127.0.0.1:9/v1")
        return {"model": "tiny", "base_url": address, "api_key": "none", "stream_usage": True}

    @property
    def supports_model_override(self) -> bool:
        return False  # the process serves one model


def test_a_server_that_dies_is_told_apart_from_one_that_was_never_there(server: Server) -> None:
    """It answers, it is ended, and the next question meets a refusal in words at the door; the last
    test here, for it ends the server.
    """
    assert load_chat_model(server.settings).invoke("안녕", max_tokens=4).usage_metadata
    server.end()
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(server.settings)
    assert caught.value.code == "server_down" and "server_url" in caught.value.message
