"""The guide to a source: what it tells is in the source, what it suggests is answered in full, and it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from agent import Assistant
from agent.guides.kept_guides import find_kept_guides, keep_guide, load_guide, suggest_next
from errors import QuestionError
from knowledge import Library
from settings import Settings
from storage.tables import GuideRow

FORMULAS = """# 함수와 미분

## 목차

- 도함수 3
- 적분 9

## 도함수

도함수는 함수의 순간 변화율을 나타내는 함수이다.

$$f'(x) = \\lim_{h \\to 0} \\frac{f(x+h) - f(x)}{h}$$

x = 3y + 2z

## 참고 문헌

- 김수학, 미적분의 이해, 2010
"""


@pytest.fixture
def assistant(library: Library, settings: Settings) -> Assistant:
    return Assistant.open(settings)


def test_every_suggested_question_is_answered_in_full(library: Library, assistant: Assistant) -> None:
    source = library.sources()[0].id
    guide = load_guide(library, source)
    assert [one.title for one in guide.chapters] == ["1장 광합성", "2장 을사늑약"]
    assert {"광합성", "을사늑약"} <= {one.term for one in guide.terms}
    assert 1 <= len(guide.about) <= 3
    for span in (*guide.terms, *guide.about):
        assert library.text(source, span.start, span.end) == span.text
    first = guide.first_questions
    assert len(first) >= 3 and len({one.type for one in guide.questions if one.first}) >= 3
    for question in first:
        answer = assistant.ask(question, "안내")
        assert not answer.abstained and answer.sufficiency == "full" and answer.citations, question


def test_a_guide_is_kept_for_its_edition_and_found_anew_where_it_is_damaged(library: Library) -> None:
    source = library.sources()[0].id
    assert find_kept_guides(library) == []
    keep_guide(library, source)
    kept = find_kept_guides(library)
    assert [one.source_id for one in kept] == [source] and load_guide(library, source) == kept[0]
    library.rename(source, "다른 제목")
    assert find_kept_guides(library)[0].title == "다른 제목"
    for values in ({"data": b"damaged"}, {"edition": "older"}):
        with library.database.session() as session:
            session.execute(update(GuideRow).values(**values))
        assert find_kept_guides(library) == []
        assert load_guide(library, source).questions == kept[0].questions
    library.remove(source)
    assert find_kept_guides(library) == []


def test_nothing_is_asked_of_equations_contents_or_references(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "미적분.md"
    path.write_text(FORMULAS, encoding="utf-8")
    guide = load_guide(library, library.add(path).id)
    assert any("도함수" in one.question for one in guide.questions)
    for text in (*(one.question for one in guide.questions), *(one.term for one in guide.terms)):
        assert not set(text) & set("=$\\{}") and "목차" not in text and "김수학" not in text


def test_suggestions_go_on_from_the_answers_own_section(library: Library, assistant: Assistant) -> None:
    source = library.sources()[0].id
    answer = assistant.ask("을사늑약은 언제 체결되었나?", "가")
    assert suggest_next(library, answer) == []  # there is no guide yet
    guide = load_guide(library, source)
    here = max(one.part for one in guide.questions)
    own = [one.question for one in guide.questions if one.part == here]
    found = suggest_next(library, answer)
    assert 2 <= len(found) <= 3 and found[0] in own and len(set(found)) == len(found)
    again = suggest_next(library, answer, asked=[found[0]])
    assert found[0] not in again
    assert suggest_next(library, assistant.ask("안녕하세요", "가")) == []


def test_an_unknown_source_has_no_guide(library: Library) -> None:
    with pytest.raises(QuestionError):
        load_guide(library, "0" * 16)
    assert not keep_guide(library, "0" * 16)  # in the background it is only written down
