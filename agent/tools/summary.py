"""The summary tool: the sentences that carry some pages, as exact spans."""

from __future__ import annotations

from typing import Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import Finding, Span, as_json, from_spans
from agent.tools.sources import chosen_sources
from knowledge.summary import summarize


@tool(response_format="content_and_artifact")
def summarize_pages(
    runtime: ToolRuntime[Any, Any],
    first_page: int = 0,
    last_page: int = 0,
    length: Literal["line", "paragraph", "page"] = "paragraph",
) -> tuple[str, Finding]:
    """교재의 쪽 범위를 요약한다. 쪽을 정하지 않으면 0으로 두고, 그러면 교재 전체를 요약한다."""
    library = runtime.context.library
    source = chosen_sources(library, runtime.state)[0]
    pages = (first_page, last_page) if 0 < first_page <= last_page else None
    spans = [(start, end) for one, start, end in runtime.state.get("within") or () if one == source.id]
    summary = summarize(library, source.id, pages=pages, length=length, spans=() if pages else spans)
    refs = from_spans([Span(source.id, source.title, b.page, b.start, b.end, label=b.label) for b in summary.bullets])
    return as_json(library, summary.title, refs, not refs), Finding(refs, (), not refs, 1.0 if refs else 0.0)
