"""Mistral, Nemo, Small and Ministral: ``[TOOL_CALLS]`` before a list of calls or before ``name[ARGS]{json}``, thoughts
in ``[THINK]``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain_core.messages import ToolCall

from llm.dialects import qwen
from llm.dialects.dialect import CALL, chat_template_of

MISTRAL_CALLS, ARGUMENTS = "[TOOL_CALLS]", "[ARGS]"
_NAMED = re.compile(r"\s*(?P<name>[\w.-]+)(?:\[CALL_ID\]\w+)?\[ARGS\](?P<body>.*)", re.S)


def parse_call(body: str) -> list[dict[str, Any]]:
    """A list of calls, one, or a name with its arguments. Raises ValueError."""
    if named := _NAMED.fullmatch(body):
        return [qwen.check_call({"name": named["name"], "arguments": json.loads(named["body"])})]
    said = json.loads(body)
    return [qwen.check_call(one) for one in (said if isinstance(said, list) else [said])]


def write_calls(calls: Sequence[ToolCall]) -> str:
    """A list of all calls."""
    said = [{"name": call["name"], "arguments": call["args"]} for call in calls]
    return MISTRAL_CALLS + json.dumps(said, ensure_ascii=False)


DIALECT = replace(
    qwen.DIALECT,
    name="mistral",
    matches=lambda tokenizer: "[INST]" in chat_template_of(tokenizer),
    call_open="",
    call_close="",
    write_calls=write_calls,
    parse_call=parse_call,
    before_call=MISTRAL_CALLS,
    result_open="[TOOL_RESULTS]",
    result_close="[/TOOL_RESULTS]",
    think_open="[THINK]",
    think_close="[/THINK]",
    template_options={},
    end_tokens=("</s>",),
    regions={CALL: {"open": MISTRAL_CALLS, "close_pattern": r"(?=\[TOOL_CALLS\])"}},
    controls=(MISTRAL_CALLS, ARGUMENTS, "[CALL_ID]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[INST]", "[/INST]"),
)
