"""Gemma 4: turns in ``<|turn>``, thoughts in a channel, calls as ``call:name{key:<|"|>text<|"|>}``."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from langchain_core.messages import ToolCall

from llm.dialects import qwen
from llm.dialects.dialect import Dialect, Forced, Functions, chat_template_of

GEMMA_CALL, GEMMA_CALL_END, QUOTE = "<|tool_call>", "<tool_call|>", '<|"|>'
_CALL = re.compile(r"(?:call:)?(?P<name>[\w.-]+)(?P<body>\{.*\})", re.S)


def parse_call(body: str) -> dict[str, Any]:
    """A name and its arguments, in JSON whose keys may stand bare and whose texts have quotes of their own; read as
    transformers reads it. Raises ValueError.
    """
    from transformers.utils.chat_parsing.content_parsers import parse_content

    found = _CALL.fullmatch(body.strip())
    if not found:
        return qwen.parse_call(body)
    told = {"string_delims": [[QUOTE, QUOTE]], "unquoted_keys": True}
    return qwen.check_call({"name": found["name"], "arguments": parse_content(found["body"], "json", told)})


def write_calls(calls: Any) -> str:
    """One block a call."""
    said: list[ToolCall] = list(calls)
    return "\n".join(
        f"{GEMMA_CALL}call:{one['name']}{json.dumps(one['args'], ensure_ascii=False)}{GEMMA_CALL_END}" for one in said
    )


def _force(dialect: Dialect, prompt: str, functions: Functions) -> Forced:
    """The arguments of the one function there is; of several, the whole call in JSON."""
    if len(functions) > 1:
        return Forced(prompt + GEMMA_CALL, qwen.call_schema(functions))
    parameters = functions[0].get("parameters") or {"type": "object", "properties": {}}
    return Forced(f"{prompt}{GEMMA_CALL}call:{functions[0]['name']}", parameters, functions[0]["name"])


DIALECT = replace(
    qwen.DIALECT,
    name="gemma4",
    matches=lambda tokenizer: "<|turn>" in chat_template_of(tokenizer),
    call_open=GEMMA_CALL,
    call_close=GEMMA_CALL_END,
    write_calls=write_calls,
    parse_call=parse_call,
    result_open="<|tool_response>",
    result_close="<tool_response|>",
    think_open="<|channel>",
    think_close="<channel|>",
    end_tokens=("<turn|>", "<eos>"),
    controls=(QUOTE,),
    force=_force,
)
