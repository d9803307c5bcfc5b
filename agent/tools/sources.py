"""Which sources a request is about: the chosen ones, else all, newest first."""

from __future__ import annotations

from agent.state import State
from errors import QuestionError
from knowledge import Library, Source


def chosen_sources(library: Library, state: State) -> list[Source]:
    """Raises QuestionError (``no_sources``) where there is nothing to work on."""
    wanted = state.get("sources")
    sources = [source for source in library.sources() if wanted is None or source.id in wanted]
    if not sources:
        raise QuestionError(
            "서재에 교재가 없습니다. 먼저 교재를 올려 주세요.",
            code="no_sources",
            english="The library is empty; add a textbook.",
        )
    return sources
