"""A mark lives as long as its holder: another process sees it held, and left once its holder is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from settings import ROOT
from storage.process_locks import ProcessLocks

HOLDER = (
    "import sys, time; from pathlib import Path; from storage.process_locks import ProcessLocks\nwith "
    "ProcessLocks(Path(sys.argv[1])).hold('a', '책'):\n    print('held', flush=True); time.sleep(60)"
)


def test_held_by_this_process_and_gone_after(tmp_path: Path) -> None:
    locks = ProcessLocks(tmp_path / "reading")
    assert locks.list_abandoned_marks() == {} and not locks.is_held("a")
    with locks.hold("a", "책"):
        assert (
            locks.is_held("a")
            and locks.list_abandoned_marks() == {}
            and ProcessLocks(tmp_path / "reading").is_held("a")
        )
    assert not locks.is_held("a") and list((tmp_path / "reading").iterdir()) == []


def test_left_by_a_process_that_was_killed(tmp_path: Path) -> None:
    locks = ProcessLocks(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None and child.stdout.readline() == b"held\n"
    assert locks.is_held("a") and locks.list_abandoned_marks() == {}
    child.kill()
    child.wait()
    child.stdout.close()
    assert not locks.is_held("a") and locks.list_abandoned_marks() == {"a": "책"}
    locks.remove("a")
    assert locks.list_abandoned_marks() == {} and list(tmp_path.iterdir()) == []


def test_a_mark_without_a_word_is_left_only_when_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "a.mark"
    path.write_bytes(b"")
    assert ProcessLocks(tmp_path).list_abandoned_marks() == {}
    os.utime(path, (time.time() - 3600,) * 2)
    assert ProcessLocks(tmp_path).list_abandoned_marks() == {"a": ""}


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError), ProcessLocks(tmp_path / "file" / "reading").hold("a", "책"):
        pass
