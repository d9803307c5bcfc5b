"""What an owner chose once for all, on disk: the register and the level of answers, the language of the pages."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import bindparam, select

from llm.tasks.style import LEVELS, REGISTERS, Style
from storage import Database
from storage.tables import PreferenceRow

LANGUAGES = ("ko", "en")
_MINE = select(PreferenceRow.name, PreferenceRow.value).where(PreferenceRow.owner == bindparam("owner"))


class Preferences:
    """One owner's choices."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    def style(self, otherwise: Style) -> Style:
        """The style that was chosen; what was not chosen, or is no longer known, as in ``otherwise``."""
        kept = self._read()
        register, level = kept.get("register"), kept.get("level")
        if register in REGISTERS:
            otherwise = replace(otherwise, register=register)
        return replace(otherwise, level=level) if level in LEVELS else otherwise

    def keep_style(self, style: Style) -> None:
        """Remember a register and a level."""
        self._keep({"register": style.register, "level": style.level})

    def language(self, otherwise: str) -> str:
        """The language that was chosen for the pages."""
        kept = self._read().get("language", otherwise)
        return kept if kept in LANGUAGES else otherwise

    def keep_language(self, language: str) -> None:
        """Remember one of ``LANGUAGES``."""
        self._keep({"language": language})

    def _read(self) -> dict[str, str]:
        with self.database.session() as session:
            return dict(session.connection().execute(_MINE, {"owner": self.owner}).tuples().all())

    def _keep(self, chosen: dict[str, str]) -> None:
        with self.database.session() as session:
            for name, value in chosen.items():
                session.merge(PreferenceRow(owner=self.owner, name=name, value=value))
