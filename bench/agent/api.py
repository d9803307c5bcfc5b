"""The API under people who think: how long answers take, what fails, how memory grows, while uploads go on.

    python3 run.py bench api [--people N] [--minutes M] [--think LOW HIGH] [--fuzz EXAMPLES]

A real uvicorn in a process of its own over the sample library; every person has an account and a token, shares nothing,
asks a sample question, thinks, and asks again; one of them uploads small books meanwhile. ``--fuzz`` sends requests of
every shape that the OpenAPI page allows instead, EXAMPLES for each route.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn

from accounts import Accounts
from accounts.tokens import Tokens
from bench.report import publish
from knowledge import Library
from server import create_api
from settings import ROOT, SAMPLES, Settings

SETTLED = 0.5  # of the run: memory is compared over what is left
UPLOADED = "# 새 책 {n}\n\n## 1장\n\n{n}번째 책은 {n}쪽짜리이며 {n}년에 나왔다. 이 책은 부하를 재려고 올린 것이다.\n"


class Load:
    """What people saw: seconds of each answer, and every status that was none of 200 and 202."""

    def __init__(self, url: str, until: float, think: tuple[float, float]) -> None:
        self.url, self.until, self.think = url, until, think
        self.seconds: list[float] = []
        self.refused: list[int] = []
        self.uploads = 0

    async def be_a_person(self, token: str, questions: list[str], seed: int) -> None:
        rng = random.Random(seed)
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=120) as client:
            await asyncio.sleep(rng.uniform(0, self.think[1]))
            while time.monotonic() < self.until:
                asked = {"question": rng.choice(questions), "stream": False}
                started = time.monotonic()
                told = await client.post("/api/ask", json=asked)
                self.seconds.append(time.monotonic() - started)
                self.refused += [told.status_code] if told.status_code != 200 else []
                await asyncio.sleep(rng.uniform(*self.think))

    async def upload(self, token: str) -> None:
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=120) as client:
            while time.monotonic() < self.until:
                book = UPLOADED.format(n=self.uploads).encode()
                told = await client.post("/api/sources", files={"file": (f"{self.uploads}.md", book)})
                self.refused += [told.status_code] if told.status_code != 202 else []
                self.uploads += 1
                await asyncio.sleep(10)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench api")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--think", type=float, nargs=2, default=(10.0, 30.0), metavar=("LOW", "HIGH"))
    parser.add_argument("--fuzz", type=int, default=0, metavar="EXAMPLES")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Settings(library=Path(folder) / "library", api_per_minute=1_000_000)
        tokens = stock_shelves(settings, 0 if chosen.fuzz else chosen.people)
        port = find_port()
        if chosen.fuzz:
            serve_in_thread(settings, port)
            publish("api-fuzz", ("route", "requests", "failures"), fuzz(f"http://127.0.0.1:{port}", chosen.fuzz))
            return
        head = [
            sys.executable,
            "-m",
            "ui.cli",
            "api",
            "--json",
            "--port",
            str(port),
            "--library",
            str(settings.library),
        ]
        with subprocess.Popen(head, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as api:
            try:
                assert api.stdout is not None
                url = json.loads(api.stdout.readline())["url"]
                rows = asyncio.run(measure(url, tokens, chosen.minutes, tuple(chosen.think), api.pid))
                publish(
                    "api", ("people", "answers", "p50 s", "p95 s", "p99 s", "errors", "uploads", "MB", "growth"), rows
                )
            finally:
                api.terminate()


def find_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_in_thread(settings: Settings, port: int) -> None:
    """The API in this process, without the limit on a person's pace."""
    server = uvicorn.Server(uvicorn.Config(create_api(settings), "127.0.0.1", port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)


def stock_shelves(settings: Settings, people: int) -> list[str]:
    """An account with the sample textbook and a token for each of the people; without people the settings' owner."""
    accounts = Accounts.open(settings)
    tokens = Tokens(accounts.database)
    made, owners = [], [settings.owner] if not people else []
    for number in range(people):
        owners.append(accounts.add(f"사람 {number}").owner)
        made.append(tokens.add(f"사람 {number}", "bench", ("read", "write"))[0])
    for owner in owners:
        library = Library.open(settings.library, owner, settings.model_copy(update={"owner": owner}))
        library.add(SAMPLES[0])
        library.close()
    accounts.close()
    return made


async def measure(
    url: str, tokens: list[str], minutes: float, think: tuple[float, float], pid: int
) -> list[tuple[Any, ...]]:
    lines = (ROOT / "bench" / "data" / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    async with httpx.AsyncClient(timeout=120) as client:
        for token in tokens:  # everybody's shelf is open before the clock starts
            await client.post(
                f"{url}/api/search", json={"query": questions[0]}, headers={"authorization": f"Bearer {token}"}
            )
    load = Load(url, time.monotonic() + 60 * minutes, think)
    memory: list[float] = []

    async def watch() -> None:
        while time.monotonic() < load.until:
            memory.append(resident_megabytes(pid))
            await asyncio.sleep(2)

    people = (load.be_a_person(token, questions, seed) for seed, token in enumerate(tokens))
    await asyncio.gather(*people, load.upload(tokens[0]), watch())
    half = memory[int(len(memory) * SETTLED) :]
    growth = half[-1] / half[0] - 1
    p50, p95, p99 = (round(float(np.percentile(load.seconds, q)), 3) for q in (50, 95, 99))
    counted = len(load.seconds), p50, p95, p99, len(load.refused), load.uploads
    return [(len(tokens), *counted, round(half[-1]), f"{growth:.1%}")]


def resident_megabytes(pid: int) -> float:
    """Memory of a process that is in use, where the system tells (Linux)."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


def fuzz(url: str, examples: int) -> list[tuple[Any, ...]]:
    """Requests and failures of every route."""
    import schemathesis
    from hypothesis import HealthCheck, given, settings
    from schemathesis.core.result import Ok
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

    checks = [schemathesis.checks.not_a_server_error, response_schema_conformance, status_code_conformance]
    rows: list[tuple[Any, ...]] = []
    for found in schemathesis.openapi.from_url(f"{url}/api/openapi.json").get_all_operations():
        if not isinstance(found, Ok):
            continue
        operation = found.ok()
        sent = 0

        @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(base_url=url, checks=checks, timeout=60)

        try:
            send()
            rows.append((operation.label, sent, ""))
        except (AssertionError, BaseExceptionGroup) as failure:
            rows.append((operation.label, sent, str(failure)[:300]))
    return rows


if __name__ == "__main__":
    main()
