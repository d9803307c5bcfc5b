"""``serve --owner`` opens the shelf of the owner who was asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import streamlit as st

from knowledge import Library
from settings import Settings
from ui.commands.serving import command
from ui.session import assistant, chosen_settings


def test_the_app_opens_the_shelf_of_the_owner_asked_for(
    tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    theirs = Library.open(folder, "가람")
    theirs.add(book)
    theirs.close()
    for owner, sources in (("가람", 1), ("나래", 0), ("default", 0)):
        arguments = command(8501, Settings(library=folder, owner=owner))
        monkeypatch.setattr(sys, "argv", ["streamlit_app.py", *arguments[arguments.index("--") + 1 :]])
        assert (chosen_settings().owner, chosen_settings().library) == (owner, folder.resolve())
        opened = assistant()
        assert opened.library.owner == owner and len(opened.library.sources()) == sources
        opened.close()
    st.cache_resource.clear()
