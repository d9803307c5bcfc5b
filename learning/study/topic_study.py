"""Studying a topic: a quiz of its passages alone, a summary of them, and how much of it is mastered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from errors import HyunmooError, QuestionError, QuizError
from knowledge import Library
from knowledge.summaries.summarizer import Summary
from knowledge.topics.topic_map import Topic
from knowledge.topics.topic_places import find_spans, topic_finder
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact
from learning.models import Question
from learning.progress.mastery import Mastery
from learning.progress.progress import Progress
from learning.quizzes.builder import make_quiz
from learning.study.summary import summarize_source
from settings import SummaryLength

MOST_SUMMARIES = 3  # sources of a topic that are told, those with most of it


def make_topic_quiz(library: Library, topic: Topic, n: int, avoid: Collection[str] = ()) -> list[Question]:
    """At most n questions of a topic's passages; other passages of its sources give rivals alone.

    Raises QuizError (``nothing_to_ask``) where the passages give no question.
    """
    spans = find_spans(library, topic)

    def inside(facts: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(
            fact
            for fact in facts
            if any(start <= fact.sentence.start < end for start, end in spans[fact.sentence.source_id])
        )

    if not spans:
        raise _nothing_to_ask()
    material = extract_facts(library, list(spans), None)
    chosen = replace(
        material, facts=inside(material.facts), tables=inside(material.tables), lines=inside(material.lines)
    )
    try:
        made = make_quiz(library, list(spans), n=n, avoid=avoid, material=chosen)
    except QuizError as error:
        raise _nothing_to_ask() from error
    return made


def _nothing_to_ask() -> QuizError:
    return QuizError(
        "이 주제의 글에서는 문제를 만들지 못했습니다. 다른 주제를 고르거나 퀴즈 화면에서 범위를 넓혀 보세요.",
        code="nothing_to_ask",
        english="No question could be made of this topic. Choose another one, or more pages on the Quiz page.",
    )


def summarize_topic(library: Library, topic: Topic, length: SummaryLength = "paragraph") -> list[Summary]:
    """A topic told source by source, MOST_SUMMARIES at most. Raises QuestionError (``nothing_to_summarize``)."""
    told: list[Summary] = []
    refused: HyunmooError | None = None
    for source_id, spans in find_spans(library, topic).items():
        try:
            told.append(summarize_source(library, source_id, length=length, spans=spans))
        except QuestionError as error:
            refused = error
        if len(told) == MOST_SUMMARIES:
            break
    if told:
        return told
    raise QuestionError(
        "문장으로 된 글이 적어(슬라이드·개조식) 요약하지 못했습니다. 다른 주제를 골라 보세요.",
        code="nothing_to_summarize",
        english="There are too few sentences in this topic to tell it; choose another one.",
    ) from refused


def find_topic_mastery(library: Library, progress: Progress, topics: Sequence[Topic]) -> dict[int, Mastery]:
    """How much of each topic, by its number, the answers so far show to be mastered; only those with answers."""
    cited = {one.question.citation.source_id for one in progress.attempts}
    if not cited:
        return {}
    find = topic_finder(library, topics, cited)
    known = progress.group_mastery(lambda question: find(question.citation.source_id, question.citation.start))
    return {number: mastery for number, mastery in known.items() if number is not None}
