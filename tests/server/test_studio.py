"""``langgraph.json``: what it names is the graph, with the schema that LangGraph's studio shows; it asks and cites."""

from __future__ import annotations

import importlib.util
import inspect
import json

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph

from knowledge import Library
from settings import ROOT


async def load_graph() -> CompiledStateGraph:
    """The graph as ``langgraph dev`` finds it: a factory of no arguments in a file."""
    named = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))
    assert named["dependencies"] == ["."] and list(named["graphs"]) == ["hyunmoo"]
    path, _, factory = named["graphs"]["hyunmoo"].partition(":")
    spec = importlib.util.spec_from_file_location("studio_graph", ROOT / path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = getattr(module, factory)
    assert not inspect.signature(made).parameters
    return await made()


async def test_the_graph_of_the_studio_asks_streams_and_cites(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYUNMOO_LIBRARY", str(library.path))
    graph = await load_graph()
    assert isinstance(graph, CompiledStateGraph) and set(graph.nodes) >= {"plan", "act", "compose", "verify"}
    schema = graph.get_input_jsonschema()
    assert set(schema["required"]) == {"question", "sources", "tool"} and graph.get_context_jsonschema() is None

    graph = graph.copy(update={"checkpointer": InMemorySaver()})  # as the studio hands it one
    config = {"configurable": {"thread_id": "t"}}
    asked = {"question": "을사늑약에 따라 서울에 무엇이 설치되었나?", "sources": None, "tool": None}
    answer = await graph.ainvoke(asked, config)
    assert "통감부" in answer["text"] and answer["citations"][0]["quote"]
    seen = [
        kind
        async for kind, _ in graph.astream(
            asked | {"question": "그럼 초대 통감은?"}, config, stream_mode=["updates", "custom"]
        )
    ]
    assert {"updates", "custom"} == set(seen)
    history = (await graph.aget_state(config)).values["history"]
    assert len(history) == 2
