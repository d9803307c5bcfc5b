"""A tool that the house does not have: the first sentence of every chosen book."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools import ToolRow
from agent.tools.evidence import Span, ToolFinding, from_spans, tool_result
from agent.tools.sources import chosen_sources


@tool(response_format="content_and_artifact")
def first_sentences(runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """교재마다 첫 문장을 보여 준다."""
    library = runtime.context.library
    spans = []
    for source in chosen_sources(library, runtime.state):
        first = library.sentences(source.id, (1, 1))[0]
        spans.append(Span(source.id, source.title, first.page, first.start, first.end, label=source.title))
    return tool_result(ToolFinding(from_spans(spans)))


ROW = ToolRow(
    first_sentences,
    "토이 첫 문장",
    "Toy first sentences",
    arguments=lambda plan: {},
    choice="toy",
    claims=lambda plan: "토이로" in plan.query,
    on_page=True,
)
