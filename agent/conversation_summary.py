"""A conversation made short: its questions, each with the citations that carry its answer; every bullet an exact span.

Quotes are ranked on a graph of shared words (LexRank, ``knowledge.summaries.summarizer``). Every question has its say
before one has a second quote; nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.answer import Answer
from errors import QuestionError
from knowledge import Citation, Library
from knowledge.summaries.summarizer import BUDGET, MOST_BULLETS, SAID, centrality, share_of_words
from settings import SummaryLength

RANKED = 200  # quotes, the latest ones


@dataclass(frozen=True)
class Point:
    """A question of the conversation and a citation of its answer."""

    question: str
    citation: Citation
    answer_id: int


def digest(library: Library, answers: Sequence[Answer], length: SummaryLength = "paragraph") -> list[Point]:
    """The points of a conversation in its order; those whose source is gone or reads otherwise now are left out."""
    points = standing(library, candidates(answers))[-RANKED:]
    if not points:
        return []
    worth = centrality([point.citation.quote for point in points])
    questions = len({point.answer_id for point in points})
    budget = min(MOST_BULLETS, max(BUDGET["page"], questions)) if length == "page" else BUDGET[length]
    picked: list[int] = []
    for heard in (False, True):  # first a quote for each question, then more
        for i in sorted(range(len(points)), key=lambda i: (-worth[i], i)):
            told = any(points[i].answer_id == points[j].answer_id for j in picked)
            fresh = all(share_of_words(points[i].citation.quote, points[j].citation.quote) <= SAID for j in picked)
            if len(picked) < budget and i not in picked and told == heard and fresh:
                picked.append(i)
    return [points[i] for i in sorted(picked)]


def candidates(answers: Sequence[Answer]) -> list[Point]:
    """Every span that an answer cites, once, under the question that it answered first; summaries are passed over."""
    found: dict[tuple[str, int, int], Point] = {}
    for number, answer in enumerate(answers):
        if answer.abstained or any(citation.label for citation in answer.citations):
            continue
        for citation in answer.citations:
            span = (citation.source_id, citation.start, citation.end)
            found.setdefault(span, Point(answer.question, citation, answer.id or number))
    return list(found.values())


def standing(library: Library, points: Sequence[Point]) -> list[Point]:
    """The points whose quotes stand in the library as they were cited."""
    known = {source.id for source in library.sources()}
    there = [point for point in points if point.citation.source_id in known]
    try:
        texts = library.texts([(p.citation.source_id, p.citation.start, p.citation.end) for p in there])
    except QuestionError:  # a source has gone in between
        return []
    return [point for point, text in zip(there, texts, strict=True) if text == point.citation.quote]
