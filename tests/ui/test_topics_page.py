"""The 주제 page: topics come in the background, a click opens one, and a quiz and a summary start there; the
same tree in the terminal.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import event

from knowledge import Library
from knowledge.topics.kept_topics import find_kept_topics, load_topics
from tests.ui.pages import opened, until
from tests.ui.terminal import hyunmoo
from ui.session import assistant, finding_topics


def test_a_topic_is_opened_told_and_made_a_quiz(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(sample_folder, "topic_tree", monkeypatch)
    until(lambda: (job := finding_topics().of(None)) is not None and not job.active)
    page.run()
    assert not page.exception and not page.error
    labels = [one.label for one in page.expander]
    assert len(labels) > 2 and all(label.startswith("**") and "%" in label for label in labels)
    page.session_state["topic-shelf-0"] = True
    page.run()
    assert any("대표 문장" in one.value for one in page.markdown)
    assert any(one.key.startswith("cite-topic-shelf-0") for one in page.button if one.key)
    page.button(key="topic-shelf-0-summary").click().run()
    assert any(one.key.startswith("cite-topic-shelf-0-told") for one in page.button if one.key)
    page.button_group[0].set_value(0).run()
    assert not page.exception and "topic-shelf-0-0-ask" in {one.key for one in page.button}
    page.button(key="topic-shelf-0-0-quiz").click().run()
    assert not page.exception and page.title[0].value == "퀴즈"
    assert page.session_state["desk"].quiz.questions


def test_topics_that_cannot_be_kept_are_found_once_and_shown(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(sample_folder, "library", monkeypatch)
    engine = assistant().library.database.engine
    event.listen(engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only = ON"))
    page = page.switch_page("views/topic_tree.py").run()
    until(lambda: (job := finding_topics().of(None)) is not None and not job.active)
    found = finding_topics().of(None)
    assert find_kept_topics(assistant().library) is None
    page.run()
    assert not page.exception and not page.error and len(page.expander) > 2
    page.run()
    assert finding_topics().of(None) is found and len(page.expander) > 2


def test_the_command_tells_the_same_topics(sample_folder: Path, shelf: Library) -> None:
    found = load_topics(shelf)
    ran = hyunmoo("topics", "--json", library=sample_folder)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert [one["name"] for one in said["topics"]] == [topic.name for topic in found.topics]
    quoted = said["topics"][0]["sentences"][0]
    assert quoted["text"] == shelf.text(quoted["source_id"], quoted["start"], quoted["end"])
    plain = hyunmoo("topics", max(shelf.sources(), key=lambda one: one.passages).id, library=sample_folder)
    assert plain.returncode == 0 and "쪽)" in plain.stdout
    assert hyunmoo("topics", "없는자료", library=sample_folder).returncode == 1


def test_an_empty_shelf_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(tmp_path / "library", "topic_tree", monkeypatch)
    assert not page.exception and any("서재에서 교재를" in one.value for one in page.info)
