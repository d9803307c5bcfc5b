"""Mutants: one change each, nothing else touched, and put into functions that others have imported already."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.mutant_loader import Trial, install_mutant
from bench.mutants import apply_mutant, list_mutants

SOURCE = '''"""What it is."""
from functools import cache

LIMIT, STEP = 3, 1
NAME: str = "나무"


@cache
def grows(height: int, least: int = 2) -> bool:
    """Never changed."""
    if height < least and NAME:
        return False
    return height + STEP > LIMIT


class Tree:
    tall = True

    def cut(self) -> None:
        self.tall = False
        print("쿵")
'''


def test_each_kind_of_change_is_made_once() -> None:
    changes = {f"{mutant.kind}: {mutant}" for mutant in list_mutants(ast.parse(SOURCE))}
    assert changes >= {
        "constant: 3 -> 4",
        "constant: 3 -> 2",
        "constant: '나무' -> 'XX나무XX'",
        "constant: 2 -> 1",
        "condition: height < least and NAME -> not (height < least and NAME)",
        "and/or: height < least and NAME -> height < least or NAME",
        "comparison: height < least -> height <= least",
        "comparison: height < least -> height >= least",
        "constant: False -> True",
        "arithmetic: height + STEP -> height - STEP",
        "return: return height + STEP > LIMIT -> return",
        "constant: True -> False",
        "statement: self.tall = False -> pass",
        "statement: print('쿵') -> pass",
    }
    assert not any("What it is" in change or "Never" in change or "functools" in change for change in changes)
    assert not any("bool" in change or "cache" in change for change in changes)


def test_a_mutant_differs_in_one_place_and_the_tree_stays_as_it_was() -> None:
    tree = ast.parse(SOURCE)
    before = ast.unparse(tree)
    for mutant in list_mutants(tree):
        changed = ast.unparse(apply_mutant(tree, mutant)).splitlines()
        assert ast.unparse(tree) == before
        differing = [pair for pair in zip(before.splitlines(), changed, strict=True) if pair[0] != pair[1]]
        assert len(differing) == 1, str(mutant)


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    import importlib.util

    path = tmp_path / "grown_tree.py"
    path.write_text(SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("grown_tree", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["grown_tree"] = module
    spec.loader.exec_module(module)
    yield Trial(path, ast.parse(SOURCE), module)
    del sys.modules["grown_tree"]


def test_a_mutant_is_put_where_the_function_was_imported_before(trial: Trial) -> None:
    grows, tree = trial.module.grows, trial.module.Tree()
    mutants = {str(mutant): mutant for mutant in list_mutants(trial.tree)}
    assert not grows(2)
    for change, expected in [("3 -> 2", True), ("height + STEP -> height - STEP", False), ("1 -> 2", True)]:
        install_mutant(trial, None)
        install_mutant(trial, mutants[change])
        grows.cache_clear()
        assert grows(2) is expected, change
    install_mutant(trial, mutants["self.tall = False -> pass"])
    tree.cut()
    assert tree.tall and isinstance(tree, trial.module.Tree)
    install_mutant(trial, None)
    tree.cut()
    assert not tree.tall
