"""Pairs of a term and its explanation: what slides and notes give instead of statements."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from knowledge import Library
from learning import KINDS
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact, FactPool
from learning.kinds.draft import Draft, cited_spans
from learning.kinds.pair_questions import PAIR_JOINT, states_pair
from learning.quizzes.question_gate import to_question
from learning.validation.item_flaws import lint
from learning.validation.question_worth import least_question_worth, question_worth
from learning.validation.solver import solves_from_citations
from settings import Settings

TERMS = {
    "침식": "흐르는 물이 땅을 깎아 내는 작용",
    "운반": "깎인 알갱이가 물을 따라 옮겨지는 작용",
    "퇴적": "옮겨진 알갱이가 바닥에 쌓이는 작용",
    "풍화": "바위가 비바람에 잘게 부서지는 과정",
    "융기": "땅이 서서히 위로 솟아오르는 현상",
    "침강": "지반이 천천히 아래로 내려앉는 현상",
    "습곡": "양쪽에서 미는 힘으로 지층이 휘어진 모양",
    "단층": "끊어진 지층이 서로 어긋난 모양",
}


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, FactPool]]:
    home = tmp_path_factory.mktemp("pairs")
    lines = "\n".join(f"- {term}: {said}" for term, said in TERMS.items())
    (home / "지형.md").write_text(f"# 땅의 변화\n\n## 지형을 바꾸는 작용\n\n{lines}\n", encoding="utf-8")
    library = Library.open(home / "library", settings=Settings(library=home / "library"))
    source = library.add(home / "지형.md").id
    yield library, extract_facts(library, [source], None)
    library.close()


def drafts_of(kind: str, material: FactPool) -> list[tuple[Draft, Fact]]:
    make = KINDS[kind].of_lines
    assert make is not None
    facts = [one for one in material.lines if one.form == "explained"]
    made = [(make(fact, material, random.Random(seed)), fact) for fact in facts for seed in range(4)]
    return [(draft, fact) for draft, fact in made if draft is not None]


@pytest.mark.parametrize("kind", ["match", "negative", "bogi"])
def test_pairs_are_as_the_book_has_them_and_a_reader_of_the_spans_finds_the_key(
    deck: tuple[Library, FactPool], kind: str
) -> None:
    library, material = deck
    found = drafts_of(kind, material)
    assert len(found) >= 8
    for draft, fact in found:
        question = to_question(draft, fact, library.owner)
        assert solves_from_citations(question) and not lint(question)
        for _, span in cited_spans(draft, fact):
            assert library.text(span.source_id, span.start, span.end) == span.text
        if kind != "bogi":
            right = [text for _, text in draft.options if TERMS[text.split(PAIR_JOINT)[0]] == text.split(PAIR_JOINT)[1]]
            assert len(right) == (1 if kind == "match" else 4)


def test_a_pair_is_stated_by_its_own_line_or_by_the_line_under_its_heading() -> None:
    assert states_pair("침식 – 땅을 깎는 작용", ["침식: 땅을 깎는 작용"])
    assert states_pair("침식 – 땅을 깎는 작용", ["3. 침식", "땅을 깎는 작용", "퇴적", "쌓이는 작용"])
    assert not states_pair("침식 – 쌓이는 작용", ["3. 침식", "땅을 깎는 작용", "퇴적", "쌓이는 작용"])
    assert not states_pair("퇴적 – 땅을 깎는 작용", ["침식: 땅을 깎는 작용", "퇴적: 쌓이는 작용"])


def test_a_question_that_says_enough_is_worth_more_than_one_that_does_not(deck: tuple[Library, FactPool]) -> None:
    _, material = deck
    (good, fact), *_ = drafts_of("match", material)
    described = Fact(fact.sentence, fact.title, (), fact.defines, form="described", said=("2026년 3월 2일", "1교시"))
    poor = Draft(
        "short", "다음 설명에 알맞은 용어를 쓰시오.\n• 2026년 3월 2일\n• 1교시", (), ("침식",), "", "침식", 0.5
    )
    assert question_worth(good, fact, material) > question_worth(poor, described, material)
    assert least_question_worth("good") > least_question_worth("fair") > least_question_worth("least")


def test_an_explanation_says_what_the_other_options_are(deck: tuple[Library, FactPool]) -> None:
    _, material = deck
    draft, _ = drafts_of("mcq5", material)[0]
    others = [text for number, text in draft.options if number not in draft.answer]
    assert all(f"‘{other}’ – {TERMS[other]}" in draft.explanation for other in others)
