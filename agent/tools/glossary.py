"""The term tool: what the textbooks say of one term, its own sections and glossary entries first."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import ANSWERABLE, ToolFinding, number, tool_result
from agent.tools.registry import ToolRow
from agent.tools.retrieval import find_evidence


@tool(response_format="content_and_artifact")
def explain_term(term: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """용어 하나의 뜻풀이를 교재의 용어집에서 찾는다. term은 조사 없는 용어이다."""
    library, sources, within = runtime.context.library, runtime.state.get("sources"), runtime.state.get("within") or ()
    hits, quotes, sure = find_evidence(library, term, term, sources, within)
    return tool_result(ToolFinding(number(hits, quotes), (), sure < ANSWERABLE, sure))


ROW = ToolRow(
    explain_term,
    "낱말 풀이",
    "Glossary",
    choice="glossary",
    arguments=lambda plan: {"term": plan.term or plan.query},
)
