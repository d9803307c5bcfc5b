"""act: run the planned tools side by side; what they found goes on as ids and offsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import ContextThreadPoolExecutor
from langgraph.runtime import Runtime
from pydantic import ValidationError

from agent.state import Call, Context, Ref, State
from agent.tools import TOOLS, tool_for
from agent.tools.evidence import ToolFinding


def act(state: State, config: RunnableConfig, runtime: Runtime[Context]) -> dict[str, Any]:
    """The evidence of every call, numbered on; a call with impossible arguments falls back to a plain search."""
    findings = run(state, state["calls"], config, runtime)
    if not findings:
        findings = run(state, [Call(name=tool_for("search").name, args={"query": state["query"]})], config, runtime)
    refs = number_references(balance_parts(findings))
    questions = [identifier for finding in findings for identifier in finding.question_ids]
    abstain = not questions and all(finding.abstain or not finding.refs for finding in findings)
    if abstain and state.get("rounds"):  # the reworded search found no more: what was nearest at first stays
        refs = state.get("evidence") or refs
    return {"evidence": refs, "question_ids": questions, "abstain": abstain, "rounds": state.get("rounds", 0) + 1}


def number_references(parts: Sequence[Sequence[Ref]]) -> list[Ref]:
    """The references of all calls numbered on; what two calls found is one, with the quotes of both."""
    found: dict[tuple[str, int, int], Ref] = {}
    for ref in (ref for part in parts for ref in part):
        place = (ref["source"], ref["start"], ref["end"])
        if (known := found.get(place)) is None:
            found[place] = Ref(**(ref | {"n": len(found) + 1}))  # type: ignore[typeddict-item]
        else:
            both = sorted([*known["quotes"], *ref["quotes"]], key=lambda quote: quote[3])
            best = {quote[:3]: quote for quote in both}
            known["quotes"] = sorted(best.values(), key=lambda quote: -quote[3])
    return list(found.values())


def balance_parts(findings: Sequence[ToolFinding]) -> list[tuple[Ref, ...]]:
    """The evidence of each call. Where there are several, those that answer nothing give way, and every other one's
    best quote counts as much as the best of all: each part of a compound question is heard.
    """
    sure = [finding for finding in findings if finding.refs and not finding.abstain]
    parts = [finding.refs for finding in sure or findings]
    if len(parts) < 2:
        return parts
    best = [max((quote[3] for ref in part for quote in ref["quotes"]), default=0.0) for part in parts]
    return [tuple(raise_to_best(ref, own, max(best)) for ref in part) for part, own in zip(parts, best, strict=True)]


def raise_to_best(ref: Ref, own: float, best: float) -> Ref:
    """The reference with its part's best quote scored as the best of all."""
    quotes = [(page, start, end, best if score == own else score) for page, start, end, score in ref["quotes"]]
    return Ref(**(ref | {"quotes": quotes}))  # type: ignore[typeddict-item]


def run(state: State, calls: list[Call], config: RunnableConfig, runtime: Runtime[Context]) -> list[ToolFinding]:
    """The findings of the calls that could be made, side by side; our own errors and bugs are raised.

    LangGraph's ToolNode and LangChain's ``invoke`` do this too; a thread a call, and four looks at the function's
    signature, cost them two milliseconds of every question.
    """

    def execute(call: Call) -> ToolFinding | None:
        return execute_call(state, call, config, runtime)

    if len(calls) == 1:
        return [finding for finding in map(execute, calls) if finding]
    with ContextThreadPoolExecutor(max_workers=len(calls)) as side_by_side:
        return [finding for finding in side_by_side.map(execute, calls) if finding]


def execute_call(state: State, call: Call, config: RunnableConfig, runtime: Runtime[Context]) -> ToolFinding | None:
    """What a tool found; None for arguments that are not of its schema."""
    row = TOOLS[call["name"]]
    try:
        arguments = dict(row.schema.model_validate(call["args"]))
    except ValidationError:
        return None
    injected: ToolRuntime[Context, State] = ToolRuntime(
        state=state,
        context=runtime.context,
        config=config,
        stream_writer=runtime.stream_writer,
        tool_call_id=call["name"],
        store=runtime.store,
    )
    return row.function(**arguments, runtime=injected)[1]
