"""Recorded replies through the whole assistant: what they say wrongly is not shown, and they are named for what they
are.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent import Assistant
from errors import ModelUnavailable
from knowledge.models import EvidenceState
from llm import load_chat_model
from llm.engines import ENGINES
from settings import Settings

QUESTION = "광합성은 어디에서 일어나는가?"
RIGHT, WRONG = "광합성은 엽록체에서 일어납니다.", "광합성은 1905년에 엽록체에서 일어났습니다."


def write(folder: Path, *lines: object) -> Path:
    file = folder / "replies.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file


def test_a_recorded_reply_is_held_to_the_evidence(tmp_path: Path) -> None:
    replies = [{"model": "good", "text": f"{RIGHT} [1]"}, {"model": "bad", "text": f"{RIGHT} [1] {WRONG} [1]"}]
    file = write(tmp_path, {"question": QUESTION, "replies": replies})
    book = tmp_path / "과학.md"
    book.write_text("# 과학\n\n광합성은 식물의 엽록체에서 일어난다. 잎에는 기공이 있다.\n", encoding="utf-8")
    for writer in ("good", "bad"):
        assistant = Assistant.open(Settings(library=tmp_path / "library", llm="replay", model=f"{file}#{writer}"))
        assistant.library.add(book)
        answer = assistant.ask(QUESTION, thread=writer)
        assistant.close()
        assert "엽록체에서 일어" in answer.text and "1905" not in answer.text
        assert answer.citations and all(one.status != EvidenceState.NONE for one in answer.citations)


def test_the_engine_says_that_it_is_no_model(tmp_path: Path) -> None:
    assert "모델 아님" in ENGINES["replay"].korean and "no model" in ENGINES["replay"].english
    model = load_chat_model(Settings(llm="replay", model=str(write(tmp_path, {"question": "가", "reply": "나"}))))
    reply = model.invoke("앞말\n가\n뒷말")
    assert reply.text == "나" and reply.response_metadata["model_name"] == "recorded replies"
    assert model.invoke("가 아닌 것").text == ""
    assert "".join(str(chunk.text) for chunk in model.stream("가")) == "나"


@pytest.mark.parametrize(("line", "code"), [(None, "replay_missing"), ("[]", "replay_broken"), ("{", "replay_broken")])
def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path, line: str | None, code: str) -> None:
    file = tmp_path / "x.jsonl"
    if line is not None:
        file.write_text(line, encoding="utf-8")
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(Settings(llm="replay", model=str(file)))
    assert (caught.value.code == code and "question" in caught.value.message) or code == "replay_missing"
