"""The conversation's own summary: what was asked, each with the quotes that answered it."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import Span, ToolFinding, from_spans, tool_result
from agent.tools.registry import ToolRow
from errors import QuestionError
from llm.tasks.intents import of_conversation
from settings import SummaryLength


@tool(response_format="content_and_artifact")
def summarize_conversation(
    runtime: ToolRuntime[Any, Any], length: SummaryLength = "paragraph"
) -> tuple[str, ToolFinding]:
    """이 대화에서 지금까지 묻고 답한 것을 요약한다."""
    from agent.conversation_summary import digest

    context = runtime.context
    points = digest(context.library, context.said(), length)
    if not points:
        raise QuestionError(
            "이 대화에는 아직 근거가 달린 답이 없습니다. 먼저 교재에 대해 물어보세요.",
            code="nothing_to_summarize",
            english="This conversation has no cited answer yet.",
        )
    cited = [(point.question, point.citation) for point in points]
    spans = [Span(c.source_id, c.title, c.page, c.start, c.end, label=question) for question, c in cited]
    return tool_result(ToolFinding(from_spans(spans)))


ROW = ToolRow(
    summarize_conversation,
    "대화 요약",
    "Summary of the conversation",
    arguments=lambda plan: {"length": plan.length},
    claims=lambda plan: of_conversation(plan.query),
    within="summary",
    for_models=False,
)
