"""DeepSeek's distilled models: the template opens a thought before every answer, and its calls cannot be written in it,
so tools are told in Qwen's notation.
"""

from __future__ import annotations

from dataclasses import replace

from llm.dialects import qwen
from llm.dialects.dialect import chat_template_of

DIALECT = replace(
    qwen.DIALECT,
    name="deepseek",
    matches=lambda tokenizer: "<｜Assistant｜>" in chat_template_of(tokenizer),
    template_options={},
    end_tokens=("<｜end▁of▁sentence｜>",),
)
