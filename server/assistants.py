"""One assistant an owner, opened when it is first asked for and closed when others have been asked for since."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial

from langchain_core.language_models import BaseChatModel

from agent import Assistant
from knowledge import Library
from learning.kinds import kind_words
from llm import load_chat_model
from settings import Settings

MOST_OPEN_ASSISTANTS = 64


class _Lent:
    """An assistant that is, or is about to be, open, and how many calls work with it."""

    def __init__(self) -> None:
        self.opening = threading.Lock()
        self.assistant: Assistant | None = None
        self.users = 0


class Assistants:
    """The assistants of a process, over one model. Called by the threads that do the work.

    ``load_model`` gives the model where it is not the assistants' alone.
    """

    def __init__(
        self,
        settings: Settings,
        most: int = MOST_OPEN_ASSISTANTS,
        load_model: Callable[[], BaseChatModel] | None = None,
    ) -> None:
        self.settings, self.most = settings, most
        self._lent: OrderedDict[str, _Lent] = OrderedDict()
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._load_model = load_model or partial(load_chat_model, settings, kind_words())

    @cached_property
    def _loaded_model(self) -> BaseChatModel:
        return self._load_model()

    @property
    def model(self) -> BaseChatModel:
        """The model of the settings, loaded once for everybody. Raises ModelUnavailable."""
        with self._loading:
            return self._loaded_model

    @contextmanager
    def lend(self, owner: str) -> Iterator[Assistant]:
        """An owner's assistant, open until the call has ended. Raises StorageError or ModelUnavailable."""
        with self._lock:
            one = self._lent.setdefault(owner, _Lent())
            self._lent.move_to_end(owner)
            one.users += 1
            idle = self._take_idle()
        for other in idle:
            other.close()
        try:
            with one.opening:
                if one.assistant is None:
                    settings = self.settings.model_copy(update={"owner": owner})
                    one.assistant = Assistant(settings, Library.open(settings.library, owner, settings), self.model)
            yield one.assistant
        finally:
            with self._lock:
                one.users -= 1

    def close(self) -> None:
        """Close them all; calls that still run are not waited for."""
        with self._lock:
            lent, self._lent = self._lent, OrderedDict()
        for one in lent.values():
            if one.assistant is not None:
                one.assistant.close()

    def _take_idle(self) -> list[Assistant]:
        """Those longest unasked, as far as there are too many and nobody works with them."""
        taken = []
        for owner in list(self._lent):
            if len(self._lent) <= self.most:
                break
            if not self._lent[owner].users:
                taken.append(self._lent.pop(owner).assistant)
        return [one for one in taken if one is not None]
