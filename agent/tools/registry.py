"""The table of the tools: what each is called, when it is called, and with what. It is filled by ``agent.tools``,
one row a tool.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.tools import BaseTool
from pydantic import BaseModel

from agent.tools.evidence import ToolFinding
from llm.tasks.plan import Plan

SEARCHING_INTENTS = ("search", "glossary")  # of a plan: what asks for something that the books say


@dataclass(frozen=True)
class ToolRow:
    """A tool and its traits.

    ``choice`` is the plan's intent that calls it, under which a person may choose it too. ``claims`` tells
    requests whose own words call it: those of the intent ``within``, else all where the person chose no tool.
    ``arguments`` are those that the rules read off a request. ``describe`` completes the tool's own
    description when a model is told of it.
    """

    tool: BaseTool
    korean: str
    english: str
    arguments: Callable[[Plan], dict[str, Any]]
    choice: str = ""
    claims: Callable[[Plan], bool] | None = None
    within: str = ""
    for_models: bool = True  # whether a model may call it; else the request's own words alone do
    on_page: bool = False  # whether a person may choose it on the page
    describe: Callable[[str], str] | None = None

    @property
    def name(self) -> str:
        return self.tool.name

    @property
    def function(self) -> Callable[..., tuple[str, ToolFinding]]:
        """The tool's own function."""
        return cast(Callable[..., tuple[str, ToolFinding]], cast(Any, self.tool).func)

    @property
    def schema(self) -> type[BaseModel]:
        """What a model may give it: without what is injected."""
        return cast(type[BaseModel], self.tool.tool_call_schema)


TOOLS: dict[str, ToolRow] = {}


def register_tool(row: ToolRow) -> ToolRow:
    """Add a tool to the table. Raises ValueError for a name or a choice that is there already."""
    if row.name in TOOLS or (row.choice and row.choice in tool_choices()):
        raise ValueError(f"tool {row.name} is there already")
    TOOLS[row.name] = row
    return row


def unregister_tool(name: str) -> None:
    """Take a tool out of the table again."""
    TOOLS.pop(name, None)


def tool_choices() -> tuple[str, ...]:
    """The choices of tool that a person has."""
    return tuple(row.choice for row in TOOLS.values() if row.choice)


def tool_for(choice: str) -> ToolRow:
    """The tool of an intent, or of a person's choice."""
    return next(row for row in TOOLS.values() if row.choice == choice)


def tool_called_by(plan: Plan, chosen: bool = False) -> ToolRow | None:
    """The tool that the words of a request call; None where they call none. ``chosen``: the person chose one."""
    open_to = [row for row in TOOLS.values() if row.within == plan.intent or not (row.within or chosen)]
    return next((row for row in open_to if row.claims and row.claims(plan)), None)


def tools_for_models() -> list[BaseTool]:
    """The tools that a model may call, as it is told of them today."""
    return [_describe_tool(row) for row in TOOLS.values() if row.for_models]


def _describe_tool(row: ToolRow) -> BaseTool:
    if row.describe is None:
        return row.tool
    return row.tool.model_copy(update={"description": row.describe(row.tool.description)})


__all__ = [
    "TOOLS",
    "ToolRow",
    "register_tool",
    "tool_called_by",
    "tool_choices",
    "tool_for",
    "tools_for_models",
    "unregister_tool",
]
