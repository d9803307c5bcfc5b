"""Gemma 2 and 3: turns in ``<start_of_turn>``, no system role and no tools of their own."""

from __future__ import annotations

from dataclasses import replace

from llm.dialects import qwen
from llm.dialects.dialect import chat_template_of

DIALECT = replace(
    qwen.DIALECT,
    name="gemma",
    matches=lambda tokenizer: "<start_of_turn>" in chat_template_of(tokenizer),
    template_options={},
    end_tokens=("<end_of_turn>", "<eos>"),
)
