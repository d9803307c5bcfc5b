"""The state machine on one page: every node, every edge.

    plan -> act -> compose -> verify -> end

``act`` goes back to ``plan`` while evidence is thin (two rounds at most); ``verify`` goes back to ``compose`` once when
sentences had no support. Small talk, errands and questions back skip ``act``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

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
    checkpointer: BaseCheckpointSaver[Any] | None = None,
) -> CompiledStateGraph[State, Context, AskInput, State]:
    """The compiled graph; with a checkpointer, threads remember their earlier questions."""
    graph = StateGraph(State, context_schema=Context, input_schema=AskInput)
    graph.add_node("plan", plan)
    graph.add_node("act", act)  # type: ignore[call-overload]  # config beside runtime works, its stub lacks it
    graph.add_node("compose", compose)
    graph.add_node("verify", verify)

    graph.add_edge(START, "plan")
    graph.add_conditional_edges("plan", after_plan)
    graph.add_conditional_edges("act", after_act)
    graph.add_edge("compose", "verify")
    graph.add_conditional_edges("verify", after_verify)
    return graph.compile(checkpointer=checkpointer)


@cache
def forgetful_graph() -> CompiledStateGraph[State, Context, AskInput, State]:
    """The graph for conversations that the caller keeps: nothing is remembered here."""
    return build_graph()
