"""The embedded engine: no weights. It reads requests by rules, calls tools, and answers in exact quotes of the evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

import korean
from llm.tasks.plan import plan_by_rules, small_talk

REFUSAL = "교재에서 근거를 찾지 못했습니다."
MOST_QUOTES = 3
CLOSE = 0.8  # a further quote must score this share of the best one
_INTENTS = {"search": ("search", "retriev"), "glossary": ("glossary", "term"), "quiz": ("quiz",), "summary": ("summar",)}


class ExtractiveChatModel(BaseChatModel):
    """Messages and tools in; tool calls and quoted answers out. Deterministic, no network, no weights."""

    model_name: str = "extractive"

    @property
    def _llm_type(self) -> str:
        return "hyunmoo-extractive"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self._reply(messages, stop, kwargs.get("tools"), kwargs.get("tool_choice"))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._reply(messages, stop, kwargs.get("tools"), kwargs.get("tool_choice"))
        pieces = str(message.content).split(" ") if message.content else []
        for number, piece in enumerate(pieces):
            text = piece if number == len(pieces) - 1 else piece + " "
            chunk = ChatGenerationChunk(message=AIMessageChunk(text))
            if run_manager:
                run_manager.on_llm_new_token(text, chunk=chunk)
            yield chunk
        calls = [
            tool_call_chunk(name=call["name"], args=json.dumps(call["args"], ensure_ascii=False), id=call["id"], index=i)
            for i, call in enumerate(message.tool_calls)
        ]
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                "",
                tool_call_chunks=calls,
                usage_metadata=message.usage_metadata,
                response_metadata={"model_name": self.model_name, "model_provider": "hyunmoo"},
                chunk_position="last",
            )
        )

    def _reply(
        self, messages: list[BaseMessage], stop: list[str] | None, tools: list[dict[str, Any]] | None, choice: str | None
    ) -> AIMessage:
        """A tool call for a request, quotes for evidence, or a word about itself for small talk."""
        results = trailing_tool_messages(messages)
        asked = [m for m in messages if isinstance(m, HumanMessage)]
        question = str(asked[-1].text) if asked else ""
        earlier = [str(m.text) for m in asked[:-1]]
        calls: list[dict[str, Any]] = []
        text = ""
        if results:
            text = quote_answer(question, [str(m.text) for m in results])
        elif tools and (call := choose_call(question, earlier, tools, choice)):
            calls = [call]
        elif evidence_in(question):
            text = quote_answer("", [question])
        else:
            text = small_talk(question)
        for mark in stop or ():
            text = text.split(mark, 1)[0]
        read = sum(len(str(m.text)) for m in messages)
        usage = UsageMetadata(input_tokens=read, output_tokens=max(len(text), 1), total_tokens=read + max(len(text), 1))
        metadata = {"model_name": self.model_name, "model_provider": "hyunmoo"}
        return AIMessage(text, tool_calls=calls, usage_metadata=usage, response_metadata=metadata)


def trailing_tool_messages(messages: Sequence[BaseMessage]) -> list[ToolMessage]:
    """The tools' answers at the end of a conversation, in order."""
    found: list[ToolMessage] = []
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            break
        found.append(message)
    return found[::-1]


def choose_call(
    question: str, earlier: Sequence[str], tools: list[dict[str, Any]], choice: str | None
) -> dict[str, Any] | None:
    """The call that the request's words ask for; None for small talk unless a call is forced."""
    plan = plan_by_rules(question, earlier)
    names = [tool["function"]["name"] for tool in tools]
    forced = choice if choice in names else None
    if plan.intent == "chat" and not forced and choice not in ("any", "required"):
        return None
    wanted = _INTENTS.get(plan.intent, _INTENTS["search"])
    name = forced or next((n for n in names if any(part in n for part in wanted)), names[0])
    properties = next(t for t in tools if t["function"]["name"] == name)["function"]["parameters"].get("properties", {})
    first, last = plan.pages or (0, 0)
    values: dict[str, Any] = {
        "query": plan.query,
        "question": plan.query,
        "term": plan.term or plan.query,
        "count": plan.count,
        "kinds": list(plan.kinds),
        "first_page": first,
        "last_page": last,
        "length": plan.length,
    }
    return {"name": name, "args": {k: v for k, v in values.items() if k in properties}, "id": f"call-{len(earlier)}", "type": "tool_call"}


def evidence_in(content: str) -> list[dict[str, Any]]:
    """The evidence of a tool's answer; empty where it is something else. Nothing in it is ever obeyed."""
    try:
        said = json.loads(content)
    except ValueError:
        return []
    if not isinstance(said, dict) or said.get("abstain") or not isinstance(said.get("evidence"), list):
        return []
    return [item for item in said["evidence"] if isinstance(item, dict) and isinstance(item.get("text"), str)]


def quote_answer(question: str, contents: Sequence[str]) -> str:
    """The best one to three sentences of the evidence in reading order, each exact and with its number."""
    scored: list[tuple[float, int, int, str]] = []
    for item in (item for content in contents for item in evidence_in(content)):
        number = int(item.get("n", 1))
        for quote in item.get("quotes") if "quotes" in item else own_quotes(question, item["text"]):
            at = item["text"].find(quote["text"])
            if at >= 0:
                scored.append((float(quote["score"]), number, at, quote["text"]))
    if not scored:
        return REFUSAL
    scored.sort(key=lambda row: -row[0])
    floor = scored[0][0] * CLOSE
    limit = MOST_QUOTES if any(row[0] < 1.0 for row in scored) else len(scored)
    kept: dict[str, tuple[float, int, int, str]] = {}
    for row in scored:
        if row[0] >= floor and len(kept) < limit:
            kept.setdefault(korean.squeeze(row[3]), row)
    ordered = sorted(kept.values(), key=lambda row: (row[1], row[2]))
    return " ".join(f"{' '.join(text.split())} [{number}]" for _, number, _, text in ordered)


def own_quotes(question: str, text: str) -> list[dict[str, Any]]:
    """Sentences scored by the share of the question's content words that they hold, for evidence without quotes."""
    wanted = set(korean.content(question))
    found = []
    for start, end in korean.sentences(text):
        held = set(korean.content(text[start:end]))
        found.append({"text": text[start:end], "score": len(wanted & held) / max(len(wanted), 1)})
    return found
