"""Kept pictures of figures against their rows: a cache, drawn anew from the sources' files where it is at fault."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.figures.kept_pictures import UNDRAWABLE, drop_pictures, find_ownerless, pictures_folder, read_kept
from knowledge.models import Problem
from knowledge.store import Store
from storage.figure_table import FigureRow


def check_pictures(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Pictures that are gone or changed, and those that no figure has; mended, they are drawn when looked at."""
    if repair:
        session.execute(update(FigureRow).where(FigureRow.picture == UNDRAWABLE).values(picture=""))
    kept = FigureRow.picture.not_in(("", UNDRAWABLE))
    named = session.scalars(select(FigureRow.picture).where(kept).distinct()).all()
    wrong = [name for name in named if read_kept(store, name) is None]
    if repair and wrong:
        session.execute(update(FigureRow).where(FigureRow.picture.in_(wrong)).values(picture=""))
        for name in wrong:
            (pictures_folder(store) / name).unlink(missing_ok=True)
    found = [Problem("picture_damaged", name[:12], repair) for name in wrong]
    ownerless = drop_pictures(session, store) if repair else [file.name for file in find_ownerless(session, store)]
    return found + [Problem("picture_ownerless", name[:12], repair) for name in ownerless if name not in wrong]
