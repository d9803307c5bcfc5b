"""What people do in the app and the terminal is written down: every test has a copy of the samples."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(sample_folder: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "library"
    shutil.copytree(sample_folder, copied)
    return copied
