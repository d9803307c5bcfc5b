"""A real uvicorn on a free port, over a copy of the small book's library."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from knowledge import Library
from learning.study.summary import summarize_source
from server import create_api
from settings import Settings, SummaryLength


@cache
def api_schema() -> dict[str, Any]:
    """The OpenAPI page, drawn once."""
    return create_api(Settings()).openapi()


def told_by_structure(folder: Path, source: str, length: SummaryLength) -> list[str]:
    """The bullets that the pages show of a source: those of the API are the same."""
    library = Library.open(folder)
    try:
        return [bullet.text for bullet in summarize_source(library, source, None, length).bullets]
    finally:
        library.close()


@contextmanager
def serve(app: object) -> Iterator[str]:
    """The address of an application that is served until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(app, "127.0.0.1", port, log_level="error", access_log=False, lifespan="on")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@contextmanager
def serve_library(folder: Path, required: bool = False, **options: object) -> Iterator[str]:
    """The address of an API over a library's folder."""
    settings = Settings(library=folder, **({"api_per_minute": 1_000_000} | options))  # type: ignore[arg-type]
    with serve(create_api(settings, required)) as url:
        yield url


@pytest.fixture(scope="session")
def api_folder(book_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api") / "library"
    shutil.copytree(book_folder, folder)
    return folder


@pytest.fixture(scope="session")
def api_url(api_folder: Path) -> Iterator[str]:
    """The API on this machine, without accounts."""
    with serve_library(api_folder) as url:
        yield url


@pytest.fixture
def client(api_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api_url, timeout=60) as opened:
        yield opened
