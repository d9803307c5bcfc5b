"""An engine that the house does not have: it says one sentence, whatever it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from llm.engines import Engine
from llm.tasks.slots import KindWords
from settings import Settings

SAID = "토이 엔진이 한 말입니다."


class ToyChatModel(BaseChatModel):
    """One sentence."""

    @property
    def _llm_type(self) -> str:
        return "toy"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(SAID))])


def load_toy(settings: Settings, kinds: Sequence[KindWords] = ()) -> ToyChatModel:
    return ToyChatModel()


ENGINE = Engine("toy", "토이 엔진", "toy engine", "tests.extending.toy_engine:load_toy", generative=False)
