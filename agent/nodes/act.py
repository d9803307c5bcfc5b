"""act: run the planned tools side by side; what they found goes on as ids and offsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import ContextThreadPoolExecutor
from langgraph.runtime import Runtime
from pydantic import ValidationError

from agent.answer import Sufficiency
from agent.labels import line
from agent.state import MAX_ROUNDS, Call, Context, Ref, State
from agent.tools import TOOLS, tool_for
from agent.tools.evidence import NEAR_ENOUGH, ToolFinding

QUOTES_OF_A_PART = 2  # of a request of several parts, each; of a comparison as a whole
QUOTES_OF_A_SIDE = 1  # of a comparison


def act(state: State, config: RunnableConfig, runtime: Runtime[Context]) -> dict[str, Any]:
    """The evidence of every call, numbered on; a call with impossible arguments falls back to a plain search."""
    made = run(state, state["calls"], config, runtime)
    if not made:
        made = run(state, [Call(name=tool_for("search").name, args={"query": state["query"]})], config, runtime)
    findings = [finding for _, finding in made]
    if told := next((finding for finding in findings if finding.telling), None):
        return tell_own_words(state, told)
    unanswered = [label for call, finding in made if (label := call.get("label")) and is_empty(finding)]
    apart = len(made) > 1 and not runtime.context.generative and any(call.get("label") for call, _ in made)
    parts = answer_parts(made) if apart else balance_parts(findings)
    refs = number_references(parts)
    questions = [identifier for finding in findings for identifier in finding.question_ids]
    abstain = not questions and answers_nothing(made)
    if abstain and state.get("maybe_talk"):
        return {"calls": [], "evidence": [], "abstain": False, "sufficiency": "full"}
    if abstain and state.get("rounds"):  # the reworded search found no more: what was nearest at first stays
        refs = state.get("evidence") or refs
    if abstain and apart:
        refs = number_references(balance_parts(findings))
    return {
        "evidence": refs,
        "question_ids": questions,
        "abstain": abstain,
        "unanswered": unanswered if apart else [],
        "sufficiency": judge_sufficiency(findings, abstain, bool(unanswered)),
        "rounds": state.get("rounds", 0) + 1,
    }


def tell_own_words(state: State, finding: ToolFinding) -> dict[str, Any]:
    """What a tool tells in its own words stands as it is: a figure of a table with its cells, a book's figure with its
    caption, a question back, or why there is none.
    """
    told = finding.telling
    assert told is not None
    refs = [] if told.choices else number_references([finding.refs])
    return {
        "evidence": refs,
        "abstain": told.refused,
        "sufficiency": "none" if told.refused else "full",
        "telling": {
            "text": told.text or "\n".join(map(line, told.citations)),
            "citations": list(told.citations),
            "table": told.table,
            "figures": told.figures,
        },
        "pending": state["query"] if told.choices else "",
        "choices": list(told.choices),
        "rounds": MAX_ROUNDS,
    }


Made = Sequence[tuple[Call, ToolFinding]]


def is_empty(finding: ToolFinding) -> bool:
    return finding.abstain or not finding.refs


def answers_nothing(made: Made) -> bool:
    """Whether no part of a request is answered; a comparison by its whole, or by all of its sides."""
    whole = [finding for call, finding in made if not call.get("label")]
    sides = [finding for call, finding in made if call.get("label")]
    if whole and sides:
        return all(map(is_empty, whole)) and any(map(is_empty, sides))
    return all(is_empty(finding) for _, finding in made)


def judge_sufficiency(findings: Sequence[ToolFinding], abstain: bool, lacks: bool) -> Sufficiency:
    """Whether the evidence answers, answers a part, or stands near."""
    if abstain:
        return "near" if any(finding.refs and finding.sure >= NEAR_ENOUGH for finding in findings) else "none"
    return "partial" if lacks else "full"


def answer_parts(made: Made) -> list[list[Ref]]:
    """The best quotes of every part as references of their own, the first of each under the part's name; what was
    quoted for a part before is not quoted again.
    """
    parts: list[list[Ref]] = []
    shown: list[tuple[str, int, int]] = []
    comparing = any(not call.get("label") for call, _ in made)
    for call, finding in made:
        quotes = [(ref, quote) for ref in finding.refs for quote in ref["quotes"]] if not is_empty(finding) else []
        quotes.sort(key=lambda pair: -pair[1][3])
        own: list[Ref] = []
        most = QUOTES_OF_A_SIDE if comparing and call.get("label") else QUOTES_OF_A_PART
        for ref, (page, start, end, score) in quotes[:most]:
            if any(source == ref["source"] and first < end and start < last for source, first, last in shown):
                continue
            shown.append((ref["source"], start, end))
            label = call.get("label", "") if not own else ""
            spans = {"page": page, "start": start, "end": end, "quotes": [(page, start, end, score)], "label": label}
            own.append(Ref(**(ref | spans)))  # type: ignore[typeddict-item]
        parts.append(own)
    return parts


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


def run(
    state: State, calls: list[Call], config: RunnableConfig, runtime: Runtime[Context]
) -> list[tuple[Call, ToolFinding]]:
    """The calls that could be made with their findings, side by side; our own errors and bugs are raised.

    LangGraph's ToolNode and LangChain's ``invoke`` do this too; a thread a call, and four looks at the function's
    signature, cost them two milliseconds of every question.
    """

    def execute(call: Call) -> ToolFinding | None:
        return execute_call(state, call, config, runtime)

    if len(calls) == 1:
        made = [execute(calls[0])]
    else:
        with ContextThreadPoolExecutor(max_workers=len(calls)) as side_by_side:
            made = list(side_by_side.map(execute, calls))
    return [(call, finding) for call, finding in zip(calls, made, strict=True) if finding]


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
