"""Do the tests notice? Every small change of a file is tried against the tests that run the changed line.

    python3 run.py bench mutation knowledge/ingestion/chunking.py --tests tests/knowledge/ingestion [--sample 150]

One process reads the books, loads the analyser and runs all the tests once, noting which of them reach which line. Each
mutant is then put into a forked child (code objects are exchanged, the module's constants set) that runs those tests, the
quickest first, until one fails; one that takes ten times as long counts as killed. A child with the file unchanged must pass.
What a session's fixtures have made before stays: a mutant that only shows in a book read anew may survive wrongly.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import json
import os
import random
import select
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.abc import SourceLoader
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from bench.mutants import Mutant, apply_mutant, list_mutants
from bench.report import RESULTS, publish

ROOT = Path(__file__).resolve().parent.parent
SLOWER = 10  # times the tests' own time, after which a mutant counts as killed
LEAST = 5.0  # seconds, at least
KILLED, SURVIVED, TIMED_OUT, NOT_REACHED = "killed", "survived", "timed out", "not reached"


@dataclass
class Trial:
    """One file with its tree, its module, and for each line the tests that reach it (by number)."""

    path: Path
    tree: ast.Module
    module: ModuleType
    reached: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    results: list[tuple[Mutant, str, str]] = field(default_factory=list)
    seconds: float = 0.0


class MutationRun:
    """A pytest plugin: the collected tests once, and then for each mutant those that matter, in a forked child."""

    def __init__(self, files: Sequence[Path], sample: int, seed: int) -> None:
        self.trials = [_open_trial(path) for path in files]
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

            started = time.perf_counter()
            _clear_caches([trial.module for trial in self.trials])
            sys.settrace(note)
            try:
                passed = _passes(item, session.items[(number + 1) % len(session.items)])
            finally:
                sys.settrace(None)
            self.times.append(time.perf_counter() - started)
            if not passed:
                self.failed.append(item.nodeid)

    def _try_all(self, session: pytest.Session, trial: Trial) -> None:
        started = time.perf_counter()
        mutants = list_mutants(trial.tree)
        if 0 < self.sample < len(mutants):
            chosen = random.Random(self.seed).sample(range(len(mutants)), self.sample)
            mutants = [mutants[i] for i in sorted(chosen)]
        every = set().union(*trial.reached.values())
        if self._try_one(session, trial, None, every)[0] != SURVIVED:
            raise SystemExit(f"{trial.path}: the tests fail in a child though nothing is changed")
        for mutant in mutants:
            tests = (
                set().union(*(trial.reached.get(line, set()) for line in mutant.lines)) if mutant.slot.inside else every
            )
            result = self._try_one(session, trial, mutant, tests) if tests else (NOT_REACHED, "")
            trial.results.append((mutant, *result))
        trial.seconds = time.perf_counter() - started

    def _try_one(
        self, session: pytest.Session, trial: Trial, mutant: Mutant | None, tests: set[int]
    ) -> tuple[str, str]:
        """What became of one mutant, and the test that killed it."""
        order = sorted(tests, key=lambda number: self.times[number])
        limit = LEAST + SLOWER * sum(self.times[number] for number in order)
        reading, writing = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            try:
                os.setsid()
                os.write(writing, _run_child(session, trial, mutant, order).encode())
            finally:
                os._exit(0)
        os.close(writing)
        ready, _, _ = select.select([reading], [], [], limit)
        said = os.read(reading, 4096).decode() if ready else ""
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        if not ready:
            return TIMED_OUT, ""
        return (SURVIVED, "") if said == SURVIVED else (KILLED, said)


def _run_child(session: pytest.Session, trial: Trial, mutant: Mutant | None, order: Sequence[int]) -> str:
    """The name of the first test that fails, or SURVIVED; a mutant that cannot be loaded is killed without a name."""
    install_mutant(trial, mutant)
    for number in order:
        item = session.items[number]
        _clear_caches([trial.module])
        if not _passes(item, session.items[(number + 1) % len(session.items)]):
            return item.nodeid
    return SURVIVED


def _passes(item: pytest.Item, following: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _open_trial(path: Path) -> Trial:
    name = ".".join(path.resolve().relative_to(ROOT).with_suffix("").parts)
    return Trial(path.resolve(), ast.parse(path.read_text(encoding="utf-8")), importlib.import_module(name))


class TreeLoader(SourceLoader):
    """Loads a module from a syntax tree."""

    def __init__(self, trial: Trial, tree: ast.Module) -> None:
        self.trial, self.tree = trial, tree

    def get_filename(self, fullname: str) -> str:
        return str(self.trial.path)

    def get_data(self, path: str) -> bytes:
        return Path(path).read_bytes()

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, str(self.trial.path), "exec")


def install_mutant(trial: Trial, mutant: Mutant | None) -> None:
    """Give a loaded module the code of a mutant's functions, and its constants where the change is at module level."""
    tree = apply_mutant(trial.tree, mutant) if mutant else trial.tree
    fresh = ModuleType(trial.module.__name__)
    fresh.__file__ = str(trial.path)
    TreeLoader(trial, tree).exec_module(fresh)
    held = vars(trial.module)
    for name, value in vars(fresh).items():
        if getattr(value, "__module__", None) == trial.module.__name__ and name in held:
            _exchange(held[name], value)
    if mutant and not mutant.slot.inside:
        for name in _constants(tree):
            _set_everywhere(name, held.get(name), getattr(fresh, name), trial.module)


def _exchange(old: Any, new: Any) -> None:
    """The new function's code in the old function, also under a decorator; a class's functions one by one."""
    if isinstance(old, type):
        for name, value in vars(new).items():
            if name in vars(old):
                _exchange(vars(old)[name], value)
        return
    if isinstance(old, property):
        _exchange(old.fget, new.fget)
        return
    if isinstance(old, staticmethod | classmethod):
        old, new = old.__func__, new.__func__
    while hasattr(old, "__wrapped__"):
        old, new = old.__wrapped__, new.__wrapped__
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


def _constants(tree: ast.Module) -> list[str]:
    """The names that a module sets at its own level."""
    targets = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign) and node.value is not None]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _set_everywhere(name: str, old: Any, new: Any, module: ModuleType) -> None:
    """A constant in its module and wherever it was imported by its name."""
    setattr(module, name, new)
    for other in list(sys.modules.values()):
        if vars(other).get(name) is old and str(getattr(other, "__file__", "")).startswith(str(ROOT)):
            setattr(other, name, new)


def _clear_caches(modules: Sequence[ModuleType]) -> None:
    for module in modules:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


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
    gc.freeze()
    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *given.tests], plugins=[run])
    report(run.trials, f"sample {given.sample or 'none'}, seed {given.seed}, tests: {' '.join(given.tests)}")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
