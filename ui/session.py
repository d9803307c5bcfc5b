"""What pages share: the assistant (one a process), the sidebar, and errors shown where the person is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st
from langchain_core.language_models import BaseChatModel

from accounts import ROLES, Account, Accounts
from agent import Assistant
from errors import HyunmooError
from knowledge import Library
from llm.engines import Engine, engine_of
from settings import Settings
from ui.escape import escape
from ui.jobs.answering import Asking
from ui.jobs.finding_topics import TopicFinding
from ui.jobs.undoable_delete import Leaving
from ui.jobs.uploads import Uploads
from ui.loaded_models import LOADED_MODELS
from ui.page_frame import send_to_login
from ui.served_settings import are_accounts_required, served_settings
from ui.sign_in.cookies import SESSION_COOKIE, is_secure, read_cookie
from ui.sign_in.open_accounts import OPEN_ACCOUNTS
from ui.texts.catalogue import language, t


def current_account() -> Account | None:
    """Who is signed in: asked of the session's cookie at every run, never of the address or of what the page sends.

    None where the library has no accounts. Ends the run, with a way to sign in, where nobody is signed in.
    """
    served = served_settings()
    accounts = OPEN_ACCOUNTS.get(served)
    if not (are_accounts_required() or accounts.are_in_use()):
        return None
    account = accounts.account_of_session(session_token())
    if account is None:
        st.session_state.clear()
        st.info(t("signed_out"))
        send_to_login()
        st.stop()
    if st.session_state.get("account") not in (None, account.id):
        st.session_state.clear()  # a browser that somebody else has signed in with since
    st.session_state.account = account.id
    return account


def chosen_settings() -> Settings:
    """The settings that are served, for the owner who is signed in."""
    served, account = served_settings(), current_account()
    return served if account is None else served.model_copy(update={"owner": account.owner})


def may_administer() -> bool:
    """Whether who looks may change what is everybody's: alone on their own machine, or as an administrator."""
    account = current_account()
    return account is None or account.administers


def shelf_key() -> str:
    """What keeps one owner's shelf from another's in the process's caches."""
    settings = chosen_settings()
    return f"{settings.library}\n{settings.owner}"


@st.cache_resource(show_spinner=False)
def _open(settings_key: str) -> Assistant:
    del settings_key
    from korean.analyzer import warm_up

    warm_up()
    settings = chosen_settings()
    model = LOADED_MODELS.get(served_settings())  # one for all owners
    return Assistant(settings, Library.open(settings.library, settings.owner, settings), model)


def assistant() -> Assistant:
    """The assistant of who looks; each owner has one, side by side."""
    return _open(shelf_key())


def writer() -> BaseChatModel | None:
    """The model that writes questions; None with the embedded engine, which has the rules make them."""
    found = assistant()
    return found.model if found.generative else None


@st.cache_resource(show_spinner=False)
def _uploads(settings_key: str) -> Uploads:
    del settings_key
    return Uploads(assistant().library)


def uploads() -> Uploads:
    """What the process reads in the background."""
    return _uploads(shelf_key())


@st.cache_resource(show_spinner=False)
def _asking(settings_key: str) -> Asking:
    del settings_key
    return Asking(assistant())


def asking() -> Asking:
    """What the process answers in the background."""
    return _asking(shelf_key())


@st.cache_resource(show_spinner=False)
def _finding(settings_key: str) -> TopicFinding:
    del settings_key
    return TopicFinding(assistant().library)


def finding_topics() -> TopicFinding:
    """The topics that the process finds in the background."""
    return _finding(shelf_key())


@st.cache_resource(show_spinner=False)
def _leaving(settings_key: str) -> Leaving:
    del settings_key
    return Leaving(assistant())


def leaving() -> Leaving:
    """The conversations that are being deleted."""
    return _leaving(shelf_key())


def current_thread() -> str:
    """The id of the open conversation: at first the one being answered, or the latest."""
    if "thread" not in st.session_state:
        kept = [thread.id for thread in assistant().threads() if thread.id not in leaving()]
        st.session_state.thread = asking().busy or next(iter(kept), None) or new_thread_id()
    return str(st.session_state.thread)


def new_thread_id() -> str:
    return uuid.uuid4().hex[:12]


@contextmanager
def shown_errors() -> Iterator[None]:
    """Our errors as their own sentence; anything else as a plain apology (the log has the rest)."""
    try:
        yield
    except HyunmooError as error:
        st.error(escape(error_text(error)))


def error_text(error: HyunmooError) -> str:
    """An error's sentence in the chosen language."""
    return error.english if language() == "en" and error.english else error.message


def restore_language() -> None:
    """The language that the owner chose last, in a session that has none yet."""
    if "language" not in st.session_state:
        with suppress(HyunmooError):  # a library that cannot be opened is told on the page
            st.session_state.language = assistant().preferences.language("ko")


def sidebar() -> None:
    """Language, what is in the library, and which engine answers."""
    with st.sidebar:
        show_account()
        if st.button(t("language"), key="switch-language", icon=":material/translate:"):
            st.session_state.language = "en" if language() == "ko" else "ko"
            with shown_errors():
                assistant().preferences.keep_language(language())
            st.rerun()
        with shown_errors():
            found = assistant().library.sources()
            st.caption(t("stats", sources=len(found), pages=sum(source.pages for source in found)))
            st.caption(f"{t('engine')}: {engine_name(engine_of(assistant().settings))}")


def show_account() -> None:
    """Who is signed in, and the way out."""
    account = current_account()
    if account is None:
        return
    role = ROLES[account.role]
    name = t("signed_in_as", name=account.name, role=role.korean if language() == "ko" else role.english)
    st.markdown(escape(name))
    if st.button(t("logout"), key="logout", icon=":material/logout:"):
        open_accounts().logout(session_token())
        st.session_state.clear()
        send_to_login()
        st.stop()


def open_accounts() -> Accounts:
    """The accounts of the library that is served."""
    return OPEN_ACCOUNTS.get(served_settings())


def forget_shelf() -> None:
    """Close what the process keeps open for who looks."""
    key = shelf_key()
    assistant().close()
    for kept in (_open, _uploads, _asking, _finding, _leaving):
        kept.clear(key)


def session_token() -> str:
    """The token in the cookie of who looks; "" where there is none."""
    return read_cookie(st.context.cookies, SESSION_COOKIE, is_secure("", served_settings()))


def engine_name(engine: Engine) -> str:
    """What an engine is called on the page."""
    return engine.korean if language() == "ko" else engine.english


def empty_library() -> bool:
    """Whether there is nothing to work on; then the page has said what to do next."""
    if assistant().library.sources():
        return False
    st.info(t("empty_library"))
    if st.button(t("go_library"), type="primary", icon=":material/library_books:"):
        st.switch_page("views/library.py")
    return True
