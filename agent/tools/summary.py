"""The summary tool: what pages or a topic hold, told by their structure in exact spans."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import Span, ToolFinding, from_spans, tool_result
from agent.tools.registry import ToolRow
from agent.tools.sources import chosen_sources
from knowledge.summaries.summarizer import Summary
from knowledge.summaries.transcripts import tell_speaker
from llm.tasks.slots import topic_in
from settings import SummaryLength


@tool(response_format="content_and_artifact")
def summarize_pages(
    runtime: ToolRuntime[Any, Any],
    first_page: int = 0,
    last_page: int = 0,
    length: SummaryLength = "paragraph",
) -> tuple[str, ToolFinding]:
    """교재의 쪽 범위를 요약한다. 쪽을 정하지 않으면 0으로 두고, 그러면 교재 전체를 요약한다."""
    from learning.study.summary import summarize_source

    library = runtime.context.library
    within, pages = runtime.state.get("within") or (), (first_page, last_page) if 0 < first_page <= last_page else None
    sources = chosen_sources(library, runtime.state)
    if not within and not runtime.state.get("sources"):
        sources = sources[:1]  # nobody said which: the newest
    said: list[Span] = []
    for source in sources:
        spans = [] if pages else [(start, end) for one, start, end in within if one == source.id]
        about = topic_in(runtime.state["query"]) if spans else ""
        summary = summarize_source(library, source.id, pages, length, spans=spans, about=about)
        said += _label_bullets(summary, runtime.context.generative)
    refs = from_spans(said)
    return tool_result(ToolFinding(refs, (), not refs))


def _label_bullets(summary: Summary, generative: bool) -> list[Span]:
    """The bullets of a summary, each under who says it, or the first of a section under its heading; without headings
    for an engine that writes its own words.
    """
    spans: list[Span] = []
    for section in summary.sections:
        head = section.heading[-1] if section.heading and not generative else ""
        for number, bullet in enumerate(section.bullets):
            label = tell_speaker(bullet) or (head if number == 0 else "")
            spans.append(Span(bullet.source_id, summary.title, bullet.page, bullet.start, bullet.end, label=label))
    return spans


ROW = ToolRow(
    summarize_pages,
    "요약",
    "Summary",
    choice="summary",
    arguments=lambda plan: {"length": plan.length},
    on_page=True,
)
