"""The key-value tool: a term's own entry in the textbooks, with retrieval where the glossary has none."""

from __future__ import annotations

from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.scope import inside
from agent.tools.evidence import ANSWERABLE, Span, ToolFinding, from_spans, number, tool_result
from agent.tools.registry import ToolRow
from agent.tools.retrieval import QUOTES, find_evidence
from knowledge.glossary.definitions import normalize_term


@tool(response_format="content_and_artifact")
def explain_term(term: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """용어 하나의 뜻풀이를 교재의 용어집에서 찾는다. term은 조사 없는 용어이다."""
    library, sources, within = runtime.context.library, runtime.state.get("sources"), runtime.state.get("within") or ()
    entries = library.lookup(term, sources)
    entries = [e for e in entries if inside(e.source_id, e.start, e.end, within)] or entries
    question = f"{term}에 대해 설명해줘"
    hits, quotes, sure = find_evidence(library, question, question, sources, within, QUOTES)
    if not entries:
        return tool_result(ToolFinding(number(hits, quotes), (), sure < ANSWERABLE))
    spans = [Span(e.source_id, e.title, e.page, e.start, e.end) for e in entries[:2]]
    titles = {hit.passage.source_id: hit.title for hit in hits}
    names = {normalize_term(term), *(entry.term for entry in entries)}
    more = [
        Span(s.source_id, titles[s.source_id], s.page, s.start, s.end, 0.9)
        for s in quotes
        if any(name in normalize_term(s.text) for name in names)
        and not any(s.source_id == span.source_id and s.start < span.end and span.start < s.end for span in spans)
    ]
    return tool_result(ToolFinding(from_spans([*spans, *more][:QUOTES])))


ROW = ToolRow(
    explain_term,
    "낱말 풀이",
    "Glossary",
    choice="glossary",
    arguments=lambda plan: {"term": plan.term or plan.query},
)
