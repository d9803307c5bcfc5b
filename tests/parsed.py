"""The project's own files as trees, each parsed once for all the rules that are held against it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parse_file(path: Path) -> ast.Module:
    """A Python file as a tree. ``forget_files`` gives the memory back."""
    return ast.parse(path.read_text(encoding="utf-8"))


def forget_files() -> None:
    """Called when the rules are through."""
    parse_file.cache_clear()
