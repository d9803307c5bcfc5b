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


def ranges(library: Library, state: State) -> list[tuple[str, tuple[int, int]]]:
    """The pages on which the request's spans stand, as sources with first and last page; those that touch are one."""
    found: list[tuple[str, tuple[int, int]]] = []
    for source, start, end in sorted(state.get("within") or ()):
        first, last = pages_at(library, source, start, end)
        if found and found[-1][0] == source and first <= found[-1][1][1] + 1:
            first, last = found[-1][1][0], max(last, found.pop()[1][1])
        found.append((source, (first, last)))
    return found


def pages_at(library: Library, source: str, start: int, end: int) -> tuple[int, int]:
    """The first and the last page of a span."""
    return library.page_at(source, start), library.page_at(source, max(start, end - 1))
