"""Rows and texts as token ids to train on. A row's prompt has the very ids that serving gives the
model (``llm.local.prompting``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from finetune.feedback_rows import PreferencePair
from finetune.rows import Message, TrainingRow
from llm.local.prompting import write_example
from llm.model_catalog import PromptFormat

IGNORED = -100  # the label of a token that is read but not learnt
_KINDS = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}


class EncodedExample(TypedDict):
    """One sequence; ``labels`` has ``IGNORED`` where nothing is to be learnt."""

    input_ids: list[int]
    labels: list[int]


class EncodedPair(TypedDict):
    """One prompt and two answers to it, as token ids."""

    prompt_ids: list[int]
    chosen_ids: list[int]
    rejected_ids: list[int]


def to_messages(messages: Iterable[Message]) -> list[BaseMessage]:
    """Turns as the messages that a chat model is handed."""
    return [_KINDS[one.role](one.content) for one in messages]


def encode(rows: Iterable[TrainingRow], tokenizer: Any, form: PromptFormat, length: int) -> list[EncodedExample]:
    """An example for each assistant turn: what serving would have shown before it, then its words and its end.

    Only the assistant's words are learnt. What is longer than ``length`` is cut at the end; an example without a
    word left to learn is left out.
    """
    made = []
    for row in rows:
        for at, message in enumerate(row.messages):
            if message.role != "assistant" or not at:
                continue
            prompt, answer = write_example(to_messages(row.messages[: at + 1]), tokenizer, form)
            read = tokenizer(prompt, add_special_tokens=not tokenizer.chat_template)["input_ids"]
            said = tokenizer(answer, add_special_tokens=False)["input_ids"]
            if len(read) < length:
                made.append(
                    EncodedExample(input_ids=[*read, *said][:length], labels=[*[IGNORED] * len(read), *said][:length])
                )
    return made


def encode_pairs(pairs: Sequence[PreferencePair], tokenizer: Any, form: PromptFormat, length: int) -> list[EncodedPair]:
    """The pairs as token ids; one whose prompt and longer answer do not fit in ``length`` tokens is left out."""
    made = []
    for pair in pairs:
        both = []
        for answer in (pair.chosen, pair.rejected):
            said = (*pair.messages, Message(role="assistant", content=answer))
            prompt, text = write_example(to_messages(said), tokenizer, form)
            both.append(tokenizer(text, add_special_tokens=False)["input_ids"])
        read = tokenizer(prompt, add_special_tokens=not tokenizer.chat_template)["input_ids"]
        if len(read) + max(map(len, both)) <= length:
            made.append(EncodedPair(prompt_ids=read, chosen_ids=both[0], rejected_ids=both[1]))
    return made


def pack(texts: Sequence[str], tokenizer: Any, length: int) -> list[EncodedExample]:
    """Texts one after another, an end after each, cut into blocks of ``length`` tokens;
    the last block may be shorter.
    """
    ids: list[int] = []
    for text in texts:
        ids += [*tokenizer(text, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
    blocks = [ids[start : start + length] for start in range(0, len(ids), length)]
    return [EncodedExample(input_ids=block, labels=[*block]) for block in blocks if len(block) > 1]
