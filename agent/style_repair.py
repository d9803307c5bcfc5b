"""A model's draft as it should read: in the chosen register, in Korean. What a rule can mend is mended
before sentences are verified.

Exact quotes stay as they are. A sentence with words of another language that its sources do not have is taken out;
the graph asks for it once more first. A register that no rule can mend is asked for once more and then left: a fact
is worth more than its ending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import korean
from agent.grounding import find_loosely, split
from korean import Register
from llm.tasks.compose import Fault


@dataclass(frozen=True)
class Worded:
    """The draft that is left, and what was wrong with it beyond mending."""

    text: str
    faults: frozenset[Fault]


def repair_style(draft: str, bodies: Sequence[str], question: str, register: Register) -> Worded:
    """The draft's sentences mended one by one; ``bodies`` are the texts it was written from."""
    known = " ".join((*bodies, question))
    kept: list[str] = []
    faults: set[Fault] = set()
    for text, numbers in split(draft):
        if not any(find_loosely(body, text) for body in bodies):
            text, wrong = repair_sentences(text, known, register)
            faults |= wrong
        if text:
            kept.append(text + "".join(f" [{n}]" for n in numbers))
    return Worded(" ".join(kept), frozenset(faults))


def repair_sentences(text: str, known: str, register: Register) -> tuple[str, set[Fault]]:
    """Sentences in the register and without another language, and what could not be
    mended; empty where nothing is left.
    """
    text = korean.without_glosses(text, known)
    kept: list[str] = []
    faults: set[Fault] = set()
    for start, end in korean.sentences(text):
        sentence = text[start:end]
        if korean.foreign(sentence, known):
            faults.add("language")
            continue
        turned = korean.in_register(sentence, register)
        if turned is None and korean.register_of(sentence):
            faults.add("register")
        kept.append(turned or sentence)
    return " ".join(kept), faults
