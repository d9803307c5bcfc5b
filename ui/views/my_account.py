"""계정: what is kept of one, to download or to delete for good; the password; the log. For administrators, the others."""

from __future__ import annotations

import streamlit as st

from accounts import ROLES, Account, Administration, Role
from agent.owners.leaving import delete_for_good, export_owned
from errors import AccountError
from ui.escape import escape
from ui.page_frame import send_to_login
from ui.quiz.countdown import zone
from ui.served_settings import served_settings
from ui.session import current_account, forget_shelf, open_accounts, session_token, shown_errors
from ui.texts.account_texts import ACCOUNT_TEXTS
from ui.texts.catalogue import language, t

SHOWN_ENTRIES = 50  # of the log


def role_name(role: Role) -> str:
    """What a role is called on the page."""
    return ROLES[role].korean if language() == "ko" else ROLES[role].english


def export_box(account: Account) -> None:
    """Everything that is one's own, as a zip."""
    st.header(t("export_mine"))
    st.caption(t("export_note"))
    if st.button(t("export_prepare"), key="export-prepare", icon=":material/folder_zip:"):
        with shown_errors(), st.spinner(t("export_prepare")):
            st.session_state.packed = export_owned(served_settings(), account.owner)
    if "packed" in st.session_state:
        st.download_button(
            t("export_get"), st.session_state.packed, "hyunmoo.zip", "application/zip", icon=":material/download:"
        )


def password_box() -> None:
    """Another password."""
    with st.expander(t("password_change"), icon=":material/password:"), st.form("password", clear_on_submit=True):
        now = st.text_input(t("password_now"), type="password", autocomplete="current-password")
        new = st.text_input(t("password_new"), type="password", autocomplete="new-password", help=t("password_help"))
        again = st.text_input(t("password_again"), type="password", autocomplete="new-password")
        if st.form_submit_button(t("save_password"), icon=":material/check:"):
            with shown_errors():
                open_accounts().change_password(session_token(), now, new, again, str(st.context.ip_address or ""))
                st.success(t("password_changed"))


def delete_box(account: Account) -> None:
    """The account deleted for good, by its password."""
    with st.expander(t("delete_me"), icon=":material/delete_forever:"), st.form("delete-me"):
        st.caption(t("delete_note"))
        password = st.text_input(
            t("password_now"), type="password", autocomplete="current-password", key="delete-password"
        )
        sure = st.checkbox(t("delete_sure"))
        if st.form_submit_button(t("delete_me"), type="primary") and sure:
            with shown_errors():
                delete_account(account, password)


def delete_account(account: Account, password: str) -> None:
    """Delete the account and everything of its owner's. Raises AccountError or StorageError; then it is all there."""
    accounts = open_accounts()
    accounts.check_own_password(account, password, str(st.context.ip_address or ""))
    Administration(accounts, None).prepare_removal(account.id, end_sessions=False)
    forget_shelf()
    delete_for_good(served_settings(), account.owner)
    st.session_state.clear()
    send_to_login()
    st.stop()


def log_box(account: Account) -> None:
    """What the account did, and who looked at its results."""
    with st.expander(t("own_log"), icon=":material/history:"):
        st.caption(t("own_log_note"))
        rows = [
            {
                t("log_at"): f"{one.at.astimezone(zone()):%Y-%m-%d %H:%M}",
                t("log_what"): t(f"log_{one.action}") if f"log_{one.action}" in ACCOUNT_TEXTS else one.action,
                t("log_who"): escape(one.actor or "–"),
                t("log_about"): escape(one.subject or "–"),
            }
            for one in open_accounts().own_log(account)[:SHOWN_ENTRIES]
        ]
        st.table(rows, hide_index=True)


def people_box(account: Account) -> None:
    """The others, for an administrator: codes, roles, links for a password, stopping."""
    desk = Administration(open_accounts(), account)
    st.header(t("people_desk"))
    with st.form("invite"), st.container(horizontal=True, vertical_alignment="bottom"):
        role = st.selectbox(t("people_role"), list(ROLES), format_func=role_name, key="invite-role")
        if st.form_submit_button(t("people_invite"), icon=":material/mail:"):
            with shown_errors():
                st.session_state.invited = desk.invite(role)
    if "invited" in st.session_state:
        st.code(t("people_code", code=st.session_state.invited), language=None)
    for person in desk.people():
        stopped = f" · {t('people_stopped')}" if person.is_stopped else ""
        label = f"{escape(person.name)} · {role_name(person.role)}{stopped}"
        with st.expander(label, key=f"person-{person.id}"), shown_errors():
            person_box(desk, person.id, person.role, person.is_stopped)


def person_box(desk: Administration, account_id: str, role: Role, stopped: bool) -> None:
    """What can be done for one person."""
    roles = list(ROLES)
    chosen = st.selectbox(t("people_role"), roles, roles.index(role), format_func=role_name, key=f"role-{account_id}")
    if st.button(t("people_save_role"), key=f"save-role-{account_id}", disabled=chosen == role):
        desk.give_role(account_id, chosen)
        st.rerun()
    if st.button(t("people_link"), key=f"link-{account_id}", icon=":material/link:"):
        st.caption(t("people_link_note"))
        st.code(served_settings().public_url.rstrip("/") + desk.make_reset_link(account_id), language=None)
    if st.button(t("people_resume" if stopped else "people_stop"), key=f"stop-{account_id}", type="tertiary"):
        desk.stop(account_id, not stopped)
        st.rerun()


def page() -> None:
    account = current_account()
    if account is None:
        raise AccountError("계정이 없습니다.", code="no_account", english="There is no account.")
    st.title(t("account"))
    st.markdown(escape(t("signed_in_as", name=account.name, role=role_name(account.role))))
    export_box(account)
    password_box()
    log_box(account)
    delete_box(account)
    if account.administers:
        people_box(account)


with shown_errors():
    page()
