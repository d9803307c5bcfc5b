"""The table of the dialects, asked in its order, the newest first. It is filled by ``llm.dialects``, one line a
family.
"""

from __future__ import annotations

from typing import Any

from llm.dialects import plain
from llm.dialects.dialect import Dialect

DIALECTS: dict[str, Dialect] = {}


def register_dialect(dialect: Dialect) -> Dialect:
    """Add a family to the table. Raises ValueError for a name that is there already."""
    if dialect.name in DIALECTS:
        raise ValueError(f"dialect {dialect.name} is there already")
    DIALECTS[dialect.name] = dialect
    return dialect


def unregister_dialect(name: str) -> None:
    """Take a family out of the table again."""
    DIALECTS.pop(name, None)


def find_dialect(tokenizer: Any) -> Dialect:
    """The dialect of a model by its tokenizer; the plain one where none is its own."""
    return next((one for one in reversed(DIALECTS.values()) if one.matches(tokenizer)), plain.DIALECT)
