"""What steps are called, and quotes with a label before each: who says it, or which earlier question it answered.

Such an answer is its quotes and nothing else, whichever engine is chosen: every line stands on an exact span.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.grounding import replace_own_markers, show
from agent.state import Ref
from agent.tools.evidence import bodies
from knowledge import Citation, Library
from korean import Register
from llm.tasks.style import DEFAULT_STYLE, frame

STEP_LABELS = {
    "plan": "질문을 살펴봅니다",
    "act": "교재를 찾아봅니다",
    "compose": "답을 씁니다",
    "verify": "근거를 확인합니다",
}


def describe_step(name: str, state: dict[str, Any]) -> str:
    """What a step did, in a few words."""
    if name == "plan":
        return ", ".join(call["name"] for call in state.get("calls") or ())
    if name == "act":
        return f"근거 {len(state.get('evidence') or ())}곳"
    if name == "verify":
        return f"인용 {len(state.get('citations') or ())}개"
    return ""


def label_quotes(
    library: Library, refs: Sequence[Ref], unanswered: Sequence[str] = (), register: Register = DEFAULT_STYLE.register
) -> tuple[str, tuple[Citation, ...]] | None:
    """The references as labelled quotes with their citations, and behind them the parts that nothing answers; None
    where there are no labels.
    """
    if not refs or not (unanswered or any(ref.get("label") for ref in refs)):
        return None
    citations = library.label_citations(
        [
            Citation(
                n, ref["source"], ref["title"], ref["page"], ref["start"], ref["end"], body, label=ref.get("label", "")
            )
            for n, (ref, body) in enumerate(zip(refs, bodies(library, refs), strict=True), 1)
        ]
    )
    lacking = [f"{replace_own_markers(show(part))} → {frame('refusal', register)}" for part in unanswered]
    return "\n".join([*(line(one) for one in citations), *lacking]), citations


def line(citation: Citation) -> str:
    """A citation as one line of text: label, quote, marker."""
    quote = f"{replace_own_markers(show(citation.quote))} [{citation.marker}]"
    if not citation.label:
        return quote
    label = replace_own_markers(show(citation.label))
    return f"{label}: {quote}" if label[-1].isalnum() or label[-1] == ")" else f"{label} → {quote}"
