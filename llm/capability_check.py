"""Can a model be worked with? One real answer, one tool call, one quote, its speed and its memory."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from pydantic import BaseModel, ConfigDict, Field

from llm.local.grammar import quote

PROBE_TOKENS = 64
PROBE_QUESTION = "대한민국의 수도는 어디입니까? 한 문장으로 답하십시오."
PROBE_TOOL_CALL = "도구를 써서 교재에서 '광합성'을 찾으십시오."
PROBE_EVIDENCE = "세종은 1443년에 훈민정음을 만들었다. 훈민정음은 1446년에 반포되었다."
PROBE_QUOTE = f"다음 글에서 훈민정음이 만들어진 해를 말하는 문장을 그대로 옮기십시오.\n\n{PROBE_EVIDENCE}"


class search_textbooks(BaseModel):
    """교재에서 찾습니다."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(max_length=40, description="찾을 말")


class Probe(BaseModel):
    """What came out. ``None``: the engine does not do it, or says nothing of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: str
    call: str | None
    quote: str | None
    quote_exact: bool | None
    first_token_seconds: float
    tokens_per_second: float | None
    memory_gib: float | None

    @property
    def passed(self) -> bool:
        """Whether all that the engine can do was done rightly; an empty answer is none."""
        return bool(self.answer.strip()) and self.call is not None and self.quote_exact is not False


def probe(model: BaseChatModel) -> Probe:
    """Ask, call and quote, each once. Raises ModelUnavailable where the model cannot be used at all."""
    started = time.perf_counter()
    first, last, tokens = 0.0, 0.0, 0
    said = []
    for chunk in _answer(model):
        if chunk.text:
            last = time.perf_counter()
            first = first or last
            said.append(str(chunk.text))
        if chunk.usage_metadata:
            tokens = chunk.usage_metadata["output_tokens"]
    speed = (tokens - 1) / (last - first) if tokens > 1 and last > first else None
    local = model._llm_type == "hyunmoo-local"
    copied = str(model.bind(grammar=quote([PROBE_EVIDENCE])).invoke(PROBE_QUOTE).text) if local else None
    return Probe(
        answer="".join(said),
        call=_call(model),
        quote=copied,
        quote_exact=None if copied is None else bool(copied) and copied in PROBE_EVIDENCE,
        first_token_seconds=(first or time.perf_counter()) - started,
        tokens_per_second=speed if local else None,
        memory_gib=memory() if local else None,
    )


def memory() -> float | None:
    """GiB that this process holds at most: on the GPU where there is one, else of all memory; None
    where the system does not say.
    """
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        return float(torch.cuda.max_memory_allocated()) / 2**30
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def _answer(model: BaseChatModel) -> Iterator[AIMessageChunk]:
    for chunk in model.stream(PROBE_QUESTION, max_tokens=PROBE_TOKENS):
        assert isinstance(chunk, AIMessageChunk)
        yield chunk


def _call(model: BaseChatModel) -> str | None:
    """The call that was made, as a person reads it; None where none was, or not the one that was asked for."""
    reply = model.bind_tools([search_textbooks], tool_choice="search_textbooks").invoke(PROBE_TOOL_CALL)
    made = [one for one in reply.tool_calls if one["name"] == search_textbooks.__name__]
    return f"{made[0]['name']}({made[0]['args'].get('query', '')!r})" if made else None
