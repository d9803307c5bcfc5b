"""The retrieval tool: passages of the chosen textbooks (of the pages that were said) with their best sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

import korean
from agent.scope import MOST_SPANS, inside
from agent.state import Span
from agent.tools.evidence import ANSWERABLE, ToolFinding, number, tool_result
from agent.tools.registry import ToolRow
from agent.tools.sources import pages_at
from knowledge import Hit, Library, Sentence
from llm.tasks.query_rewording import without_circumstance

MOST_PASSAGES = 5
QUOTES = 3
WIDE_SEARCH = 100  # passages looked at where only some pages count


@tool(response_format="content_and_artifact")
def search_textbooks(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """교재에서 질문에 답하는 대목을 찾는다. query는 혼자서도 뜻이 통하는 한국어 질문이다."""
    library, state = runtime.context.library, runtime.state
    # A reworded query has lost what the question asks for: whether its hits answer is judged by the question.
    asked = without_circumstance(state["query"]) if state.get("rounds") else query
    hits, quotes, sure = find_evidence(library, query, asked, state.get("sources"), state.get("within") or ())
    return tool_result(ToolFinding(number(hits, quotes), (), sure < ANSWERABLE))


def find_evidence(
    library: Library,
    query: str,
    asked: str,
    sources: Sequence[str] | None,
    within: Sequence[Span],
    most: int = MOST_PASSAGES,
) -> tuple[list[Hit], list[Sentence], float]:
    """The best passages with what in them answers, and how sure that is: of the spans, where these answer, else
    of the sources.
    """
    if within:
        hits = search_within(library, query, within)[:most]
        quotes, sure = library.examine(asked, hits, QUOTES)
        if sure >= ANSWERABLE:
            return hits, quotes, sure
    hits = library.search(query, k=most, sources=sources)
    return hits, *library.examine(asked, hits, QUOTES)


def search_within(library: Library, query: str, within: Sequence[Span]) -> list[Hit]:
    """The passages inside the spans, best first: those that a search finds, then the others by the query's words
    in them.
    """
    books = list(dict.fromkeys(source for source, _, _ in within))
    hits = [hit for hit in library.search(query, k=WIDE_SEARCH, sources=books) if is_inside(hit, within)]
    if len(hits) >= MOST_PASSAGES or len(within) > MOST_SPANS:
        return hits
    known, words = {hit.passage.id for hit in hits}, set(korean.content(query))
    more = []
    for source, start, end in within:
        first, last = pages_at(library, source, start, end)
        title = library.source(source).title
        for passage in library.passages(source, (max(1, first - 1), last)):  # one may begin on the page before
            share = len(words & set(korean.content(passage.text))) / max(1, len(words))
            more.append(Hit(passage, title, share * (hits[-1].score if hits else 1.0), coverage=share))
    others = {hit.passage.id: hit for hit in more if is_inside(hit, within) and hit.passage.id not in known}
    return hits + sorted(others.values(), key=lambda hit: (-hit.score, hit.passage.id))


def is_inside(hit: Hit, within: Sequence[Span]) -> bool:
    return inside(hit.passage.source_id, hit.passage.start, hit.passage.end, within)


ROW = ToolRow(
    search_textbooks,
    "검색",
    "Search",
    choice="search",
    arguments=lambda plan: {"query": plan.query},
    on_page=True,
)
