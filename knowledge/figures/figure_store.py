"""Figures in the database: a row a figure, written with its source, read by whoever may read the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, delete, false, insert, or_, select
from sqlalchemy.orm import Session

from knowledge.figures.figure import BookFigure, number_in_key
from storage.figure_table import FigureRow
from storage.shared_sources import may_read
from storage.tables import SourceRow

MOST_FIGURES_ASKED = 5000  # of the sources of one question
MOST_FIGURES_AROUND = 200  # that are held to the places of one source
PAGES_AROUND_FIGURE = 3  # between a figure and a sentence that refers to it


def write_figures(session: Session, source_id: str, owner: str, figures: Iterable[BookFigure]) -> None:
    """A source's figures in place of those that are there, inside the caller's transaction."""
    session.execute(delete(FigureRow).where(FigureRow.source_id == source_id))
    if rows := [_to_row(figure) | {"source_id": source_id, "owner": owner} for figure in figures]:
        session.execute(insert(FigureRow), rows)


def _select_readable(owner: str) -> Select[FigureRow, str]:
    """The figures of sources that the owner may read, each with its source's title."""
    return (
        select(FigureRow, SourceRow.title).join(SourceRow, SourceRow.id == FigureRow.source_id).where(may_read(owner))
    )


def load_figures(
    session: Session, owner: str, source_ids: Sequence[str] | None = None, keys: Sequence[str] = ()
) -> list[BookFigure]:
    """The figures of sources that the owner may read, all of them or some, in reading order, at most
    MOST_FIGURES_ASKED. Those with a number of one of the ``keys`` come before the limit cuts any.
    """
    wanted = or_(*(FigureRow.key.endswith(f":{number_in_key(key)}", autoescape=True) for key in keys), false())
    query = (
        _select_readable(owner)
        .order_by(wanted.desc(), FigureRow.source_id, FigureRow.ordinal)
        .limit(MOST_FIGURES_ASKED)
    )
    if source_ids is not None:
        query = query.where(FigureRow.source_id.in_(source_ids))
    found = [_from_row(row, title) for row, title in session.execute(query)]
    return sorted(found, key=lambda one: (one.source_id, one.ordinal))


def load_figure(session: Session, owner: str, source_id: str, ordinal: int) -> BookFigure | None:
    """One figure of a source that the owner may read; None where there is none."""
    query = _select_readable(owner).where(FigureRow.source_id == source_id, FigureRow.ordinal == ordinal)
    found = session.execute(query).first()
    return _from_row(found[0], found[1]) if found else None


def find_figures_around(session: Session, owner: str, places: Sequence[tuple[str, int, int, int]]) -> list[BookFigure]:
    """The figures with something to show whose captions or references meet one of the places (source, page, from, to),
    in the order of the places.
    """
    found: dict[tuple[str, int], BookFigure] = {}
    for source_id in dict.fromkeys(place[0] for place in places):
        own = [place[1:] for place in places if place[0] == source_id]
        pages = [page for page, _, _ in own]
        near = FigureRow.page.between(min(pages) - PAGES_AROUND_FIGURE, max(pages) + PAGES_AROUND_FIGURE)
        query = _select_readable(owner).where(FigureRow.source_id == source_id, near).limit(MOST_FIGURES_AROUND)
        figures = [_from_row(row, title) for row, title in session.execute(query)]
        for _, start, end in own:
            for one in figures:
                spans = ((one.start, one.end), *one.references)
                if one.has_picture and any(first < end and start < last for first, last in spans):
                    found.setdefault((one.source_id, one.ordinal), one)
    return list(found.values())


def note_picture(session: Session, figure: BookFigure, picture: str, sha256: str) -> bool:
    """Write down under which hash a figure's drawn picture is kept; False, and nothing written, where the figure or
    its source's file (``sha256``) is another one by now.
    """
    row = session.get(FigureRow, (figure.source_id, figure.ordinal))
    source = session.get(SourceRow, figure.source_id)
    if row is None or source is None or source.sha256 != sha256:
        return False
    now = (row.start, row.end, row.part, row.box)
    if now != (figure.start, figure.end, figure.part, list(figure.box or ())):
        return False
    row.picture = picture
    return True


def kept_picture_names(session: Session) -> set[str]:
    """The hashes of the pictures that some figure has."""
    return set(session.scalars(select(FigureRow.picture).where(FigureRow.picture != "").distinct()))


def _to_row(figure: BookFigure) -> dict[str, Any]:
    return {
        "ordinal": figure.ordinal,
        "page": figure.page,
        "start": figure.start,
        "end": figure.end,
        "key": figure.key[:80],
        "printed": figure.printed,
        "caption": figure.caption,
        "name": figure.name[:120],
        "alternative": figure.alternative,
        "part": figure.part,
        "box": list(figure.box or ()),
        "refs": [list(span) for span in figure.references],
        "picture": figure.picture,
    }


def _from_row(row: FigureRow, title: str) -> BookFigure:
    left, top, right, bottom = row.box if len(row.box) == 4 else (0.0, 0.0, 0.0, 0.0)
    return BookFigure(
        source_id=row.source_id,
        ordinal=row.ordinal,
        page=row.page,
        start=row.start,
        end=row.end,
        key=row.key,
        printed=row.printed,
        caption=row.caption,
        name=row.name,
        alternative=row.alternative,
        part=row.part,
        box=(left, top, right, bottom) if row.box else None,
        references=tuple((start, end) for start, end in row.refs),
        picture=row.picture,
        source_title=title,
    )
