"""The embedded engine: no weights. It reads requests by rules, calls tools, and answers
in exact quotes of the evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

import korean
from llm.arguments import fill, named_in
from llm.tasks.compose import REFUSAL, quote_pieces
from llm.tasks.evidence import parse
from llm.tasks.plan import plan_by_rules, small_talk
from llm.tasks.slots import KindWords
from settings import Settings

_RELAYED = 1000  # characters of a tool's plain answer that are passed on
_INTENTS = {
    "search": ("search", "retriev", "lookup", "find"),
    "glossary": ("glossary", "term"),
    "quiz": ("quiz", "question"),
    "summary": ("summar",),
}


class ExtractiveChatModel(BaseChatModel):
    """Messages and tools in; tool calls and quoted answers out. Deterministic, no network, no weights.

    A request (a human message last) becomes a tool call where tools are bound; tool results become quotes of their
    evidence. What stands in evidence is quoted at most, never obeyed: results are answered in words, never with a
    further call. Usage counts characters. Sampling parameters are accepted and have no effect.
    """

    model_config = ConfigDict(populate_by_name=True)

    model_name: str = Field("extractive", alias="model")
    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float | None = None
    stop: list[str] | None = None
    max_retries: int = 0
    kinds: tuple[KindWords, ...] = ()  # of the questions that a quiz tool makes, as requests name them

    @property
    def _llm_type(self) -> str:
        return "hyunmoo-extractive"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | dict[str, Any] | bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """``tool_choice``: a tool's name, "any"/"required"/True (some tool), "none", or
        "auto"/None (if the request wants one).
        """
        written = [convert_to_openai_tool(tool) for tool in tools]
        # LangChain's with_structured_output names its format here: an object with a hole in it would be no answer then.
        whole = "ls_structured_output_format" in kwargs
        return self.bind(tools=written, tool_choice=tool_choice, fill_all=whole, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces, calls = self._reply(messages, stop, kwargs)
        message = AIMessage(
            "".join(pieces),
            tool_calls=calls,
            usage_metadata=_usage(messages, pieces),
            response_metadata=self._metadata(kwargs),
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        pieces, calls = self._reply(messages, stop, kwargs)
        for piece in pieces:
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        last = AIMessageChunk(
            content="",
            tool_call_chunks=[
                tool_call_chunk(
                    name=one["name"], args=json.dumps(one["args"], ensure_ascii=False), id=one["id"], index=i
                )
                for i, one in enumerate(calls)
            ],
            usage_metadata=_usage(messages, pieces),
            response_metadata=self._metadata(kwargs),
            chunk_position="last",
        )
        yield ChatGenerationChunk(message=last)

    def _metadata(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        return {
            "model_name": kwargs.get("model") or self.model_name,
            "model_provider": "hyunmoo",
            "finish_reason": "stop",
        }

    def _reply(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> tuple[list[str], list[ToolCall]]:
        """The answer, sentence by sentence, or the calls to make."""
        asked = [str(message.text) for message in messages if isinstance(message, HumanMessage)]
        question, earlier = (asked[-1], asked[:-1]) if asked else ("", [])
        results = trailing_results(messages)
        strict = bool(kwargs.get("fill_all"))
        if not results and (
            call := choose_call(
                question, earlier, kwargs.get("tools") or (), kwargs.get("tool_choice"), strict=strict, kinds=self.kinds
            )
        ):
            return [], [call]
        if results:
            sentences = answer_results(question, results)
        elif parse(question):
            sentences = quote_pieces("", [question]) or [REFUSAL]
        else:
            sentences = re.split(r"(?<=[.!?])\s+", small_talk(question))
        return _cut(sentences, [*(self.stop or ()), *(stop or ())]), []


def load_extractive(settings: Settings, kinds: Sequence[KindWords] = ()) -> ExtractiveChatModel:
    """The engine, which reads requests for these kinds of question."""
    return ExtractiveChatModel(kinds=tuple(kinds))


def trailing_results(messages: Sequence[BaseMessage]) -> list[ToolMessage]:
    """The tools' answers at the end of a conversation, in order."""
    found: list[ToolMessage] = []
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            break
        found.append(message)
    return found[::-1]


def answer_results(question: str, results: Sequence[ToolMessage]) -> list[str]:
    """Quotes of the evidence; the refusal where there is none; plain results (no evidence in
    them) are passed on as they are.
    """
    contents = [str(message.text) for message in results if message.status != "error"]
    if not contents:
        return ["도구를 실행하지 못해 답할 수 없습니다."]
    plain = [content for content in contents if parse(content) is None]
    quotes = quote_pieces(question, contents)
    return quotes or ([" ".join(text.split())[:_RELAYED] for text in plain if text.strip()] or [REFUSAL])


def choose_call(
    question: str,
    earlier: Sequence[str],
    tools: Sequence[dict[str, Any]],
    choice: Any = None,
    *,
    strict: bool = False,
    kinds: Sequence[KindWords] = (),
) -> ToolCall | None:
    """The call that the request's words ask for; None for small talk, or where no tool suits, unless one is forced."""
    functions = {tool["function"]["name"]: tool["function"] for tool in tools}
    if isinstance(choice, dict):
        choice = choice.get("function", choice).get("name")
    if not functions or choice == "none":
        return None
    plan = plan_by_rules(question, earlier, kinds=kinds)
    forced = choice if choice in functions else None
    must = choice in ("any", "required", True)
    if not forced and not must and plan.intent == "chat":
        return None
    name = forced or _pick_tool(question, plan.intent, functions) or (next(iter(functions)) if must else None)
    if name is None:
        return None
    arguments = fill(functions[name].get("parameters", {}), plan, strict=strict)
    return ToolCall(name=name, args=arguments, id=f"call-{len(earlier) + 1}", type="tool_call")


def _pick_tool(question: str, intent: str, functions: dict[str, dict[str, Any]]) -> str | None:
    """The tool called by name in the request, else the one for its intent, else a search,
    else the closest description.
    """
    if named := named_in(question, list(functions)):
        return named
    for parts in (_INTENTS.get(intent, ()), _INTENTS["search"]):
        if found := next((name for part in parts for name in functions if part in name.lower()), None):
            return found
    wanted = set(korean.content(question))
    shared = {
        name: len(wanted & set(korean.content(f"{name.replace('_', ' ')} {function.get('description', '')}")))
        for name, function in functions.items()
    }
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else None


def _cut(sentences: Sequence[str], stops: Sequence[str]) -> list[str]:
    """The sentences with the spaces between them, up to the first stop sequence."""
    text = " ".join(sentences)
    end = min((at for mark in stops if mark and (at := text.find(mark)) >= 0), default=len(text))
    pieces: list[str] = []
    start = 0
    for number, sentence in enumerate(sentences):
        piece = sentence if number == len(sentences) - 1 else sentence + " "
        if start < end:
            pieces.append(piece[: end - start])
        start += len(piece)
    return pieces


def _usage(messages: Sequence[BaseMessage], pieces: Sequence[str]) -> UsageMetadata:
    read, written = max(sum(len(str(m.text)) for m in messages), 1), max(sum(map(len, pieces)), 1)
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
