"""반 and 과제 without a browser: what one tab shares another does not take back, joining, and what goes wrong in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from knowledge import Library
from learning.classes.class_rooms import ClassRooms
from settings import ROOT
from storage.class_tables import ClassRow

ROOM = "반하나"


@pytest.fixture(autouse=True)
def served(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's process serves the test's library; the class is of who has it."""
    monkeypatch.setenv("HYUNMOO_LIBRARY", str(library.path))
    st.cache_resource.clear()
    with library.database.session() as session:
        session.add(ClassRow(id=ROOM, owner=library.owner, name="1학년 1반", code="AAAABBBB"))
        session.add(ClassRow(id="반둘", owner="다른 교사", name="저녁 반", code="CCCCDDDD"))
    yield
    st.cache_resource.clear()


def open_page(page: str) -> AppTest:
    return AppTest.from_file(str(ROOT / "ui" / "views" / f"{page}.py"), default_timeout=60).run()


def test_an_old_tab_takes_back_nothing_that_another_one_shared(library: Library, tmp_path: Path) -> None:
    more = tmp_path / "새 교재.md"
    more.write_text("# 새 교재\n\n지구는 태양의 둘레를 돈다.\n", encoding="utf-8")
    (old,), new, rooms = library.sources(), library.add(more), ClassRooms(library.database, library.owner)
    tab = open_page("class_book")
    assert not tab.exception and tab.multiselect(key=f"share-{ROOM}").value == []
    rooms.share(ROOM, new.id)  # in another tab
    tab.multiselect(key=f"share-{ROOM}").set_value([old.id]).run()
    assert rooms.shared(ROOM) == {old.id, new.id}
    assert set(tab.multiselect(key=f"share-{ROOM}").value) == {old.id, new.id}
    tab.multiselect(key=f"share-{ROOM}").set_value([new.id]).run()
    assert rooms.shared(ROOM) == {new.id}


def test_what_cannot_be_shared_is_said_in_words(library: Library) -> None:
    (source,) = library.sources()
    tab = open_page("class_book")
    ClassRooms(library.database, library.owner).remove(ROOM)  # in another tab
    tab.multiselect(key=f"share-{ROOM}").set_value([source.id]).run()
    assert not tab.exception and any("없는 반" in one.value for one in tab.error)


def test_a_teacher_without_sources_is_told_what_to_do_next(library: Library) -> None:
    for source in library.sources():
        library.remove(source.id)
    tab = open_page("class_book")
    assert any("서재에 교재를 올려" in one.value for one in tab.info) and tab.button(key="class-library")
    assert not tab.multiselect and not tab.exception


def test_who_joins_sees_the_class_at_once(library: Library) -> None:
    tab = open_page("homework")
    tab.text_input[0].set_value("cccc-dddd")
    tab.button[0].click().run()
    assert not tab.exception and any("저녁 반" in one.value for one in tab.caption)
    tab.text_input[0].set_value("없는코드")
    tab.button[0].click().run()
    assert any("코드의 반이 없습니다" in one.value for one in tab.error)
