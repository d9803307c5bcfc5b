"""What a question comes back as; frozen, and the same whether fresh, from the database or over ``--json``."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.models import Citation

Sufficiency = Literal["full", "partial", "near", "none"]  # whether what is shown answers; exactness is another thing


class Step(BaseModel):
    """One thing that was done: ``name`` for programs, ``label`` for people, seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: str
    seconds: float
    detail: str = ""


class TableCell(BaseModel):
    """Where a cell that was used stands in its source's text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    start: int
    end: int


class TablePoint(BaseModel):
    """A name and its figure in a series."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    value: float


class AnswerTable(BaseModel):
    """The table that an answer was worked out of: the rows and columns used, ``marked`` (row, column) among them.

    ``value`` is the result where it is one figure; ``working`` the arithmetic; ``cells`` where the used cells stand,
    ``used`` how many there are; ``decimals`` those of its figures; ``points`` and ``chart`` ("line", "bar", "share" or
    "") what there is to draw.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    source_id: str
    page: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: tuple[tuple[int, int], ...] = ()
    value: float | None = None
    unit: str = ""
    working: str = ""
    cells: tuple[TableCell, ...] = ()
    used: int = 0
    decimals: int = 0
    points: tuple[TablePoint, ...] = ()
    chart: Literal["", "bar", "line", "share"] = ""


class AnswerFigure(BaseModel):
    """A figure that an answer shows: ``source_id`` and ``ordinal`` find its picture, ``title`` is what stands under it,
    ``start`` to ``end`` its caption in the source's text.

    ``drawn``: whether the source's file holds a picture of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str
    ordinal: int
    source_title: str
    page: int
    page_label: str = ""
    start: int = 0
    end: int = 0
    number: str = ""
    title: str = ""
    drawn: bool = True


class Answer(BaseModel):
    """``text`` holds ``[n]`` markers; ``citations`` says what each stands for;
    ``nearest`` goes with an honest refusal. ``sufficiency``: the quotes answer, answer a part of it, or stand near what
    was asked without answering.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    text: str
    abstained: bool = False
    sufficiency: Sufficiency = "full"
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    question_ids: tuple[str, ...] = ()
    table: AnswerTable | None = None
    figures: tuple[AnswerFigure, ...] = ()
    steps: tuple[Step, ...] = ()
    thread: str = ""
    id: int = 0
    feedback: int = 0
    unsaved: str = ""  # why the answer could not be kept, as a sentence; it is shown all the same


class Thread(BaseModel):
    """One conversation in the list of conversations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    updated_at: datetime
    answers: int
