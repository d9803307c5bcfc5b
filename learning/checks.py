"""What a question must pass before it is handed out."""

from __future__ import annotations

import korean
from knowledge import Library
from learning.kinds.draft import Draft
from learning.material import Fact


def faults(draft: Draft, fact: Fact, library: Library) -> list[str]:
    """The names of what is wrong; empty where the question may be used."""
    found = []
    sentence = fact.sentence
    if library.text(sentence.source_id, sentence.start, sentence.end) != sentence.text:
        found.append("quote_not_exact")
    if draft.options:
        ids, texts = [key for key, _ in draft.options], [korean.squeeze(text) for _, text in draft.options]
        if len(set(texts)) != len(texts):
            found.append("options_repeat")
        if len(draft.answer) != 1 or draft.answer[0] not in ids:
            found.append("no_single_answer")
    if draft.kind in ("cloze", "short", "mcq5"):
        body = korean.squeeze(draft.stem.split("\n", 1)[-1])
        right = draft.answer if not draft.options else tuple(t for k, t in draft.options if k in draft.answer)
        if any(korean.squeeze(text) in body for text in right if len(text) > 1):
            found.append("answer_given_away")
        if not any(korean.squeeze(text) in korean.squeeze(sentence.text) for text in right):
            found.append("answer_not_in_quote")
    if len(draft.stem) < 20:
        found.append("stem_too_short")
    return found
