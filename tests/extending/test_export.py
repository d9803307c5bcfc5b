"""An export added from outside: written by the command line by its name and by a file's ending, and downloaded on
the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Library
from learning import Learner, Question, make_quiz
from learning.exchange.export import register_format, unregister_format
from tests.extending import toy_export
from tests.ui.pages import opened, seated
from tests.ui.terminal import hyunmoo


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    register_format("toy", toy_export.ROW)
    yield
    unregister_format("toy")


@pytest.fixture
def questions(folder: Path) -> list[Question]:
    library = Library.open(folder)
    make_quiz(library, [library.sources()[0].id], n=2, seed=1)
    kept = Learner(library.database, library.owner).questions(limit=1000)
    library.close()
    return kept


def test_the_command_line_lists_and_writes_it(folder: Path, questions: list[Question], tmp_path: Path) -> None:
    assert "toy(토이목록(toyx))" in "".join(hyunmoo("export", "--help", library=folder).stdout.split()).replace("│", "")
    shown = hyunmoo("export", "--format", "toy", "--title", "시험", library=folder).stdout
    assert shown.startswith("토이: 시험\n") and shown.count(" => ") == len(questions)
    target = tmp_path / "문제.toyx"
    assert hyunmoo("export", "--out", str(target), library=folder).returncode == 0
    assert target.read_text(encoding="utf-8").count(" => ") == len(questions)
    refused = hyunmoo("export", "--format", "없는 형식", library=folder)
    assert refused.returncode == 2 and "toy" in refused.stderr


def test_the_page_offers_and_downloads_it(
    folder: Path, questions: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(folder, "quiz", monkeypatch)
    seated(page, questions)
    page.run()
    menu = page.selectbox(key="quiz-export")
    assert "토이 목록 (toyx)" in menu.options
    menu.select("토이 목록 (toyx)").run()
    assert not page.exception and any("토이 목록" in one.proto.label for one in page.get("download_button"))
