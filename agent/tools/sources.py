"""Which sources a request is about: those of its spans, else the chosen ones, else all, newest first."""

from __future__ import annotations

from agent.state import State
from errors import QuestionError
from knowledge import Library, Source


def chosen_sources(library: Library, state: State) -> list[Source]:
    """Raises QuestionError (``no_sources``) where there is nothing to work on."""
    wanted = [source for source, _, _ in state.get("within") or ()] or state.get("sources")
    sources = [source for source in library.sources() if wanted is None or source.id in wanted]
    if not sources:
        raise QuestionError(
            "서재에 교재가 없습니다. 먼저 교재를 올려 주세요.",
            code="no_sources",
            english="The library is empty; add a textbook.",
        )
    return sources


def pages_of(library: Library, state: State, source: Source) -> tuple[int, int] | None:
    """The pages on which the request's spans stand in a source; None where it names none."""
    spans = [(start, end) for one, start, end in state.get("within") or () if one == source.id]
    if not spans:
        return None
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return library.page_at(source.id, first), library.page_at(source.id, max(first, last - 1))
