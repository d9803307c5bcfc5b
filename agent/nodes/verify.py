"""verify: each sentence of the draft against its evidence; what has no support is written again once, then dropped."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from langgraph.runtime import Runtime

from agent.answer import REFUSAL
from agent.grounding import ground, quoted
from agent.state import Context, State


def verify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The final text and its citations; an answer with nothing left becomes a refusal."""
    draft, refs = state["draft"], state.get("evidence") or []
    if state.get("abstain") or not state.get("calls") or state.get("question_ids") or not refs:
        return {"text": draft, "citations": [], "unsupported": 0}
    grounded = ground(runtime.context.library, draft, refs)
    again = grounded.dropped if runtime.context.generative and state.get("rewrites", 0) < 2 else 0
    if (
        not grounded.citations and not again
    ):  # none of the model's words stand: the quotes, which were there before them, do
        text, citations = quoted(runtime.context.library, refs)
        return {
            "text": text or REFUSAL,
            "citations": [asdict(c) for c in citations],
            "unsupported": 0,
            "abstain": not text,
        }
    return {"text": grounded.text, "citations": [asdict(c) for c in grounded.citations], "unsupported": again}
