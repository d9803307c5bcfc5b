"""A shelf with a sample textbook of its own, for tests that answer questions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Library
from tests.learning.quizzes.exam_parts import PAPER


@pytest.fixture(scope="module")
def exam_shelf(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Iterator[Library]:
    """A copy of the samples with an exam paper beside them."""
    folder = tmp_path_factory.mktemp("paper")
    paper = folder / "중간고사.txt"
    paper.write_text(PAPER, "utf-8")
    shutil.copytree(sample_folder, folder / "library")
    library = Library.open(folder / "library")
    library.add(paper)
    yield library
    library.close()
