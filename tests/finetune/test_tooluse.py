"""Tool use as the gate measures it: what counts as calling, asking and declining, and which files are understood."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from errors import FinetuneError
from finetune.evaluate import ExamItem, decide_by_card
from finetune.examine import examine
from finetune.tooluse import ToolItem, judge_reply, read_tool_items, tool_choice
from knowledge import Library
from llm.local.adapters import Card, read_card, write_card
from llm.local.chat_model import LocalChatModel
from settings import ROOT
from tests.llm.schooled import build_schooled, free
from tests.tiny import build_tiny

OURS = ROOT / "samples" / "tool_use.jsonl"


def item(decision: str, **more: Any) -> ToolItem:
    tool = {"type": "function", "function": {"name": "search", "parameters": {"type": "object", "properties": {}}}}
    return ToolItem(messages=({"role": "user", "content": "?"},), tools=(tool,), decision=decision, **more)  # type: ignore[arg-type]


def call(name: str = "search", **arguments: Any) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "1"}])


def test_a_call_is_right_by_its_function_and_its_arguments_are_told_apart() -> None:
    wanted = item("call", name="search", accepted={"query": ("광합성", "광 합성의 뜻"), "k": (3,)})
    assert judge_reply(call(query="광합성", k=3), wanted).arguments is True
    assert judge_reply(call(query="광합성의 뜻", k=3), wanted).arguments is True, "spaces do not matter"
    assert judge_reply(call(query="호흡", k=3), wanted).model_dump() == {
        "decision": "call",
        "right": True,
        "arguments": False,
    }
    assert judge_reply(call(query="광합성", k=3, more=1), wanted).arguments is False
    for wrong in (call("other"), AIMessage("무엇을 찾을까요?"), AIMessage("")):
        assert judge_reply(wrong, wanted).right is False


@pytest.mark.parametrize("harm", ["cut", "garbled", "no call"])
def test_a_file_that_is_not_whole_is_told(tmp_path: Path, harm: str) -> None:
    rows = [json.loads(line) for line in OURS.read_text(encoding="utf-8").splitlines()]
    if harm == "no call":
        next(row for row in rows if row["type_of_output"] == "call")["ground_truth"]["tool_calls"] = []
    packed = gzip.compress("\n".join(map(json.dumps, rows)).encode())
    packed = (
        packed[:-40] if harm == "cut" else packed[:200] + b"\xff" * 40 + packed[240:] if harm == "garbled" else packed
    )
    (tmp_path / "tools.jsonl.gz").write_bytes(packed)
    with pytest.raises(FinetuneError) as refused:
        read_tool_items(tmp_path / "tools.jsonl.gz")
    assert refused.value.code == "tools_broken"


def test_asking_and_declining_are_told_by_the_words() -> None:
    broken = AIMessage("", invalid_tool_calls=[{"name": None, "args": "{", "id": "1", "error": "x"}])
    for text, decision in (
        ("몇 쪽부터 찾을까요?", "ask"),
        ("쪽을 알려 주세요.", "ask"),
        ("그런 도구는 없습니다.", "decline"),
    ):
        for wanted in ("ask", "decline"):
            assert judge_reply(AIMessage(text), item(wanted)).right is (wanted == decision)
    for reply in (call(), broken, AIMessage(" ")):
        assert not judge_reply(reply, item("decline")).right and not judge_reply(reply, item("ask")).right


def test_our_own_set_has_every_decision_and_answers_that_pass() -> None:
    items = read_tool_items(OURS)
    lines = [json.loads(line) for line in OURS.read_text(encoding="utf-8").splitlines()]
    assert {one.decision for one in items} == {"call", "ask", "decline"} and len(items) == len(lines) == 24
    for one, line in zip(items, lines, strict=True):
        truth = line["ground_truth"]
        names = {tool["function"]["name"] for tool in one.tools}
        if one.decision == "call":
            made = truth["tool_calls"][0]["function"]
            result = judge_reply(call(made["name"], **json.loads(made["arguments"])), one)
            assert result.right and result.arguments and one.name in names
        else:
            assert judge_reply(AIMessage(truth["content"]), one).right


def test_the_three_forms_of_the_benchmark_are_read_packed_or_not(tmp_path: Path) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    single = {
        "query": [{"serial_num": 1, "content": "해 줘"}],
        "ground_truth": [{"serial_num": 1, "content": json.dumps({"name": "f", "arguments": '{"a": 1}'})}],
        "acceptable_arguments": [{"serial_num": 1, "content": '{"a": ["1"]}'}],
        "tools": [{"type": "exact", "content": [tool]}, {"type": "more", "content": [tool, tool]}],
    }
    made = {"tool_calls": [{"function": {"name": "f", "arguments": "{}"}}], "content": None}
    turns = [
        {"query": [{"role": "user", "content": "가"}], "ground_truth": {"content": "?"}, "type_of_output": "slot"},
        {"query": [{"role": "user", "content": "나"}], "ground_truth": made, "type_of_output": "call"},
        {
            "query": [{"role": "tool", "content": None}],
            "ground_truth": {"content": "끝"},
            "type_of_output": "completion",
        },
    ]
    (tmp_path / "a.jsonl").write_text(json.dumps(single) + "\n", encoding="utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps({"tools": [tool], "turns": turns}).encode()))
    found = read_tool_items(tmp_path)
    assert [(one.decision, len(one.tools)) for one in found] == [("call", 1), ("call", 2), ("ask", 1), ("call", 1)]
    assert found[0].accepted == {"a": (1, "1")}


@pytest.mark.parametrize("content", ["", "{", '{"x": 1}', "[]"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(FinetuneError) as refused:
        read_tool_items(tmp_path / "x.jsonl")
    assert refused.value.code == "tools_broken"


def test_a_real_engine_is_asked_as_it_is_served(tmp_path: Path) -> None:
    model = LocalChatModel(model_name=str(build_tiny(tmp_path / "tiny")), quantization="none")
    told: list[int] = []
    results = tool_choice(model, read_tool_items(OURS)[::12], lambda: told.append(1))
    assert len(results) == len(told) == 2 and [one.decision for one in results] == ["call", "ask"]


def test_an_adapter_that_breaks_tool_use_is_measured_and_not_promoted(library: Library, tmp_path: Path) -> None:
    """A base that calls its tool, and an adapter of random weights on it: through the real exam to the real gate."""
    import torch
    from langchain_core.tools import tool
    from langchain_core.utils.function_calling import convert_to_openai_tool
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    @tool
    def get_weather(location: str) -> str:
        """날씨를 알려 준다."""
        return location

    question = "서울 날씨를 알려 줘"
    base = build_schooled(tmp_path / "base", [free(question, get_weather, location="서울")])
    torch.manual_seed(1)
    config = LoraConfig(r=8, lora_alpha=256, target_modules="all-linear", init_lora_weights=False)
    place = tmp_path / "adapters" / "broken"
    get_peft_model(AutoModelForCausalLM.from_pretrained(base), config).save_pretrained(place)
    write_card(place, Card(base=str(base)))
    wanted = ToolItem(
        messages=({"role": "user", "content": question},),
        tools=(convert_to_openai_tool(get_weather),),
        decision="call",
        name="get_weather",
        accepted={"location": ("서울",)},
    )
    items = [ExamItem(question="을사늑약은 언제인가?", choices=("1905년", "1910년"), answer=0)]
    report = examine(items, library, str(base), str(place), "none", tools=[wanted])
    assert (report.of("base+tools").accuracy, report.of("tuned+tools").accuracy) == (1.0, 0.0)
    card = read_card(place)
    assert card is not None and card.scores["tuned+tools"] == 0.0
    assert decide_by_card(card.scores | {"base": 0.0, "base+rag": 0.0}, card.losses)[0] is False, (
        "a better exam does not outweigh it"
    )
