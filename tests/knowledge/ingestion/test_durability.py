"""Killed, out of disk, read-only, caches torn: what was acknowledged stays, and the person gets a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.keeping import chaos
from bench.keeping.slices import TrialSeries
from errors import StorageError
from knowledge import Library
from knowledge.index import dense
from settings import ROOT, Settings


def test_kills_lose_nothing(tmp_path: Path) -> None:
    series = TrialSeries(tmp_path)
    chaos.run(4, tmp_path, series, seed=7)
    assert [one["faults"] for one in series.outcomes] == [[]] * 4
    assert sum(len(one["moments"]) for one in series.outcomes) == 4


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], bool]]:
    """A folder on a disk of its own; the test is left out where none can be mounted. Yields ``remount(options)``."""
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not mount or os.name == "nt" or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a disk needs root")
    try:
        yield lambda options: not subprocess.run([mount, "-o", f"remount,{options}", str(folder)]).returncode
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def big(tmp_path: Path, kilobytes: int) -> Path:
    path = tmp_path / "큰 책.md"
    lines = (f"{n}번째 문장은 광합성과 을사늑약을 다룬 {n * 7919}번 글이다." for n in range(kilobytes * 14))
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return path


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path, book: Path) -> None:
    with small_disk(tmp_path / "disk", "1200k") as remount:
        library = Library.open(tmp_path / "disk" / "library", settings=Settings(library=tmp_path / "disk" / "library"))
        kept = library.add(book)
        with pytest.raises(StorageError) as refused:
            library.add(big(tmp_path, 80))
        assert refused.value.code == "disk_full" and "빈 공간이 없습니다" in refused.value.message
        with pytest.raises(StorageError):
            library.replace(kept.id, big(tmp_path, 80))
        assert library.sources() == [kept] and library.check() == []
        assert library.search("을사늑약은 언제 체결되었나")[0].passage.source_id == kept.id
        assert remount("size=50m")
        assert len({library.add(big(tmp_path, 80)).id, kept.id}) == 2 and library.check() == []
        library.close()


def test_a_read_only_folder_is_said_and_loses_nothing(tmp_path: Path, book: Path, settings: Settings) -> None:
    with small_disk(tmp_path / "disk", "50m") as remount:
        folder = tmp_path / "disk" / "library"
        library = Library.open(folder, settings=settings)
        kept = library.add(book)
        library.close()
        assert remount("ro")
        for path in (folder, tmp_path / "disk" / "new"):
            with pytest.raises(StorageError) as refused:
                Library.open(path, settings=settings).add(big(tmp_path, 1))
            assert refused.value.code == "storage_read_only" and "쓸 수 없습니다" in refused.value.message
        assert remount("rw")
        library = Library.open(folder, settings=settings)
        assert library.sources() == [kept] and library.check() == []
        library.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit there")
def test_a_file_that_may_not_grow_is_said_and_loses_nothing(library: Library, tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from knowledge import Library; from errors import StorageError\n"
        "library = Library.open(sys.argv[1]); library.search('광합성'); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "limit = (library.path / 'hyunmoo.db').stat().st_size + 40_000\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "try:\n    library.add(sys.argv[2])\nexcept StorageError as error:\n    print(error.code)\n"
    )
    command = [sys.executable, "-c", code, str(library.path), str(big(tmp_path, 40))]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() in ("disk_full", "disk_failed"), ran.stderr
    assert len(library.sources()) == 1 and [problem.code for problem in library.check()] == []


@pytest.mark.parametrize("torn", [b"", b"torn", None])
def test_every_index_file_deleted_or_damaged_is_built_again(
    library: Library, monkeypatch: pytest.MonkeyPatch, torn: bytes | None
) -> None:
    monkeypatch.setattr(dense, "_FILE_FROM", 1)
    expected = [hit.passage.id for hit in library.search("광합성", legs="dense")]
    files = sorted((library.path / "index").iterdir())
    assert [file.suffix for file in files] == [".faiss", ".json"]
    for file in files:
        whole = file.read_bytes()
        if torn is None:
            file.unlink()
        else:
            file.write_bytes(torn or whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
        again = Library.open(library.path, settings=library.settings)
        assert [hit.passage.id for hit in again.search("광합성", legs="dense")] == expected
        again.close()
        assert library.check() == []
