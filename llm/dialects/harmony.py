"""gpt-oss (harmony): an answer is a row of messages, each in a channel: thoughts in ``analysis``, words in ``final``,
a call in ``commentary`` to ``functions.name``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from llm.dialects import qwen
from llm.dialects.dialect import CALL, THOUGHT, Dialect, Forced, Functions, chat_template_of

CHANNEL, MESSAGE = "<|channel|>", "<|message|>"
_START = r"(?:<\|end\|>)?(?:<\|start\|>assistant)?"
_CALL = re.compile(r"(?P<name>[\w.-]+).*?<\|message\|>(?P<body>.*)", re.S)


def parse_call(body: str) -> dict[str, Any]:
    """A name, its header, and JSON arguments. Raises ValueError."""
    found = _CALL.fullmatch(body)
    if not found:
        return qwen.parse_call(body)
    return qwen.check_call({"name": found["name"], "arguments": json.loads(found["body"])})


def _force(dialect: Dialect, prompt: str, functions: Functions) -> Forced:
    """The arguments of the one function there is; of several, the whole call in JSON."""
    if len(functions) > 1:
        return Forced(f"{prompt}{CHANNEL}commentary json{MESSAGE}", qwen.call_schema(functions))
    parameters = functions[0].get("parameters") or {"type": "object", "properties": {}}
    name = functions[0]["name"]
    opened = f"{prompt} to=functions.{name}{CHANNEL}commentary json{MESSAGE}"
    return Forced(opened, parameters, name + MESSAGE)


DIALECT = replace(
    qwen.DIALECT,
    name="harmony",
    matches=lambda tokenizer: CHANNEL in chat_template_of(tokenizer),
    call_open="",
    call_close="",
    parse_call=parse_call,
    before_call="",
    result_open="",
    result_close="",
    think_open="",
    think_close="",
    template_options={"reasoning_effort": "low"},
    end_tokens=("<|return|>", "<|call|>"),
    before_text=f"{CHANNEL}final{MESSAGE}",
    regions={
        THOUGHT: {
            "open_pattern": rf"{_START}<\|channel\|>(?:analysis|commentary)<\|message\|>",
            "close_pattern": r"<\|end\|>\n*",
        },
        CALL: {"open_pattern": rf"{_START}(?:<\|channel\|>\w+)? to=functions\.", "close": "<|call|>"},
        "frame": {
            "open_pattern": rf"{_START}<\|channel\|>final(?: ?<\|constrain\|>\w+)?<\|message\|>",
            "close_pattern": "",
        },
    },
    controls=("<|start|>", "<|end|>", CHANNEL, MESSAGE, "<|constrain|>"),
    force=_force,
)
