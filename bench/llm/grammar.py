"""Does constrained decoding hold, and what does it cost? A model that knows nothing writes at temperature 1.

    python3 run.py bench grammar [--each 200 | --cost [--tokenizer FOLDER]]

Five schemas (a quiz question, a plan, a verdict, a call of one of two tools, a nested list), exact quotes and choices,
``--each`` of every kind. An answer is valid where it parses and satisfies its schema with nothing cut off, stands in
the evidence, or is one of the choices. The cost is that of the grammar alone, by the clock around it. ``--cost`` takes
the shape of a model of a billion parameters instead; ``--tokenizer`` names a folder with a real model's tokenizer for
it, whose vocabulary is larger than ours.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bench.llm.shapes import ONE_BILLION, TINY, large, llama, sample_texts, save_model, tokenizer_of
from bench.report import publish
from learning.kinds import model_kinds
from llm.dialects.qwen import call_schema
from llm.local import constrained_decoding as constraints
from llm.local.chat_model import LocalChatModel
from llm.local.grammar import Grammar, choice, json_schema, quote
from llm.tasks.plan import Plan
from llm.tasks.question import written_schema
from llm.tasks.verify import SupportVerdict

OPTION_LABELS = ("①", "②", "③", "④", "⑤")
SERVED_TOKENS = 512  # as the settings have it
COST_TOKENS = 48
GRAMMAR_REQUEST = "교재로 문제를 내 줘"


class SectionSchema(BaseModel):
    """A heading with its points."""

    model_config = ConfigDict(extra="forbid")
    heading: str = Field(min_length=1, max_length=60)
    points: list[str] = Field(min_length=1, max_length=4)
    level: int = Field(ge=1, le=6)


class OutlineSchema(BaseModel):
    """Lists inside lists, a number, and what may be left out."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(max_length=80)
    sections: list[SectionSchema] = Field(min_length=1, max_length=3)
    note: str | None = None
    weight: float = Field(ge=0, le=1)


class Search(BaseModel):
    """교재에서 찾는다."""

    model_config = ConfigDict(extra="forbid")
    query: str = Field(min_length=1, max_length=200)
    k: int = Field(default=5, ge=1, le=20)


class Quiz(BaseModel):
    """문제를 낸다."""

    model_config = ConfigDict(extra="forbid")
    topic: str = Field(max_length=100)
    kinds: list[str] = Field(default_factory=list, max_length=4)


CALL_SCHEMAS: dict[str, type[BaseModel]] = {"search": Search, "quiz": Quiz}


class MaskClock:
    """Seconds and tokens that grammars took, measured around the processor's own call."""

    def __init__(self) -> None:
        self.seconds, self.tokens = 0.0, 0
        held = constraints.Constraint.__call__

        def time_call(one: Any, input_ids: Any, scores: Any) -> Any:
            started = time.perf_counter()
            found = held(one, input_ids, scores)
            self.seconds += time.perf_counter() - started
            self.tokens += 1
            return found

        constraints.Constraint.__call__ = time_call  # type: ignore

    def take_spent(self) -> tuple[float, int]:
        """Seconds and tokens since the last time."""
        found = self.seconds, self.tokens
        self.seconds, self.tokens = 0.0, 0
        return found


def schema_kind(schema: type[BaseModel]) -> tuple[Grammar, Callable[[str], bool]]:
    def valid(text: str) -> bool:
        try:
            schema.model_validate_json(text)
        except ValidationError:
            return False
        return True

    return json_schema(schema.model_json_schema()), valid


def call_kind() -> tuple[Grammar, Callable[[str], bool]]:
    from llm.toolcalls import read

    functions = [{"name": name, "parameters": schema.model_json_schema()} for name, schema in CALL_SCHEMAS.items()]

    def valid(text: str) -> bool:
        good, bad = read([text])
        try:
            return not bad and all(CALL_SCHEMAS[call["name"]].model_validate(call["args"]) for call in good)
        except ValidationError:
            return False

    return json_schema(call_schema(functions)), valid


def kinds() -> dict[str, tuple[Grammar, Callable[[str], bool]]]:
    evidence = [text for text in sample_texts() if len(text) > 80][:3]
    found = {
        schema.__name__.lower(): schema_kind(schema)
        for schema in (written_schema(model_kinds()), Plan, SupportVerdict, OutlineSchema)
    }
    return found | {
        "tool call": call_kind(),
        "quote": (quote(evidence), lambda text: bool(text) and any(text in one for one in evidence)),
        "choice": (choice(OPTION_LABELS), lambda text: text in OPTION_LABELS),
    }


def generations(folder: Path, each: int, clock: MaskClock, tokens: int, quantization: str) -> list[tuple[Any, ...]]:
    """A row a kind: runs, share valid, tokens a run, milliseconds of the grammar a token, its share of the time."""
    model = LocalChatModel(model_name=str(folder), quantization=quantization, temperature=1.0, max_tokens=tokens)  # type: ignore[arg-type]
    model.invoke(GRAMMAR_REQUEST, grammar=choice(OPTION_LABELS))  # the vocabulary is taken in once a model
    rows: list[tuple[Any, ...]] = []
    for name, (grammar, valid) in kinds().items():
        clock.take_spent()
        started = time.perf_counter()
        replies = [model.invoke(GRAMMAR_REQUEST, grammar=grammar) for _ in range(each)]
        whole = time.perf_counter() - started
        seconds, steps = clock.take_spent()
        right = sum(valid(str(reply.text)) for reply in replies)
        written = sum(reply.usage_metadata["output_tokens"] for reply in replies if reply.usage_metadata)
        rows.append((name, each, right / each, written / each, 1000 * seconds / max(steps, 1), seconds / whole))
        print(*rows[-1], flush=True)
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench grammar")
    asked.add_argument("--each", type=int, default=200)
    asked.add_argument("--cost", action="store_true", help="the large shape alone")
    asked.add_argument("--tokenizer", type=Path)
    asked.add_argument("--threads", type=int, default=1, help="of torch; one is fastest for a tiny model")
    options = asked.parse_args()
    import torch
    from transformers import AutoTokenizer

    torch.set_num_threads(options.threads)
    clock = MaskClock()
    columns = ("kind", "runs", "valid", "tokens a run", "grammar, ms a token", "share of the time")
    with tempfile.TemporaryDirectory() as place:
        ours = tokenizer_of(sample_texts())
        if not options.cost:
            tiny = save_model(Path(place) / "tiny", ours, llama(ours, TINY, num_hidden_layers=1))
            rows = generations(tiny, options.each, clock, SERVED_TOKENS, "none")
            publish(
                "grammar", columns, rows, f"Random weights (one layer), temperature 1, at most {SERVED_TOKENS} tokens."
            )
            return
        real = AutoTokenizer.from_pretrained(options.tokenizer) if options.tokenizer else ours
        folder = large(Path(place) / "billion", real, ONE_BILLION)
        rows = generations(folder, 1, clock, COST_TOKENS, "nf4")
        notes = (
            f"A billion parameters of random weights in NF4, {len(real)} tokens in the vocabulary, "
            f"{options.threads} threads; "
            f"valid only where {COST_TOKENS} tokens suffice."
        )
        publish("grammar_cost", columns, rows, notes)


if __name__ == "__main__":
    main()
