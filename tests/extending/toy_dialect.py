"""A model family that the house does not know: calls stand in ``[[...]]`` as ``{"tool", "with"}``, thoughts in
``((...))``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import ToolCall

from llm.dialects import Dialect
from llm.dialects.dialect import Functions

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% if quiet %}(()){% endif %}{% endif %}{# toy family #}"
)


def tell_tools(functions: Functions) -> str:
    return "토이 도구: " + json.dumps(list(functions), ensure_ascii=False)


def write_calls(calls: Sequence[ToolCall]) -> str:
    said = ({"tool": call["name"], "with": call["args"]} for call in calls)
    return "".join(f"[[{json.dumps(one, ensure_ascii=False)}]]" for one in said)


def parse_call(body: str) -> dict[str, Any]:
    said = json.loads(body)
    if not isinstance(said, dict) or set(said) != {"tool", "with"}:
        raise ValueError("not a call")
    return {"name": said["tool"], "arguments": said["with"]}


def call_schema(functions: Functions) -> dict[str, Any]:
    (one,) = functions
    properties = {"tool": {"const": one["name"]}, "with": one["parameters"]}
    return {"type": "object", "properties": properties, "required": ["tool", "with"]}


DIALECT = Dialect(
    "toy",
    lambda tokenizer: "toy family" in str(tokenizer.chat_template or ""),
    "[[",
    "]]",
    tell_tools,
    write_calls,
    parse_call,
    call_schema,
    think_open="((",
    think_close="))",
    template_options={"quiet": True},
)
