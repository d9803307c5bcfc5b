"""The table of the engines: what each is called, how it is loaded and what it can do; adding one is a file and a
row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, cast

from langchain_core.language_models import BaseChatModel

from errors import ModelUnavailable
from llm.tasks.slots import KindWords
from settings import Settings


@dataclass(frozen=True)
class Engine:
    """One engine. ``loader`` is ``module:function``, imported when the engine is chosen; it takes the settings and the
    kinds of question.

    ``needs``: what is chosen with it, a model on this machine, a server's address or a file; "" for nothing, then its
    own name chooses it. ``packages``: what it imports beyond what the first answer needs.
    """

    name: str
    korean: str
    english: str
    loader: str
    generative: bool  # whether it writes prose of its own
    needs: Literal["", "model", "address", "file"] = ""
    packages: tuple[str, ...] = ()

    def load(self, settings: Settings, kinds: Sequence[KindWords] = ()) -> BaseChatModel:
        """The engine's model. Raises ModelUnavailable."""
        module, _, function = self.loader.partition(":")
        return cast(BaseChatModel, cast(Any, getattr(import_module(module), function))(settings, kinds))


ENGINES: dict[str, Engine] = {}
DEFAULT_ENGINE = "extractive"
REPLAY_ENGINE = "replay"


def register_engine(engine: Engine) -> Engine:
    """Add an engine to the table. Raises ValueError for a name that is there already."""
    if engine.name in ENGINES:
        raise ValueError(f"engine {engine.name} is there already")
    ENGINES[engine.name] = engine
    return engine


def unregister_engine(name: str) -> None:
    """Take an engine out of the table again."""
    ENGINES.pop(name, None)


def engine_of(settings: Settings) -> Engine:
    """The engine that the settings name. Raises ModelUnavailable (``unknown_engine``)."""
    engine = ENGINES.get(settings.llm)
    if engine is None:
        known = ", ".join(ENGINES)
        raise ModelUnavailable(
            f"설정의 llm이 모르는 엔진입니다: {settings.llm}. {known} 가운데 하나를 적어 주세요.",
            code="unknown_engine",
            english=f"The settings name no engine that there is: {settings.llm}. Choose one of {known}.",
        )
    return engine


def engine_needing(need: str) -> Engine:
    """The first engine with which a model (``"model"``) or an address (``"address"``) is chosen."""
    return next(engine for engine in ENGINES.values() if engine.needs == need)


def engines_alone() -> tuple[Engine, ...]:
    """The engines that are chosen by their name alone."""
    return tuple(engine for engine in ENGINES.values() if not engine.needs)


for _engine in (
    Engine(
        DEFAULT_ENGINE, "인용 엔진(모델 없이)", "quoting engine (no model)", "llm.extractive:load_extractive", False
    ),
    Engine(
        "local",
        "이 컴퓨터의 모델",
        "a model on this machine",
        "llm.local.chat_model:load_local",
        True,
        "model",
        ("torch", "transformers", "peft", "bitsandbytes", "accelerate"),
    ),
    Engine(
        "server",
        "모델 서버",
        "a model server",
        "llm.server.openai_server:load_server",
        True,
        "address",
        ("langchain_openai",),
    ),
    Engine(
        REPLAY_ENGINE,
        "녹음된 답 재생(모델 아님)",
        "recorded replies (no model)",
        "llm.replay:load_replay",
        True,
        "file",
    ),
):
    register_engine(_engine)
