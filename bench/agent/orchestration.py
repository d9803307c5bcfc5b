"""What the state machine itself costs: time beside tools and model, and bytes kept a question.

    python3 run.py bench orchestration [--limit N]

The sample questions are asked of the whole assistant with the embedded engine, each in a thread of its own and all
again in one thread. Processor time in retrieval, in examining the hits, in reading evidence and in the model is taken
off; it is processor time, so that what else the machine does counts for little. Bytes are those of the checkpoints'
rows, and of the answers as they are kept.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from agent import Assistant
from bench.library import sample_assistant
from bench.report import publish
from settings import ROOT

LIBRARY = ("search", "find_answer", "search_for_answer", "lookup", "texts", "page_at", "known_words", "sentences")
LIMIT = 100


class TimedCalls:
    """Processor seconds inside the library's and the model's own work, on every thread,
    calls within calls counted once.
    """

    def __init__(self) -> None:
        self.seconds, self._local, self._lock = 0.0, threading.local(), threading.Lock()

    @contextmanager
    def running(self) -> Iterator[None]:
        inner = getattr(self._local, "inside", False)
        self._local.inside = True
        started = time.thread_time()
        try:
            yield
        finally:
            self._local.inside = inner
            if not inner:
                with self._lock:
                    self.seconds += time.thread_time() - started

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def time_call(*args: Any, **kwargs: Any) -> Any:
            with self.running():
                return function(*args, **kwargs)

        return time_call


def kept_bytes(assistant: Assistant) -> int:
    """Bytes of every checkpoint's row, with what was written towards it."""
    with assistant._saver.cursor(transaction=False) as cursor:
        cursor.execute("SELECT coalesce(sum(length(checkpoint) + length(metadata)), 0) FROM checkpoints")
        checkpoints = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(sum(length(value)), 0) FROM writes")
        return int(checkpoints + cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=LIMIT)
    arguments = parser.parse_args()
    lines = (ROOT / "bench" / "data" / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    asked = (asked * (arguments.limit // len(asked) + 1))[: arguments.limit]
    rows = []
    with sample_assistant() as assistant:
        clock = TimedCalls()
        for name in LIBRARY:
            setattr(assistant.library, name, clock.around(getattr(assistant.library, name)))
        dense = assistant.library.searcher.dense  # its leg runs beside the lexical one, on a thread of its own
        dense.search = clock.around(dense.search)  # type: ignore[method-assign]
        assistant.ask(asked[0], thread="warm")
        stream = assistant.model.stream
        listed = clock.around(lambda *args, **kwargs: list(stream(*args, **kwargs)))
        object.__setattr__(assistant.model, "stream", listed)
        for name, thread in (("a thread each", "own-{}"), ("one thread", "one")):
            before, whole, rest, answers = kept_bytes(assistant), [], [], []
            for n, question in enumerate(asked):
                clock.seconds, started, used = 0.0, time.perf_counter(), time.process_time()
                answer = assistant.ask(question, thread=thread.format(n))
                whole.append(1000 * (time.perf_counter() - started))
                rest.append(1000 * (time.process_time() - used - clock.seconds))
                answers.append(len(answer.model_dump_json().encode()))
            rows.append(
                (
                    name,
                    len(asked),
                    round(float(np.median(whole)), 1),
                    round(float(np.median(rest)), 1),
                    round(float(np.percentile(rest, 95)), 1),
                    round((kept_bytes(assistant) - before) / len(asked)),
                    round(float(np.median(answers))),
                )
            )
    heads = ("questions", "n", "ms p50", "orchestration ms p50", "p95", "checkpoint bytes", "answer bytes")
    publish("orchestration", heads, rows)


if __name__ == "__main__":
    main()
