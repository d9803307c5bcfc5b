"""act: run the planned tools side by side; what they found goes on as ids and offsets."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.prebuilt import ToolNode
from langgraph.prebuilt.tool_node import ToolInvocationError
from langgraph.runtime import Runtime

from agent.state import Call, Context, Ref, State
from agent.tools import BY_CHOICE, TOOLS
from agent.tools.evidence import Finding

_RUN = ToolNode(list(TOOLS), handle_tool_errors=(ToolInvocationError,))


def act(state: State, config: RunnableConfig, runtime: Runtime[Context]) -> dict[str, Any]:
    """The evidence of every call, numbered on; a call with impossible arguments falls back to a plain search."""
    findings = run(state, state["calls"], config)
    if not findings:
        findings = run(state, [Call(name=BY_CHOICE["search"], args={"query": state["query"]})], config)
    refs: list[Ref] = []
    for finding in findings:
        refs += [Ref(**(ref | {"n": len(refs) + i})) for i, ref in enumerate(finding.refs, 1)]  # type: ignore[typeddict-item]
    questions = [identifier for finding in findings for identifier in finding.question_ids]
    abstain = not questions and all(finding.abstain or not finding.refs for finding in findings)
    if abstain and state.get("rounds"):  # the reworded search found no more: what was nearest at first stays
        refs = state.get("evidence") or refs
    return {"evidence": refs, "question_ids": questions, "abstain": abstain, "rounds": state.get("rounds", 0) + 1}


def run(state: State, calls: list[Call], config: RunnableConfig) -> list[Finding]:
    """The findings of the calls that could be made; our own errors and bugs are raised."""
    wanted = [
        {"name": c["name"], "args": c["args"], "id": f"call-{i}", "type": "tool_call"} for i, c in enumerate(calls)
    ]
    message = AIMessage("", tool_calls=wanted)  # type: ignore[arg-type]
    result = _RUN.invoke({**state, "messages": [message]}, config)
    return [m.artifact for m in result["messages"] if isinstance(m, ToolMessage) and isinstance(m.artifact, Finding)]
