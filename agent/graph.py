"""The state machine on one page: every node, every edge.

    plan -> act -> compose -> verify -> end

``act`` goes back to ``plan`` while evidence is thin (two rounds at most); ``verify`` goes back to ``compose`` once when
sentences had no support. Small talk, errands and questions back skip ``act``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any, Literal

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from agent.nodes.act import act
from agent.nodes.compose import compose
from agent.nodes.plan import plan
from agent.nodes.verify import verify
from agent.state import MAX_REWRITES, MAX_ROUNDS, AskInput, Context, State


def after_plan(state: State) -> Literal["act", "compose"]:
    return "act" if state.get("calls") else "compose"


def after_act(state: State) -> Literal["plan", "compose"]:
    thin = state.get("abstain", False) and state.get("evidence") and state.get("rounds", 0) < MAX_ROUNDS
    return "plan" if thin else "compose"


def after_verify(state: State) -> Literal["compose", "__end__"]:
    return "compose" if state.get("unsupported", 0) and state.get("rewrites", 0) < MAX_REWRITES else "__end__"


def build_graph(
    checkpointer: BaseCheckpointSaver[Any] | None = None, fixed: Context | None = None
) -> CompiledStateGraph[State, Context, AskInput, State]:
    """The compiled graph; with a checkpointer, threads remember their earlier questions.

    ``fixed`` is the context of every run where who runs it can hand none in, as LangGraph's own studio.
    """
    graph = StateGraph(State, context_schema=None if fixed else Context, input_schema=AskInput)
    for name, node in (("plan", plan), ("act", act), ("compose", compose), ("verify", verify)):
        # config beside runtime works, the stub of add_node lacks it
        graph.add_node(name, fix_context(node, fixed) if fixed else node)  # type: ignore[call-overload]

    graph.add_edge(START, "plan")
    graph.add_conditional_edges("plan", after_plan)
    graph.add_conditional_edges("act", after_act)
    graph.add_edge("compose", "verify")
    graph.add_conditional_edges("verify", after_verify)
    return graph.compile(checkpointer=checkpointer)


def fix_context(node: Callable[..., dict[str, Any]], context: Context) -> Callable[..., dict[str, Any]]:
    """The node, working with this context whatever it is run with."""

    def run_node(state: State, config: RunnableConfig, runtime: Runtime[Any]) -> dict[str, Any]:
        known = {"config": config} if "config" in signature(node).parameters else {}
        return node(state, runtime=runtime.override(context=context), **known)

    return run_node


@cache
def forgetful_graph() -> CompiledStateGraph[State, Context, AskInput, State]:
    """The graph for conversations that the caller keeps: nothing is remembered here."""
    return build_graph()
