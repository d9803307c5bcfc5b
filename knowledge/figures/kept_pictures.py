"""Drawn pictures of figures: each under the hash of its bytes in a folder of the library, drawn anew where it is gone.

A picture is drawn from its source's kept file when somebody first looks at it, in the bounded child process, and kept
as what a browser is given: PNG or JPEG of our own making. Adding a source draws none, so that reading costs no more.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import Session

from errors import StorageError
from knowledge.figures.figure import BookFigure
from knowledge.figures.figure_store import kept_picture_names, note_picture
from knowledge.loaders.pictures.drawn_figures import draw_figure
from knowledge.store import PARTIAL, Store

PICTURES_FOLDER = "pictures"
UNDRAWABLE = "-"  # stands for the hash of a picture that could not be drawn


def pictures_folder(store: Store) -> Path:
    """Where drawn pictures are kept."""
    return store.path / PICTURES_FOLDER


def show_picture(store: Store, figure: BookFigure, kind: str, file: Path) -> bytes | None:
    """A figure's picture as PNG or JPEG: the kept one, or drawn from its source's ``file`` and kept; None where there
    is none. One that is refused is not tried again until the library is repaired; one whose drawing was cut short is.
    """
    kept = read_kept(store, figure.picture)
    if kept is not None or not figure.has_picture or figure.picture == UNDRAWABLE or not file.exists():
        return kept
    drawn = draw_figure(file, kind, figure.part, figure.page, figure.box, store.settings)
    if drawn is None:
        return None
    with suppress(StorageError, OSError), store.writing() as session:  # a full disk: what was drawn is shown
        name = hashlib.sha256(drawn).hexdigest() if drawn else UNDRAWABLE
        if note_picture(session, figure, name, file.name) and drawn:
            _keep(store, name, drawn)
    return drawn or None


def read_kept(store: Store, name: str) -> bytes | None:
    """A kept picture's bytes; None where it is gone, or is no more what was kept."""
    if len(name) != 64:
        return None
    try:
        content = (pictures_folder(store) / name).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == name else None


def _keep(store: Store, name: str, content: bytes) -> None:
    folder = pictures_folder(store)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.{secrets.token_hex(4)}{PARTIAL}"
    try:
        partial.write_bytes(content)
        partial.replace(folder / name)
    finally:
        partial.unlink(missing_ok=True)


def drop_pictures(session: Session, store: Store) -> list[str]:
    """Delete the kept pictures that no figure has any more; their names."""
    gone = find_ownerless(session, store)
    for file in gone:
        file.unlink(missing_ok=True)
    return [file.name for file in gone]


def find_ownerless(session: Session, store: Store) -> list[Path]:
    """The kept pictures that no figure has, and what was left half written."""
    folder = pictures_folder(store)
    if not folder.exists():
        return []
    wanted = kept_picture_names(session)
    return [file for file in sorted(folder.iterdir()) if file.name not in wanted]
