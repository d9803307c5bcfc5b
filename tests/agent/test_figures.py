"""Figures in answers: caption and references word for word with their pages, refusals that say what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from agent.tools import TOOLS, tool_called_by
from llm.tasks.plan import plan_by_rules
from llm.tasks.style import Style
from settings import Settings
from tests.knowledge.figures.illustrated import AFTER, BEFORE, BETWEEN, CAPTIONS, pdf, word


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant whose shelf holds one book with figures."""
    folder = tmp_path_factory.mktemp("figures")
    assistant = Assistant.open(Settings(library=folder / "library"))
    pdf(folder / "세포와 잎.pdf")
    assistant.library.add(folder / "세포와 잎.pdf")
    yield assistant
    assistant.close()


def test_a_figure_is_told_by_its_caption_and_by_what_is_said_of_it(reader: Assistant) -> None:
    answer = reader.ask("그림 1-2를 설명해 줘")
    assert not answer.abstained and answer.sufficiency == "full"
    assert [one.quote for one in answer.citations] == [CAPTIONS[1], BETWEEN.split(". ")[1], AFTER]
    for one in answer.citations:
        assert reader.library.text(one.source_id, one.start, one.end) == one.quote and one.page == 1
        assert f"{one.quote} [{one.marker}]" in answer.text
    (figure,) = answer.figures
    assert (figure.number, figure.title, figure.page, figure.drawn) == ("그림 1-2", CAPTIONS[1], 1, True)
    assert answer.model_validate_json(answer.model_dump_json()) == answer


def test_a_figure_that_is_not_there_is_refused_with_those_that_are(reader: Assistant) -> None:
    answer = reader.ask("그림 3-4에는 무엇이 나오나?")
    assert answer.abstained and answer.citations == () and answer.figures == ()
    assert answer.text == "자료에 그림 3-4가 없습니다. 있는 그림: 그림 1-1(1쪽), 그림 1-2(1쪽)"
    plain = reader.ask("그림 3-4에는 무엇이 나오나?", style=Style("해요체", "중"))
    assert "없어요" in plain.text


def test_an_answer_from_the_text_shows_the_figure_that_it_speaks_of(reader: Assistant) -> None:
    answer = reader.ask("동물 세포에는 무엇이 있는가?")
    assert any(BEFORE in one.quote for one in answer.citations)
    assert [one.number for one in answer.figures] == ["그림 1-1"]


@pytest.mark.parametrize("request_", ["그림 1-1로 문제 2개 내 줘", "1장을 요약해 줘", "핵은 무엇인가?"])
def test_what_asks_for_something_else_is_no_question_about_a_figure(request_: str) -> None:
    assert tool_called_by(plan_by_rules(request_)) is not TOOLS["find_figure"]


def test_a_number_in_two_books_is_asked_back_and_the_reply_is_understood(reader: Assistant, tmp_path: Path) -> None:
    word(tmp_path / "식물 이야기.docx")
    source = reader.library.add(tmp_path / "식물 이야기.docx", title="식물 이야기")
    asked = reader.ask("그림 1-1을 설명해 줘", thread="two")
    assert "식물 이야기" in asked.text and asked.citations == ()
    answer = reader.ask("식물 이야기로 해 줘", thread="two")
    assert {one.source_id for one in answer.citations} == {source.id}
    reader.ask("그림 1-1을 설명해 줘", thread="three")
    answer = reader.ask("식물 이야기", thread="three")
    assert {one.source_id for one in answer.citations} == {source.id}
    assert [one.number for one in answer.figures] == ["그림 1-1"]
    reader.library.remove(source.id)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with one text of two chapters, a figure in each."""
    folder = tmp_path_factory.mktemp("notes")
    chapters = [
        "# 1장 세포\n\n동물 세포에는 핵이 있다.\n\n![](a.png)\n\n그림 1-1. 동물 세포의 구조\n",
        "# 2장 잎\n\n잎은 여러 겹으로 되어 있다.\n\n![](b.png)\n\n그림 2-1. 잎의 단면\n",
        "그림 7-3은 부록에 실려 있으며 기공의 여닫힘을 나타낸다.\n",
    ]
    (folder / "공책.md").write_text("\n".join(chapters), encoding="utf-8")
    assistant = Assistant.open(Settings(library=folder / "library"))
    assistant.library.add(folder / "공책.md")
    yield assistant
    assistant.close()


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("2장에 어떤 그림이 있어?", ["그림 2-1. 잎의 단면"]),
        ("1장에는 무슨 그림이 있나?", ["그림 1-1. 동물 세포의 구조"]),
        ("그림을 2장 보여 줘", ["그림 1-1. 동물 세포의 구조", "그림 2-1. 잎의 단면"]),
    ],
)
def test_a_chapter_is_asked_for_its_own_figures(notes: Assistant, question: str, listed: list[str]) -> None:
    assert [one.quote for one in notes.ask(question).citations] == listed


def test_what_the_text_says_of_a_figure_comes_before_a_refusal(notes: Assistant) -> None:
    answer = notes.ask("그림 7-3은 무엇을 나타내나?")
    assert not answer.abstained and "기공의 여닫힘" in answer.citations[0].quote
    assert notes.ask("그림 9-9는 무엇을 나타내나?").text.startswith("자료에 그림 9-9가 없습니다. 있는 그림: 그림 1-1")
    assert notes.ask("1장에서 그림 2-1을 설명해 줘").text.find("없습니다. 있는 그림") < 0
