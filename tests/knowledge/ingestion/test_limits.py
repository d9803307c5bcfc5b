"""Text that is no writing, or endless, is read soon or refused; a cancel is heard at every stage."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from errors import IngestError
from knowledge import Library
from knowledge.ingestion import document, pipeline

HOSTILE = {
    "one syllable": ("a.txt", "가" * 400_000),
    "signs": ("a.html", "<html><body><p>시작" + "<" * 600_000),
    "a tag": ("a.html", "<p " + " ".join(f'a{n}="b"' for n in range(60_000)) + ">광합성을 다룬 글이다.</p>"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_writing_is_read_soon(library: Library, tmp_path: Path, kind: str) -> None:
    name, text = HOSTILE[kind]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    begun = time.process_time()
    source = library.add(path)
    assert time.process_time() - begun < 10 and source.pages
    library.search("을사늑약")


@pytest.mark.parametrize("stage", ["read", "index"])
def test_a_cancel_is_heard_at_every_stage(library: Library, tmp_path: Path, stage: str) -> None:
    path = tmp_path / "긴 글.md"
    path.write_text(
        "\n\n".join(f"{n}번째 글은 광합성과 {n * 7919}번 조약을 다룬다." for n in range(12_000)), encoding="utf-8"
    )
    cancel, asked = threading.Event(), [0.0]

    def report(now: str, done: int, total: int) -> None:
        if now == stage and not asked[0]:
            asked[0] = time.process_time()
            cancel.set()

    with pytest.raises(IngestError) as refused:
        library.add(path, progress=report, cancel=cancel)
    assert refused.value.code == "cancelled" and time.process_time() - asked[0] < 2
    assert len(library.sources()) == 1 and library.check() == []


def test_indexing_ends_at_its_limit(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "SLOWEST_INDEXING", -1.0)
    path = tmp_path / "a.md"
    path.write_text("\n\n".join(f"{n}번째 글은 광합성을 다룬다." for n in range(200)), encoding="utf-8")
    with pytest.raises(IngestError) as refused:
        library.add(path)
    assert refused.value.code == "index_timeout" and len(library.sources()) == 1


def test_an_endless_text_is_refused(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_CHARACTERS", 1000)
    path = tmp_path / "a.md"
    path.write_text("글이 길다. " * 200, encoding="utf-8")
    with pytest.raises(IngestError) as refused:
        library.add(path)
    assert refused.value.code == "text_too_long" and "나누어" in refused.value.message
