"""LangChain's own standard tests: every chat model of ours is one that others can use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from llm.extractive import ExtractiveChatModel
from llm.local import LocalChatModel


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
