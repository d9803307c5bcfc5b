"""How model families write tool calls and thinking, one file each; adding one is a file and a line here."""

from __future__ import annotations

from llm.dialects import (
    deepseek,
    exaone,
    gemma,
    gemma4,
    harmony,
    hyperclova,
    llama3,
    mistral,
    phi,
    plain,
    qwen,
    solar,
)
from llm.dialects.dialect import Dialect, Forced
from llm.dialects.registry import DIALECTS, find_dialect, register_dialect, unregister_dialect

PLAIN_DIALECT = plain.DIALECT

for _family in (qwen, solar, phi, gemma, gemma4, mistral, llama3, exaone, deepseek, harmony, hyperclova):
    register_dialect(_family.DIALECT)  # the later is asked first: HyperCLOVA's template has Qwen's marks too

__all__ = ["DIALECTS", "PLAIN_DIALECT", "Dialect", "Forced", "find_dialect", "register_dialect", "unregister_dialect"]
