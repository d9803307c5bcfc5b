"""What pages share: the assistant (one a process), the sidebar, and errors shown where the person is."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st
from langchain_core.language_models import BaseChatModel

from agent import Assistant
from errors import HyunmooError
from llm.engines import Engine, engine_of
from settings import Settings
from ui.escape import escape
from ui.jobs.answering import Asking
from ui.jobs.undoable_delete import Leaving
from ui.jobs.uploads import Uploads
from ui.texts.catalogue import language, t

GIVEN = ("library", "owner")  # what ``serve`` hands over


def chosen_settings() -> Settings:
    """The settings, with ``--library DIR`` and ``--owner NAME`` from the command line where they were given."""
    arguments = sys.argv[1:]
    given = {name: arguments[arguments.index(f"--{name}") + 1] for name in GIVEN if f"--{name}" in arguments[:-1]}
    return Settings(**given)  # type: ignore[arg-type]  # pydantic makes the path of its text


def shelf_key() -> str:
    """What keeps one owner's shelf from another's in the process's caches."""
    settings = chosen_settings()
    return f"{settings.library}\n{settings.owner}"


@st.cache_resource(show_spinner=False)
def _open(settings_key: str) -> Assistant:
    del settings_key
    from korean.analyzer import warm_up

    warm_up()
    return Assistant.open(chosen_settings())


def assistant() -> Assistant:
    """The process's assistant."""
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
        if st.button(t("language"), key="switch-language", icon=":material/translate:"):
            st.session_state.language = "en" if language() == "ko" else "ko"
            with shown_errors():
                assistant().preferences.keep_language(language())
            st.rerun()
        with shown_errors():
            found = assistant().library.sources()
            st.caption(t("stats", sources=len(found), pages=sum(source.pages for source in found)))
            st.caption(f"{t('engine')}: {engine_name(engine_of(assistant().settings))}")


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
