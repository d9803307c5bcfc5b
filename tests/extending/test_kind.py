"""A kind of question added from outside: made, asked for in words, solved, hinted, graded, printed, exported and
imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent import Assistant
from agent.tools import tools_for_models
from knowledge import Library
from learning import Learner, Question, make_quiz
from learning.exchange.export import FORMATS
from learning.exchange.import_ import READERS, read_questions
from learning.feedback.hints import hints
from learning.kinds import kind_words, register_kind, unregister_kind
from llm.tasks import plan
from settings import Settings
from tests.extending import toy_kind
from tests.ui.pages import grade_all, opened
from tests.ui.terminal import hyunmoo


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    register_kind(toy_kind.KIND)
    yield
    unregister_kind(toy_kind.KIND.id)


@pytest.fixture
def questions(folder: Path) -> list[Question]:
    library = Library.open(folder)
    made = make_quiz(library, [source.id for source in library.sources()], n=2, kinds=("toy",), seed=1)
    library.close()
    assert [one.kind for one in made] == ["toy", "toy"]
    return made


def test_it_is_asked_for_in_words(folder: Path) -> None:
    assistant = Assistant.open(Settings(library=folder))
    answer = assistant.ask("토이 문제 2개 내줘")
    assert [assistant.learner.question(one).kind for one in answer.question_ids] == ["toy", "toy"]
    assistant.close()


def test_plan_prompt_and_the_quiz_tools_description_name_it() -> None:
    assert "toy: 토이" in plan.render("문제 내줘", (), kind_words())[0]
    read = plan.plan_by_rules("1쪽에서 토이 문제 3개 내줘", kinds=kind_words())
    assert (read.intent, read.count, read.kinds, read.topic) == ("quiz", 3, ("toy",), "")
    told = [convert_to_openai_tool(tool)["function"]["description"] for tool in tools_for_models()]
    assert any("toy(토이)" in one for one in told)


def test_the_command_line_lists_it_and_makes_it_by_id_and_by_name(folder: Path) -> None:
    assert "toy(토이)" in "".join(hyunmoo("quiz", "--help", library=folder).stdout.split())
    for name in ("toy", "토이"):
        ran = hyunmoo("quiz", "--kinds", name, "-n", "2", "--json", library=folder)
        assert [one["kind"] for one in json.loads(ran.stdout)["questions"]] == ["toy", "toy"]


def test_the_page_offers_makes_and_grades_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(folder, "quiz", monkeypatch)
    pills = next(one for one in page.button_group if one.key == "quiz-kinds")
    assert "토이" in pills.options
    pills.set_value(["toy"])
    page.number_input(key="quiz-count").set_value(2)
    next(button for button in page.button if button.label == "퀴즈 만들기").click().run()
    assert not page.exception and len(page.text_input) == 2
    assert any(toy_kind.HEAD.rstrip(".") in one.value for one in page.markdown)
    grade_all(page)
    assert not page.exception and page.error


def test_it_is_hinted_and_graded(folder: Path, questions: list[Question]) -> None:
    library = Library.open(folder)
    learner = Learner(library.database, library.owner)
    for question in questions:
        assert any("첫소리" in one or "글자입니다" in one for one in hints(question, library)[1:])
        assert learner.submit(question.id, question.answer[0]).correct
        assert not learner.submit(question.id, "전혀 아닌 답").correct
    library.close()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_writes_it(questions: list[Question], name: str) -> None:
    written = FORMATS[name].write(questions, "토이 시험")
    assert written and (isinstance(written, bytes) or "첫 어절을 쓰시오" in written.replace("\\n", "\n"))


@pytest.mark.parametrize("name", ["csv", "gift"])
def test_it_comes_back_from_files(folder: Path, questions: list[Question], name: str) -> None:
    library = Library.open(folder)
    text = str(FORMATS[name].write(questions, ""))
    found, faults = read_questions(library, text, READERS[name], "파일")
    assert not faults and [one.kind for one in found] == ["toy", "toy"]
    assert [one.answer for one in found] == [one.answer for one in questions]
    library.close()
