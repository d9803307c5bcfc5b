"""The tokens and the lines that only the engine may write: what begins and ends turns, named by the tokenizer or not.

A tokenizer's list of special tokens holds only those that have a role by name; the others stand among its added tokens.
Some families head their turns in plain letters: these lines are seen in what the chat template writes around a text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from llm.dialects import find_dialect
from llm.dialects.dialect import chat_template_of

_BRACKETED = re.compile(r"[<\[(｜|]\S*[>\])｜|]")  # how control tokens look that nobody flagged as special
_SAMPLES = ("rules7x", "first7x", "reply7x", "second7x")  # texts of a conversation that no template writes itself
_LEAST_MARK = 3  # characters of a line that heads a turn


def control_tokens(tokenizer: Any) -> dict[str, int]:
    """Every token that is no text, with its id: the named special ones, those flagged, and those that look it."""
    found = {str(token): int(tokenizer.convert_tokens_to_ids(token)) for token in tokenizer.all_special_tokens}
    for number, token in getattr(tokenizer, "added_tokens_decoder", {}).items():
        if token.special or _BRACKETED.fullmatch(token.content):
            found[token.content] = int(number)
    return found


def hidden_ids(tokenizer: Any) -> frozenset[int]:
    """The ids of the tokens that no answer shows: all control tokens but those that the dialect reads."""
    read = set(find_dialect(tokenizer).marks)
    regions = find_dialect(tokenizer).list_regions(True).values()
    for region in regions:
        opened = region.get("open", [])
        read |= {opened} if isinstance(opened, str) else set(opened)
    return frozenset(number for token, number in control_tokens(tokenizer).items() if token not in read)


def end_ids(tokenizer: Any, configured: int | list[int] | None) -> list[int]:
    """The ids that end an answer: the model's own, the tokenizer's, the dialect's; where the family is not known, also
    the token that the template puts after an answer.
    """
    said = configured if isinstance(configured, list) else [configured]
    ids = [int(one) for one in [*said, tokenizer.eos_token_id] if one is not None]
    known = control_tokens(tokenizer)
    vocabulary = tokenizer.get_vocab()
    more = [token for token in find_dialect(tokenizer).end_tokens if token in vocabulary]
    if not more and (closing := _closing_token(tokenizer, known)):
        more = [closing]
    return list(dict.fromkeys([*ids, *(vocabulary[token] for token in more)])) or [0]


def turn_marks(tokenizer: Any) -> list[str]:
    """What a stranger's text may not hold whole, the longest first: control tokens, the dialect's marks, and the lines
    that head a turn.
    """
    heads = [line for frame in frames(tokenizer, chat_template_of(tokenizer))[1:] for line in _lines(frame)]
    found = {*control_tokens(tokenizer), *find_dialect(tokenizer).marks, *heads}
    return sorted((one for one in found if len(one) > 1), key=len, reverse=True)


def spoken_heads(tokenizer: Any) -> tuple[str, ...]:
    """The lines that head a turn in plain letters: a model that writes one goes on for somebody else."""
    known = control_tokens(tokenizer)
    heads = [line for frame in frames(tokenizer, chat_template_of(tokenizer))[1:] for line in _lines(frame)]
    return tuple(dict.fromkeys(line for line in heads if not any(token in line for token in known)))


@lru_cache(maxsize=8)
def frames(tokenizer: Any, template: str) -> tuple[str, ...]:
    """What the template writes before and after each of four texts and before the next answer; () where it refuses.

    Without a system role the first two are "": a template may put rules of its own there.
    """
    from jinja2.exceptions import TemplateError

    if not template:
        return ()
    for samples in (_SAMPLES, _SAMPLES[1:]):
        roles = ("system", "user", "assistant", "user")[-len(samples) :]
        turns = [{"role": role, "content": text} for role, text in zip(roles, samples, strict=True)]
        try:
            written = str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
        except (TemplateError, TypeError, ValueError):
            continue
        parts = re.split("|".join(samples), written)
        if len(parts) == len(samples) + 1:
            return tuple(parts if samples is _SAMPLES else ["", "", *parts[1:]])
    return ()


def _lines(frame: str) -> list[str]:
    """The lines of a frame that are more than a word."""
    lines = (line.strip() for line in frame.splitlines())
    return [line for line in lines if len(line) >= _LEAST_MARK and not line.isalnum()]


def _closing_token(tokenizer: Any, known: dict[str, int]) -> str:
    """The first control token after an answer, "" for none; what stands in the next turn's own head is none."""
    parts = frames(tokenizer, chat_template_of(tokenizer))
    after = parts[3] if len(parts) == len(_SAMPLES) + 1 else ""
    found = [(after.find(token), token) for token in known if token in after]
    at, token = min(found, default=(-1, ""))
    return token if token and not after[:at].strip() else ""
