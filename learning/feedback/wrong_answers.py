"""Why a wrong answer is wrong: what the book says of the very thing that was chosen, with
its page where it stands there.
"""

from __future__ import annotations

from dataclasses import dataclass

import korean
from knowledge import Citation, EvidenceState, Library
from korean import josa
from learning.grading.grader import grade_response, parse_choice
from learning.kinds import KINDS
from learning.kinds.pair_questions import states_pair
from learning.models import Question

SHORTEST_WORD, LONGEST_WORD = 2, 24  # characters of a word that the book may speak of


@dataclass(frozen=True)
class Reason:
    """A sentence for the learner, and the span of the book that it rests on, where there is one."""

    text: str
    citation: Citation | None = None


def why_wrong(question: Question, response: str, library: Library) -> Reason:
    """Why this response is not the answer; for a written one where the book speaks of it. No
    text where nothing is to be said.

    What the book says or does not say is told only of a question that came out of its sentence: one from
    elsewhere may rest on another.
    """
    key = parse_choice(question, response) if question.options else ""
    texts = {one.id: one.text for one in question.options}
    option, right = texts.get(key, ""), texts.get(question.answer[0], "")
    if not option:
        return _explain_own_word(question, response, library)
    row = KINDS.get(question.kind)
    if row and row.compare:
        return Reason(row.compare(option, right))
    if not question.citation.source_id:
        return Reason("")
    if question.citation.status == EvidenceState.WEAK:
        return _elsewhere(question, option, library)
    if row and row.explain:
        return Reason(*row.explain(question, option))
    spans = _spans(question)
    stated = next((one for one in spans if _same(one.quote, option) or states_pair(option, [one.quote])), None)
    if stated:
        return Reason("교재에 그대로 나오는 옳은 설명이어서 답이 아닙니다.", stated)
    return _term(question, option, library)


def _term(question: Question, option: str, library: Library) -> Reason:
    """The sentence asked of does not name the option; what the book says of it elsewhere."""
    found = _elsewhere(question, option, library)
    return Reason(f"이 설명은 ‘{option}’의 일이 아닙니다. {found.text}".strip(), found.citation)


def _elsewhere(question: Question, option: str, library: Library) -> Reason:
    """Where the book speaks of what was chosen."""
    found = _where(question, option, library)
    return Reason(f"교재에서 {josa(f'‘{option}’', '이/가')} 나오는 곳은 여기입니다." if found else "", found)


def _explain_own_word(question: Question, response: str, library: Library) -> Reason:
    """A word of one's own: a slip, or another word of the book."""
    score, feedback = grade_response(question, response)
    word = " ".join(response.split())
    if score:
        return Reason(feedback)
    found = _where(question, word, library) if SHORTEST_WORD <= len(word) <= LONGEST_WORD else None
    if found is None:
        return Reason("")
    return Reason(f"교재에서 {josa(f'‘{word}’', '은/는')} 다른 것을 말합니다.", found)


def _where(question: Question, word: str, library: Library) -> Citation | None:
    """Where the question's book speaks of a word elsewhere: its glossary entry, else the first sentence that has it."""
    source, title = question.citation.source_id, question.citation.title
    if not library.has(source):
        return None
    asked = {one.start for one in _spans(question)}
    for entry in library.lookup(word, [source]):
        if entry.start not in asked:
            return Citation(2, source, title, entry.page, entry.start, entry.end, entry.text)
    for hit in library.search(word, 5, [source], "lexical"):
        passage = hit.passage
        for start, end in korean.sentences(passage.text):
            first, last = passage.start + start, passage.start + end
            quote = library.text(source, first, last)
            if word in quote and quote == passage.text[start:end] and first not in asked:
                return Citation(2, source, title, library.page_at(source, first), first, last, quote)
    return None


def _spans(question: Question) -> tuple[Citation, ...]:
    return (question.citation, *question.citations)


def _same(quote: str, option: str) -> bool:
    return korean.squeeze(quote) == korean.squeeze(option)
