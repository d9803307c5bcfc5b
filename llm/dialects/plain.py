"""A model whose family nobody told: it is asked in the notation that most Korean-capable models learnt, which is
Qwen's, and its own template and tokenizer say where its turns end.
"""

from __future__ import annotations

from dataclasses import replace

from llm.dialects import qwen

DIALECT = replace(qwen.DIALECT, name="plain", matches=lambda tokenizer: True, end_tokens=())
