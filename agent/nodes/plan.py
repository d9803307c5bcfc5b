"""plan: which tools, with which arguments; a follow-up becomes a standalone query. The person's own choice of
tool wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langgraph.runtime import Runtime

import korean
from agent.scope import Scope, names_of, pick_answered_source, resolve
from agent.state import Call, Context, State
from agent.tools import TOOLS, ToolRow, tool_called_by, tool_for, tools_for_models
from errors import ModelUnavailable, QuestionError
from knowledge import Source
from learning.kinds import kind_words
from llm import stoppable
from llm.tasks.plan import Intent, Plan, plan_by_rules
from llm.tasks.question_splitting import MOST_QUESTION_PARTS
from llm.tasks.smalltalk import is_known, own_nouns

SYSTEM = "당신은 학생의 교재만을 근거로 답하는 학습 도우미입니다. 요청에 맞는 도구를 하나 고르십시오."


def plan(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The calls to make. A second round is a plain search with the question's own words put simply."""
    context, history = runtime.context, state.get("history") or []
    if state.get("rounds", 0):
        return {"calls": [Call(name=tool_for("search").name, args={"query": keep_nouns(state["query"])})]}
    shelf = context.library.sources()
    question, chosen = resume_request(state, shelf)
    known = is_known(context.library.known_words(own_nouns(question)))
    titles = [name for source in shelf for name in names_of(source)]
    wish = state.get("tool")
    own = (
        wish if wish is None or wish in get_args(Intent) else "search"
    )  # a tool of no intent of its own takes a question
    ruled = plan_by_rules(question, history, known, cast(Intent | None, own), titles, kind_words())
    scope = (
        resolve(context.library, ruled, question, shelf, chosen, context.style.register)
        if ruled.intent not in ("chat", "other")
        else Scope(chosen, [])
    )
    calls: list[Call] = []
    claimed = tool_for(wish) if wish and own != wish else tool_called_by(ruled, bool(wish))
    if claimed and not scope.clarify:
        calls = [call_for(claimed, ruled)]
    elif not scope.clarify and ruled.intent not in ("chat", "other"):
        # Where the words themselves ask for a quiz or a summary, no model is asked whether they do.
        free = context.generative and not wish and ruled.intent not in ("quiz", "summary")
        calls = (model_calls(question, ruled, context) if free else []) or calls_for(ruled)
    return {
        "query": ruled.query,
        "sources": scope.sources,
        "within": scope.within,
        "clarify": scope.clarify,
        "reading": scope.reading,
        "pending": question if scope.clarify else "",
        "calls": [call for i, call in enumerate(calls) if call not in calls[:i]],
        "history": [] if not calls and ruled.intent in ("chat", "other") else [ruled.query],
    }


def resume_request(state: State, shelf: Sequence[Source]) -> tuple[str, list[str] | None]:
    """The question and the sources to work on: a reply to a question back brings the request that waited for it."""
    question, chosen = state["question"], state.get("sources")
    if state.get("pending") and chosen is None:
        picked = pick_answered_source(question, shelf)
        if picked is not None:
            return state["pending"], [picked.id]
    return question, chosen


def calls_for(ruled: Plan) -> list[Call]:
    """The planned calls: one, or one for each part of a compound question."""
    if ruled.intent == "search" and ruled.parts:
        return [Call(name=tool_for("search").name, args={"query": part}) for part in ruled.parts]
    return [call_for(tool_for(ruled.intent), ruled)]


def call_for(row: ToolRow, ruled: Plan) -> Call:
    """The planned call of a tool, with the arguments that the rules read off the request; where it looks is the
    graph's affair.
    """
    return Call(name=row.name, args=row.arguments(ruled))


def model_calls(question: str, ruled: Plan, context: Context) -> list[Call]:
    """What a generative model wants called, its arguments held to what was said. Empty: use the rules."""
    offered = tools_for_models()
    known = {tool.name for tool in offered}
    try:
        reply = context.model.bind_tools(offered, tool_choice="any").invoke(
            [SystemMessage(SYSTEM), HumanMessage(ruled.query or question)], **stoppable(context.model, context.stop)
        )
    except (NotImplementedError, ModelUnavailable):
        return []
    except QuestionError as error:
        if error.code != "prompt_too_long":  # a window too small for the tools: the rules plan
            raise
        return []
    if not isinstance(reply, AIMessage):
        return []
    calls = [
        constrain_call(TOOLS[call["name"]], dict(call["args"]), ruled)
        for call in reply.tool_calls
        if call["name"] in known
    ]
    making = [call for call in calls if call["name"] == tool_for("quiz").name]
    return making[:1] or calls[:MOST_QUESTION_PARTS]


def constrain_call(row: ToolRow, args: dict[str, Any], ruled: Plan) -> Call:
    """A model's call with nothing invented: its query and its term of the request's own nouns, everything else as
    the rules read it.
    """
    call = call_for(row, ruled)
    for key in ("query", "term"):
        words = str(args.get(key) or "")[:300]
        nouns = [korean.squeeze(token.form) for token in korean.nouns(words)]
        if key in call["args"] and nouns and all(noun in korean.squeeze(ruled.query) for noun in nouns):
            call["args"][key] = words
    return call


def keep_nouns(query: str) -> str:
    """The query's nouns alone: what is left when a wording found nothing."""
    return " ".join(dict.fromkeys(token.form for token in korean.nouns(query))) or query
