"""Questions written by a language model out of the same facts, held to the same checks as those of the rules.

Nothing that a model writes is trusted: the form is checked by the task, the rest by ``Sieve`` as for any draft. Few may pass.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from errors import QuestionError
from knowledge import Library
from learning.generate import Sieve, store
from learning.kinds.draft import Draft, numbered
from learning.kinds.ox import OPTIONS
from learning.material import Fact, gather
from learning.models import Question
from llm.tasks import question as task

KINDS: tuple[task.WrittenKind, ...] = ("mcq5", "cloze", "ox")
_HEADS = {
    "mcq5": "다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?",
    "cloze": "다음 빈칸 ㉠에 들어갈 말을 쓰시오.",
    "ox": "다음 설명이 맞으면 O, 틀리면 X를 고르시오.",
}


def make_with_model(
    model: BaseChatModel,
    library: Library,
    source_ids: Sequence[str],
    *,
    pages: tuple[int, int] | None = None,
    n: int = 10,
    most_calls: int = 50,
    seed: int = 0,
    rejected: Counter[str] | None = None,
) -> list[Question]:
    """At most n questions that pass every check, stored; ``most_calls`` bounds what is asked of the model."""
    counted: Counter[str] = rejected if rejected is not None else Counter()
    sieve = Sieve(library, (), (), counted)
    facts = list(gather(library, source_ids, pages).facts)
    random.Random(seed).shuffle(facts)
    made: list[Question] = []
    for turn, fact in enumerate(facts[:most_calls]):
        if len(made) == n:
            break
        draft = _draft(_written(model, fact, KINDS[turn % len(KINDS)]), fact)
        if draft is None:
            counted["candidates"] += 1
            counted["not_a_question"] += 1
        elif question := sieve.passed(draft, fact):
            made.append(question)
    store(library, made)
    return made


def _written(model: BaseChatModel, fact: Fact, kind: task.WrittenKind) -> task.Written | None:
    """What the model writes; None where it is not of the schema or of the wrong form."""
    sentence = " ".join(fact.sentence.text.split())
    system, human = task.render(sentence, kind, [term.text for term in fact.terms[:3]])
    try:
        found = model.with_structured_output(task.Written).invoke([SystemMessage(system), HumanMessage(human)])
    except (ValueError, QuestionError):  # no JSON of the schema, or no room for it
        return None
    return found if isinstance(found, task.Written) and task.check(found, sentence) else None


def _draft(written: task.Written | None, fact: Fact) -> Draft | None:
    if written is None:
        return None
    told = " ".join(fact.sentence.text.split())
    stem = f"{_HEADS[written.kind]}\n{' '.join(written.text.split())}"
    if written.kind == "ox":
        concept = fact.terms[0].text
        note = told if written.key == "O" else f"바른 내용: {told}"
        return Draft("ox", stem, OPTIONS, (written.key,), note, concept, 0.4, (concept,))
    note = f"㉠은 '{written.key}'입니다. {told}"
    if written.kind == "cloze":
        return Draft("cloze", stem, (), (written.key,), note, written.key, 0.5, (written.key,))
    key = str(written.options.index(written.key) + 1)
    return Draft("mcq5", stem, numbered(list(written.options)), (key,), note, written.key, 0.5, (written.key,))
