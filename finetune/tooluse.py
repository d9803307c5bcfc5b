"""Does a model still know when to call a tool? Call the right one, ask for what is missing, decline what no tool does.

The form is FunctionChat-Bench's (Kakao, Apache-2.0): files of one decision a line (``calldecision``), of one function
with several requests (``singlecall``) and of dialogues (``dialog``). The model is asked as it is served, free to call
or to write. Whether a text asks or declines is read off its words: every question and request of that benchmark's own
answers has one of the marks, no refusal has.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, convert_to_messages
from pydantic import BaseModel, ConfigDict, Field

import korean
from errors import FinetuneError
from korean import lexicon

Decision = Literal["call", "ask", "decline"]
REPLY_TOKENS = 128
_DECISIONS: dict[str, Decision] = {"call": "call", "slot": "ask", "relevance": "decline"}
_ASKS = lexicon.pattern("asking_words", "reply_that_asks")


class ToolItem(BaseModel):
    """A conversation with tools, and what is to be done next; ``accepted``: the values of
    each argument that are right.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    messages: tuple[dict[str, Any], ...] = Field(min_length=1)
    tools: tuple[dict[str, Any], ...] = Field(min_length=1)
    decision: Decision
    name: str = ""
    accepted: dict[str, tuple[Any, ...]] = Field(default_factory=dict)


class ToolResult(BaseModel):
    """What a model did: the right decision (and function), and for a call also the right arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Decision
    right: bool
    arguments: bool | None = None


def read_tool_items(path: Path) -> list[ToolItem]:
    """The items of a file (``.jsonl``, ``.jsonl.gz``) or of all such files in a folder. Raises
    FinetuneError (``tools_broken``).
    """
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")]) if path.is_dir() else [path]
    try:
        found = [item for file in files for line in _lines(file) for item in _items(json.loads(line))]
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FinetuneError(
            f"도구 쓰기 문제를 읽을 수 없습니다: {path.name}", code="tools_broken", english=f"{path} cannot be read."
        ) from error
    if not found:
        raise FinetuneError(
            f"도구 쓰기 문제가 없습니다: {path.name}", code="tools_broken", english=f"There is no item in {path}."
        )
    return found


def tool_choice(
    model: BaseChatModel, items: Sequence[ToolItem], progress: Callable[[], None] | None = None
) -> list[ToolResult]:
    """What the model does with each item, decoded greedily."""
    found = []
    for item in items:
        asked = model.bind_tools(list(item.tools), tool_choice="auto")
        reply = asked.invoke(convert_to_messages(list(item.messages)), temperature=0.0, max_tokens=REPLY_TOKENS)
        found.append(judge_reply(reply, item))
        if progress:
            progress()
    return found


def judge_reply(reply: AIMessage, item: ToolItem) -> ToolResult:
    """A reply against what was to be done. A call that is no valid one is still a call, and never right."""
    called = reply.tool_calls[0] if reply.tool_calls else None
    if item.decision == "call":
        right = called is not None and len(reply.tool_calls) == 1 and called["name"] == item.name
        fits = called is not None and right and _fits(called["args"], item.accepted)
        return ToolResult(decision="call", right=right, arguments=fits)
    wrote = not reply.tool_calls and not reply.invalid_tool_calls and bool(str(reply.text).strip())
    asks = bool(_ASKS.search(str(reply.text)))
    return ToolResult(decision=item.decision, right=wrote and asks == (item.decision == "ask"))


def _fits(given: dict[str, Any], accepted: dict[str, tuple[Any, ...]]) -> bool:
    """Every argument that is wanted is there with an accepted value, spaces and case aside, and no other."""
    return given.keys() == accepted.keys() and all(
        _plain(given[name]) in [_plain(value) for value in values] for name, values in accepted.items()
    )


def _plain(value: Any) -> str:
    return korean.squeeze(value).casefold() if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _lines(path: Path) -> list[str]:
    packed = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()).decode() if packed else path.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


def _items(row: dict[str, Any]) -> Iterator[ToolItem]:
    if "input_messages" in row:
        wanted = row["ground_truth"], row["type_of_output"], row.get("acceptable_arguments")
        yield _item(row["input_messages"], row["input_tools"], *wanted)
    elif "turns" in row:
        for turn in row["turns"]:
            if turn["type_of_output"] in _DECISIONS:  # what a tool gave back is relayed in words that nothing settles
                wanted = turn["ground_truth"], turn["type_of_output"], turn.get("acceptable_arguments")
                yield _item(turn["query"], row["tools"], *wanted)
    else:
        accepted = {one["serial_num"]: one["content"] for one in row["acceptable_arguments"]}
        truths = {one["serial_num"]: json.loads(one["content"]) for one in row["ground_truth"]}
        for offered in row["tools"]:
            for query in row["query"]:
                truth = {"tool_calls": [{"function": truths[query["serial_num"]]}]}
                asked = [{"role": "user", "content": query["content"]}]
                yield _item(asked, offered["content"], truth, "call", accepted.get(query["serial_num"]))


def _item(
    messages: list[dict[str, Any]], tools: list[dict[str, Any]], truth: dict[str, Any], kind: str, more: Any
) -> ToolItem:
    decision = _DECISIONS[kind]
    turns = tuple({**message, "content": message.get("content") or ""} for message in messages)
    if decision != "call":
        return ToolItem(messages=turns, tools=tuple(tools), decision=decision)
    call = truth["tool_calls"][0]["function"]
    arguments = json.loads(call["arguments"]) if isinstance(call["arguments"], str) else call["arguments"]
    others = _object(more)
    accepted = {name: (value, *_several(others.get(name, ()))) for name, value in arguments.items()}
    return ToolItem(messages=turns, tools=tuple(tools), decision=decision, name=call["name"], accepted=accepted)


def _object(more: Any) -> dict[str, Any]:
    """Further accepted arguments; some rows say in words that there are none."""
    try:
        found = json.loads(more) if isinstance(more, str) else more
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]
