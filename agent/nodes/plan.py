"""plan: which tools, with which arguments; a follow-up becomes a standalone query. The person's own choice of tool wins."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langgraph.runtime import Runtime

from agent.state import Call, Context, State
from agent.tools import BY_CHOICE, TOOLS
from errors import ModelUnavailable
from llm.tasks.plan import Plan, plan_by_rules
from llm.tasks.smalltalk import is_known, own_nouns

SYSTEM = "당신은 학생의 교재만을 근거로 답하는 학습 도우미입니다. 요청에 맞는 도구를 하나 고르십시오."


def plan(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The calls to make. A second round is a plain search with the question's own words put simply."""
    question, history = state["question"], state.get("history") or []
    rounds = state.get("rounds", 0)
    known = is_known(runtime.context.library.known_words(own_nouns(question)))
    ruled = plan_by_rules(question, history, known)
    if rounds:
        return {"calls": [Call(name=BY_CHOICE["search"], args={"query": reworded(ruled.query)})]}
    if state.get("tool"):
        calls = [call_for(BY_CHOICE[str(state["tool"])], ruled)]
    elif ruled.intent == "chat":
        calls = []
    else:
        calls = (model_calls(question, ruled, runtime.context) if runtime.context.generative else []) or [
            call_for(BY_CHOICE[ruled.intent], ruled)
        ]
    return {
        "query": ruled.query,
        "calls": calls,
        "history": [question],
        "evidence": [],
        "abstain": False,
        "question_ids": [],
    }


def call_for(name: str, ruled: Plan) -> Call:
    """The planned call of a tool, with the arguments that the rules read off the request."""
    first, last = ruled.pages or (0, 0)
    if name == BY_CHOICE["quiz"]:
        args: dict[str, Any] = {
            "count": ruled.count,
            "kinds": list(ruled.kinds),
            "first_page": first,
            "last_page": last,
        }
    elif name == BY_CHOICE["summary"]:
        args = {"first_page": first, "last_page": last, "length": ruled.length}
    elif name == BY_CHOICE["glossary"]:
        args = {"term": ruled.term or ruled.query}
    else:
        args = {"query": ruled.query}
    return Call(name=name, args=args)


def model_calls(question: str, ruled: Plan, context: Context) -> list[Call]:
    """What a generative model wants called; only known tools, and searches use the standalone query. Empty: use the rules."""
    known = {tool.name for tool in TOOLS}
    try:
        reply = context.model.bind_tools(list(TOOLS), tool_choice="any").invoke(
            [SystemMessage(SYSTEM), HumanMessage(ruled.query or question)]
        )
    except (NotImplementedError, ModelUnavailable):
        return []
    if not isinstance(reply, AIMessage):
        return []
    calls = [Call(name=call["name"], args=dict(call["args"])) for call in reply.tool_calls if call["name"] in known]
    return calls[:2]


def reworded(query: str) -> str:
    """The query's nouns alone: what is left when a wording found nothing."""
    import korean

    return " ".join(dict.fromkeys(token.form for token in korean.nouns(query))) or query
