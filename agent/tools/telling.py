"""What a tool tells in its own words, beside the passages: a figure worked out of a table, or figures of a book."""

from __future__ import annotations

from dataclasses import dataclass

from agent.answer import AnswerFigure, AnswerTable
from knowledge import Citation


@dataclass(frozen=True)
class Telling:
    """The text, nothing where the citations alone are told; its citations, and what is shown with it; ``choices``
    where it is a question back, ``refused`` where what was asked for is not there.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    table: AnswerTable | None = None
    choices: tuple[str, ...] = ()
    refused: bool = False
    figures: tuple[AnswerFigure, ...] = ()
