"""EXAONE 3.5, 4 and Deep: turns in ``[|assistant|]``, calls as Qwen's, results in ``<tool_result>``; Deep thinks in
``<thought>``, the others in ``<think>``.
"""

from __future__ import annotations

from dataclasses import replace

from llm.dialects import qwen
from llm.dialects.dialect import chat_template_of

DIALECT = replace(
    qwen.DIALECT,
    name="exaone",
    matches=lambda tokenizer: (
        "[|assistant|]" in chat_template_of(tokenizer) or "[|endofturn|]" in chat_template_of(tokenizer)
    ),
    before_call="",
    result_open="<tool_result>",
    result_close="</tool_result>",
    end_tokens=("[|endofturn|]",),
    more_thoughts=(("<thought>", "</thought>"),),
)
