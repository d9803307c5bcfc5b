"""A study sheet of a source or of a part of it: its key terms, what happened when, and its summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from errors import QuestionError
from knowledge import Library
from knowledge.summaries.summarizer import Section
from learning.study.key_terms import KeyTerm, find_key_terms
from learning.study.summary import find_scopes, summarize_source
from learning.study.timeline import Event, find_timeline

TERMS_OF_A_SHEET = 30


@dataclass(frozen=True)
class StudySheet:
    """What is to be learnt of some pages of a source (``pages`` None: of all); every span is exact."""

    source_id: str
    title: str
    pages: tuple[int, int] | None
    terms: tuple[KeyTerm, ...]
    events: tuple[Event, ...]
    sections: tuple[Section, ...]


def make_study_sheet(
    library: Library, source_id: str, pages: tuple[int, int] | None = None, spans: Sequence[tuple[int, int]] = ()
) -> StudySheet:
    """The sheet of some pages, of some ``spans``, or of the whole. Raises QuestionError (``nothing_to_study``)."""
    source = library.source(source_id)
    scopes = find_scopes(library, source_id, pages, spans)
    terms = [one for start, end in scopes for one in find_key_terms(library, source_id, start, end, TERMS_OF_A_SHEET)]
    events = [one for start, end in scopes for one in find_timeline(library, source_id, start, end)]
    try:
        sections = summarize_source(library, source_id, pages, "page", spans=spans).sections
    except QuestionError as error:
        if error.code != "nothing_to_summarize":
            raise
        sections = ()
    if not (terms or events or sections):
        raise QuestionError(
            "학습 자료로 정리할 용어나 문장을 찾지 못했습니다." + (" 쪽 범위를 넓혀 주세요." if pages or spans else ""),
            code="nothing_to_study",
            english="Nothing to make a study sheet of was found in that range.",
        )
    return StudySheet(source.id, source.title, pages, tuple(terms), tuple(events), sections)
