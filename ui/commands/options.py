"""What commands share: their options, and the library or the assistant that the options name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from errors import QuestionError
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from agent import Assistant
    from knowledge import Library


LibraryOption = Annotated[Path | None, typer.Option("--library", help="서재 폴더", file_okay=False)]
OwnerOption = Annotated[str, typer.Option("--owner", help="서재의 주인")]
JsonOption = Annotated[bool, typer.Option("--json", help="결과를 JSON으로")]
AdaptersOption = Annotated[Path | None, typer.Option("--adapters", help="어댑터들이 든 폴더", file_okay=False)]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="자료 id(여러 번 쓸 수 있음)")]
KindsOption = Annotated[
    str, typer.Option("--kinds", help="문제 유형, 쉼표로 여럿: {kinds}. 없으면 자주 쓰는 유형", show_default=False)
]
PagesOption = Annotated[str, typer.Option("--pages", help="쪽 범위: 10-20")]


def settings_for(library: Path | None, owner: str = "") -> Settings:
    """The settings with what the command line says over them."""
    chosen: dict[str, Path | str] = {}
    if library is not None:
        chosen["library"] = library
    if owner:
        chosen["owner"] = owner
    return Settings(**chosen)  # type: ignore[arg-type]


def adapters_folder(chosen: Path | None, settings: Settings) -> Path:
    """The folder of adapters: the one asked for, the one in the settings, or ``adapters`` in the library."""
    if chosen is not None:
        return chosen
    folder = Path(settings.adapter).expanduser() if settings.adapter else settings.library / "adapters"
    return folder.parent if (folder / "adapter_config.json").is_file() else folder


@contextmanager
def opened_library(library: Path | None, owner: str = "") -> Iterator[Library]:
    from knowledge import Library

    settings = settings_for(library, owner)
    found = Library.open(settings.library, settings.owner, settings)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def opened_assistant(library: Path | None, owner: str = "") -> Iterator[Assistant]:
    from agent import Assistant

    found = Assistant.open(settings_for(library, owner))
    try:
        yield found
    finally:
        found.close()


def writer(settings: Settings) -> BaseChatModel | None:
    """The model that writes questions; None with the embedded engine, which has the rules make them. Raises
    ModelUnavailable.
    """
    from llm import load_chat_model
    from llm.engines import engine_of

    if not engine_of(settings).generative:
        return None

    return load_chat_model(settings)


def parse_kinds(text: str) -> tuple[str, ...]:
    """The kinds of question that were named, by id or Korean name; a word that is neither stays, for the quiz to
    refuse.
    """
    from learning.kinds import KINDS

    ids = {kind.korean: kind.id for kind in KINDS.values()}
    words = [word.strip() for word in text.split(",")]
    return tuple(ids.get(word, word) for word in words if word)


def parse_pages(text: str) -> tuple[int, int] | None:
    """``"10-20"``, ``"10~20"`` or ``"7"`` as a range; wrong usage for anything else."""
    if not text:
        return None
    parts = [part.strip() for part in text.replace("~", "-").split("-")]
    if len(parts) > 2 or not all(part.isascii() and part.isdigit() and int(part[:9]) > 0 for part in parts):
        raise typer.BadParameter("쪽 범위는 10-20처럼 적습니다.", param_hint="--pages")
    first, last = int(parts[0][:9]), int(parts[-1][:9])
    return min(first, last), max(first, last)


def chosen_sources(library: Library, wanted: list[str] | None) -> list[str]:
    """The sources asked for, or all of them. Raises QuestionError (``unknown_source``, ``no_sources``)."""
    found = [library.source(one).id for one in wanted] if wanted else [one.id for one in library.sources()]
    if not found:
        raise QuestionError(
            "서재가 비어 있습니다. hyunmoo ingest 파일 로 교재를 먼저 읽어 들이세요.",
            code="no_sources",
            english="The library is empty.",
        )
    return found
