"""What an owner chose once for all answers, on disk: the register and the level."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import bindparam, select

from llm.tasks.style import LEVELS, REGISTERS, Style
from storage import Database
from storage.tables import PreferenceRow

_MINE = select(PreferenceRow.name, PreferenceRow.value).where(PreferenceRow.owner == bindparam("owner"))


class Preferences:
    """One owner's choices."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    def style(self, otherwise: Style) -> Style:
        """The style that was chosen; what was not chosen, or is no longer known, as in ``otherwise``."""
        with self.database.session() as session:
            kept = dict(session.connection().execute(_MINE, {"owner": self.owner}).tuples().all())
        register, level = kept.get("register"), kept.get("level")
        if register in REGISTERS:
            otherwise = replace(otherwise, register=register)
        return replace(otherwise, level=level) if level in LEVELS else otherwise

    def keep_style(self, style: Style) -> None:
        with self.database.session() as session:
            for name, value in (("register", style.register), ("level", style.level)):
                session.merge(PreferenceRow(owner=self.owner, name=name, value=value))
