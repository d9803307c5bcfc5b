"""The accounts of a library: who is signed in, and everything that people can do about their account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from accounts import audit_log, failed_tries, invitations, login_sessions, people
from accounts.account import Account, Role, parse_role, to_account
from accounts.audit_log import AuditEntry
from accounts.passwords import check_new_password, has_old_cost, hash_password, is_password
from accounts.sign_up import NOTICE_EDITION, SignUp, check_consent, check_same
from errors import AccountError
from settings import Settings
from storage import Database
from storage.account_tables import AccountRow
from storage.class_tables import ClassMemberRow
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
            audit_log.note(session, "account_added", subject=row.id)
            return to_account(row)

    # -- signing in ----------------------------------------------------------------------------------------------------

    def login(self, name: str, password: str, address: str = "") -> tuple[Account, str]:
        """Who signs in, and the token of a new session. It takes as long for a name that nobody has.

        Raises AccountError (``too_many_tries``, ``wrong_password``, ``account_stopped``).
        """
        subjects = failed_tries.login_subjects(name, address)
        with self.database.session() as session:
            failed_tries.check_tries(session, subjects, self.clock())
            row = people.find_row(session, name)
            kept = row.password if row is not None else ""
        right = is_password(password, kept)
        with self.database.session("IMMEDIATE") as session:
            row = people.find_row(session, name)
            if row is None or not right or row.password != kept:
                failed_tries.note_failure(session, subjects, self.clock())
                audit_log.note(session, "login_failed", subject=row.id if row is not None else "")
                stopped = False
            else:
                stopped = row.stopped_at is not None
                failed_tries.forget_failures(session, name, address)
                if not stopped:
                    if has_old_cost(kept):
                        row.password = hash_password(password)
                    audit_log.note(session, "login", row.id, row.id)
                    audit_log.forget_old(session, self.settings.audit_days, self.clock())
                    token = login_sessions.start_session(session, row, self.settings.session_hours, self.clock())
                    return to_account(row), token
        if not stopped:
            raise AccountError(
                "이름이나 비밀번호가 맞지 않습니다. 다시 확인해 주세요.",
                code="wrong_password",
                english="The name or the password is wrong. Look at them again.",
            )
        raise AccountError(
            "사용이 중지된 계정입니다. 관리자에게 문의해 주세요.",
            code="account_stopped",
            english="This account is stopped. Ask an administrator.",
        )

    def logout(self, token: str) -> None:
        """End the session of a token; nobody's token is no error."""
        account = self.account_of_session(token)
        with self.database.session("IMMEDIATE") as session:
            login_sessions.end_session(session, token)
            if account is not None:
                audit_log.note(session, "logout", account.id, account.id)

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
            if self.database.unwritable is None and now - kept.seen_at >= login_sessions.NOTED_EVERY:
                login_sessions.note_visit(session, token, now)
            return to_account(row)

    def start_session(self, account_id: str) -> str:
        """The token of a new session of an account. Raises AccountError (``unknown_account``)."""
        with self.database.session("IMMEDIATE") as session:
            row = people.require_account(session, account_id)
            return login_sessions.start_session(session, row, self.settings.session_hours, self.clock())

    def note_look(self, actor: Account, subject_id: str, what: str) -> None:
        """Write down that somebody looked at another person's results."""
        with self.database.session("IMMEDIATE") as session:
            audit_log.note(session, "looked_at_results", actor.id, subject_id, what=what)

    def own_log(self, account: Account) -> list[AuditEntry]:
        """The newest entries of the log of an account or about it."""
        with self.database.session() as session:
            return audit_log.list_entries(session, account.id)

    # -- signing up, and passwords -------------------------------------------------------------------------------------

    def sign_up(self, form: SignUp, address: str = "") -> tuple[Account, str]:
        """A new account of a person's own, signed in. Raises AccountError (``sign_up_closed``, ``bad_code``, and as
        ``add``).
        """
        if self.settings.sign_up == "closed":
            raise AccountError(
                "지금은 가입을 받지 않습니다. 선생님이나 관리자에게 계정을 부탁하세요.",
                code="sign_up_closed",
                english="Nobody can sign up now. Ask a teacher or an administrator for an account.",
            )
        now = self.clock()
        with self._counting(failed_tries.code_subjects(address)):
            self._check_code(form)
        check_same(form.password, form.again)
        guardian = check_consent(form)
        kept = hash_password(check_new_password(form.password, (form.name, form.mail)))
        with self.database.session("IMMEDIATE") as session:
            role: Role = "student"
            class_id = invitations.find_class(session, form.code)
            if not class_id and (self.settings.sign_up == "code" or form.code):
                invitation = invitations.find_invitation(session, form.code, "sign_up", now)
                invitations.use_invitation(session, invitation)
                role = parse_role(invitation.role)
            row = people.add_account(session, form.name, role, form.mail)
            row.password, row.language = kept, "en" if form.language == "en" else "ko"
            row.consent, row.consented_at = NOTICE_EDITION, now
            row.under_14, row.guardian = form.under_14, guardian
            session.flush()
            if class_id:
                session.add(ClassMemberRow(class_id=class_id, owner=row.owner))
            audit_log.note(session, "signed_up", row.id, row.id)
            return to_account(row), login_sessions.start_session(session, row, self.settings.session_hours, now)

    def trying_class_code(self, account_id: str, address: str = "") -> AbstractContextManager[None]:
        """Around an account's guess of a class's code: refused after too many wrong ones, counted where it is wrong.

        Raises AccountError (``too_many_tries``) and whatever the guess raises.
        """
        return self._counting(failed_tries.joining_subjects(account_id, address))

    @contextmanager
    def _counting(self, subjects: failed_tries.Subjects) -> Iterator[None]:
        """Around a try: refused where too many have failed, counted where it raises AccountError itself."""
        with self.database.session() as session:
            failed_tries.check_tries(session, subjects, self.clock())
        try:
            yield
        except AccountError:
            with self.database.session("IMMEDIATE") as session:
                failed_tries.note_failure(session, subjects, self.clock())
            raise

    def _check_code(self, form: SignUp) -> None:
        if self.settings.sign_up == "code" or form.code:
            with self.database.session() as session:
                if not invitations.find_class(session, form.code):
                    invitations.find_invitation(session, form.code, "sign_up", self.clock())

    def change_password(self, token: str, password: str, new: str, again: str, address: str = "") -> None:
        """Another password for who is signed in with a token; other browsers are signed out. Raises AccountError
        (``signed_out``, ``wrong_password``, and as for a new password).
        """
        account = self.account_of_session(token)
        if account is None:
            raise AccountError(
                "로그인이 끝났습니다. 다시 로그인해 주세요.",
                code="signed_out",
                english="You are signed out. Sign in again.",
            )
        check_same(new, again)
        self.check_own_password(account, password, address)
        kept = hash_password(check_new_password(new, (account.name,)))
        with self.database.session("IMMEDIATE") as session:
            people.require_account(session, account.id).password = kept
            login_sessions.end_sessions(session, account.id, but=token)
            audit_log.note(session, "password_changed", account.id, account.id)

    def check_own_password(self, account: Account, password: str, address: str = "") -> None:
        """Raises AccountError (``wrong_password``, ``too_many_tries``) where it is not the account's."""
        with self.database.session() as session:
            kept = people.require_account(session, account.id).password
        with self._counting(failed_tries.login_subjects(account.name, address)):
            if not is_password(password, kept):
                raise AccountError(
                    "지금 비밀번호가 맞지 않습니다. 바꾼 내용은 없습니다.",
                    code="wrong_password",
                    english="This is not the present password. Nothing was changed.",
                )

    def name_of_link(self, secret: str) -> str:
        """Whose password a link is for. Raises AccountError (``bad_link``)."""
        with self.database.session() as session:
            found = invitations.find_invitation(session, secret, "reset", self.clock())
            return people.require_account(session, found.account_id or "").name

    def reset_password(self, secret: str, new: str, again: str, address: str = "") -> tuple[Account, str]:
        """Choose a password by a link, which is used up; every other browser is signed out. Raises AccountError."""
        with self._counting(failed_tries.code_subjects(address)):
            name = self.name_of_link(secret)
        check_same(new, again)
        kept = hash_password(check_new_password(new, (name,)))
        with self.database.session("IMMEDIATE") as session:
            found = invitations.find_invitation(session, secret, "reset", self.clock())
            row = people.require_account(session, found.account_id or "")
            invitations.use_invitation(session, found)
            row.password = kept
            login_sessions.end_sessions(session, row.id)
            failed_tries.forget_failures(session, row.name)
            audit_log.note(session, "password_reset", row.id, row.id)
            token = login_sessions.start_session(session, row, self.settings.session_hours, self.clock())
            return to_account(row), token
