"""A mutant put into a module that is loaded: its functions get the mutant's code, wherever they were imported before.

Constants are set in the module and wherever they were imported by their names, and so is a class whose own fields
change; other classes stay the same objects. A decorator's function is changed under its decorator, its cache emptied.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.abc import SourceLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from bench.mutants import Mutant, apply_mutant

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Trial:
    """One file with its tree, its module, and for each line the tests that reach it (by number)."""

    path: Path
    tree: ast.Module
    module: ModuleType
    reached: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    results: list[tuple[Mutant, str, str]] = field(default_factory=list)
    seconds: float = 0.0


def open_trial(path: Path) -> Trial:
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
        changed = [node.name for node in tree.body if isinstance(node, ast.ClassDef) and mutant.within(node)]
        for name in changed or _constants(tree):
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
    """The names that a module sets at its own level, several at once too."""
    targets = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign) and node.value is not None]
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _set_everywhere(name: str, old: Any, new: Any, module: ModuleType) -> None:
    """A constant in its module and wherever it was imported by its name."""
    setattr(module, name, new)
    for other in list(sys.modules.values()):
        if vars(other).get(name) is old and str(getattr(other, "__file__", "")).startswith(str(ROOT)):
            setattr(other, name, new)


def clear_caches(modules: Sequence[ModuleType]) -> None:
    for module in modules:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()
