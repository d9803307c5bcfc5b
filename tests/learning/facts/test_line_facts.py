"""Slides and notes in 개조식 are asked about: by their terms, headings and classes; facts are kept with their edition."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

import korean
from knowledge import Library
from learning import make_quiz
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact
from learning.facts.kept_facts import keep_facts
from learning.facts.lines.line_forms import heading_term, is_definition_phrase, plain_term
from learning.kinds.line_questions import answer_from_lines, choose_term, judge_line, settle_line
from settings import Settings
from storage.tables import FactsRow, SourceRow

DECK = """# 세포의 구조

## 차례

- 세포막
- 리보솜
- 골지체

## 세포막

- 세포의 안과 밖을 가르는 얇은 막
- 물질이 드나드는 것을 조절함

## 리보솜

- 유전 정보에 따라 단백질을 만드는 알갱이

## 골지체

- 만들어진 단백질을 저장하고 밖으로 내보내는 주머니

## 세포의 기관

- 미토콘드리아: 양분을 분해하여 에너지를 얻는 기관
- 엽록체: 빛을 받아 양분을 만드는 초록색 기관
- 액포: 물과 노폐물을 담아 두는 주머니
- 세포벽: 식물 세포의 모양을 지키는 단단한 벽
- 장점: 서로 다른 일을 나누어 맡을 수 있음

## 조직의 4가지 종류

- 상피 조직
- 결합 조직
- 근육 조직
- 신경 조직
"""


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = tmp_path_factory.mktemp("deck")
    path = home / "세포.md"
    path.write_text(DECK, encoding="utf-8")
    library = Library.open(home / "library", settings=Settings(library=home / "library"))
    library.add(path)
    yield library
    library.close()


def lines_of(library: Library) -> dict[str, Fact]:
    found = extract_facts(library, [library.sources()[0].id], None).lines
    return {fact.defines: fact for fact in found if fact.form != "named"}


def test_terms_headings_and_members_become_facts_with_exact_spans(deck: Library) -> None:
    found = lines_of(deck)
    assert found["엽록체"].form == "explained" and found["엽록체"].said == ("빛을 받아 양분을 만드는 초록색 기관",)
    assert found["리보솜"].form == "explained" and found["리보솜"].more
    assert found["신경 조직"].form == "member" and found["신경 조직"].said[0] == "조직의 4가지 종류"
    for fact in found.values():
        for span in (fact.sentence, *fact.more):
            assert deck.text(span.source_id, span.start, span.end) == span.text


def test_a_table_of_contents_gives_no_fact(deck: Library) -> None:
    assert "차례" not in lines_of(deck)
    assert all(fact.topic != "차례" for fact in lines_of(deck).values())


def test_a_deck_without_a_sentence_gives_a_quiz_that_its_spans_answer(deck: Library) -> None:
    made = make_quiz(deck, [deck.sources()[0].id], n=8, seed=2)
    assert len(made) >= 8 and "mcq5" in {one.kind for one in made}
    for one in made:
        cited = korean.squeeze(" ".join(one.spans()))
        assert korean.squeeze(one.concept) in cited


def test_rivals_come_from_the_same_list_and_none_fits_the_explanation(deck: Library) -> None:
    material = extract_facts(deck, [deck.sources()[0].id], None)
    draft = choose_term(lines_of(deck)["엽록체"], material, random.Random(1))
    assert draft is not None
    options = {text for _, text in draft.options}
    assert {"미토콘드리아", "액포", "세포벽"} <= options and "장점" not in options


def test_a_claim_of_a_line_is_settled_by_its_spans() -> None:
    spans = ["액포: 물을 담는 주머니", "엽록체: 양분을 만드는 기관"]
    assert settle_line("액포: 물을 담는 주머니", "O", spans)
    assert settle_line("액포: 양분을 만드는 기관", "X", spans)
    assert not settle_line("액포: 물을 담는 주머니", "X", spans)
    assert settle_line("액포는 물을 담는다.", "O", ["액포는 물을 담는다."]) is None


def test_true_and_false_are_as_likely(deck: Library) -> None:
    material, fact = extract_facts(deck, [deck.sources()[0].id], None), lines_of(deck)["액포"]
    drafts = [judge_line(fact, material, random.Random(seed)) for seed in range(40)]
    answers = [draft.answer[0] for draft in drafts if draft]
    assert 10 < answers.count("O") < 30 and len(answers) == 40


def test_the_reader_names_the_heading_of_what_the_stem_tells() -> None:
    spans = ["세포막", "세포의 안과 밖을 가르는 얇은 막", "물질이 드나드는 것을 조절함"]
    stem = "다음 설명에 알맞은 용어를 쓰시오.\n• 세포의 안과 밖을 가르는 얇은 막\n• 물질이 드나드는 것을 조절함"
    assert answer_from_lines(stem, spans) == "세포막"
    assert (
        answer_from_lines("다음 설명에 알맞은 용어를 쓰시오.\n물을 담는 주머니", ["액포: 물을 담는 주머니"]) == "액포"
    )
    assert answer_from_lines("다음 설명에 알맞은 용어를 쓰시오.\n없는 말", ["액포: 물을 담는 주머니"]) is None


@pytest.mark.parametrize(
    ("heading", "term"),
    [("리보솜의 개념을 서술", "리보솜"), ("엽록체란?", "엽록체"), ("3. 골지체", "골지체"), ("요약", ""), ("방법", "")],
)
def test_what_a_heading_names(heading: str, term: str) -> None:
    assert heading_term(heading) == term


def test_glosses_and_definition_phrases() -> None:
    assert plain_term("동기화 Synchronization") == "동기화" and plain_term("액포(vacuole)") == "액포"
    assert is_definition_phrase("물과 노폐물을 담아 두는 주머니") and not is_definition_phrase("물이 드나듦")


def test_facts_are_kept_for_their_edition_and_found_anew_for_another(deck: Library) -> None:
    source = deck.sources()[0].id
    keep_facts(deck, source)
    with deck.database.session() as session:
        assert session.scalar(select(FactsRow.edition).where(FactsRow.source_id == source))
        session.execute(update(FactsRow).values(data=b"", edition="older"))
    assert lines_of(deck)["엽록체"].said
    with deck.database.session() as session:
        edition = session.scalar(select(SourceRow.edition).where(SourceRow.id == source))
        kept = session.scalar(select(FactsRow.edition).where(FactsRow.source_id == source))
    assert kept is not None and edition is not None and kept.endswith(edition)


def test_kept_facts_are_those_that_were_found(tmp_path: Path, deck: Library) -> None:
    source = deck.sources()[0].id
    with deck.database.session() as session:
        session.execute(update(FactsRow).values(edition="older"))
    fresh = extract_facts(deck, [source], None)
    again = extract_facts(deck, [source], None)
    assert [(f.sentence, f.said, f.more, f.group, f.form) for f in fresh.lines] == [
        (f.sentence, f.said, f.more, f.group, f.form) for f in again.lines
    ]
