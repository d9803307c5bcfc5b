"""What each kept file is called and whose it is, written beside the files, for a day on which the database is lost.

``files.jsonl``: one line for every time that a source was written, the newest last; a line that cannot be read is left
out.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import SourceRow
from storage.upkeep.durable_files import write_durably
from storage.upkeep.rescue import SET_ASIDE

NAMES_FILE = "files.jsonl"


@dataclass(frozen=True)
class KeptName:
    """One source as it was when its file was kept."""

    id: str
    owner: str
    sha256: str
    title: str
    filename: str
    kind: str
    size: int


def to_kept_name(row: SourceRow) -> KeptName:
    return KeptName(row.id, row.owner, row.sha256, row.title, row.filename, row.kind, row.size)


def note_kept(library: Path, row: SourceRow) -> None:
    """Add a source; a disk that is full costs the note, never the source."""
    with suppress(OSError), (library / NAMES_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(to_kept_name(row)), ensure_ascii=False) + "\n")


def read_kept_names(library: Path) -> list[KeptName]:
    """The newest line of every source; empty where there is no file."""
    found: dict[str, KeptName] = {}
    with suppress(OSError):
        for line in (library / NAMES_FILE).read_bytes().splitlines():
            with suppress(ValueError, TypeError):
                one = KeptName(**json.loads(line))
                texts = (one.id, one.owner, one.sha256, one.title, one.filename, one.kind)
                if all(isinstance(part, str) for part in texts) and isinstance(one.size, int):
                    found[one.id] = one
    return list(found.values())


def write_kept_names(library: Path, session: Session, but_owner: str = "") -> None:
    """Write the file anew from the database; what that does not know of stays, as long as its file is anywhere, and is
    not of the owner who leaves.
    """
    rows = session.scalars(select(SourceRow).where(SourceRow.reading.is_(False))).all()
    known = {row.id: to_kept_name(row) for row in rows}
    folders = [library / "files", *(library / SET_ASIDE).glob("*")]
    others = [
        one for one in read_kept_names(library) if one.id not in known and not (but_owner and one.owner == but_owner)
    ]
    kept = [one for one in others if any((folder / one.sha256).exists() for folder in folders)]
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in [*kept, *known.values()]]
    with suppress(OSError):
        write_durably(library / NAMES_FILE, "".join(lines))
