"""Solar: turns are headed ``### User:`` and ``### Assistant:``, in letters, not in tokens of their own; it knows no
tools, and is told of them in Qwen's notation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from llm.dialects import qwen
from llm.dialects.dialect import chat_template_of


def _matches(tokenizer: Any) -> bool:
    template = chat_template_of(tokenizer)
    return "### " in template and "Assistant:" in template


DIALECT = replace(qwen.DIALECT, name="solar", matches=_matches, template_options={}, end_tokens=("</s>",))
