"""Questions written by a language model out of the same facts, held to the same checks as those of the rules.

Nothing that a model writes is trusted: the form is checked by the task, the rest by ``QuestionGate`` as for any draft.
Few may pass, so ``make_quiz_with``, which the 퀴즈 page, the chat and the command line call, has the rules make the rest.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from errors import ModelUnavailable, QuestionError
from knowledge import Library
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact, FactPool
from learning.kinds import KINDS, model_kinds, usual_kinds
from learning.kinds.draft import Draft, number_options
from learning.kinds.ox import OPTIONS
from learning.models import Question
from learning.quizzes.builder import USUAL_QUIZ, make_any, make_quiz, save_questions
from learning.quizzes.question_gate import QuestionGate
from llm import stoppable
from llm.tasks import question as task

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CALLS = 2  # of the model for each question that it may write
LONGEST_WAIT = 60.0  # seconds after which the model is stopped and the rules go on


def make_quiz_with(
    model: BaseChatModel | None,
    library: Library,
    source_ids: Sequence[str],
    *,
    pages: tuple[int, int] | None = None,
    n: int = USUAL_QUIZ,
    kinds: Sequence[str] | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    avoid: Collection[str] = (),
    earlier: Sequence[Question] = (),
) -> list[Question]:
    """``make_quiz``, whose questions the model writes where there is one, it can write their
    kinds, and what it writes passes.

    Raises QuizError as ``make_quiz`` does; a model that does not answer leaves all questions to the rules.
    """
    kinds = usual_kinds() if kinds is None else kinds
    turns = [kinds[turn % len(kinds)] for turn in range(n)] if kinds else []
    own = [kind for kind in model_kinds() for _ in range(turns.count(kind))]
    if model is None or not own:
        by_rules = partial(make_quiz, library, source_ids, pages=pages, seed=seed, avoid=avoid, earlier=earlier)
        return by_rules(n=n, kinds=kinds, progress=progress)
    material = extract_facts(library, source_ids, pages)
    try:
        written = make_with_model(
            model,
            library,
            material,
            kinds=own,
            most_calls=CALLS * len(own),
            seed=seed,
            avoid=avoid,
            earlier=earlier,
            progress=lambda done: progress(done, n) if progress else None,
        )
    except ModelUnavailable as error:
        logging.getLogger(__name__).warning("the rules make the quiz: %s", error.code)
        written = []
    for one in written:
        turns.remove(one.kind)
    if not turns:
        return written
    made = (make_any if written else make_quiz)(
        library,
        source_ids,
        n=len(turns),
        kinds=[*turns, *kinds],  # those that the model owes first
        seed=seed,
        progress=lambda done, _: progress(len(written) + done, n) if progress else None,
        avoid=avoid,
        earlier=[*earlier, *written],
        material=material,
    )
    return [*written, *made]


def make_with_model(
    model: BaseChatModel,
    library: Library,
    material: FactPool,
    *,
    kinds: Sequence[str],
    most_calls: int = 50,
    seed: int | None = None,
    avoid: Collection[str] = (),
    earlier: Sequence[Question] = (),
    rejected: Counter[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Question]:
    """At most one question for each of ``kinds`` that passes every check, stored; ``most_calls``
    bounds what is asked of the model.
    """
    counted: Counter[str] = rejected if rejected is not None else Counter()
    gate = QuestionGate(library, avoid, earlier, counted, "model")
    facts = list(material.facts)
    random.Random(seed).shuffle(facts)
    made: list[Question] = []
    left = list(kinds)
    with _stop_after(LONGEST_WAIT) as stop:
        for turn, fact in enumerate(facts[:most_calls]):
            if not left or stop.is_set():
                break
            kind = left[turn % len(left)]
            draft = _draft(_write_question(model, fact, kind, stop), fact)
            if draft is None or draft.kind != kind or draft.concept in {one.concept for one in made}:
                counted["candidates"] += 1
                counted["not_a_question"] += 1
            elif question := gate.admit(draft, fact):
                made.append(question)
                left.remove(kind)
                if progress:
                    progress(len(made))
    save_questions(library, made)
    return made


@contextmanager
def _stop_after(seconds: float) -> Iterator[threading.Event]:
    """An event that is set when so many seconds are over."""
    over = threading.Event()
    clock = threading.Timer(seconds, over.set)
    clock.daemon = True
    clock.start()
    try:
        yield over
    finally:
        clock.cancel()


def _write_question(model: BaseChatModel, fact: Fact, kind: str, stop: threading.Event) -> task.Written | None:
    """What the model writes; None where it is not of the schema or of the wrong form, or was stopped."""
    from langchain_core.messages import HumanMessage, SystemMessage

    sentence = " ".join(fact.sentence.text.split())
    shapes = {one.id: one.model.shape for one in KINDS.values() if one.model}
    system, human = task.render(sentence, kind, [term.text for term in fact.terms[:3]], shapes)
    try:
        found = model.with_structured_output(task.written_schema(tuple(shapes))).invoke(
            [SystemMessage(system), HumanMessage(human)], **stoppable(model, stop)
        )
    except (
        ValueError,
        NotImplementedError,
        QuestionError,
    ):  # no JSON of the schema, no way to ask for it, or no room for it
        return None
    if not isinstance(found, task.Written) or not task.check(found, sentence, shapes[found.kind]):
        return None
    return found


def _draft(written: task.Written | None, fact: Fact) -> Draft | None:
    row = KINDS[written.kind] if written else None
    if written is None or row is None or row.model is None:
        return None
    told = " ".join(fact.sentence.text.split())
    stem = f"{row.model.head}\n{' '.join(written.text.split())}"
    if row.model.shape == "statement":
        concept = fact.terms[0].text
        note = told if written.key == "O" else f"바른 내용: {told}"
        return Draft(row.id, stem, OPTIONS, (written.key,), note, concept, row.difficulty, (concept,))
    note = f"㉠은 '{written.key}'입니다. {told}"
    if row.model.shape == "blank":
        return Draft(row.id, stem, (), (written.key,), note, written.key, row.difficulty, (written.key,))
    key = str(written.options.index(written.key) + 1)
    options = number_options(list(written.options))
    return Draft(row.id, stem, options, (key,), note, written.key, row.difficulty, (written.key,))
