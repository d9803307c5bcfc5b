"""The accounts of a library: who is signed in, and everything that people can do about their account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from accounts import login_sessions, people
from accounts.account import Account, Role, to_account
from accounts.passwords import check_new_password, hash_password
from settings import Settings
from storage import Database
from storage.account_tables import AccountRow
from storage.tables import utcnow

LONGEST_TOKEN = 200  # characters of a cookie that are looked at


class Accounts:
    """The people of one library. Methods may be called from several threads; ``clock`` says what time it is."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime] = utcnow) -> None:
        self.database, self.settings, self.clock = database, settings, clock
        self._known = False

    @classmethod
    def open(cls, settings: Settings, clock: Callable[[], datetime] = utcnow) -> Accounts:
        """The accounts of the settings' library. Raises StorageError."""
        return cls(Database(Path(settings.library) / "hyunmoo.db"), settings, clock)

    def close(self) -> None:
        self.database.close()

    def are_in_use(self) -> bool:
        """Whether anybody has an account here; once they have, for as long as this is open."""
        if not self._known:
            with self.database.session() as session:
                self._known = session.scalar(select(AccountRow.id).limit(1)) is not None
        return self._known

    def add(self, name: str, role: Role = "student", password: str = "", mail: str = "", owner: str = "") -> Account:
        """A new account; without a password until one is chosen by a link. Raises AccountError."""
        kept = hash_password(check_new_password(password, (name, mail))) if password else ""
        with self.database.session("IMMEDIATE") as session:
            row = people.add_account(session, name, role, mail, owner)
            row.password = kept
            return to_account(row)

    def start_session(self, account_id: str) -> str:
        """The token of a new session of an account. Raises AccountError (``unknown_account``)."""
        with self.database.session("IMMEDIATE") as session:
            row = people.require_row(session, account_id)
            return login_sessions.start_session(session, row, self.settings.session_hours, self.clock())

    def account_of_session(self, token: str) -> Account | None:
        """Whose browser has this token in its cookie; None for nobody's."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        now = self.clock()
        with self.database.session() as session:
            found = login_sessions.find_session(session, token, now)
            if found is None:
                return None
            kept, row = found
            if now - kept.seen_at >= login_sessions.NOTED_EVERY:
                login_sessions.note_seen(session, token, now)
            return to_account(row)
