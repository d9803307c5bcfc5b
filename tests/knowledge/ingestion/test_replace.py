"""A new edition in an old one's place: the id stays, citations follow their quotes, and
nothing of the old text is found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from errors import IngestError, QuestionError
from knowledge import Library, Source
from settings import ROOT, Settings
from storage.tables import AnswerRow, QuestionRow, ThreadRow

KEPT, GONE = "을사늑약에 따라 서울에 통감부가 설치되었다.", "광합성은 엽록체에서 일어난다."
NEW = f"""# 시험 교재 둘째 판

## 1장 새로 쓴 첫머리

발해는 698년에 대조영이 세운 나라이다. 발해는 해동성국이라고 불렸다.

## 2장 을사늑약

{KEPT.replace("서울에 ", "서울에  ")} 초대 통감은 이토 히로부미이다.
"""


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    path = tmp_path / "둘째판.md"
    path.write_text(NEW, encoding="utf-8")
    return path


def citation(library: Library, source: Source, quote: str) -> dict[str, object]:
    start = library.text(source.id, 0, 10_000).index(quote)
    where = {"source_id": source.id, "title": source.title, "start": start, "end": start + len(quote)}
    return {"marker": 1, "quote": quote, "status": "확인됨", "page": library.page_at(source.id, start)} | where


def keep(library: Library, source: Source) -> None:
    """A quiz question on a quote that stays and an answer that cites one that goes."""
    with library.database.session() as session:
        told = {"citation": citation(library, source, KEPT)}
        session.add(QuestionRow(id="q1", owner=library.owner, source_id=source.id, kind="ox", payload=told))
        cited = {"citations": [citation(library, source, GONE)], "nearest": [citation(library, source, KEPT)]}
        session.add(ThreadRow(id="t", owner=library.owner))
        session.add(AnswerRow(owner=library.owner, thread_id="t", question="?", payload=cited))


def kept(library: Library) -> list[dict[str, object]]:
    with library.database.session() as session:
        question, answer = session.get(QuestionRow, "q1"), session.get(AnswerRow, 1)
        assert question is not None and answer is not None
        return [question.payload["citation"], *answer.payload["citations"], *answer.payload["nearest"]]


def test_citations_follow_their_quotes(library: Library, edition: Path) -> None:
    source = library.sources()[0]
    library.search("을사늑약")
    keep(library, source)
    replaced = library.replace(source.id, edition)
    assert replaced.id == source.id and [s.id for s in library.sources()] == [source.id]
    assert replaced.sha256 != source.sha256 and replaced.created_at == source.created_at
    found, lost, nearest = kept(library)
    for one in (found, nearest):
        assert library.text(source.id, one["start"], one["end"]) == one["quote"] and one["status"] == "확인됨"  # type: ignore[arg-type]
        assert str(one["quote"]).split() == KEPT.split() and one["title"] == replaced.title
    assert lost["status"] == "근거 없음" and lost["quote"] == GONE and lost["start"] == lost["end"]
    assert library.check() == []
    assert {path.name for path in library.files.iterdir()} == {replaced.sha256}


@pytest.mark.parametrize("legs", ["fused", "lexical", "dense"])
def test_searches_know_the_new_text_only_in_every_open_library(library: Library, edition: Path, legs: str) -> None:
    other = Library.open(library.path, settings=library.settings)
    source = library.sources()[0]
    assert other.search("엽록체 광합성", legs=legs) and library.search("엽록체 광합성", legs=legs)
    library.replace(source.id, edition)
    for shelf in (library, other):
        assert "대조영" in shelf.search("발해는 누가 세웠나", legs=legs)[0].passage.text
        assert not any("엽록체" in hit.passage.text for hit in shelf.search("엽록체 광합성", k=50, legs=legs))
    other.close()


def test_the_old_edition_again_finds_what_was_lost(library: Library, edition: Path, book: Path) -> None:
    source = library.sources()[0]
    keep(library, source)
    before = kept(library)
    library.replace(source.id, edition)
    library.replace(source.id, book)
    assert kept(library) == before and library.check() == []


def test_a_removed_twin_gives_way_and_its_questions_come_over(library: Library, edition: Path) -> None:
    source = library.sources()[0]
    twin = library.add(edition)
    with pytest.raises(QuestionError) as refused:
        library.replace(source.id, edition)
    assert refused.value.code == "already_there"
    told = {"citation": citation(library, twin, "발해는 해동성국이라고 불렸다.")}
    with library.database.session() as session:
        session.add(QuestionRow(id="q2", owner=library.owner, source_id=twin.id, kind="ox", payload=told))
    library.remove(twin.id)
    library.replace(source.id, edition)
    with library.database.session() as session:
        row = session.get(QuestionRow, "q2")
        assert row is not None and row.source_id == row.payload["citation"]["source_id"] == source.id
    assert len(library.sources()) == 1 and library.check() == []


def test_a_bad_edition_leaves_the_old_one(library: Library, tmp_path: Path) -> None:
    source = library.sources()[0]
    empty = tmp_path / "빈.md"
    empty.write_text("  \n", encoding="utf-8")
    with pytest.raises(IngestError):
        library.replace(source.id, empty)
    with pytest.raises(QuestionError):
        library.replace("없음", empty)
    assert library.sources() == [source] and library.check() == []
    assert library.replace(source.id, library.files / source.sha256, filename="같은.md") == source


def test_the_command_replaces(settings: Settings, library: Library, edition: Path) -> None:
    source = library.sources()[0]
    command = [sys.executable, "-m", "ui.cli", "replace", source.id, str(edition), "--json"]
    ran = subprocess.run(
        [*command, "--library", str(settings.library)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    said = json.loads(ran.stdout)
    assert ran.returncode == 0 and said["id"] == source.id and said["filename"] == "둘째판.md"
    assert "대조영" in library.search("발해는 누가 세웠나")[0].passage.text
