"""The tools, one file each with its row; adding one is a file and a line here."""

from agent.tools import conversation, figures, glossary, quiz, retrieval, summary, tables
from agent.tools.registry import (
    TOOLS,
    ToolRow,
    register_tool,
    tool_called_by,
    tool_choices,
    tool_for,
    tools_for_models,
    unregister_tool,
)

for _row in (retrieval.ROW, glossary.ROW, quiz.ROW, summary.ROW, conversation.ROW, figures.ROW, tables.ROW):
    register_tool(_row)

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
