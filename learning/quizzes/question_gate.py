"""What every draft passes on its way to a question, whoever wrote it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence

from knowledge import Citation, Library
from knowledge.glossary.synonyms import find_mutual_names
from learning.facts.fact import Fact
from learning.kinds import KINDS, form_of
from learning.kinds.draft import Draft, cited_spans
from learning.models import Made, Option, Question
from learning.validation.checks import Seen, check_names, find_faults, run_linter
from learning.validation.solver import solves_from_citations

_NO_NAME = re.compile(r"[가-힣\d]")


class QuestionGate:
    """What every draft passes, whoever wrote it: the checks of its fact, the linter, the reader,
    and that nothing says it already.
    """

    def __init__(
        self,
        library: Library,
        avoid: Collection[str],
        earlier: Sequence[Question],
        rejected: Counter[str],
        made: Made = "rules",
    ) -> None:
        self.library, self.avoid, self.rejected, self.made = library, avoid, rejected, made
        self.seen = Seen(earlier)
        self.worths: dict[tuple[str, bool, str, int, str], float] = {}  # what a draft of a kind and a fact was worth

    def _names_of_book(self, answers: tuple[str, ...], source_id: str) -> tuple[str, ...]:
        """The accepted answers with the names in Latin letters or Hanja that the source itself gives them in brackets,
        and gives to nothing else; no number of a list ("A2").
        """
        with self.library.database.session() as session:
            found = find_mutual_names(session, source_id, answers)
        return tuple(dict.fromkeys((*answers, *(name for name in found if not _NO_NAME.search(name)))))

    def reject(self, fault: str) -> None:
        """Count a draft that is not even looked at, and why."""
        self.rejected["candidates"] += 1
        self.rejected[fault] += 1

    def admit(self, draft: Draft, fact: Fact) -> Question | None:
        """The question of a draft that passes; None for another, its first fault counted."""
        self.rejected["candidates"] += 1
        found = find_faults(draft, fact, self.library)
        question = None if found else to_question(draft, fact, self.library.owner, self.made)
        if question is not None:
            found = [f"linter: {code}" for code in run_linter(question)]
            found += [] if solves_from_citations(question) else ["not_solvable_from_the_spans"]
            found += ["handed_out_before"] if question.id in self.avoid else []
            found += ["near_duplicate"] if self.seen.holds(question) else []
        if found or question is None:
            self.rejected[found[0]] += 1
            return None
        self.seen.add(question)
        if form_of(question) == "text":
            question = question.model_copy(
                update={"answer": self._names_of_book(question.answer, question.citation.source_id)}
            )
        return question.model_copy(update={"passed": check_names(draft)})


def to_question(draft: Draft, fact: Fact, owner: str, made: Made = "") -> Question:
    """The question of a draft, cited by its fact; the same draft of the same owner has the same id."""
    citation, *others = (
        Citation(n, s.source_id, one.title, s.page, s.start, s.end, s.text)
        for n, (one, s) in enumerate(cited_spans(draft, fact), 1)
    )
    said = "|".join(
        (owner, citation.source_id, draft.kind, draft.stem, *draft.answer, *(text for _, text in draft.options))
    )
    return Question(
        id=hashlib.sha256(said.encode()).hexdigest()[:16],
        kind=draft.kind,
        stem=draft.stem,
        options=tuple(Option(id=key, text=text) for key, text in draft.options),
        answer=draft.answer,
        explanation=draft.explanation,
        citation=citation,
        citations=tuple(others),
        concept=draft.concept,
        difficulty=draft.difficulty,
        bloom=draft.bloom or KINDS[draft.kind].bloom,
        made=made,
    )
