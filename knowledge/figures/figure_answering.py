"""The figures that a question asks for: by number, by the words of captions and of the sentences about them, or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.figures.figure import BookFigure, number_in_key
from knowledge.figures.figure_question import FigureQuestion
from korean.text import squeeze

MOST_FIGURES_SHOWN = 3  # of one question
MOST_FIGURES_LISTED = 30
MOST_READ = 20  # figures whose sentences are looked at
ENOUGH_SAID = 0.6  # share of a question's nouns that a figure's words hold
_IN_SENTENCES = 0.6  # what a noun counts that only the sentences about a figure hold
FigureState = Literal["answer", "list", "ask", "refuse"]
ReadTexts = Callable[[Sequence[tuple[str, int, int]]], Sequence[str]]


@dataclass(frozen=True)
class FigureFinding:
    """What the figures say to a question: ``figures`` to be shown or listed; ``choices``, the sources to be told apart;
    or a refusal: ``asked`` is the name of a figure that is not there, ``figures`` those that are.
    """

    state: FigureState
    figures: tuple[BookFigure, ...] = ()
    asked: str = ""
    choices: tuple[str, ...] = ()
    count: int = 0  # of all figures that could be listed


def answer_from_figures(
    question: FigureQuestion, figures: Sequence[BookFigure], read: ReadTexts
) -> FigureFinding | None:
    """What the figures say to a question; None where they have nothing to do with it."""
    if not question.asks_figures or not figures:
        return None
    if question.names:
        return _answer_by_number(question, figures)
    if not question.topics:
        return _list(figures)
    found = _find_by_words(question.topics, figures, read)
    return FigureFinding("answer", tuple(found)) if found else None


def keep_inside(figures: Sequence[BookFigure], within: Sequence[tuple[str, int, int]]) -> Sequence[BookFigure]:
    """The figures that stand in one of some spans (source, from, to); all where there are no spans."""
    if not within:
        return figures
    return [one for one in figures if any(one.source_id == source and a <= one.start < b for source, a, b in within)]


def _answer_by_number(question: FigureQuestion, figures: Sequence[BookFigure]) -> FigureFinding | None:
    numbered = [one for one in figures if one.key]
    if not numbered:
        return None
    found: list[BookFigure] = []
    for name in question.names[:MOST_FIGURES_SHOWN]:
        mine = [one for one in numbered if one.key == name.key] or _of_another_series(name.key, numbered)
        if not mine:
            listed = _list(numbered)
            return FigureFinding("refuse", listed.figures, name.printed, count=listed.count)
        sources = dict.fromkeys(one.source_id for one in mine)
        if len(sources) > 1:
            titles = dict.fromkeys(one.source_title for one in mine)
            return FigureFinding("ask", (), name.printed, tuple(titles))
        found += mine
    return FigureFinding("answer", tuple(found[:MOST_FIGURES_SHOWN]), count=len(found))


def _of_another_series(key: str, figures: Sequence[BookFigure]) -> list[BookFigure]:
    """The one figure of that number where a question calls it otherwise than its caption ("사진 3" for "그림 3")."""
    number = number_in_key(key)
    found = [one for one in figures if number_in_key(one.key) == number]
    return found if len({one.key for one in found}) == 1 else []


def _list(figures: Sequence[BookFigure]) -> FigureFinding:
    named = [one for one in figures if one.title]
    return FigureFinding("list", tuple(named[:MOST_FIGURES_LISTED]), count=len(named))


def _find_by_words(topics: Sequence[str], figures: Sequence[BookFigure], read: ReadTexts) -> list[BookFigure]:
    """The figures whose caption, or the sentences about them, hold most of a question's nouns; best first."""
    said = [squeeze(f"{one.caption} {one.alternative}").lower() for one in figures]
    held = [{topic for topic in topics if topic in text} for text in said]
    order = sorted(range(len(figures)), key=lambda n: -len(held[n]))[:MOST_READ]
    scored = []
    for n in order:
        about = read([(figures[n].source_id, *span) for span in figures[n].references])
        around = squeeze(" ".join(about)).lower()
        others = sum(topic not in held[n] and topic in around for topic in topics)
        scored.append(((len(held[n]) + _IN_SENTENCES * others) / len(topics), figures[n]))
    best = max((score for score, _ in scored), default=0.0)
    if best < ENOUGH_SAID:
        return []
    return [one for score, one in scored if score == best][:MOST_FIGURES_SHOWN]
