"""Figures as an answer: captions and the sentences that refer to them, each cited, and the figures to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import korean
from agent.answer import AnswerFigure
from agent.tools.telling import Telling
from knowledge import Citation, Library
from knowledge.figures.figure import BookFigure
from knowledge.figures.figure_answering import FigureFinding
from knowledge.models import name_page
from korean import Register, lexicon

MOST_SENTENCES_TOLD = 6  # about one figure
MOST_FIGURES_NAMED = 12  # where one is not there
MOST_FIGURES_BESIDE = 2  # of an answer from the text
_SENTENCE_LABEL = "본문"
_NONE = dict(lexicon.pairs("table_questions", "there_is_none"))
_TELL_WHICH = dict(lexicon.pairs("table_questions", "tell_which"))


def tell_figures(library: Library, finding: FigureFinding, register: Register) -> Telling:
    """A finding as it is told."""
    if finding.state == "ask":
        choices = "\n".join(f"- {choice}" for choice in finding.choices)
        asked = korean.josa(f"어느 자료의 {finding.asked}", "을/를")
        return Telling(f"{asked} {_TELL_WHICH[register]}:\n\n{choices}", choices=finding.choices)
    if finding.state == "refuse":
        return Telling(_word_refusal(library, finding, register), refused=True)
    citations = _cite(library, finding)
    shown = finding.figures if finding.state == "answer" else ()
    named = ", ".join(one.title or name_page(one.page, "") for one in finding.figures)
    return Telling("" if citations else named, citations, figures=draw_up(library, shown))


def find_shown_figures(
    library: Library, telling: dict[str, Any] | None, citations: Sequence[dict[str, Any]]
) -> tuple[AnswerFigure, ...]:
    """The figures of an answer: those that were told of, else those whose caption or whose mention its quotes hold."""
    if telling:
        return tuple(telling["figures"])
    places = [(one["source_id"], one["page"], one["start"], one["end"]) for one in citations]
    return draw_up(library, library.figures_around(places)[:MOST_FIGURES_BESIDE]) if places else ()


def draw_up(library: Library, figures: Sequence[BookFigure]) -> tuple[AnswerFigure, ...]:
    """Figures as an answer shows them, with the numbers that are printed on their pages."""
    spans = [Citation(0, one.source_id, "", one.page, one.start, one.start, "") for one in figures]
    return tuple(
        AnswerFigure(
            source_id=one.source_id,
            ordinal=one.ordinal,
            source_title=one.source_title,
            page=one.page,
            page_label=place.page_label,
            start=one.start,
            end=one.end,
            number=one.printed,
            title=one.title,
            drawn=one.has_picture,
        )
        for one, place in zip(figures, library.label_citations(spans), strict=True)
    )


def _cite(library: Library, finding: FigureFinding) -> tuple[Citation, ...]:
    """Each figure's caption, then the sentences about it; of a list the captions alone."""
    spans: list[tuple[BookFigure, int, int, str]] = []
    for figure in finding.figures:
        if figure.start < figure.end:
            spans.append((figure, figure.start, figure.end, ""))
        if finding.state == "answer":
            about = figure.references[:MOST_SENTENCES_TOLD]
            spans += [(figure, start, end, _SENTENCE_LABEL) for start, end in about]
    quotes = library.texts([(figure.source_id, start, end) for figure, start, end, _ in spans])
    return library.label_citations(
        [
            Citation(
                number, one.source_id, one.source_title, library.page_at(one.source_id, start), start, end, quote,
                label=label,
            )
            for number, ((one, start, end, label), quote) in enumerate(zip(spans, quotes, strict=True), 1)
        ]
    )  # fmt: skip


def _word_refusal(library: Library, finding: FigureFinding, register: Register) -> str:
    """That there is no such figure, and which there are."""
    there = draw_up(library, finding.figures[:MOST_FIGURES_NAMED])
    listed = ", ".join(f"{one.number}({name_page(one.page, one.page_label)})" for one in there)
    more = f" … (모두 {finding.count}개)" if finding.count > len(there) else ""
    return f"자료에 {korean.josa(finding.asked, '이/가')} {_NONE[register]}. 있는 그림: {listed}{more}"
