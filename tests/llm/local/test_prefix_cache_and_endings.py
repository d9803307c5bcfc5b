"""What was read is not read twice, and changes nothing; a grammar's text is brought to its
end before the room for it ends.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, Field

from finetune.methods import with_adapter
from llm.local.chat_model import LocalChatModel
from llm.local.decoding import Run, Wish
from llm.local.grammar import json_schema
from llm.local.loading import load
from llm.local.prefix_cache import LEAST_IN_COMMON, MOST_CONVERSATIONS, common

BOOK = "을사늑약은 1905년 11월 17일 대한제국과 일본이 체결한 조약이다. " * 4
FIRST: list[BaseMessage] = [SystemMessage(BOOK), HumanMessage("고종은 누구인가?")]


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=300)
    options: list[str] = Field(min_length=2, max_length=5)
    answer: int = Field(ge=1, le=5)


def model_for(folder: Path, **more: object) -> LocalChatModel:
    return LocalChatModel(model_name=str(folder), **({"max_tokens": 12, "quantization": "none"} | more))


def reused(reply: AIMessage) -> int:
    return int(reply.response_metadata["reused_tokens"])


def test_the_second_turn_reads_only_what_is_new_and_says_the_same(tiny: Path) -> None:
    model = model_for(tiny)
    model.loaded.memory.clear()
    first = model.invoke(FIRST)
    turns = [*FIRST, AIMessage(str(first.text)), HumanMessage("언제의 일인가?")]
    second = model.invoke(turns)
    model.loaded.memory.clear()
    anew = model.invoke(turns)
    assert reused(first) == 0 == reused(anew)
    assert first.usage_metadata and reused(second) > 0.8 * first.usage_metadata["input_tokens"]
    assert second.text == anew.text and second.usage_metadata == anew.usage_metadata


def test_another_conversation_leaves_the_first_as_it_was(tiny: Path) -> None:
    model = model_for(tiny)
    model.loaded.memory.clear()
    model.invoke(FIRST)
    for topic in ("광합성은", "과적합은"):
        model.invoke([SystemMessage(f"{topic} 다른 이야기이다. " * 12), HumanMessage("무엇인가?")])
    assert reused(model.invoke(FIRST)) > 0
    for number in range(MOST_CONVERSATIONS + 2):
        model.invoke(
            [SystemMessage(f"{number}. 동학 농민 운동은 1894년 전라도 고부에서 시작되었다. " * 4), HumanMessage("?")]
        )
    assert len(model.loaded.memory.kept) == MOST_CONVERSATIONS


def test_a_seed_repeats_to_the_letter_and_none_does_not(tiny: Path) -> None:
    seeded = model_for(tiny, temperature=1.0, seed=4)
    assert seeded.invoke(FIRST).text == seeded.invoke(FIRST).text and reused(seeded.invoke(FIRST)) == 0
    free = model_for(tiny, temperature=1.0)
    assert len({str(free.invoke(FIRST).text) for _ in range(4)}) > 1


@pytest.mark.parametrize("method", ["lora", "prefix", "ptuning"])
def test_an_adapter_answers_in_the_second_turn_as_without_a_memory(tiny: Path, tmp_path: Path, method: str) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    torch.manual_seed(1)
    plain = AutoModelForCausalLM.from_pretrained(tiny)
    tuned = with_adapter(plain, method, rank=4, alpha=16, dropout=0, virtual=4)  # type: ignore[arg-type]
    for name, weight in tuned.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.2)
    tuned.save_pretrained(tmp_path / method)
    model = model_for(tiny, adapter=str(tmp_path / method))
    first = model.invoke(FIRST)
    turns = [*FIRST, AIMessage(str(first.text)), HumanMessage("언제의 일인가?")]
    second = model.invoke(turns)
    assert (reused(second) >= LEAST_IN_COMMON) == (method == "lora")
    model.loaded.memory.clear()
    assert model.invoke(turns).text == second.text


def test_cancelling_ends_within_a_token(tiny: Path) -> None:
    run = Run(load(str(tiny), "", "none"), "끝없이 말해 줘", Wish(tokens=1500, seed=1, temperature=1.0), templated=True)
    pieces = run.pieces()
    next(pieces)
    started = time.monotonic()
    pieces.close()
    assert time.monotonic() - started < 2
    assert run._out.qsize() < 50, "the worker went on after it was told to stop"


@pytest.mark.parametrize("tokens", [120, 200, 400])
def test_a_text_under_a_schema_is_whole_whatever_the_room(tiny: Path, tokens: int) -> None:
    model = model_for(tiny, temperature=1.0, max_tokens=tokens)
    grammar = json_schema(Question.model_json_schema())
    for _ in range(8):
        reply = model.invoke("문제를 내 줘", grammar=grammar)
        Question.model_validate_json(str(reply.text))
        assert reply.usage_metadata and reply.usage_metadata["output_tokens"] <= tokens


def test_common_counts_shared_first_tokens() -> None:
    assert (common([1, 2, 3], [1, 2, 4]), common([], [1]), common([1, 2], [1, 2, 3])) == (2, 0, 2)
