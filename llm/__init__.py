"""``load_chat_model(settings)``: one function for every engine; each imports its heavy libraries when it is chosen."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel

from llm.tasks.slots import KindWords
from settings import Settings


def load_chat_model(settings: Settings, kinds: Sequence[KindWords] = ()) -> BaseChatModel:
    """The engine that the settings name. Raises ModelUnavailable with what to do instead.

    ``kinds``: those of the questions that a quiz tool makes, for an engine that reads requests by rules.
    """
    if settings.llm == "local":
        from llm.local.chat_model import load_local

        return load_local(settings)
    if settings.llm == "server":
        from llm.server.openai_server import load_server

        return load_server(settings)
    from llm.extractive import ExtractiveChatModel

    return ExtractiveChatModel(kinds=tuple(kinds))


def stoppable(model: BaseChatModel, stop: threading.Event) -> dict[str, Any]:
    """What to call a model with so that ``stop`` ends it even before its first word; nothing for one that cannot be told."""
    return {"cancel": stop} if getattr(model, "cancellable", False) else {}


__all__ = ["load_chat_model", "stoppable"]
