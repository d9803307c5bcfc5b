"""A local model that knows nothing, in the loop: every run ends within its step limit with a
valid, verified answer or a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from agent.grounding import split
from bench.agent.random_weights import MOST_STEPS
from llm.tasks.compose import REFUSAL
from settings import Settings

QUESTIONS = (
    "을사늑약은 언제 체결되었나?",
    "그 조약으로 무엇이 설치되었나?",
    "광합성이란?",
    "광합성과 을사늑약의 차이는?",
    "2장 요약해줘",
    "안녕하세요",
    "내일 날씨 알려줘",
)


@pytest.fixture(scope="module")
def assistant(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("loop")
    book = folder / "교재.md"
    book.write_text(
        "# 시험 교재\n\n## 1장 광합성\n\n광합성은 식물이 빛에너지로 양분을 만드는 과정이다. 광합성은 엽록체에서 일어난다. "
        "잎의 기공으로 이산화 탄소가 들어온다.\n\n## 2장 을사늑약\n\n을사늑약은 1905년 일본이 대한 제국의 외교권을 빼앗은 조약이다. "
        "을사늑약에 따라 서울에 통감부가 설치되었다. 초대 통감은 이토 히로부미이다.\n",
        encoding="utf-8",
    )
    chosen = Settings(
        library=folder / "library", llm="local", model=str(tiny), quantization="none", max_tokens=16, temperature=1.5
    )
    opened = Assistant.open(chosen)
    opened.library.add(book)
    yield opened
    opened.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_run_ends_with_a_verified_answer_or_a_refusal(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, thread="loop")
    assert len(answer.steps) <= MOST_STEPS
    for citation in answer.citations:
        assert assistant.library.text(citation.source_id, citation.start, citation.end) == citation.quote
    if answer.citations:
        known = {citation.marker for citation in answer.citations}
        assert all(numbers and set(numbers) <= known for _, numbers in split(answer.text))
    elif "act" in {step.name for step in answer.steps} and not answer.question_ids:
        assert answer.abstained and answer.text == REFUSAL
