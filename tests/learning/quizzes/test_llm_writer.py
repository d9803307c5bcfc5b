"""A model as the maker: whatever it writes, what is accepted passes every check."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult

from errors import ModelUnavailable
from knowledge import Library
from learning.facts.extraction import extract_facts
from learning.kinds import model_kinds
from learning.models import Question
from learning.quizzes.llm_writer import make_quiz_with, make_with_model
from learning.validation.checks import run_linter
from learning.validation.item_flaws import lint
from learning.validation.solver import solves_from_citations
from llm.local.chat_model import LocalChatModel
from tests.tiny import build_tiny


def sound(library: Library, question: Question) -> bool:
    cited = question.citation
    exact = library.text(cited.source_id, cited.start, cited.end) == cited.quote
    return exact and solves_from_citations(question) and not run_linter(question) and not lint(question)


@pytest.fixture(scope="module")
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny random model that the engine's own tests run on."""
    return build_tiny(tmp_path_factory.mktemp("maker") / "tiny")


def test_with_random_weights_every_accepted_question_passes_every_check(
    sample_library: Library, random_weights: Path
) -> None:
    model = LocalChatModel(model_name=str(random_weights), max_tokens=120, temperature=1.0, seed=5)
    rejected: Counter[str] = Counter()
    material = extract_facts(sample_library, [sample_library.sources()[0].id], None)
    made = make_with_model(model, sample_library, material, kinds=model_kinds() * 2, most_calls=6, rejected=rejected)
    assert rejected["candidates"] == 6 and all(sound(sample_library, question) for question in made)


class Scripted(BaseChatModel):
    """Writes the questions it is given, one a call."""

    written: list[dict[str, Any]]
    _turn: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        sentence = json.loads(str(messages[-1].content).split("\n")[1])
        said = {
            key: value.replace("@", sentence) if isinstance(value, str) else value
            for key, value in self.written[self._turn % len(self.written)].items()
        }
        self._turn += 1
        call = ToolCall(name="Written", args=said, id=str(self._turn))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content="", tool_calls=[call]))])


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ({"kind": "ox", "text": "@", "options": [], "key": "O"}, True),
        ({"kind": "ox", "text": "@", "options": [], "key": "X"}, False),
        ({"kind": "ox", "text": "이 책에는 없는 말이 여기에 있다고 한다.", "options": [], "key": "O"}, False),
        ({"kind": "ox", "text": "이 책에는 없는 말이 여기에 있다고 한다.", "options": [], "key": "X"}, False),
        ({"kind": "cloze", "text": "이 책에는 없는 ( ㉠ )에 관한 말이다.", "options": [], "key": "다"}, False),
        ({"kind": "mcq5", "text": "( ㉠ )", "options": ["가", "나", "다", "라", "마"], "key": "다"}, False),
    ],
)
def test_only_what_the_sentence_settles_is_accepted(
    sample_library: Library, written: dict[str, Any], accepted: bool
) -> None:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    material = extract_facts(sample_library, [source], None)
    kinds = [written["kind"]] * 3
    made = make_with_model(Scripted(written=[written]), sample_library, material, kinds=kinds, most_calls=12)
    assert bool(made) is accepted and all(sound(sample_library, question) for question in made)


WANTED = ("mcq5", "ox", "cloze", "short", "negative")


def test_the_rules_make_what_a_model_of_random_weights_does_not(sample_library: Library, random_weights: Path) -> None:
    model = LocalChatModel(model_name=str(random_weights), max_tokens=60, temperature=1.0, seed=5)
    told: list[tuple[int, int]] = []
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    made = make_quiz_with(
        model, sample_library, [source], n=5, kinds=WANTED, seed=1, progress=lambda *done: told.append(done)
    )
    assert len(made) == 5 and {one.kind for one in made} <= set(WANTED) and told[-1] == (5, 5)
    assert len({one.stem for one in made}) == 5 and all(sound(sample_library, question) for question in made)


def test_what_a_model_writes_well_is_asked_first(sample_library: Library) -> None:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    writer = Scripted(written=[{"kind": "ox", "text": "@", "options": [], "key": "O"}])
    made = make_quiz_with(writer, sample_library, [source], n=6, kinds=("ox", "short"), seed=2)
    assert Counter(one.kind for one in made) == Counter({"ox": 3, "short": 3}) and len({q.id for q in made}) == 6
    assert [one.made for one in made[:1]] == ["model"] and {one.made for one in made if one.kind == "short"} == {
        "rules"
    }
    assert all(sound(sample_library, question) for question in made)


class Gone(Scripted):
    """A server that went away."""

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise ModelUnavailable("서버가 응답하지 않습니다.", code="server_down")


def test_a_model_that_is_gone_leaves_the_quiz_to_the_rules(sample_library: Library) -> None:
    source = sample_library.sources()[0].id
    made = make_quiz_with(Gone(written=[]), sample_library, [source], n=4, seed=3)
    assert made == make_quiz_with(None, sample_library, [source], n=4, seed=3)


class Slow(Scripted):
    """Writes nothing until it is stopped."""

    cancellable: ClassVar[bool] = True

    def _generate(self, *args: Any, cancel: threading.Event, **kwargs: Any) -> ChatResult:
        assert cancel.wait(30)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(""))])


def test_a_slow_model_is_stopped_in_the_middle_of_a_question(
    sample_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.quizzes.llm_writer.LONGEST_WAIT", 0.2)
    source, started = sample_library.sources()[0].id, time.monotonic()
    made = make_quiz_with(Slow(written=[]), sample_library, [source], n=3, kinds=model_kinds(), seed=1)
    assert len(made) == 3 and time.monotonic() - started < 25
