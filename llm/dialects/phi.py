"""Phi-4-mini: tools stand in the system turn between ``<|tool|>`` and ``<|/tool|>``, calls are a list of JSON objects
after ``<|tool_call|>`` or ``functools``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain_core.messages import ToolCall

from llm.dialects import qwen
from llm.dialects.dialect import CALL, Functions, chat_template_of

PHI_CALL, PHI_CALL_END = "<|tool_call|>", "<|/tool_call|>"


def tell_tools(functions: Functions) -> str:
    """The list of the tools in their marks, which end the system turn; the template itself would want it as a part of
    that message.
    """
    return f"<|tool|>{json.dumps(list(functions), ensure_ascii=False)}<|/tool|>"


def parse_call(body: str) -> list[dict[str, Any]]:
    """A list of calls, or one. Raises ValueError."""
    said = json.loads(body)
    return [qwen.check_call(one) for one in (said if isinstance(said, list) else [said])]


def write_calls(calls: Sequence[ToolCall]) -> str:
    """A list of all calls between their marks."""
    said = [{"name": call["name"], "arguments": call["args"]} for call in calls]
    return f"{PHI_CALL}{json.dumps(said, ensure_ascii=False)}{PHI_CALL_END}"


def _matches(tokenizer: Any) -> bool:
    template = chat_template_of(tokenizer)
    return "<|end|>" in template and "<|channel|>" not in template and "<|/tool|>" in template


DIALECT = replace(
    qwen.DIALECT,
    name="phi",
    matches=_matches,
    call_open=PHI_CALL,
    call_close=PHI_CALL_END,
    tell_tools=tell_tools,
    write_calls=write_calls,
    parse_call=parse_call,
    before_call="",
    result_open="<|tool_response|>",
    result_close="<|/tool_response|>",
    end_tokens=("<|end|>", "<|endoftext|>"),
    regions={f"{CALL}_spoken": {"open_pattern": r"\A\s*functools(?=\[)"}},
    controls=("<|tool|>", "<|/tool|>"),
)
