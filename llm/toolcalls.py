"""Tool calls read back from what a model wrote between its dialect's marks, and which of the tools must be called."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import InvalidToolCall, ToolCall

from llm.dialects import PLAIN_DIALECT, Dialect


def read(
    bodies: Sequence[str], dialect: Dialect = PLAIN_DIALECT, functions: Sequence[Mapping[str, Any]] = ()
) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    """The calls in what stood between the marks; what is no call is handed back as invalid, never dropped silently.

    ``functions``: those that could be called, for families that write every argument as text.
    """
    good: list[ToolCall] = []
    bad: list[InvalidToolCall] = []
    for body in bodies:
        try:
            said = dialect.parse_call(body)
        except ValueError as error:
            bad.append(
                InvalidToolCall(name=None, args=body, id=_name_call(), error=str(error), type="invalid_tool_call")
            )
            continue
        for one in said if isinstance(said, list) else [said]:
            args = _type_arguments(one["name"], one["arguments"], functions)
            good.append(ToolCall(name=one["name"], args=args, id=_name_call(), type="tool_call"))
    return good, bad


def _name_call() -> str:
    return f"call_{uuid.uuid4().hex[:12]}"


def _type_arguments(name: str, arguments: Mapping[str, Any], functions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The arguments with texts turned into what the function's schema wants there, where they can be."""
    schema = next((one.get("parameters") or {} for one in functions if one.get("name") == name), {})
    return {key: _type_argument(one, schema.get("properties", {}).get(key, {})) for key, one in arguments.items()}


def _type_argument(value: Any, schema: Mapping[str, Any]) -> Any:
    told = schema.get("type") or [one.get("type") for one in schema.get("anyOf", ())]
    if not isinstance(value, str) or not told or "string" in told:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def list_forced_functions(tools: Sequence[dict[str, Any]], choice: Any) -> list[dict[str, Any]]:
    """The functions one of which must be called; [] where the model is free. Raises
    ValueError for a name that is not bound.
    """
    functions = [tool["function"] for tool in tools]
    if isinstance(choice, dict):
        choice = choice.get("function", choice).get("name")
    if not functions or choice in (None, False, "auto", "none"):
        return []
    if choice in ("any", "required", True):
        return functions
    named = [function for function in functions if function["name"] == choice]
    if not named:
        raise ValueError(f"tool_choice {choice!r} is none of: {', '.join(f['name'] for f in functions)}")
    return named
