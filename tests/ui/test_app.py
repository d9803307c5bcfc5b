"""Every page opens, empty and with a library, in both languages; and the entry file runs from any folder."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ui.pages import APP, opened

PAGES = ["ask", "library", "quiz", "papers", "summary", "wrong_notes", "progress", "model"]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "model"])  # a model needs no books
def test_an_empty_library_says_what_to_do_next(tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(tmp_path / "library", page, monkeypatch)
    assert not test.exception and test.info and test.button


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_a_library(sample_folder: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(sample_folder, page, monkeypatch)
    assert not test.exception and test.title
    test.button(key="switch-language").click().run()
    assert not test.exception


def test_a_question_is_answered_and_its_citation_shown(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(sample_folder, "ask", monkeypatch)
    test.chat_input[0].set_value("을사늑약은 언제 체결되었나?").run()
    for _ in range(100):  # a loaded machine answers after the first look
        if any(str(b.key).startswith("cite-") for b in test.button):
            break
        time.sleep(0.1)
        test.run()
    assert not test.exception
    assert any("1905년 11월 17일" in str(m.value) for m in test.markdown)
    assert any(str(b.key).startswith("cite-") for b in test.button)


def test_the_entry_file_finds_our_packages_from_any_folder(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-P", str(APP)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "", "HYUNMOO_LIBRARY": str(tmp_path / "l")},
    )
    assert ran.returncode == 0 and "Traceback" not in ran.stderr, ran.stderr
    assert (tmp_path / "l" / "hyunmoo.db").exists()  # the page itself ran: it opened the library
