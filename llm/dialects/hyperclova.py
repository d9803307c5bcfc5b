"""HyperCLOVA X SEED, text and think: an answer is one or more ``<|im_start|>`` blocks, of which one may be a thought
(``assistant/think``) and one a list of calls (``assistant -> tool/function_call``). The text models know no tools and
are told of them in Qwen's notation.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from llm.dialects import qwen
from llm.dialects.dialect import CALL, THOUGHT, Forced, Functions, chat_template_of

START, END = "<|im_start|>", "<|im_end|>"
_NEXT = r"(?:<\|im_end\|>\s*)?(?:<\|im_start\|>assistant)?"  # how a block may be left for another


def parse_call(body: str) -> list[dict[str, Any]]:
    """A list of calls, or one. Raises ValueError."""
    said = json.loads(body)
    return [qwen.check_call(one) for one in (said if isinstance(said, list) else [said])]


def _force(dialect: Any, prompt: str, functions: Functions) -> Forced:
    """The block of calls instead of the block of words, where the model was shown its tools in a list."""
    if f"{START}tool_list\n[" in prompt:
        return Forced(prompt.rstrip("\n") + " -> tool/function_call\n", qwen.call_schema(functions))
    return Forced(prompt + qwen.HERMES_CALL, qwen.call_schema(functions))


DIALECT = replace(
    qwen.DIALECT,
    name="hyperclova",
    matches=lambda tokenizer: "tool_list" in chat_template_of(tokenizer),
    parse_call=parse_call,
    template_options={"skip_reasoning": True},
    end_tokens=("<|endofturn|>", "<|stop|>"),
    regions={
        f"{CALL}_block": {"open_pattern": rf"{_NEXT} -> tool/function_call\n", "close": END},
        f"{THOUGHT}_block": {"open_pattern": rf"{_NEXT}/think\n", "close": END},
        "frame": {"open_pattern": r"\n?(?:<\|im_end\|>\s*)?<\|im_start\|>assistant\n", "close_pattern": ""},
    },
    controls=(START, END),
    force=_force,
)
