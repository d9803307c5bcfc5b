"""Fixtures for every test: data and settings in temporary folders, and no network beyond this machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge import Library
from settings import ROOT, Settings
from tests.scheduling import Sharing, turn

BOOK = """# 시험 교재

## 1장 광합성

광합성은 식물이 빛에너지를 이용하여 이산화 탄소와 물로 포도당과 산소를 만드는 과정이다. 광합성은 엽록체에서 일어난다. 잎의 기공으로 이산화 탄소가 들어온다.

## 2장 을사늑약

을사늑약은 1905년 11월 17일 일본이 대한 제국의 외교권을 빼앗기 위해 강제로 체결한 조약이다. 을사늑약에 따라 서울에 통감부가 설치되었다. 초대 통감은 이토 히로부미이다. 민영환은 을사늑약에 항거하여 \
스스로 목숨을 끊었다.
"""
LOOPBACK = ("127.0.0.1", "::1", "localhost", "", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--browser", default="", help="path of Chromium or Chrome; without it the browser tests are left out"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Connections leave this machine for no test: an audit hook sees every socket, whichever library opens it."""
    sys.addaudithook(stay_here)


def stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise PermissionError(f"a test reached for the network: {address}")
    elif event == "socket.getaddrinfo" and arguments[0] not in LOOPBACK:
        raise PermissionError(f"a test asked for the address of {arguments[0]!r}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--browser"):
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="no Chromium or Chrome: give --browser=PATH"))
    items.sort(key=turn)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return Sharing(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(autouse=True, scope="session")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A developer's own settings and library do not reach the tests, nor the programs that they start."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HYUNMOO_")]:
            patch.delenv(name)
        patch.setenv("HYUNMOO_LLM", "extractive")
        patch.setenv("HYUNMOO_EMBEDDER", "kiwi")
        patch.setenv("HYUNMOO_OWNER", "default")
        patch.setenv("HYUNMOO_LIBRARY", str(tmp_path_factory.mktemp("home") / "library"))
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A library of the test's own; the word vectors are the project's, made once a machine."""
    return Settings(library=tmp_path / "library")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "교재.md"
    path.write_text(BOOK, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def book_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library folder with the small book read; a test gets a copy."""
    folder = tmp_path_factory.mktemp("book")
    path = folder / "교재.md"
    path.write_text(BOOK, encoding="utf-8")
    opened = Library.open(folder / "library")
    opened.add(path)
    opened.close()
    return folder / "library"


@pytest.fixture
def library(settings: Settings, book_folder: Path) -> Iterator[Library]:
    """A library with one small book of two chapters."""
    shutil.copytree(book_folder, settings.library)
    opened = Library.open(settings.library, settings=settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library folder with both sample textbooks read; tests that change it copy it first."""
    folder = tmp_path_factory.mktemp("samples")
    opened = Library.open(folder)
    for name in ("history.pdf", "science.pdf"):
        opened.add(ROOT / "samples" / name)
    opened.close()
    return folder


@pytest.fixture(scope="session")
def sample_library(sample_folder: Path) -> Iterator[Library]:
    opened = Library.open(sample_folder)
    yield opened
    opened.close()
