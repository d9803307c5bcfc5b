"""How model families write tool calls and thinking, one file each; adding one is a file and a line here."""

from __future__ import annotations

from llm.dialects import plain, qwen
from llm.dialects.dialect import Dialect
from llm.dialects.registry import DIALECTS, find_dialect, register_dialect, unregister_dialect

PLAIN_DIALECT = plain.DIALECT

register_dialect(qwen.DIALECT)

__all__ = ["DIALECTS", "PLAIN_DIALECT", "Dialect", "find_dialect", "register_dialect", "unregister_dialect"]
