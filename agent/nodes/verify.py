"""verify: each sentence of the draft against its evidence; what has no support is written again once, then dropped."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from langgraph.runtime import Runtime

from agent.answer import REFUSAL
from agent.grounding import ground
from agent.state import Context, State


def verify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The final text and its citations; an answer with nothing left becomes a refusal."""
    draft, refs = state["draft"], state.get("evidence") or []
    if state.get("abstain") or not state.get("calls") or state.get("question_ids") or not refs:
        return {"text": draft, "citations": [], "unsupported": 0}
    grounded = ground(runtime.context.library, state["query"], draft, refs)
    again = grounded.dropped if runtime.context.generative and state.get("rewrites", 0) < 2 else 0
    if not grounded.citations:
        return {"text": REFUSAL, "citations": [], "unsupported": again, "abstain": not again}
    return {"text": grounded.text, "citations": [asdict(c) for c in grounded.citations], "unsupported": again}
