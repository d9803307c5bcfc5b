"""The graph as ``langgraph.json`` names it, over the settings' library: for LangGraph's studio and its dev server."""

from __future__ import annotations

import asyncio
from functools import cache

from langgraph.graph.state import CompiledStateGraph

from agent import Assistant
from agent.graph import build_graph
from agent.state import AskInput, Context, State


@cache
def build_studio_graph() -> CompiledStateGraph[State, Context, AskInput, State]:
    """The compiled graph, whose input is a question; threads are kept by whoever runs it. Raises StorageError."""
    assistant = Assistant.open()
    return build_graph(fixed=Context(assistant.library, assistant.model, assistant.generative, assistant.style))


async def open_graph() -> CompiledStateGraph[State, Context, AskInput, State]:
    """The same, built in a thread: who serves it suffers no blocking call."""
    return await asyncio.to_thread(build_studio_graph)
