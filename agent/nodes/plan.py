"""plan: which tools, with which arguments; a follow-up becomes a standalone query. The person's own choice of
tool wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langgraph.runtime import Runtime

import korean
from agent.named_books import find_named_books
from agent.scope import Scope, list_shelf, names_of, pick_answered_choice, pick_answered_source, resolve
from agent.state import REMEMBERED, Call, Context, State, keep_recent
from agent.tools import TOOLS, ToolRow, tool_called_by, tool_choices, tool_for, tools_for_models
from agent.tools.registry import SEARCHING_INTENTS
from errors import ModelUnavailable, QuestionError
from knowledge import Library, Source
from knowledge.figures.figure_question import read_figure_question
from knowledge.search.searcher import check_query
from learning.kinds import kind_words
from llm import stoppable
from llm.tasks.intents import asks_for_shelf
from llm.tasks.plan import Intent, Plan, is_greeting, plan_by_rules
from llm.tasks.slots import units_in
from llm.tasks.smalltalk import asks_the_books, bare_nouns, is_known, is_surely_talk, own_nouns

MOST_MODEL_CALLS = 3
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
    is_term = knows_term(context.library, question)
    wish = state.get("tool")
    own = (
        wish if wish is None or wish in get_args(Intent) else "search"
    )  # a tool of no intent of its own takes a question
    said = question if chosen is not None else find_named_books(question, shelf)[1]
    ruled = plan_by_rules(said, history, known, cast(Intent | None, own), titles, kind_words(), is_term)
    ruled, maybe_talk = search_first(ruled, question, bool(wish))
    ruled = place_figures(ruled, said)
    scope = (
        resolve(context.library, ruled, question, shelf, chosen, context.style.register)
        if ruled.intent not in ("chat", "other")
        else Scope(chosen, [])
    )
    if not wish and asks_for_shelf(question):
        return {"query": question, "calls": [], "clarify": list_shelf(shelf, context.style.register), "history": []}
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
        "maybe_talk": maybe_talk,
        "pending": question if scope.clarify else "",
        "choices": [],
        "calls": [call for i, call in enumerate(calls) if call not in calls[:i]],
        "history": [] if not calls and ruled.intent in ("chat", "other") else [ruled.query],
    }


def check_request(library: Library, question: str, sources: Sequence[str] | None, tool: str | None) -> str:
    """The question cleaned. Raises QuestionError for one that cannot be taken, or a tool or a source that is none."""
    question = check_query(question)
    if tool is not None and tool not in tool_choices():
        raise QuestionError(
            f"없는 도구입니다: {tool}. {', '.join(tool_choices())} 가운데 고르세요.",
            code="unknown_tool",
            english=f"No such tool: {tool}. Choose one of {', '.join(tool_choices())}.",
        )
    for source in sources or ():
        library.source(source)
    return question


def complete_questions(library: Library, questions: Sequence[str]) -> list[str]:
    """The last questions as a thread would remember them: a follow-up with what it follows, talk left out."""
    titles = [name for source in library.sources() for name in names_of(source)]
    history: list[str] = []
    for question in questions[-REMEMBERED:]:
        known = is_known(library.known_words(own_nouns(question)))
        ruled = plan_by_rules(question, history, known, None, titles, kind_words())
        history = keep_recent(history, [] if ruled.intent in ("chat", "other") else [ruled.query])
    return history


def knows_term(library: Library, question: str) -> bool:
    """Whether a line is nothing but a term of the books, however short or common."""
    words = {word.lower() for word in bare_nouns(question)}
    return bool(words) and words <= library.known_words(sorted(words))


def search_first(ruled: Plan, question: str, chosen: bool) -> tuple[Plan, bool]:
    """What seems to be talk, but might be a question, searched first; whether it is talk where the books have
    nothing.
    """
    if chosen or ruled.intent != "chat" or not korean.squeeze(question) or is_greeting(question):
        return ruled, False
    if is_surely_talk(question):
        return ruled, False
    return ruled.model_copy(update={"intent": "search"}), not asks_the_books(question)


def place_figures(ruled: Plan, said: str) -> Plan:
    """A question for figures with the chapter in which it asks for them: no other question surely means one by "2장에",
    and this one does not by "그림을 2장".
    """
    if (
        ruled.intent not in SEARCHING_INTENTS
        or ruled.pages
        or ruled.units
        or not read_figure_question(said).asks_figures
    ):
        return ruled
    tags = [token.tag for token in korean.tokenize(said)]
    is_place = any(tags[at] == "SN" and tags[at + 2] == "JKB" for at in range(len(tags) - 2))
    return ruled.model_copy(update={"units": units_in(said)}) if is_place else ruled


def resume_request(state: State, shelf: Sequence[Source]) -> tuple[str, list[str] | None]:
    """The question and the sources to work on: a reply to a question back brings the request that waited for it. Where
    sources were offered it picks one; what else a table had to choose from is put before that request.
    """
    question, chosen = state["question"], state.get("sources")
    if state.get("pending") and (choices := state.get("choices")):
        named = pick_answered_choice(question, choices)
        if named and set(choices) <= {one.title for one in shelf}:
            meant = [one.id for one in shelf if one.title == named and (chosen is None or one.id in chosen)]
            return state["pending"], meant or chosen
        return (f"{named} {state['pending']}" if named else question), chosen
    if state.get("pending") and chosen is None:
        picked = pick_answered_source(question, shelf)
        if picked is not None:
            return state["pending"], [picked.id]
    return question, chosen


def calls_for(ruled: Plan) -> list[Call]:
    """The planned calls: one, or one for each part of a compound question."""
    if ruled.intent == "search" and ruled.parts:
        whole = ruled.parts[0] == ruled.query  # a comparison: as a whole, then its sides
        labels = ["" if whole and not i else part for i, part in enumerate(ruled.parts)]
        return [call_for_part(part, label, whole) for part, label in zip(ruled.parts, labels, strict=True)]
    return [call_for(tool_for(ruled.intent), ruled)]


def call_for_part(part: str, label: str, comparing: bool) -> Call:
    """The call for one part of a request; one that wants a term explained is answered as it would be alone."""
    alone = None if comparing else plan_by_rules(part)
    if alone is not None and alone.intent == "glossary":
        return Call(**call_for(tool_for("glossary"), alone) | {"label": label})  # type: ignore[typeddict-item]
    return Call(name=tool_for("search").name, args={"query": part}, label=label)


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
    return making[:1] or calls[:MOST_MODEL_CALLS]


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
