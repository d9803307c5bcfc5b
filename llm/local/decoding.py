"""Generation in a worker thread: text as it comes, one piece a token, cancelled as soon as nobody listens."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from errors import ModelUnavailable, QuestionError
from llm.local.adapter_switching import WAIT_POLL_SECONDS, LoadedModel
from llm.local.constrained_decoding import Constraint, Vocabulary
from llm.local.control_tokens import end_ids, hidden_ids
from llm.local.grammar import Grammar
from llm.local.prefix_cache import cache_for, read_ahead, reusable

Finish = Literal["stop", "length", "timeout"]


@dataclass(frozen=True)
class Wish:
    """How to decode: at most ``tokens`` new ones, greedy at temperature 0, ``seconds`` None for no limit."""

    tokens: int = 512
    temperature: float = 0.0
    top_p: float = 0.95
    seed: int | None = None
    seconds: float | None = None
    grammar: Grammar | None = None


@dataclass
class Run:
    """One generation. Iterate ``pieces()``; then ``read``, ``written`` and ``finish`` are set;
    ``reused`` of ``read`` were known.

    ``cancel`` set by anyone ends it, whether it waits for its turn, reads the prompt or writes.
    """

    loaded: LoadedModel
    prompt: str
    wish: Wish
    templated: bool
    read: int = 0
    written: int = 0
    reused: int = 0
    finish: Finish = "stop"
    cancel: threading.Event = field(default_factory=threading.Event)
    _prompt_seen: bool = False
    _left: threading.Event = field(default_factory=threading.Event)  # nobody listens any more
    _out: queue.SimpleQueue[list[int] | None] = field(default_factory=queue.SimpleQueue)

    def pieces(self) -> Generator[str]:
        """Decoded text, never half a character. Closing the iterator early ends the worker within a token or so.

        Raises QuestionError (``prompt_too_long``) where the prompt leaves no room for an answer.
        """
        encoded = self.loaded.tokenizer(self.prompt, return_tensors="pt", add_special_tokens=not self.templated)
        self.read = int(encoded["input_ids"].shape[1])
        if self.read >= self.loaded.context:
            raise QuestionError(
                f"질문과 근거가 너무 깁니다({self.read}토큰). 이 모델은 {self.loaded.context}토큰까지 읽습니다. 질문을 줄여 주세요.",
                code="prompt_too_long",
                english=f"The prompt has {self.read} tokens; the model reads {self.loaded.context}.",
            )
        step = decoder(self.loaded.tokenizer)
        pool = ThreadPoolExecutor(1, thread_name_prefix="generate")
        work = pool.submit(self._work, encoded)
        try:
            while (tokens := self._next()) is not None:
                for token in tokens:
                    self.written += 1
                    if piece := step(token):
                        yield piece
            if not self.cancel.is_set():
                work.result()  # raises what the worker raised
        finally:
            self._left.set()
            pool.shutdown(wait=not self.cancel.is_set())  # what is called off is not waited for

    def _next(self) -> list[int] | None:
        """The worker's next tokens; None where it has ended or is called off."""
        while not self.cancel.is_set():
            try:
                return self._out.get(timeout=WAIT_POLL_SECONDS)
            except queue.Empty:
                continue
        return None

    def _is_stopped(self) -> bool:
        return self._left.is_set() or self.cancel.is_set()

    # -- the worker, which alone holds the model's lock
    # ------------------------------------------------------------------

    def put(self, tokens: Any) -> None:
        """What ``generate`` calls with the prompt first, then with every new token."""
        if self._prompt_seen:
            self._out.put(tokens.reshape(-1).tolist())
        self._prompt_seen = True

    def end(self) -> None:
        """What ``generate`` calls last."""

    def _work(self, encoded: Any) -> None:
        try:
            with self.loaded.using(self._is_stopped) as model:
                if model is not None:
                    self._generate(model, encoded)
        finally:
            self._out.put(None)

    def _generate(self, model: Any, encoded: Any) -> None:
        import torch
        import transformers

        libraries: Any = transformers
        wish = self.wish
        ends = end_ids(self.loaded.tokenizer, self.loaded.model.generation_config.eos_token_id)
        sampling: dict[str, Any] = {"do_sample": wish.temperature > 0}
        if wish.temperature > 0:
            sampling |= {"temperature": wish.temperature, "top_p": wish.top_p}
        room = min(wish.tokens, self.loaded.context - self.read)
        config = libraries.GenerationConfig(max_new_tokens=room, eos_token_id=ends, pad_token_id=ends[0], **sampling)
        constraint = Constraint(_vocabulary(self.loaded, ends), wish.grammar, room) if wish.grammar else None
        deadline = None if wish.seconds is None else time.monotonic() + wish.seconds

        def late() -> bool:
            return deadline is not None and time.monotonic() > deadline

        def enough(input_ids: Any, scores: Any, **_: Any) -> Any:
            return torch.full((input_ids.shape[0],), self._is_stopped() or late(), device=input_ids.device)

        ids = encoded["input_ids"].to(self.loaded.device)
        try:
            with torch.random.fork_rng(devices=range(torch.cuda.device_count())), torch.inference_mode():
                # A fork begins where the process stands: without a number of its own, every
                # answer would be drawn alike.
                torch.manual_seed(secrets.randbits(63) if wish.seed is None else wish.seed)
                said, cache, before = ids[0].tolist(), None, None
                if reusable(model):
                    # A seed asks for the same answer again, to the bit: then nothing is taken over.
                    before, shared = self.loaded.memory.longest(said) if wish.seed is None else (None, 0)
                    cache, self.reused = cache_for(model, before, shared), shared
                    if not read_ahead(model, ids, cache, lambda: self._is_stopped() or late()):
                        self.finish = "timeout"
                        return
                out = model.generate(
                    input_ids=ids,
                    attention_mask=encoded["attention_mask"].to(self.loaded.device),
                    generation_config=config,
                    logits_processor=[constraint] if constraint else [],
                    stopping_criteria=[enough],
                    streamer=self,
                    **({} if cache is None else {"past_key_values": cache}),
                )
                if cache is not None:
                    continued = before if before and 2 * self.reused >= len(before.ids) else None
                    self.loaded.memory.keep(out[0].tolist(), cache, continued)
        except torch.cuda.OutOfMemoryError as error:
            self.loaded.memory.clear()
            raise ModelUnavailable(
                "그래픽 메모리가 모자라 답을 끝내지 못했습니다. 더 작은 모델을 고르거나 max_tokens를 줄여 주세요.",
                code="too_little_memory",
                english="The GPU ran out of memory during an answer.",
            ) from error
        ended = int(out[0, -1]) in ends and not (constraint and constraint.hurried)
        self.finish = "stop" if ended else "timeout" if late() else "length"


def _vocabulary(loaded: LoadedModel, ends: Sequence[int]) -> Vocabulary:
    """The model's tokens as llguidance knows them, built once a model."""
    if "vocabulary" not in loaded.grammar_cache:
        width = int(loaded.model.get_output_embeddings().weight.shape[0])
        loaded.grammar_cache["vocabulary"] = Vocabulary(loaded.tokenizer, width, ends)
    return loaded.grammar_cache["vocabulary"]


def decoder(tokenizer: Any) -> Any:
    """A function from one token to the text that it completes. transformers' own streamer
    holds Hangul back until a space.
    """
    from tokenizers.decoders import DecodeStream

    hidden = hidden_ids(tokenizer)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        return _slow_decoder(tokenizer, hidden)
    stream = DecodeStream(skip_special_tokens=False)
    return lambda token: "" if token in hidden else (stream.step(backend, token) or "")


def _slow_decoder(tokenizer: Any, hidden: frozenset[int]) -> Any:
    """The same for a tokenizer without a Rust backend: decode all so far, show what is new and whole."""
    tokens: list[int] = []
    shown = 0

    def step(token: int) -> str:
        nonlocal shown
        if token in hidden:
            return ""
        tokens.append(token)
        text = str(tokenizer.decode(tokens))
        if text.endswith("\ufffd"):
            return ""
        piece, shown = text[shown:], len(text)
        return piece

    return step
