"""The summary tool: the sentences that carry some pages, as exact spans."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import Span, ToolFinding, from_spans, tool_result
from agent.tools.registry import ToolRow
from agent.tools.sources import chosen_sources
from settings import SummaryLength


@tool(response_format="content_and_artifact")
def summarize_pages(
    runtime: ToolRuntime[Any, Any],
    first_page: int = 0,
    last_page: int = 0,
    length: SummaryLength = "paragraph",
) -> tuple[str, ToolFinding]:
    """교재의 쪽 범위를 요약한다. 쪽을 정하지 않으면 0으로 두고, 그러면 교재 전체를 요약한다."""
    from knowledge.summaries.summarizer import summarize

    library = runtime.context.library
    within, pages = runtime.state.get("within") or (), (first_page, last_page) if 0 < first_page <= last_page else None
    sources = chosen_sources(library, runtime.state)
    if not within and not runtime.state.get("sources"):
        sources = sources[:1]  # nobody said which: the newest
    said: list[Span] = []
    for source in sources:
        spans = [] if pages else [(start, end) for one, start, end in within if one == source.id]
        summary = summarize(library, source.id, pages=pages, length=length, spans=spans)
        said += [Span(source.id, source.title, b.page, b.start, b.end, label=b.label) for b in summary.bullets]
    refs = from_spans(said)
    return tool_result(ToolFinding(refs, (), not refs))


ROW = ToolRow(
    summarize_pages,
    "요약",
    "Summary",
    choice="summary",
    arguments=lambda plan: {"length": plan.length},
    on_page=True,
)
