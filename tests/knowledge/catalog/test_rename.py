"""Another title for a source: kept, cited from then on, found under it, and refused where it is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import QuestionError
from knowledge import Library
from settings import Settings

TEXT = "# 배포판\n\n" + "기공은 낮에 열려 이산화 탄소를 받아들인다. " * 3


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"))
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    opened.add(tmp_path / "a.md")
    yield opened
    opened.close()


def test_a_new_title_stays_and_is_what_a_hit_bears(library: Library) -> None:
    (source,) = library.sources()
    assert library.rename(source.id, "  식물의\n호흡 ").title == "식물의 호흡"
    assert library.source(source.id).title == "식물의 호흡"
    assert {hit.title for hit in library.search("기공")} == {"식물의 호흡"}
    assert library.rename(source.id, source.title) == source


@pytest.mark.parametrize("title", ["", "  ", "\x00", "!!", "가" * 121])
def test_what_is_no_title_is_refused_and_the_old_one_stays(library: Library, title: str) -> None:
    (source,) = library.sources()
    with pytest.raises(QuestionError) as refused:
        library.rename(source.id, title)
    assert refused.value.code == "bad_title" and source.title in refused.value.message
    assert library.source(source.id).title == source.title


def test_another_owner_cannot_rename(library: Library, tmp_path: Path) -> None:
    (source,) = library.sources()
    other = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"), owner="other")
    with pytest.raises(QuestionError) as refused:
        other.rename(source.id, "식물")
    assert refused.value.code == "unknown_source"
    other.close()
