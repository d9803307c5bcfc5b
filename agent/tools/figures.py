"""The figure tool: a figure by its number or by what it shows, from its caption and the sentences about it."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import Span as Quoted
from agent.tools.evidence import ToolFinding, from_spans, tool_result
from agent.tools.figure_answer import tell_figures
from agent.tools.registry import SEARCHING_INTENTS, ToolRow
from agent.tools.retrieval import search_textbooks
from knowledge.figures.figure_question import read_figure_question
from llm.tasks.plan import Plan


@tool(response_format="content_and_artifact")
def find_figure(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """교재의 그림을 번호나 내용으로 찾아 설명과 본문의 언급을 보여 준다. query는 혼자서도 뜻이 통하는 한국어 질문이다."""
    library, state = runtime.context.library, runtime.state
    within = state.get("within") or ()
    found = library.find_figures(query, state.get("sources"), within)
    told = tell_figures(library, found, runtime.context.style.register) if found else None
    if told and not told.refused:
        cited = [Quoted(c.source_id, c.title, c.page, c.start, c.end) for c in told.citations]
        return tool_result(ToolFinding(from_spans(cited), telling=told))
    content, searched = search_textbooks.func(query=query, runtime=runtime)  # type: ignore[attr-defined]
    if told and searched.abstain and not within:  # what is not in a chapter may be in the book
        return tool_result(ToolFinding((), (), True, searched.sure, telling=told))
    return content, searched


def asks_for_figures(plan: Plan) -> bool:
    """Whether a request is one for figures; of several parts, where it names them."""
    asked = read_figure_question(plan.query)
    return plan.intent in SEARCHING_INTENTS and asked.asks_figures and bool(asked.names or not plan.parts)


ROW = ToolRow(
    find_figure,
    "그림",
    "Figures",
    arguments=lambda plan: {"query": plan.query},
    claims=asks_for_figures,
    for_models=False,
)
