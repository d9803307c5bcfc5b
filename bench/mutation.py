"""Do the tests notice? Every small change of a file is tried against the tests that run the changed line.

    python3 run.py bench mutation knowledge/ingestion/chunking.py --tests tests/knowledge/ingestion [--sample 150]

One process reads the books, loads the analyser and runs all the tests once, noting which of them reach which line.
Each mutant is then put into a forked child (code objects are exchanged, constants set) that runs those tests, the
quickest first, until one fails; one that takes ten times as long counts as killed. What fails in a child with the
file unchanged is left out. What a session's fixtures have made before stays: a mutant that only shows in a book read
anew may survive wrongly.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from kiwipiepy import Kiwi

from bench.mutant_loader import ROOT, Trial, clear_caches, install_mutant, open_trial
from bench.mutants import Mutant, list_mutants
from bench.report import RESULTS, publish
from korean import analyzer

SLOWER = 10  # times the tests' own processor time, after which a mutant counts as killed
LEAST_SECONDS = 2  # seconds of processor time, at least
HANGING = 120.0  # seconds by the clock
KILLED, SURVIVED, TIMED_OUT, NOT_REACHED = "killed", "survived", "timed out", "not reached"


class SerialKiwi(Kiwi):
    """The analyser without its threads, which do not live on in a forked child: many texts are taken one by one."""

    def tokenize(self, text: Any, *given: Any, **named: Any) -> Any:
        one = partial(super().tokenize, **named)
        return one(text, *given) if isinstance(text, str) else (one(each, *given) for each in text)

    def split_into_sents(self, text: Any, *given: Any, **named: Any) -> Any:
        one = partial(super().split_into_sents, **named)
        return one(text, *given) if isinstance(text, str) else (one(each, *given) for each in text)


class MutationRun:
    """A pytest plugin: the collected tests once, and then for each mutant those that matter, in a forked child."""

    def __init__(self, files: Sequence[Path], sample: int, seed: int) -> None:
        self.trials = [open_trial(path) for path in files]
        self.sample, self.seed = sample, seed
        self.times: list[float] = []
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Pytest's own loop, replaced: the tests once, then the mutants."""
        capture = session.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            self._run_once(session)
            if self.failed:
                print("These tests fail without any change:", *self.failed, sep="\n  ")
                return True
            gc.collect()
            gc.freeze()
            for trial in self.trials:
                self._try_all(session, trial)
        return True

    def _run_once(self, session: pytest.Session) -> None:
        by_file = {str(trial.path): trial for trial in self.trials}
        for number, item in enumerate(session.items):

            def note(frame: FrameType, event: str, _: Any, number: int = number) -> Any:
                trial = by_file.get(frame.f_code.co_filename)
                if trial is None:
                    return None
                trial.reached[frame.f_lineno].add(number)
                return note

            started = time.process_time()
            clear_caches([trial.module for trial in self.trials])
            sys.settrace(note)
            try:
                passed = _passes(item, session.items[(number + 1) % len(session.items)])
            finally:
                sys.settrace(None)
            self.times.append(time.process_time() - started)
            if not passed:
                self.failed.append(item.nodeid)

    def _try_all(self, session: pytest.Session, trial: Trial) -> None:
        started = time.perf_counter()
        mutants = list_mutants(trial.tree)
        if 0 < self.sample < len(mutants):
            chosen = random.Random(self.seed).sample(range(len(mutants)), self.sample)
            mutants = [mutants[i] for i in sorted(chosen)]
        every = self._keep_forkable(session, trial, set().union(*trial.reached.values()))
        for mutant in mutants:
            tests = (
                set().union(*(trial.reached.get(line, set()) & every for line in mutant.lines))
                if mutant.slot.inside
                else every
            )
            result = self._try_one(session, trial, mutant, tests) if tests else (NOT_REACHED, "")
            trial.results.append((mutant, *result))
        trial.seconds = time.perf_counter() - started

    def _keep_forkable(self, session: pytest.Session, trial: Trial, tests: set[int]) -> set[int]:
        """The tests that pass in a child with the file unchanged; the others (threads, servers) judge nothing."""
        if self._try_one(session, trial, None, tests)[0] == SURVIVED:
            return tests
        kept = {number for number in tests if self._try_one(session, trial, None, {number})[0] == SURVIVED}
        print("left out, as they fail in a forked child:", *(session.items[i].nodeid for i in sorted(tests - kept)))
        return kept

    def _try_one(
        self, session: pytest.Session, trial: Trial, mutant: Mutant | None, tests: set[int]
    ) -> tuple[str, str]:
        """What became of one mutant, and the test that killed it."""
        order = sorted(tests, key=lambda number: self.times[number])
        limit = LEAST_SECONDS + int(SLOWER * sum(self.times[number] for number in order))
        reading, writing = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            try:
                os.setsid()
                resource.setrlimit(resource.RLIMIT_CPU, (limit + 1, limit + 1))
                os.write(writing, _run_child(session, trial, mutant, order).encode())
            finally:
                os._exit(0)
        os.close(writing)
        ready, _, _ = select.select([reading], [], [], HANGING)
        said = os.read(reading, 4096).decode() if ready else ""
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        os.close(reading)
        if not ready or (not said and os.WIFSIGNALED(status)):
            return TIMED_OUT, ""
        return (SURVIVED, "") if said == SURVIVED else (KILLED, said)


def _run_child(session: pytest.Session, trial: Trial, mutant: Mutant | None, order: Sequence[int]) -> str:
    """The name of the first test that fails, or SURVIVED; a mutant that cannot be loaded is killed without a name."""
    gc.disable()
    analyzer._threads.cache_clear()
    install_mutant(trial, mutant)
    for number, following in zip(order, [*order[1:], order[-1] + 1], strict=True):
        item = session.items[number]
        clear_caches([trial.module])
        if not _passes(item, session.items[following % len(session.items)]):
            return item.nodeid
    return SURVIVED


def _passes(item: pytest.Item, following: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def report(trials: Sequence[Trial], notes: str) -> None:
    """The table, and every mutant that lives."""
    rows, left = [], []
    for trial in trials:
        fates = Counter(fate for _, fate, _ in trial.results)
        name = str(trial.path.relative_to(ROOT))
        killed = fates[KILLED] + fates[TIMED_OUT]
        share = killed / max(1, len(trial.results))
        counts = (len(trial.results), killed, fates[TIMED_OUT], fates[SURVIVED], fates[NOT_REACHED])
        rows.append((name, len(list_mutants(trial.tree)), *counts, share, round(trial.seconds, 1)))
        for mutant, fate, _ in trial.results:
            if fate in (SURVIVED, NOT_REACHED):
                left.append(
                    {"file": name, "line": mutant.lines.start, "kind": mutant.kind, "fate": fate, "change": str(mutant)}
                )
                print(f"{name}:{mutant.lines.start} [{mutant.kind}] {fate}: {mutant}")
    columns = (
        "file",
        "mutants",
        "tried",
        "killed",
        "of these timed out",
        "survived",
        "not reached",
        "share",
        "seconds",
    )
    publish("mutation", columns, rows, notes)
    (RESULTS / "mutation_survivors.json").write_text(json.dumps(left, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True, help="files or folders, as pytest takes them")
    parser.add_argument("--sample", type=int, default=0, help="at most so many mutants of a file, drawn by --seed")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    run = MutationRun(given.files, given.sample, given.seed)
    analyzer._kiwi = SerialKiwi(load_multi_dict=False)
    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *given.tests], plugins=[run])
    report(run.trials, f"sample {given.sample or 'none'}, seed {given.seed}, tests: {' '.join(given.tests)}")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
