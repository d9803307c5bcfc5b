"""Tool calls read back from what a model wrote between its dialect's marks, and which of the tools must be called."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import InvalidToolCall, ToolCall

from llm.dialects import PLAIN_DIALECT, Dialect


def read(bodies: Sequence[str], dialect: Dialect = PLAIN_DIALECT) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    """The calls in what stood between the marks; what is no call is handed back as invalid, never dropped silently."""
    good: list[ToolCall] = []
    bad: list[InvalidToolCall] = []
    for body in bodies:
        identifier = f"call_{uuid.uuid4().hex[:12]}"
        try:
            said = dialect.parse_call(body)
        except ValueError as error:
            bad.append(InvalidToolCall(name=None, args=body, id=identifier, error=str(error), type="invalid_tool_call"))
            continue
        good.append(ToolCall(name=said["name"], args=said["arguments"], id=identifier, type="tool_call"))
    return good, bad


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
