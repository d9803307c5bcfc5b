"""The local engine: a LangChain chat model over transformers, 4-bit NF4 and a PEFT adapter, with
tools and constrained decoding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

from errors import ModelUnavailable
from llm import toolcalls
from llm.dialects import find_dialect
from llm.local import grammar as grammars
from llm.local.adapter_switching import LoadedModel
from llm.local.adapters import served_format
from llm.local.decoding import Run, Wish
from llm.local.loading import load
from llm.local.prompting import write_prompt
from llm.local.stream_filter import Sieve
from llm.tasks.slots import KindWords
from settings import Quantization, Settings


class LocalChatModel(BaseChatModel):
    """A causal language model on this machine. It is loaded at the first use and shared by everyone who names the same.

    ``bind(grammar=...)`` holds an answer inside a ``llm.local.grammar`` Grammar. A forced tool (``tool_choice``) is
    decoded under the tool's JSON schema, so that even a weak model makes a call that can be run;
    ``with_structured_output`` rests on that.
    """

    model_config = ConfigDict(populate_by_name=True)
    cancellable: ClassVar[bool] = True  # ``stream(..., cancel=event)`` ends when the event is set

    model_name: str = Field(alias="model")
    adapter: str = ""
    quantization: Quantization = "nf4"
    temperature: float = 0.0
    top_p: float = 0.95
    max_tokens: int = 512
    timeout: float | None = None
    stop: list[str] | None = None
    seed: int | None = None
    max_retries: int = 0

    @property
    def _llm_type(self) -> str:
        return "hyunmoo-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name, "adapter": self.adapter, "quantization": self.quantization}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return super()._get_ls_params(stop=stop, **kwargs) | LangSmithParams(ls_provider="hyunmoo")

    @property
    def loaded(self) -> LoadedModel:
        """The weights and the tokenizer. Raises ModelUnavailable."""
        return load(self.model_name, self.adapter, self.quantization)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | dict[str, Any] | bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """``tool_choice``: a tool's name, "any"/"required"/True (decoded under a grammar), "none", or "auto"/None."""
        written = [convert_to_openai_tool(tool) for tool in tools]
        toolcalls.list_forced_functions(written, tool_choice)  # a wrong name fails here, not in the middle of an answer
        return self.bind(tools=written, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whole: AIMessageChunk | None = None
        for chunk in self._stream(messages, stop, run_manager, **kwargs):
            assert isinstance(chunk.message, AIMessageChunk)
            whole = chunk.message if whole is None else whole + chunk.message
        assert whole is not None  # a stream always ends with a chunk
        message = AIMessage(
            content=whole.content,
            additional_kwargs=whole.additional_kwargs,
            tool_calls=whole.tool_calls,
            invalid_tool_calls=whole.invalid_tool_calls,
            usage_metadata=whole.usage_metadata,
            response_metadata=whole.response_metadata,
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        tools = kwargs.get("tools") or []
        choice = kwargs.get("tool_choice")
        must = toolcalls.list_forced_functions(tools, choice)
        run, sieve = self._begin(messages, stop, [] if choice == "none" else tools, must, kwargs)
        held = run.wish.grammar is not None
        body = []
        pieces = run.pieces()
        try:
            for piece in pieces:
                if must:
                    body.append(piece)
                    continue
                if held:  # a grammar knows its own end; nothing of its text is a mark
                    yield _show_text(piece, run_manager)
                    continue
                if shown := sieve.feed(piece):
                    yield _show_text(shown, run_manager)
                if sieve.stopped:
                    break
        finally:
            pieces.close()
        if must:
            sieve.calls[0] += "".join(body)
        elif rest := sieve.end():
            yield _show_text(rest, run_manager)
        yield self._last(run, sieve, tools)

    def _begin(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None,
        tools: list[dict[str, Any]],
        must: list[dict[str, Any]],
        kwargs: dict[str, Any],
    ) -> tuple[Run, Sieve]:
        loaded = self.loaded
        dialect = find_dialect(loaded.tokenizer)
        prompt, stops = write_prompt(messages, tools, loaded.tokenizer, served_format(self.model_name))
        grammar = kwargs.get("grammar")
        head = ""
        if must:
            forced = dialect.force_call(prompt, must)
            prompt, head, grammar = forced.prompt, forced.head, grammars.json_schema(forced.schema)
        wish = Wish(
            tokens=kwargs.get("max_tokens") or self.max_tokens,
            temperature=self.temperature if kwargs.get("temperature") is None else kwargs["temperature"],
            top_p=self.top_p,
            seed=kwargs.get("seed", self.seed),
            seconds=kwargs.get("timeout", self.timeout),
            grammar=grammar,
        )
        sieve = Sieve([*stops, *(self.stop or ()), *(stop or ())], tools=bool(tools), dialect=dialect)
        sieve.calls += [head] * bool(must)
        run = Run(loaded, prompt, wish, templated=bool(loaded.tokenizer.chat_template))
        run.cancel = kwargs.get("cancel") or run.cancel
        return run, sieve

    def _last(self, run: Run, sieve: Sieve, tools: Sequence[dict[str, Any]]) -> ChatGenerationChunk:
        """The end of an answer: its calls, what was thought, what it cost, and why it ended."""
        functions = [tool["function"] for tool in tools]
        calls, broken = toolcalls.read(sieve.calls, find_dialect(run.loaded.tokenizer), functions)
        chunks = [
            tool_call_chunk(name=one["name"], args=json.dumps(one["args"], ensure_ascii=False), id=one["id"], index=i)
            for i, one in enumerate(calls)
        ]
        # As a JSON text rather than an object, what is broken stays invalid: LangChain would complete a cut-off object.
        chunks += [
            tool_call_chunk(
                name=None, args=json.dumps(one["args"], ensure_ascii=False), id=one["id"], index=len(calls) + i
            )
            for i, one in enumerate(broken)
        ]
        usage = UsageMetadata(input_tokens=run.read, output_tokens=run.written, total_tokens=run.read + run.written)
        finish = "tool_calls" if calls else "stop" if sieve.stopped else run.finish
        message = AIMessageChunk(
            content="",
            additional_kwargs={"reasoning_content": sieve.thought} if sieve.thought else {},
            tool_call_chunks=chunks,
            usage_metadata=usage,
            response_metadata={
                "model_name": self.model_name,
                "model_provider": "hyunmoo",
                "finish_reason": finish,
                "reused_tokens": run.reused,
            },
            chunk_position="last",
        )
        return ChatGenerationChunk(message=message)


def _show_text(text: str, run_manager: CallbackManagerForLLMRun | None) -> ChatGenerationChunk:
    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
    if run_manager:
        run_manager.on_llm_new_token(text, chunk=chunk)
    return chunk


def load_local(settings: Settings, kinds: Sequence[KindWords] = ()) -> LocalChatModel:
    """The settings' model, loaded now, so that what is wrong is said now. Raises ModelUnavailable."""
    model = LocalChatModel(
        model_name=settings.model,
        adapter=settings.adapter,
        quantization=settings.quantization,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
    )
    if not model.loaded.tokenizer.eos_token:
        raise ModelUnavailable(
            f"모델의 토크나이저에 끝 표시(eos_token)가 없습니다: {settings.model}. 다른 모델을 골라 주세요.",
            code="model_broken",
            english="The tokenizer has no end-of-text token.",
        )
    return model
