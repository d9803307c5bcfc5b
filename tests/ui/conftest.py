"""What people do in the app and the terminal is written down: every test has a copy of the samples."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Library
from learning import Learner


@pytest.fixture
def sample_folder(sample_folder: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "samples"
    shutil.copytree(sample_folder, copied)
    return copied


@pytest.fixture
def shelf(sample_folder: Path) -> Iterator[Library]:
    """The copy's library, beside the app's own."""
    library = Library.open(sample_folder)
    yield library
    library.close()


@pytest.fixture
def learner(shelf: Library) -> Learner:
    return Learner(shelf.database, shelf.owner)
