"""Quotes with a label before each: who says it, or which earlier question it answered.

Such an answer is its quotes and nothing else, whichever engine is chosen: every line stands on an exact span.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.grounding import replace_own_markers, show
from agent.state import Ref
from agent.tools.evidence import bodies
from knowledge import Citation, Library
from korean import Register
from llm.tasks.style import DEFAULT_STYLE, frame


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
