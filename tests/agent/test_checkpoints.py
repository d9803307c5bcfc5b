"""Conversations' checkpoints: no two share a key, and those of older versions are found under their new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent import Assistant
from agent.checkpoint_file import check_checkpoints
from agent.checkpoints import checkpoint_key
from settings import Settings

names = st.text(st.sampled_from("a%/2F가"), max_size=6)


@given(names, names, names, names)
@example("a", "b/c", "a/b", "c")
@example("a%2Fb", "c", "a/b", "c")
def test_no_two_conversations_share_a_key(owner: str, thread: str, other: str, another: str) -> None:
    assert (checkpoint_key(owner, thread) == checkpoint_key(other, another)) == ((owner, thread) == (other, another))


def test_the_usual_key_is_what_it_was() -> None:
    assert checkpoint_key("default", "0123abcd") == "default/0123abcd" and checkpoint_key("김", "가") == "김/가"


def ask(settings: Settings, owner: str, thread: str, question: str) -> list[str]:
    """The earlier questions that the conversation remembers after this one."""
    assistant = Assistant.open(settings.model_copy(update={"owner": owner}))
    assistant.ask(question, thread=thread)
    saved = assistant._graph.get_state({"configurable": {"thread_id": checkpoint_key(owner, thread)}})
    assistant.close()
    return list(saved.values["history"])


def age(settings: Settings, owner: str, thread: str) -> None:
    """Write a conversation's checkpoints as older versions did."""
    assistant = Assistant.open(settings.model_copy(update={"owner": owner}))
    with assistant._saver.cursor() as cursor:
        for table in ("checkpoints", "writes"):
            key = checkpoint_key(owner, thread)
            cursor.execute(f"UPDATE {table} SET thread_id = ? WHERE thread_id = ?", (f"{owner}/{thread}", key))
    assistant.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(library=tmp_path / "library")


def test_an_older_conversation_goes_on(settings: Settings) -> None:
    ask(settings, "3학년/2반", "수업", "광합성이란?")
    age(settings, "3학년/2반", "수업")
    assert "광합성이란?" in ask(settings, "3학년/2반", "수업", "엽록체란?")


def test_what_two_conversations_shared_is_given_to_neither(settings: Settings) -> None:
    ask(settings, "a", "b/c", "광합성이란?")
    ask(settings, "a/b", "c", "을사늑약이란?")
    age(settings, "a", "b/c")
    assert "을사늑약이란?" in ask(settings, "a/b", "c", "통감부란?")
    assert "광합성이란?" not in ask(settings, "a", "b/c", "엽록체란?")


def test_a_deleted_conversation_leaves_no_checkpoint(settings: Settings) -> None:
    ask(settings, "a/b", "c", "을사늑약이란?")
    age(settings, "a/b", "c")
    assistant = Assistant.open(settings.model_copy(update={"owner": "a/b"}))
    assistant.delete_thread("c")
    with assistant._saver.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM checkpoints").fetchone()[0] == 0
    assistant.close()


def damage_blob(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE checkpoints SET checkpoint = ?", [b"\xc1 no checkpoint"])
        connection.commit()


HARMS: dict[str, Callable[[Path], object]] = {
    "noise": lambda path: path.write_bytes(b"\x5a" * 20_000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "empty": lambda path: path.write_bytes(b""),
    "one checkpoint": damage_blob,
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_file_costs_what_was_asked_before_and_no_answer(settings: Settings, book: Path, harm: str) -> None:
    assistant = Assistant.open(settings)
    assistant.library.add(book)
    first = assistant.ask("을사늑약은 언제 체결되었나", thread="t")
    assistant.close()
    HARMS[harm](settings.library / "checkpoints.db")
    if harm != "empty":
        assert [one.code for one in check_checkpoints(settings.library, False)] == ["checkpoints_damaged"]
    again = Assistant.open(settings)
    answer = again.ask("광합성은 어디에서 일어나나", thread="t")
    assert [one.text for one in again.history("t")] == [first.text, answer.text] and answer.citations
    again.close()
    assert check_checkpoints(settings.library, True) == []


def test_a_file_that_is_damaged_while_it_is_open_is_replaced(settings: Settings, book: Path) -> None:
    assistant = Assistant.open(settings)
    assistant.library.add(book)
    assistant.ask("을사늑약은 언제 체결되었나", thread="t")
    assistant._saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (settings.library / "checkpoints.db").write_bytes(b"\x5a" * 20_000)
    assistant._saver.conn.execute("PRAGMA shrink_memory")
    assert assistant.ask("광합성은 어디에서 일어나나", thread="t").citations
    assert len(assistant.history("t")) == 2
    assistant.close()
