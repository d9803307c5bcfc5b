"""compose: the quoted answer at once, then the model's words from the numbered evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langgraph.runtime import Runtime

import korean
from agent.events import QuoteEvent, TokenEvent
from agent.grounding import Grounding, compose_quotes
from agent.labels import label_quotes
from agent.state import Context, Ref, State
from agent.tools.evidence import as_json
from errors import QuestionError
from llm import stoppable
from llm.tasks import compose as task
from llm.tasks.plan import small_talk
from llm.tasks.style import frame

LONGEST_ANSWER = 6000  # characters of a draft; a model that does not stop is stopped


def compose(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The draft with ``[n]`` markers. Refusals, quizzes and small talk need no evidence and are not verified."""
    context, write = runtime.context, runtime.context.tell or runtime.stream_writer
    register = context.style.register
    if state.get("question_ids"):
        return {"draft": frame("quiz", register, n=len(state["question_ids"]))}
    if state.get("clarify"):
        return {"draft": state["clarify"]}
    if not state.get("calls"):
        return {"draft": small_talk(state["question"], register)}
    refs = state.get("evidence") or []
    if telling := state.get("telling"):
        if telling["citations"]:
            write(QuoteEvent(telling["text"], tuple(telling["citations"])))
        return {"draft": telling["text"]}
    if state.get("abstain") or not refs:
        return {"draft": frame("refusal", register)}
    if told := label_quotes(context.library, refs, state.get("unanswered") or (), register):
        write(QuoteEvent(*told))
        return {"draft": told[0]}
    rewriting = bool(state.get("again"))  # the first draft has been verified, and was not good enough
    if not rewriting:
        write(QuoteEvent(*compose_quotes(context.library, refs)))
    return {
        "draft": write_within_context(state, context, write, refs),
        "rewrites": state.get("rewrites", 0) + rewriting,
    }


def write_answer(
    state: State, content: str, context: Context, write: Callable[[TokenEvent], None], refs: Sequence[Ref]
) -> str:
    """What the model writes, at most LONGEST characters. A generative model's sentences are
    shown once their evidence is found.
    """
    grounding = Grounding(context.library, refs)
    known = " ".join((*grounding.texts, state["query"]))
    draft = ""
    for chunk in context.model.stream(messages(state, content, context), **stoppable(context.model, context.stop)):
        piece = str(chunk.text) if isinstance(chunk, AIMessageChunk) else ""
        draft += piece
        shown = grounding.feed(piece) if context.generative else piece
        if shown and not (context.generative and korean.foreign(shown, known)):
            write(TokenEvent(f"{shown} " if context.generative else shown))
        if len(draft) > LONGEST_ANSWER or context.stop.is_set():
            break
    return draft[:LONGEST_ANSWER].strip()


def write_within_context(
    state: State, context: Context, write: Callable[[TokenEvent], None], refs: Sequence[Ref]
) -> str:
    """What the model writes from as much of the evidence as its context window takes; nothing where it takes none.

    Then the quotes stand alone: a small window is no reason for an error.
    """
    for most in dict.fromkeys((len(refs), 2, 1)):
        content = as_json(context.library, state["query"], refs[:most])
        try:
            return write_answer(state, content, context, write, refs[:most])
        except QuestionError as error:
            if error.code != "prompt_too_long":
                raise
    return ""


def messages(state: State, content: str, context: Context) -> list[Any]:
    """The conversation as the model sees it: the rule, the question, the call, and its evidence as a tool's answer."""
    call = state["calls"][0]
    if context.generative:
        system, human = task.render(
            state["query"],
            content,
            style=context.style,
            again=state.get("again") or (),
        )
        return [SystemMessage(system), HumanMessage(human)]
    return [
        HumanMessage(state["query"]),
        AIMessage("", tool_calls=[{"name": call["name"], "args": call["args"], "id": "call-0", "type": "tool_call"}]),
        ToolMessage(content, tool_call_id="call-0"),
    ]
