"""The apps and browsers of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge import Library
from settings import ROOT
from tests.e2e.running import running_app, running_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running app, its library empty at first."""
    with running_app(tmp_path_factory.mktemp("app")) as address:
        yield address


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library folder that holds the sample history textbook; an app gets a copy."""
    folder = tmp_path_factory.mktemp("history")
    library = Library.open(folder)
    library.add(ROOT / "samples" / "history.pdf")
    library.close()
    return folder


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """One for a file: while it is driven its event loop runs, and the tests after it may need their own."""
    with running_browser(str(request.config.getoption("--browser"))) as found:
        yield found
