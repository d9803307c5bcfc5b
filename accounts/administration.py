"""What administrators and the command line do for others: codes, roles, links for a password, stopping, the log."""

from __future__ import annotations

from sqlalchemy.orm import Session

from accounts import audit_log, failed_tries, invitations, login_sessions, people
from accounts.account import Account, Role, make_handle, to_account
from accounts.accounts import Accounts
from accounts.audit_log import AuditEntry
from accounts.people import Person
from errors import AccountError
from storage.account_tables import AccountRow

MOST_USES, MOST_DAYS = 1000, 365  # of an invitation code


class Administration:
    """Accounts in the hands of an administrator, or of who has the machine (``actor`` is None: the command line).

    What is done is done to the account of an id; ``require`` and ``audit`` alone also take a name, as it is typed.
    """

    def __init__(self, accounts: Accounts, actor: Account | None) -> None:
        """Raises AccountError (``not_allowed``) where the actor administers nobody."""
        if actor is not None and not actor.administers:
            raise AccountError(
                "관리자만 할 수 있는 일입니다. 바꾼 내용은 없습니다.",
                code="not_allowed",
                english="Only an administrator can do this. Nothing was changed.",
            )
        self.accounts, self.actor = accounts, actor
        self.database = accounts.database

    def people(self) -> list[Person]:
        """Everybody, by name."""
        with self.database.session() as session:
            return people.list_people(session)

    def invite(self, role: Role = "student", uses: int = 30, days: int = 14) -> str:
        """A code with which so many people can sign up."""
        with self.database.session("IMMEDIATE") as session:
            invitations.forget_old_invitations(session, self.accounts.clock())
            code = invitations.make_invitation(
                session, self._owner, role, min(uses, MOST_USES), min(days, MOST_DAYS), self.accounts.clock()
            )
            self._note(session, "invited", None, role=role, uses=uses)
            return code

    def make_reset_link(self, account_id: str) -> str:
        """The path, within the app, at which a person chooses a new password once. Raises AccountError."""
        with self.database.session("IMMEDIATE") as session:
            row = people.require_account(session, account_id)
            secret = invitations.make_reset_link(session, self._owner, row, self.accounts.clock())
            failed_tries.forget_failures(session, row.name)
            self._note(session, "reset_link_made", row)
        return f"/reset?link={secret}"

    def give_role(self, account_id: str, role: Role) -> Account:
        """Another role. Raises AccountError (``unknown_account``, ``last_administrator``)."""
        with self.database.session("IMMEDIATE") as session:
            row = people.require_account(session, account_id)
            people.give_role(session, row, role)
            self._note(session, "role_given", row, role=role)
            return to_account(row)

    def rename(self, account_id: str, new: str) -> Account:
        """Another name, with which the person signs in from now on. Raises AccountError (``unknown_account``,
        ``bad_name``, ``name_taken``).
        """
        with self.database.session("IMMEDIATE") as session:
            row = people.require_account(session, account_id)
            row.name = people.check_free_name(session, new, row.id)
            row.handle = make_handle(row.name)
            self._note(session, "renamed", row)
            return to_account(row)

    def stop(self, account_id: str, stopped: bool = True) -> Account:
        """Stop what is done with a person's data, or go on: nobody signs in to a stopped account, nothing is lost.

        Raises AccountError (``unknown_account``, ``last_administrator``).
        """
        with self.database.session("IMMEDIATE") as session:
            row = people.require_account(session, account_id)
            if stopped:
                people.keep_an_administrator(session, row)
                login_sessions.end_sessions(session, row.id)
            row.stopped_at = self.accounts.clock() if stopped else None
            self._note(session, "stopped" if stopped else "resumed", row)
            return to_account(row)

    def require(self, name: str) -> Account:
        """The account of an id or a name. Raises AccountError (``unknown_account``)."""
        with self.database.session() as session:
            return to_account(people.require_row(session, name))

    def prepare_removal(self, account_id: str, end_sessions: bool = True) -> Account:
        """The account that is to be deleted with all its rows; its traces in the log go now, and its sessions, unless
        it is one of them that deletes it.

        Raises AccountError (``unknown_account``, ``last_administrator``).
        """
        with self.database.session("IMMEDIATE") as session:
            row = people.require_account(session, account_id)
            people.keep_an_administrator(session, row)
            if end_sessions:
                login_sessions.end_sessions(session, row.id)
            failed_tries.forget_failures(session, row.name)
            audit_log.forget_account(session, row.id)
            self._note(session, "account_deleted", None)
            return to_account(row)

    def audit(self, name: str = "") -> list[AuditEntry]:
        """The newest entries of the log, of one person where a name is given. Raises AccountError."""
        with self.database.session() as session:
            return audit_log.list_entries(session, people.require_row(session, name).id if name else "")

    @property
    def _owner(self) -> str:
        return self.actor.owner if self.actor is not None else ""

    def _note(self, session: Session, action: str, row: AccountRow | None, **detail: str | int) -> None:
        actor = self.actor.id if self.actor is not None else ""
        audit_log.note(session, action, actor, row.id if row is not None else "", **detail)
