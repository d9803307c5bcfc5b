"""The retrieval tool: passages of the chosen textbooks with their best sentences."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import ANSWERABLE, Finding, as_json, number

PASSAGES = 5
QUOTES = 3


@tool(response_format="content_and_artifact")
def search_textbooks(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, Finding]:
    """교재에서 질문에 답하는 대목을 찾는다. query는 혼자서도 뜻이 통하는 한국어 질문이다."""
    library = runtime.context.library
    hits = library.search(query, k=PASSAGES, sources=runtime.state.get("sources"))
    quotes, sure = library.examine(query, hits, QUOTES)
    refs = number(hits, quotes)
    return as_json(library, query, refs, sure < ANSWERABLE), Finding(refs, (), sure < ANSWERABLE, sure)
