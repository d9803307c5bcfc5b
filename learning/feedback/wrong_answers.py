"""Why a wrong answer is wrong: what the book says of the very thing that was chosen, with its page where it stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import korean
from knowledge import Citation, Library
from korean import josa
from learning.exchange.import_.evidence import WEAK
from learning.facts.dated_passages import table_of_stem
from learning.facts.table_statements import is_true_of_table
from learning.grading.grader import grade_response, parse_choice
from learning.models import Question

SHORTEST, LONGEST = 2, 24  # characters of a word that the book may speak of


@dataclass(frozen=True)
class Reason:
    """A sentence for the learner, and the span of the book that it rests on, where there is one."""

    text: str
    citation: Citation | None = None


def why_wrong(question: Question, response: str, library: Library) -> Reason:
    """Why this response is not the answer; for a written one where the book speaks of it. No text where nothing is to be said.

    What the book says or does not say is told only of a question that came out of its sentence: one from elsewhere may rest on another.
    """
    key = parse_choice(question, response) if question.options else ""
    texts = {one.id: one.text for one in question.options}
    option, right = texts.get(key, ""), texts.get(question.answer[0], "")
    if not option:
        return _explain_own_word(question, response, library)
    if question.kind == "bogi":
        return Reason(_letters(option, right))
    if question.kind == "order":
        return Reason(_order(option, right))
    if not question.citation.source_id:
        return Reason("")
    if question.kind == "ox":
        return Reason("이 설명은 교재와 다릅니다." if question.answer[0] == "X" else "교재가 그대로 말하는 설명입니다.")
    if question.citation.status == WEAK:
        return _elsewhere(question, option, library)
    if question.kind == "data":
        return _table(question, option)
    if question.kind == "match":
        return _pair(question, option)
    stated = next((one for one in _spans(question) if _same(one.quote, option)), None)
    if stated:
        return Reason("교재에 그대로 나오는 옳은 설명이어서 답이 아닙니다.", stated)
    return _term(question, option, library)


def _letters(option: str, right: str) -> str:
    """<보기> 조합: which statements were taken for right or for wrong."""
    said, wanted = re.findall(r"[ㄱ-ㅎ]", option), re.findall(r"[ㄱ-ㅎ]", right)
    extra, missed = [one for one in said if one not in wanted], [one for one in wanted if one not in said]
    parts = [f"{', '.join(extra)}은 옳지 않은데 골랐습니다."] if extra else []
    parts += [f"{', '.join(missed)}은 옳은데 빠뜨렸습니다."] if missed else []
    return " ".join(parts)


def _order(option: str, right: str) -> str:
    """순서 배열: the first place where the order departs."""
    said, wanted = option.split(" → "), right.split(" → ")
    place = next((n for n, (a, b) in enumerate(zip(said, wanted)) if a != b), 0)
    return f"{place + 1}번째에 올 것은 {said[place]}가 아니라 {wanted[place]}입니다."


def _table(question: Question, option: str) -> Reason:
    """자료 해석: what the table says of the sentence that was chosen."""
    table = table_of_stem(question.stem, question.spans())
    said = is_true_of_table(option, table) if table else None
    if said is None:
        return Reason("")
    verdict = "자료와 맞는 설명이어서 답이 아닙니다." if said else "자료와 맞지 않는 설명입니다."
    return Reason(verdict, question.citation)


def _pair(question: Question, option: str) -> Reason:
    """연결: what the term of the pair really means."""
    term = option.partition(" – ")[0]
    stated = next((one for one in _spans(question) if korean.squeeze(one.quote).startswith(korean.squeeze(term))), None)
    return Reason(f"{josa(f'‘{term}’', '은/는')} 교재에서 다르게 설명합니다.", stated)


def _term(question: Question, option: str, library: Library) -> Reason:
    """5지선다: the sentence asked of does not name the option; what the book says of it elsewhere."""
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
    found = _where(question, word, library) if SHORTEST <= len(word) <= LONGEST else None
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
