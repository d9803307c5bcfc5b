"""What people are told: each refusal has a code, each of what keeps their work is reached by a test."""

from __future__ import annotations

import re

from docs.sentences import ToldSentence, list_errors
from knowledge.integrity.sentences import PROBLEM_SENTENCES
from knowledge.loaders.refusals import REFUSALS
from settings import ROOT

KEEPING = (
    "accounts",
    "storage",
    "storage/upkeep",
    "knowledge",
    "knowledge/ingestion",
    "knowledge/integrity",
    "knowledge/loaders",
)
HANGUL = re.compile("[가-힣]")


def tested_text() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))


def errors_of(*rooms: str) -> list[ToldSentence]:
    return [one for one in list_errors() if one.room in rooms]


def test_every_refusal_has_a_code_and_a_korean_sentence_without_a_link() -> None:
    told = list_errors()
    assert len(told) > 150
    for one in told:
        assert re.fullmatch(r"[a-z0-9_]+|…|…_broken", one.code), one
        assert HANGUL.search(one.korean) or not one.korean.strip(" …:.'"), one
        assert "http" not in one.korean.replace("http…", ""), one


def test_what_keeps_peoples_work_says_it_in_english_too() -> None:
    assert [one for one in errors_of(*KEEPING) if not one.english and one.korean != "…"] == []


def test_every_refusal_of_what_keeps_peoples_work_is_reached_by_a_test() -> None:
    text = tested_text()
    codes = {one.code for one in errors_of(*KEEPING) if "…" not in one.code}
    assert codes - {code for code in codes if f'"{code}"' in text} == set()


def test_every_problem_of_a_check_is_reached_by_a_test_and_says_what_to_do() -> None:
    text = tested_text()
    assert [code for code in PROBLEM_SENTENCES if f'"{code}"' not in text] == []
    assert all(HANGUL.search(one.korean) and one.english.endswith(".") for one in PROBLEM_SENTENCES.values())


def test_every_refusal_of_a_loader_has_its_english() -> None:
    made = {one.code for one in list_errors() if one.room.startswith("knowledge/loaders/") and one.code != "…"}
    assert made - REFUSALS.keys() <= {one.code for one in errors_of("knowledge/loaders")}
