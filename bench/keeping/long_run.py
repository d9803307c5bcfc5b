"""Thousands of questions to one process, chat quizzes and summaries among them: does anything grow, does it get slower?

    python3 run.py bench long_run --questions 5000

The same five hundred requests come round again, ten to a conversation, so that the first and the last five hundred
are the same work. Memory is what the process holds after a collection, time is processor time.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from agent import Assistant
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from settings import SAMPLES, Settings

ROUND = 500  # requests, after which the same ones come again
TURNS_A_THREAD = 10  # a conversation
LOOK_EVERY = 250
QUIZ_EVERY, SUMMARY_EVERY = 20, 25
PHRASES = (
    "{}은 무엇인가?",
    "{}에 대해 설명해 줘",
    "{}은 왜 중요한가?",
    "{}은 언제 있었나?",
    "{}의 특징은?",
    "{} 알려 줘",
)
QUIZ = "{}에 대한 문제 {} 개 내 줘"
SUMMARY = "{} 요약해 줘"
FOLLOW_UP = "그러면 그다음은?"


def list_requests(library: Library, seed: int = 1) -> list[tuple[str, str]]:
    """A round of requests, each with its kind, about the headings and the terms of the books."""
    rng = random.Random(seed)
    heads = [heading.title for source in library.sources() for heading in library.headings(source.id)]
    found = []
    for number in range(ROUND):
        about = rng.choice(heads)
        if number % QUIZ_EVERY == QUIZ_EVERY - 1:
            found.append(("quiz", QUIZ.format(about, rng.randint(2, 4))))
        elif number % SUMMARY_EVERY == SUMMARY_EVERY - 1:
            found.append(("summary", SUMMARY.format(about)))
        elif number % TURNS_A_THREAD == 5:
            found.append(("question", FOLLOW_UP))
        else:
            found.append(("question", rng.choice(PHRASES).format(about)))
    return found


def measure_process() -> dict[str, int]:
    """What this process holds: KiB of memory, descriptors, threads."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "memory": pages * os.sysconf("SC_PAGE_SIZE") // 1024,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
    }


def run(questions: int, folder: Path) -> tuple[list[dict[str, int]], dict[str, list[tuple[int, float]]], int]:
    """What the process held on the way, the seconds of each request by kind, and how many were refused."""
    looks: list[dict[str, int]] = []
    spent: dict[str, list[tuple[int, float]]] = defaultdict(list)
    refused = 0
    with closing(Assistant.open(Settings(library=folder))) as assistant:
        for book in SAMPLES:
            assistant.library.add(book)
        requests = list_requests(assistant.library)
        for kind in ("question", "quiz", "summary"):  # what is loaded once
            assistant.ask(next(said for one, said in requests if one == kind), thread="first")
        for number in range(questions):
            kind, said = requests[number % ROUND]
            before = time.process_time()
            try:
                assistant.ask(said, thread=f"t{number // TURNS_A_THREAD}")
            except HyunmooError as error:
                refused += 1
                print(f"{number}: {error.code}", file=sys.stderr, flush=True)
            spent[kind].append((number, time.process_time() - before))
            if number % LOOK_EVERY == LOOK_EVERY - 1:
                looks.append({"questions": number + 1} | measure_process())
                print(json.dumps(looks[-1]), file=sys.stderr, flush=True)
    return looks, spent, refused


def mean_milliseconds(spent: Sequence[tuple[int, float]], first: int, end: int) -> float:
    """Processor time a request of those between two numbers."""
    chosen = [seconds for number, seconds in spent if first <= number < end]
    return 1000 * sum(chosen) / max(len(chosen), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=5000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        looks, spent, refused = run(arguments.questions, Path(folder))
    warm = next((look for look in looks if look["questions"] >= min(1000, arguments.questions // 2)), looks[0])
    most = max(look["memory"] for look in looks if look["questions"] >= warm["questions"])
    rows: list[tuple[str, object, object, str]] = [
        ("memory, MiB", warm["memory"] // 1024, looks[-1]["memory"] // 1024, f"most {most / warm['memory'] - 1:+.1%}")
    ]
    rows += [
        (name, warm[name], looks[-1][name], f"{looks[-1][name] - warm[name]:+d}") for name in ("descriptors", "threads")
    ]
    spent["all"] = sorted(one for kind in ("question", "quiz", "summary") for one in spent[kind])
    last = arguments.questions - ROUND
    for kind, times in spent.items():
        first, end = mean_milliseconds(times, 0, ROUND), mean_milliseconds(times, last, last + ROUND)
        rows.append(
            (f"ms a {kind} ({len(times)})", round(first, 1), round(end, 1), f"{end / max(first, 1e-9) - 1:+.1%}")
        )
    heads = ("what", "after 1,000, or first 500", "at the end, or last 500", "change")
    publish("long_run", heads, rows, f"{arguments.questions} requests, {refused} refused")


if __name__ == "__main__":
    main()
