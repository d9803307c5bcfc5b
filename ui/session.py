"""What every page starts from: the settings, the one assistant of this process, the language, messages for the next run."""

from __future__ import annotations

from typing import Literal, cast

import streamlit as st

from agent import Assistant
from errors import HyunmooError
from knowledge import Library
from settings import ROOT, Settings
from ui.escape import escape
from ui.texts import Language, phrase

SAMPLES = ROOT / "samples"
Tone = Literal["success", "info", "warning", "error"]
ICONS = {"success": "check_circle", "info": "info", "warning": "warning", "error": "error"}


def settings() -> Settings:
    return Settings()


def assistant() -> Assistant:
    """The assistant of the current settings; opened once a process. Raises StorageError or ModelUnavailable."""
    current = settings()
    return _open(current.model_dump_json(), current)


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(key: str, _settings: Settings) -> Assistant:
    from korean.analyzer import warm_up

    warm_up()
    return Assistant.open(_settings)


def library() -> Library:
    return assistant().library


def language() -> Language:
    return cast(Language, st.session_state.get("language") or settings().language)


def t(key: str, **values: str | int) -> str:
    """A text of the catalogue in the reader's language, for Markdown: text values are escaped."""
    safe = {name: escape(value) if isinstance(value, str) else value for name, value in values.items()}
    return phrase(language(), key, **safe)


def plain(key: str, **values: str | int) -> str:
    """The same for places that show text as it is (options, placeholders, file names)."""
    return phrase(language(), key, **values)


def reason(error: HyunmooError) -> str:
    """What an error tells the reader, as Markdown."""
    return escape(error.english if language() == "en" and error.english else error.message)


def flash(tone: Tone, markdown: str) -> None:
    """Show a message at the top of the next run, which has forgotten this one's widgets."""
    st.session_state.setdefault("flashes", []).append((tone, markdown))


def show_flashes() -> None:
    for tone, markdown in st.session_state.pop("flashes", []):
        getattr(st, tone)(markdown, icon=f":material/{ICONS[tone]}:")
