"""A long document is searchable from its first pages on, is whole in one step, and leaves nothing
when it is called off or killed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas
from sqlalchemy import update

from errors import IngestError, QuestionError
from knowledge import Library, Source
from knowledge.ingestion import pipeline
from settings import ROOT, Settings
from storage.tables import SourceRow

LINE = "{n}번째 절은 {n}년에 세워진 {n}호 발전소의 전압과 전류를 다루며, 그 값은 {m}이다."


@pytest.fixture
def long_text(tmp_path: Path) -> Path:
    """A text whose first passages are shown long before its last is read."""
    path = tmp_path / "긴 글.md"
    path.write_text("# 긴 글\n\n" + "\n\n".join(LINE.format(n=n, m=n * 7919) for n in range(1, 1501)), encoding="utf-8")
    return path


@pytest.fixture
def long_pdf(tmp_path: Path) -> Path:
    path = tmp_path / "long.pdf"
    sheet = canvas.Canvas(str(path), invariant=1)
    for page in range(1, 41):
        sheet.drawString(72, 700, f"Chapter {page} is about the station number {page * 7919}.")
        sheet.showPage()
    sheet.save()
    return path


@pytest.fixture
def empty(settings: Settings) -> Library:
    return Library.open(settings.library, settings=settings)


class Watcher:
    """What another open library sees at every call of the progress callback."""

    def __init__(self, library: Library, query: str) -> None:
        self.other = Library.open(library.path, settings=library.settings)
        self.query, self.seen, self.stages = query, list[tuple[Source, int]](), list[tuple[str, int, int]]()

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.stages.append((stage, done, total))
        for source in self.other.sources():
            if not self.seen or self.seen[-1][0].passages != source.passages:
                self.seen.append((source, len(self.other.search(self.query))))


def test_the_first_passages_are_found_while_the_rest_is_read(empty: Library, long_text: Path) -> None:
    watcher = Watcher(empty, "3번째 절의 전압")
    added = empty.add(long_text, progress=watcher)
    shown, hits = watcher.seen[0]
    assert shown.reading and hits and 0 < shown.passages < added.passages and shown.id == added.id
    sizes = [source.passages for source, _ in watcher.seen]
    assert sizes == sorted(sizes) and watcher.seen[-1][0] == added and not added.reading
    stages = [stage for stage, _, _ in watcher.stages]
    assert stages == sorted(stages, key=["read", "index", "done"].index)
    assert all(done <= total for _, done, total in watcher.stages)
    assert empty.check() == [] and not list((empty.path / "reading").iterdir())


def test_the_whole_is_the_same_as_if_nothing_had_been_shown(
    empty: Library, long_text: Path, long_pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [empty.add(long_text), empty.add(long_pdf)]
    monkeypatch.setattr(pipeline, "PREVIEW_REST", 10**9)
    monkeypatch.setattr(pipeline, "FIRST", 0)
    plain = Library.open(tmp_path / "plain", settings=Settings(library=tmp_path / "plain"))
    for source, path in zip(shown, (long_text, long_pdf), strict=True):
        again = plain.add(path)
        assert [p.text for p in plain.pages(again.id)] == [p.text for p in empty.pages(source.id)]
        assert [(p.start, p.end, p.text) for p in plain.passages(again.id)] == [
            (p.start, p.end, p.text) for p in empty.passages(source.id)
        ]


def test_the_first_pages_of_a_long_pdf_come_before_the_others(empty: Library, long_pdf: Path) -> None:
    watcher = Watcher(empty, "station number 7919")
    added = empty.add(long_pdf, progress=watcher)
    assert added.pages == 40
    assert watcher.seen[0][0].pages in (pipeline.FIRST, 40)  # whichever the callback came upon
    assert empty.check() == []


@pytest.mark.parametrize("by", ["event", "callable", "remove"])
def test_called_off_it_ends_soon_and_nothing_is_kept(empty: Library, long_text: Path, by: str) -> None:
    event, since = threading.Event(), [0.0]

    def stop_when_shown(stage: str, done: int, total: int) -> None:
        shown = empty.sources()
        if shown and shown[0].reading and not since[0]:
            since[0] = time.monotonic()
            event.set()
            if by == "remove":
                empty.remove(shown[0].id)

    cancel = {"event": event, "callable": event.is_set, "remove": None}[by]
    with pytest.raises(IngestError) as refused:
        empty.add(long_text, progress=stop_when_shown, cancel=cancel)
    assert refused.value.code == "cancelled" and "취소했습니다" in refused.value.message
    assert by == "remove" or time.monotonic() - since[0] < 3
    assert empty.sources() == [] and empty.check() == [] and not list(empty.files.glob("*"))
    assert not empty.add(long_text).reading


def test_a_parser_that_hangs_is_called_off_too(library: Library, long_pdf: Path) -> None:
    kept = library.sources()
    for call in (
        lambda: library.add(long_pdf, cancel=lambda: True),
        lambda: library.replace(kept[0].id, long_pdf, cancel=lambda: True),
    ):
        with pytest.raises(IngestError) as refused:
            call()
        assert refused.value.code == "cancelled"
    assert library.sources() == kept and library.check() == []


def test_called_off_after_the_end_changes_nothing(empty: Library, long_pdf: Path) -> None:
    done = threading.Event()
    added = empty.add(long_pdf, progress=lambda stage, n, total: done.set() if stage == "done" else None, cancel=done)
    assert empty.sources() == [added]


def test_what_is_being_read_cannot_be_replaced(empty: Library, long_text: Path, book: Path) -> None:
    codes = set()

    def try_it(stage: str, done: int, total: int) -> None:
        for source in empty.sources():
            if source.reading:
                with pytest.raises(QuestionError) as refused:
                    empty.replace(source.id, book)
                codes.add(refused.value.code)

    empty.add(long_text, progress=try_it)
    assert codes == {"still_reading"}


KILLED = """
import os, signal, sys
from knowledge import Library
library = Library.open(sys.argv[1])
def die(stage, done, total):
    if library.sources():
        os.kill(os.getpid(), signal.SIGKILL)
library.add(sys.argv[2], progress=die)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_reader_leaves_nothing_and_the_next_start_says_so(empty: Library, long_text: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(empty.path), str(long_text)]
    assert subprocess.run(command, cwd=ROOT, timeout=60).returncode == -9
    assert list((empty.path / "reading").iterdir())
    assert empty.search("3번째 절의 전압") == [] and empty.sources() == []  # a library that was open all the while
    assert empty.interrupted == (long_text.name,)
    again = Library.open(empty.path, settings=empty.settings)
    assert again.sources() == [] and again.interrupted == ()
    assert [(one.code, one.detail) for one in again.check()] == [("reading_interrupted", long_text.name)]
    assert not again.add(long_text).reading and again.interrupted == () and again.check() == []


def test_the_start_says_what_was_interrupted_to_its_owner_only(empty: Library, settings: Settings) -> None:
    said = json.dumps({"owner": "다른 사람", "filename": "남의 책.pdf", "sha256": "0"})
    (empty.path / "reading").mkdir(exist_ok=True)
    (empty.path / "reading" / "0123.mark").write_text(said, encoding="utf-8")
    assert Library.open(empty.path, settings=settings).interrupted == ()
    assert Library.open(empty.path, "다른 사람", settings).interrupted == ("남의 책.pdf",)


def test_two_readers_of_the_same_bytes_make_one_source(empty: Library, long_text: Path) -> None:
    other, twice = Library.open(empty.path, settings=empty.settings), []

    def second(stage: str, done: int, total: int) -> None:
        if not twice and any(source.reading for source in empty.sources()):
            twice.append(other.add(long_text))

    added = empty.add(long_text, progress=second)
    assert twice == [added] == empty.sources() and empty.check() == []


def test_rows_of_a_dead_reader_are_taken_away_at_the_next_start(library: Library) -> None:
    with library.database.session() as session:
        session.execute(update(SourceRow).values(reading=True))
    assert Library.open(library.path, settings=library.settings).sources() == []
