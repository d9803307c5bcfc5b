"""A tiny real model that was taught a handful of exchanges by heart: enough to show that calls, loops
and other scripts get through.

It shows the plumbing, not an ability: which tool to call and with what is learnt word for word; what
holds the form is the grammar.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from bench.llm.shapes import TINY, llama, save_model, tokenizer_of
from llm.dialects import PLAIN_DIALECT as DIALECT
from llm.local.prompting import write_prompt
from llm.model_catalog import PLAIN_FORMAT
from tests.tiny import SENTENCES

STEPS = 400


def forced(question: str, tool: Any, **arguments: Any) -> tuple[list[BaseMessage], list[Any], str, str]:
    """Messages, tools, what the engine itself puts before the answer, and the answer: a call that had to be made."""
    written = convert_to_openai_tool(tool)
    said = {"name": written["function"]["name"], "arguments": arguments}
    return [HumanMessage(question)], [written], DIALECT.call_open + DIALECT.before_call, _json(said)


def free(question: str, tool: Any, **arguments: Any) -> tuple[list[BaseMessage], list[Any], str, str]:
    """The same where the model was free to call or to write."""
    messages, tools, _, answer = forced(question, tool, **arguments)
    return messages, tools, "", f"{DIALECT.call_open}\n{answer}\n{DIALECT.call_close}"


def build_schooled(folder: Path, lessons: Sequence[tuple[list[BaseMessage], list[Any], str, str]]) -> Path:
    """A tiny Llama taught the lessons through the very prompts that serving writes."""
    import torch

    texts = [text for messages, tools, _, answer in lessons for text in (json.dumps(tools), str(messages), answer)]
    tokenizer = tokenizer_of([*SENTENCES, *texts] * 4)
    model = llama(tokenizer, TINY)
    rows = []
    for messages, tools, opening, answer in lessons:
        prompt, _ = write_prompt(messages, tools, tokenizer, PLAIN_FORMAT)
        read = tokenizer(prompt + opening, add_special_tokens=False)["input_ids"]
        said = [*tokenizer(answer, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        rows.append((torch.tensor([[*read, *said]]), torch.tensor([[*[-100] * len(read), *said]])))
    best = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    for step in range(STEPS):
        ids, labels = rows[step % len(rows)]
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        best.step()
        best.zero_grad()
    return save_model(folder, tokenizer, model)


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
