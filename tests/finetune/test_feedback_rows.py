"""From what a reader said to what a model learns: with the evidence of that time, in the prompt that serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from errors import FinetuneError
from finetune import data, rows
from finetune.feedback_rows import feedback_rows, preference_pairs
from finetune.pairs.answer_pairs import read_pairs, write_pairs
from knowledge import Library
from learning.feedback.records import FeedbackItem
from settings import Settings
from tests.ui.terminal import hyunmoo

BETTER = "식물의 광합성은 엽록체에서 일어난다."


@pytest.fixture
def assistant(settings: Settings, library: Library) -> Iterator[Assistant]:
    opened = Assistant.open(settings)
    yield opened
    opened.close()


def corrected(assistant: Assistant, text: str = BETTER) -> FeedbackItem:
    answer = assistant.ask("광합성은 어디에서 일어나나?", thread="t")
    return assistant.feedback(answer.id, False, "너무 길어요", text)[-1]


def test_a_correction_outlives_the_thumb_and_carries_its_evidence(assistant: Assistant) -> None:
    kept = corrected(assistant)
    assert kept.kind == "correction" and kept.evidence and kept.cited.startswith(BETTER.rstrip("."))
    answer = assistant.history("t")[0]
    assistant.feedback(answer.id, True)
    assistant.withdraw_feedback(answer.id)
    assert assistant.history("t")[0].feedback == 0
    assert assistant.opinions.item(kept.id) == kept
    assistant.delete_thread("t")
    assert assistant.opinions.item(kept.id) == kept, "what was said of it outlives the conversation"


def test_only_what_was_accepted_is_learnt(assistant: Assistant) -> None:
    kept = corrected(assistant)
    assert data.collect(assistant.library, kinds=("feedback",)) == []
    assistant.opinions.accept(kept.id)
    (row,) = data.collect(assistant.library, kinds=("feedback",))
    system, user, said = row.messages
    assert row.kind == "correction" and said.content == kept.cited and kept.evidence[0].text.split()[0] in user.content
    assert "광합성은 어디에서 일어나나?" in user.content and system.role == "system"
    assistant.library.remove(assistant.library.sources()[0].id)
    assert data.collect(assistant.library, kinds=("feedback",)) == [row], "its evidence stays when the source goes"


def test_a_good_answer_teaches_with_the_numbers_of_its_evidence(assistant: Assistant) -> None:
    answer = assistant.ask("광합성은 어디에서 일어나나?", thread="t")
    (thumb,) = assistant.feedback(answer.id, True)
    (row,) = feedback_rows([assistant.opinions.accept(thumb.id)])
    assert row.kind == "praised" and "[1]" in row.messages[-1].content
    (bad,) = assistant.feedback(answer.id, False)
    assert list(feedback_rows([assistant.opinions.accept(bad.id)])) == []


def test_a_correction_and_what_was_shown_are_a_pair(assistant: Assistant, tmp_path: Path) -> None:
    item = corrected(assistant, f"{BETTER} 물음은 010-1234-5678로.")
    pairs = list(preference_pairs([item, item]))
    card = write_pairs(pairs, tmp_path / "pairs.jsonl")
    (pair,) = read_pairs(card.path)
    assert card.dropped == {"repeated": 1} and "[전화번호]" in pair.chosen and pair.rejected != pair.chosen
    with pytest.raises(FinetuneError) as refused:
        write_pairs([], tmp_path / "none.jsonl")
    assert refused.value.code == "no_preferences"
    (tmp_path / "broken.jsonl").write_text('{"messages": []}\n', encoding="utf-8")
    with pytest.raises(FinetuneError) as refused:
        read_pairs(tmp_path / "broken.jsonl")
    assert refused.value.code == "data_broken"


def test_the_review_in_a_terminal(assistant: Assistant, tmp_path: Path) -> None:
    kept = corrected(assistant)
    folder = assistant.library.path
    listed = json.loads(hyunmoo("feedback", "list", "--json", library=folder).stdout)
    assert listed["counts"]["pending"] == 2 and listed["feedback"][0]["id"] == kept.id
    shown = hyunmoo("feedback", "show", str(kept.id), library=folder).stdout
    assert BETTER in shown and "너무 길어요" in shown and "[1]" in shown
    assert hyunmoo("feedback", "export", str(tmp_path / "x.jsonl"), library=folder).returncode == 1
    assert hyunmoo("feedback", "accept", str(kept.id), library=folder).returncode == 0
    exported = json.loads(hyunmoo("feedback", "export", str(tmp_path / "x.jsonl"), "--json", library=folder).stdout)
    assert exported["rows"] == 1 and rows.read(tmp_path / "x.jsonl")[0].kind == "correction"
    assert hyunmoo("feedback", "export", str(tmp_path / "p.jsonl"), "--pairs", library=folder).returncode == 0
    gathered = hyunmoo("finetune", str(tmp_path / "p.jsonl"), "--dpo", "--data-only", "--json", library=folder).stdout
    assert json.loads(gathered)["rows"] == 1, "the file's pair and the library's are one"
    both = hyunmoo("finetune", "--base", "x", "--dpo", "--dapt", "--json", library=folder).stdout
    assert json.loads(both)["error"]["code"] == "dapt_alone"
    hyunmoo("feedback", "reject", str(kept.id), "--reason", "틀린 말", library=folder)
    assert "틀린 말" in hyunmoo("feedback", "show", str(kept.id), library=folder).stdout
    unknown = hyunmoo("feedback", "accept", "999", "--json", library=folder)
    assert unknown.returncode == 1 and json.loads(unknown.stdout)["error"]["code"] == "unknown_feedback"
