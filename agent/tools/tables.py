"""The table tool: sums, means, extremes, shares and growth worked out of the tables that the books hold."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.scope import inside
from agent.tools.evidence import Span as Quoted
from agent.tools.evidence import ToolFinding, from_spans, tool_result
from agent.tools.registry import SEARCHING_INTENTS, ToolRow
from agent.tools.retrieval import search_textbooks
from agent.tools.table_answer import tell_finding
from knowledge.tables.table_answering import TableFinding, is_telling
from knowledge.tables.table_question import read_question


@tool(response_format="content_and_artifact")
def compute_table(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """교재의 표에서 합계, 평균, 가장 큰 값, 비율, 차이, 증가율을 계산한다. query는 혼자서도 뜻이 통하는 한국어 질문이다."""
    library, state = runtime.context.library, runtime.state
    within = state.get("within") or ()
    found: TableFinding | None = library.answer_from_tables(query, state.get("sources"))
    if found and within and not inside(found.table.source_id, found.table.start, found.table.end, within):
        found = None
    told = tell_finding(library, found, runtime.context.style.register) if found else None
    if found and told and (found.state == "answer" or is_telling(read_question(query), found)):
        cited = [Quoted(c.source_id, c.title, c.page, c.start, c.end) for c in told.citations]
        return tool_result(ToolFinding(from_spans(cited), (), told.refused, telling=told))
    content, searched = search_textbooks.func(query=query, runtime=runtime)  # type: ignore[attr-defined]
    if searched.abstain and told and found and found.fit >= WORTH_TELLING:
        return tool_result(ToolFinding(searched.refs, (), told.refused, searched.sure, telling=told))
    return content, searched


WORTH_TELLING = 0.5  # share of the question that a table explains, from which on its refusal is told


ROW = ToolRow(
    compute_table,
    "표 계산",
    "Tables",
    arguments=lambda plan: {"query": plan.query},
    claims=lambda plan: plan.intent in SEARCHING_INTENTS and not plan.parts and read_question(plan.query).is_for_tables,
    for_models=False,
)
