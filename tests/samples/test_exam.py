"""The history exam is sound: its form, its evenly spread keys, and every key's words in the book that answers it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import korean
from finetune.evaluate import ExamItem, read_exam
from finetune.floors import floors, longest
from knowledge import Library
from settings import ROOT

EXAM = read_exam(ROOT / "samples" / "exam_history.jsonl")
BOOK = korean.squeeze((ROOT / "samples" / "history.md").read_text(encoding="utf-8"))


def key(item: ExamItem) -> str:
    """The key's own words; for a combination of statements or events, theirs."""
    text = item.choices[item.answer]
    named = dict(re.findall(r"^([ㄱ-ㄹ])\. (.+)$", item.question, re.M))
    events = dict(re.findall(r"^\((가|나|다)\) (.+)$", item.question, re.M))
    if re.fullmatch(r"[ㄱ-ㄹ, ]+", text):
        return " ".join(named[name] for name in text.split(", "))
    return " ".join(events.values()) if re.fullmatch(r"[()가나다 -]+", text) else text


def test_the_exam_has_its_form() -> None:
    assert len(EXAM) >= 60
    for item in EXAM:
        assert len(set(item.choices)) == len(item.choices) == 5 and 0 <= item.answer < 5
        assert item.question == item.question.strip() and "?" in item.question
        for statement in re.findall("[ㄱ-ㄹ]", "".join(item.choices)):
            assert f"\n{statement}. " in item.question
    stems = {korean.squeeze(item.question) for item in EXAM}
    assert len(stems) == len(EXAM)
    assert sum("<보기>" in item.question for item in EXAM) >= 5
    assert sum("않은 것" in item.question for item in EXAM) >= 5
    assert sum("\n\n" in item.question for item in EXAM) >= 20


def test_the_keys_are_spread_evenly_and_not_given_away_by_their_length() -> None:
    spread = Counter(item.answer for item in EXAM)
    assert max(spread.values()) - min(spread.values()) <= 1 and len(spread) == 5
    assert sum(longest(item) == item.answer for item in EXAM) / len(EXAM) < 0.3


@pytest.mark.parametrize("item", EXAM, ids=range(1, len(EXAM) + 1))
def test_the_words_of_each_key_stand_in_the_book(item: ExamItem) -> None:
    words = {token.form for token in korean.nouns(key(item))} - {"모습"}  # a word of the exam's own
    missing = {word for word in words if word not in BOOK and word.removesuffix("이") not in BOOK}
    assert words and not missing


def test_retrieval_alone_answers_three_in_five(sample_library: Library) -> None:
    scores = {score.name: score.accuracy for score in floors(EXAM, sample_library)}
    assert scores["retrieval"] >= 0.6 > 0.3 > scores["longest"]
