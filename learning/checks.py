"""What a question must pass before it is handed out."""

from __future__ import annotations

from collections.abc import Iterable

import korean
from knowledge import Library
from learning.kinds.draft import Draft
from learning.linter import lint
from learning.material import Fact
from learning.models import Question

ALIKE = 0.75  # shared letter triples of two questions, over the fewer: from here on they are the same question


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
    if any(korean.squeeze(text) not in korean.squeeze(sentence.text) for text in (*draft.proof, draft.concept)):
        found.append("proof_not_in_quote")
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


def run_linter(question: Question) -> list[str]:
    """The codes of the item-writing flaws that keep a question from being handed out."""
    return [flaw.code for flaw in lint(question)]


def near_duplicate(question: Question, others: Iterable[Question]) -> bool:
    """Whether one of the others asks the same thing in nearly the same words, in the stem or in one of the options."""
    own = [_triples(text) for text in _said(question)]
    for other in others:
        for text in _said(other):
            theirs = _triples(text)
            if any(len(a & theirs) >= ALIKE * max(1, min(len(a), len(theirs))) for a in own):
                return True
    return False


def _said(question: Question) -> list[str]:
    """What a question is about, without its asking sentence: the text below it, else the key's option."""
    _, _, body = question.stem.partition("\n")
    lines = [line for line in body.split("\n") if len(line) > 8]
    return lines or [option.text for option in question.options if option.id in question.answer]


def _triples(text: str) -> set[str]:
    bare = korean.squeeze(text)
    return {bare[i : i + 3] for i in range(len(bare) - 2)}
