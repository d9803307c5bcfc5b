"""What accepted feedback teaches: an answer to give, and which of two answers is the better one.

Both use the very prompt that ``agent`` serves (``llm.tasks.compose``), with the evidence that stood before the reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict

import korean
from finetune.rows import Message, TrainingRow, row
from knowledge import EvidenceState
from learning.feedback.corrections import cite_correction
from learning.feedback.records import EvidenceText, FeedbackItem
from llm.tasks import compose

CARRIED_STATES = (EvidenceState.CONFIRMED, EvidenceState.WEAK)


class PreferencePair(BaseModel):
    """A conversation up to the answer, and two answers to it of which one is better."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    messages: tuple[Message, ...]
    chosen: str
    rejected: str


def feedback_rows(items: Iterable[FeedbackItem]) -> Iterator[TrainingRow]:
    """A row for each corrected answer, and for each answer that was found good and that its evidence carries."""
    for item in items:
        supported = item.support in CARRIED_STATES and bool(item.evidence)
        if item.kind == "correction" and not supported:  # a reviewer vouched for it, the books do not
            yield row("correction", item.question, item.correction)
        elif item.kind == "correction" or (item.good and supported):
            system, user = write_served_prompt(item.question, item.evidence)
            yield row("correction" if item.kind == "correction" else "praised", user, item.cited, system)


def preference_pairs(items: Iterable[FeedbackItem]) -> Iterator[PreferencePair]:
    """Each corrected answer beside the one that was shown."""
    for item in items:
        if item.kind != "correction" or korean.squeeze(item.correction) == korean.squeeze(item.shown):
            continue
        system, user = write_served_prompt(item.question, item.evidence)
        shown, _ = cite_correction(item.shown, item.evidence)
        messages = (Message(role="system", content=system), Message(role="user", content=user))
        yield PreferencePair(messages=messages, chosen=item.cited or item.correction, rejected=shown or item.shown)


def write_served_prompt(question: str, evidence: Sequence[EvidenceText]) -> tuple[str, str]:
    """The system and the human message with which a model is asked when it serves."""
    items = [
        {"n": n, "title": one.title, "page": one.page, "text": one.text, "quotes": []}
        for n, one in enumerate(evidence, 1)
    ]
    return compose.render(
        question, json.dumps({"query": question, "evidence": items, "abstain": False}, ensure_ascii=False)
    )
