"""The retrieval tool: passages of the chosen textbooks (of the pages that were said) with their best sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.scope import inside
from agent.state import Span
from agent.tools.evidence import ANSWERABLE, Finding, as_json, number
from knowledge import Hit, Library
from llm.tasks.clauses import without_circumstance

PASSAGES = 5
QUOTES = 3
WIDE = 100  # passages looked at where only some pages count


@tool(response_format="content_and_artifact")
def search_textbooks(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, Finding]:
    """교재에서 질문에 답하는 대목을 찾는다. query는 혼자서도 뜻이 통하는 한국어 질문이다."""
    library = runtime.context.library
    hits = found(library, query, runtime.state.get("sources"), runtime.state.get("within") or ())
    # A reworded query has lost what the question asks for: whether its hits answer is judged by the question.
    asked = without_circumstance(runtime.state["query"]) if runtime.state.get("rounds") else query
    quotes, sure = library.examine(asked, hits, QUOTES)
    refs = number(hits, quotes)
    return as_json(library, query, refs, sure < ANSWERABLE), Finding(refs, (), sure < ANSWERABLE, sure)


def found(library: Library, query: str, sources: Sequence[str] | None, within: Sequence[Span]) -> list[Hit]:
    """The best passages, best first; those inside the spans alone, where there are any."""
    if not within:
        return library.search(query, k=PASSAGES, sources=sources)
    books = list(dict.fromkeys(source for source, _, _ in within))
    hits = library.search(query, k=WIDE, sources=books)
    return [hit for hit in hits if inside(hit.passage.source_id, hit.passage.start, hit.passage.end, within)][:PASSAGES]
