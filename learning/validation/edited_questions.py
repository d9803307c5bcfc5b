"""What is wrong with a question that a person wrote or changed, told at once beside it; nothing here forbids it."""

from __future__ import annotations

from learning.grading.grader import grade_text
from learning.kinds import form_of
from learning.models import Question
from learning.validation.item_flaws import Flaw, lint
from learning.validation.option_flaws import split
from learning.validation.solver import answer_from_spans, solves_from_citations

SHOWN_WHOLE = 60  # characters of what shows a flaw


def find_question_flaws(question: Question) -> list[Flaw]:
    """The flaws of a question for its writer: an option that grades as the key does, those of ``item_flaws``, and a key
    that the cited sentences speak against.
    """
    found = [
        Flaw("option_grades_as_key", "정답과 같은 뜻으로 채점되는 선택지가 있습니다.", text)
        for text in options_like_key(question)
    ]
    found += lint(question)
    if question.citation.quote and _is_answered_otherwise(question):
        found.append(Flaw("key_not_in_evidence", "근거 문장에서는 다른 답이 나옵니다.", question.citation.quote))
    return [Flaw(one.code, one.korean, " ".join(one.evidence.split())[:SHOWN_WHOLE]) for one in found]


def options_like_key(question: Question) -> list[str]:
    """The wrong options that would be graded right beside the key, were the question answered in words."""
    keys, others = split(question)
    if form_of(question) != "choice":
        return []
    return [text for text in others if any(grade_text((key,), text)[0] == 1.0 for key in keys)]


def _is_answered_otherwise(question: Question) -> bool:
    """Whether the reader who has the cited sentences alone comes to an answer, and it is another."""
    if form_of(question) == "prose" or solves_from_citations(question):
        return False
    return answer_from_spans(question.stem, question.options, question.kind, question.spans()) is not None
