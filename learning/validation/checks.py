"""What a question must pass before it is handed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import korean
from knowledge import Library
from learning.facts.fact import Fact
from learning.kinds import KINDS, asks_term, form_of, statements_in
from learning.kinds.draft import Draft, cited_spans
from learning.models import Question
from learning.validation.item_flaws import lint

SHARED = 2  # statements that two questions may not both show
ALIKE_QUESTIONS = (
    0.75  # shared letter triples of two questions, over the fewer: from here on they are the same question
)


def find_faults(draft: Draft, fact: Fact, library: Library) -> list[str]:
    """The names of what is wrong; empty where the question may be used."""
    found = []
    sentence = fact.sentence
    spans = [span for _, span in cited_spans(draft, fact)]
    if library.texts([(one.source_id, one.start, one.end) for one in spans]) != [one.text for one in spans]:
        found.append("quote_not_exact")
    quote = korean.squeeze(" ".join(one.text for one in (sentence, *draft.spans)))
    if draft.options:
        ids, texts = [key for key, _ in draft.options], [korean.squeeze(text) for _, text in draft.options]
        if len(set(texts)) != len(texts):
            found.append("options_repeat")
        if len(draft.answer) != 1 or draft.answer[0] not in ids:
            found.append("no_single_answer")
    if any(korean.squeeze(text) not in quote for text in (*draft.proof, draft.concept)):
        found.append("proof_not_in_quote")
    if asks_term(draft.kind):
        body = korean.squeeze(draft.stem.split("\n", 1)[-1])
        right = draft.answer if not draft.options else tuple(t for k, t in draft.options if k in draft.answer)
        if any(korean.squeeze(text) in body for text in right if len(text) > 1):
            found.append("answer_given_away")
        if not any(korean.squeeze(text) in quote for text in right):
            found.append("answer_not_in_quote")
    if asks_term(draft.kind) and any(
        korean.squeeze(text) in korean.squeeze(sentence.text) for key, text in draft.options if key not in draft.answer
    ):
        found.append("distractor_in_quote")
    settle = KINDS[draft.kind].settle
    if settle and not settle(draft, [one.text for one in spans]):
        found.append("statement_not_settled")
    if len(draft.stem) < 20:
        found.append("stem_too_short")
    return found


def check_names(draft: Draft) -> tuple[str, ...]:
    """The names of all checks that a draft of this kind goes through: those of its fact, the linter,
    the reader and the comparison.
    """
    names = ["quote_not_exact", "proof_not_in_quote", "stem_too_short"]
    names += ["options_repeat", "no_single_answer"] if draft.options else []
    names += ["answer_given_away", "answer_not_in_quote"] if asks_term(draft.kind) else []
    names += ["distractor_in_quote"] if asks_term(draft.kind) and draft.options else []
    names += ["statement_not_settled"] if KINDS[draft.kind].settle else []
    return (*names, "linter", "not_solvable_from_the_spans", "handed_out_before", "near_duplicate")


def run_linter(question: Question) -> list[str]:
    """The codes of the item-writing flaws that keep a question from being handed out."""
    return [flaw.code for flaw in lint(question)]


def near_duplicate(question: Question, others: Iterable[Question]) -> bool:
    """Whether one of the others asks the same thing in nearly the same words, in the stem or in one of the options."""
    return Seen(others).holds(question)


class Seen:
    """The questions that are there, so that a new one is held against all of them at once."""

    def __init__(self, questions: Iterable[Question] = ()) -> None:
        self._told: dict[str, list[int]] = {}  # statement -> the questions that show it
        self._count = 0
        self._sizes: list[int] = []
        self._owners: list[int] = []  # of each text, the question that it is of
        self._places: dict[str, list[int]] = {}  # letter triple -> the texts that hold it
        for question in questions:
            self.add(question)

    def add(self, question: Question) -> None:
        for text in _statements(question):
            self._told.setdefault(text, []).append(self._count)
        for text in _asked_texts(question):
            triples = _triples(text)
            for triple in triples:
                self._places.setdefault(triple, []).append(len(self._sizes))
            self._sizes.append(len(triples))
            self._owners.append(self._count)
        self._count += 1

    def holds(self, question: Question) -> bool:
        """Whether one of them says nearly what the question says, or shows several of its statements."""
        return bool(self.matches(question))

    def matches(self, question: Question) -> set[int]:
        """The places, from 0 in the order in which they came, of those for which ``holds`` is true."""
        again = Counter(other for text in _statements(question) for other in self._told.get(text, ()))
        found = {other for other, n in again.items() if n >= SHARED}
        for text in _asked_texts(question):
            own = _triples(text)
            shared = Counter(place for triple in own for place in self._places.get(triple, ()))
            found |= {
                self._owners[place]
                for place, n in shared.items()
                if n >= ALIKE_QUESTIONS * max(1, min(len(own), self._sizes[place]))
            }
        return found


def _statements(question: Question) -> list[str]:
    """The statements that a question sets side by side, squeezed."""
    where = statements_in(question.kind)
    if where == "options":
        return [korean.squeeze(option.text) for option in question.options]
    if where == "stem":
        return [korean.squeeze(line.split(" ", 1)[-1]) for line in question.stem.split("\n")[1:]]
    return []


def _asked_texts(question: Question) -> list[str]:
    """What a question is about, without its asking sentence: the text below it, else the key's option."""
    _, _, body = question.stem.partition("\n")
    lines = [line for line in body.split("\n") if len(line) > 8]
    if form_of(question) == "prose":
        return [f"서술 {question.concept} 서술"]  # what essays ask is worded alike: they differ in what they are about
    return lines or [option.text for option in question.options if option.id in question.answer]


def _triples(text: str) -> set[str]:
    bare = korean.squeeze(text)
    return {bare[i : i + 3] for i in range(len(bare) - 2)}
