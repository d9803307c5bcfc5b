"""The models that this process has loaded, one for its pages and the API beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from langchain_core.language_models import BaseChatModel

from learning.kinds import kind_words
from llm import load_chat_model
from settings import Settings


class LoadedModels:
    """Models by the settings that name them, whoever owns the shelf; who asks first loads one, others wait for it."""

    def __init__(self) -> None:
        self._loaded: dict[str, BaseChatModel] = {}
        self._lock = threading.Lock()

    def get(self, settings: Settings) -> BaseChatModel:
        """The model of the settings. Raises ModelUnavailable."""
        key = settings.model_copy(update={"owner": ""}).model_dump_json()
        with self._lock:
            if key not in self._loaded:
                self._loaded[key] = load_chat_model(settings, kind_words())
            return self._loaded[key]

    def loader(self, settings: Settings) -> Callable[[], BaseChatModel]:
        """``get`` for one library."""
        return lambda: self.get(settings)


LOADED_MODELS = LoadedModels()
