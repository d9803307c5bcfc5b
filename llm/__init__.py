"""``load_chat_model(settings)``: one function for every engine; each imports its heavy libraries when it is chosen."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel

from llm.engines import engine_of
from llm.tasks.slots import KindWords
from settings import Settings


def load_chat_model(settings: Settings, kinds: Sequence[KindWords] = ()) -> BaseChatModel:
    """The engine that the settings name. Raises ModelUnavailable with what to do instead.

    ``kinds``: those of the questions that a quiz tool makes, for an engine that reads requests by rules.
    """
    return engine_of(settings).load(settings, kinds)


def stoppable(model: BaseChatModel, stop: threading.Event) -> dict[str, Any]:
    """What to call a model with so that ``stop`` ends it even before its first word;
    nothing for one that cannot be told.
    """
    return {"cancel": stop} if getattr(model, "cancellable", False) else {}


__all__ = ["load_chat_model", "stoppable"]
