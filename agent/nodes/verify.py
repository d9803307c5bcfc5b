"""verify: each sentence of the draft against its evidence; what has no support is written again once, then dropped."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from langgraph.runtime import Runtime

from agent.grounding import Grounding, compose_quotes
from agent.labels import label_quotes
from agent.state import MAX_REWRITES, Context, State
from agent.style_repair import Worded, repair_style
from llm.tasks.style import frame, refuses


def verify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The final text and its citations; an answer with nothing left becomes a refusal."""
    draft, refs, context = state["draft"], state.get("evidence") or [], runtime.context
    if telling := state.get("telling"):
        return {"text": draft, "citations": [asdict(one) for one in telling["citations"]], "unsupported": 0}
    if state.get("abstain") or not state.get("calls") or state.get("question_ids") or not refs:
        return {"text": draft, "citations": [], "unsupported": 0}
    register = context.style.register
    if told := label_quotes(context.library, refs, state.get("unanswered") or (), register):
        return {"text": told[0], "citations": [asdict(c) for c in told[1]], "unsupported": 0}
    first = state.get("rewrites", 0) < MAX_REWRITES and not context.stop.is_set()
    grounding, said = Grounding(context.library, refs), Worded(draft, frozenset())
    if refuses(draft):
        said = Worded("", frozenset())
    elif context.generative:
        said = repair_style(draft, grounding.texts, state["query"], register)
    text, cited = grounding.add(said.text), [asdict(citation) for citation in grounding.markers.values()]
    again = sorted(said.faults | ({"support"} if grounding.dropped else set())) if context.generative and first else []
    if cited or again:
        return {"text": text, "citations": cited, "unsupported": len(again), "again": again}
    if not first and state.get("citations"):  # nothing of the second draft stands: what stood of the first one does
        return {"unsupported": 0}
    # None of the model's words stand: the quotes, which were there before them, do.
    text, citations = compose_quotes(context.library, refs)
    return {
        "text": text or frame("refusal", register),
        "citations": [asdict(c) for c in citations],
        "unsupported": 0,
        "abstain": not text,
    }
