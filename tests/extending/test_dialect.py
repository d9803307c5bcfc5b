"""A model family added from outside: found by its template, its prompts written, its calls decoded and read, its
thoughts hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool

from llm import toolcalls
from llm.dialects import PLAIN_DIALECT, find_dialect, register_dialect, unregister_dialect
from llm.local.chat_model import LocalChatModel
from llm.local.prompting import write_prompt
from llm.local.stream_filter import Sieve
from llm.model_catalog import PLAIN_FORMAT
from tests.extending import toy_dialect
from tests.tiny import build_tiny


@tool
def explain_term(term: str) -> str:
    """용어를 풀이한다."""
    return term


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    register_dialect(toy_dialect.DIALECT)
    yield
    unregister_dialect("toy")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("toy") / "tiny", template=toy_dialect.TEMPLATE)


@pytest.fixture
def model(tiny: Path) -> LocalChatModel:
    return LocalChatModel(model_name=str(tiny), quantization="none", max_tokens=200)


def test_it_is_found_by_the_template_and_others_are_not_taken_for_it(model: LocalChatModel, tmp_path: Path) -> None:
    assert find_dialect(model.loaded.tokenizer).name == "toy"
    other = LocalChatModel(model_name=str(build_tiny(tmp_path / "other")), quantization="none")
    assert find_dialect(other.loaded.tokenizer).name == "qwen"
    nameless = LocalChatModel(model_name=str(build_tiny(tmp_path / "nameless", template=None)), quantization="none")
    assert find_dialect(nameless.loaded.tokenizer) is PLAIN_DIALECT


def test_prompts_are_written_in_it(model: LocalChatModel) -> None:
    call = {"name": "explain_term", "args": {"term": "광합성"}, "id": "1", "type": "tool_call"}
    asked, called = HumanMessage("뜻은? [[x]]"), AIMessage("", tool_calls=[call])  # type: ignore[list-item]
    talk = [asked, called, ToolMessage("뜻풀이", tool_call_id="1")]
    prompt, _ = write_prompt(talk, [convert_to_openai_tool(explain_term)], model.loaded.tokenizer, PLAIN_FORMAT)
    assert "토이 도구" in prompt and '[[{"tool": "explain_term", "with": {"term": "광합성"}}]]' in prompt
    assert "뜻은? [ [x] ]" in prompt, "what a person writes makes no call"
    assert "<tool_call>" not in prompt and prompt.endswith("<|assistant|>(())")


def test_a_tiny_models_call_is_decoded_and_read_in_it(model: LocalChatModel) -> None:
    reply = model.bind_tools([explain_term], tool_choice="any").invoke("광합성을 풀이해 줘")
    (call,) = reply.tool_calls
    assert call["name"] == "explain_term" and isinstance(call["args"]["term"], str) and not reply.invalid_tool_calls


@pytest.mark.parametrize("size", [1, 3, 100])
def test_its_thoughts_are_hidden_and_its_calls_read(size: int) -> None:
    text = '((생각))답이다.[[{"tool": "a", "with": {"q": 1}}]] 끝'
    sieve = Sieve(tools=True, dialect=toy_dialect.DIALECT)
    shown = "".join(sieve.feed(text[i : i + size]) for i in range(0, len(text), size)) + sieve.end()
    good, bad = toolcalls.read(sieve.calls, toy_dialect.DIALECT)
    assert shown == "답이다. 끝" and good[0]["args"] == {"q": 1} and not bad
