"""A grammar over a model's tokens: forbidden ones are masked, and before the room for an answer ends
the text is brought to its end.

A JSON text that is cut off is worth nothing. So the shortest way out that a simple rule finds (close what
is open, else the longest token) is walked ahead on a copy of the matcher, at ever smaller distances; once
it only just fits, it is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from llm.local.grammar import Grammar

Flags = np.ndarray[Any, np.dtype[np.uint8]]
SPARE_TOKENS = 16  # tokens that are left over where the way out is taken
_OPEN_TEXT = "#"  # a character that JSON knows only inside a string
_INSIDE = ('"',)
_OUTSIDE = ("}", "]", '"', ",", "0")


class Vocabulary:
    """A tokenizer as llguidance needs it; half a second for a large one, so build it once a model."""

    def __init__(self, tokenizer: Any, size: int, end: Sequence[int]) -> None:
        """``size``: the width of the model's scores; ``end``: the ids that end a text."""
        from llguidance.hf import from_tokenizer

        self.tokens = from_tokenizer(tokenizer, n_vocab=size, eos_token=list(end))
        self.end = list(end)

    @cached_property
    def lengths(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Bytes of each token."""
        return np.array([len(self.tokens.decode_bytes([one])) for one in range(self.tokens.vocab_size)])

    @cached_property
    def signs(self) -> dict[str, int]:
        """The tokens of JSON's own signs, where they are one token each."""
        found = {sign: self.tokens.tokenize_str(sign) for sign in (_OPEN_TEXT, *_OUTSIDE)}
        return {sign: ids[0] for sign, ids in found.items() if len(ids) == 1}


class Constraint:
    """A logits processor that lets only tokens through that keep the text inside a grammar; one a generation."""

    def __init__(self, vocabulary: Vocabulary, grammar: Grammar, room: int) -> None:
        """``room``: how many tokens may be written. Raises ValueError for a bad grammar."""
        from llguidance import LLMatcher

        self._matcher = LLMatcher(vocabulary.tokens, grammar.source)
        if self._matcher.is_error():
            raise ValueError(self._matcher.get_error())
        self._vocabulary = vocabulary
        self._seen: int | None = None
        self._room = room
        self._next_look = room
        self._way: list[int] | None = None
        self.hurried = False  # the text was brought to its end because the room ended

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """``input_ids (1, t)``, ``scores (1, vocabulary)``: the scores with forbidden tokens at minus infinity."""
        if self._seen is not None:
            new = input_ids[0, self._seen :].tolist()
            self._room -= len(new)
            if not self._matcher.is_stopped():
                self._matcher.consume_tokens(new)
        self._seen = int(input_ids.shape[1])
        if self._matcher.is_stopped() or self._matcher.is_error():
            return _only(scores, self._vocabulary.end)
        if self._way is None and self._room <= self._next_look:
            self._look_for_the_end()
        if self._way is not None:
            return _only(scores, [self._way.pop(0)] if self._way else self._vocabulary.end)
        return _without(scores, self._flags(self._matcher.compute_bitmask()) == 0)

    def _look_for_the_end(self) -> None:
        """Take the way out where it only just fits; else say when to look again: half way to where it would not."""
        way = self._way_out(self._room - 1)
        if way is None:  # it has never fitted, and is cut off
            self._next_look = -1
            return
        slack = self._room - 1 - 2 * len(way) - SPARE_TOKENS
        if slack <= 0:
            self._way, self.hurried = way, True
        self._next_look = self._room - max(1, slack // 2)

    def _way_out(self, most: int) -> list[int] | None:
        """Tokens that make the text whole, at most so many; None where the rule finds none."""
        matcher, way = self._matcher.deep_copy(), list[int]()
        while not matcher.is_accepting() and not matcher.is_stopped():
            if len(way) >= most:
                return None
            token = self._closing(self._flags(matcher.compute_bitmask()))
            if token is None or not matcher.consume_token(token):
                return None
            way.append(token)
        return way

    def _flags(self, mask: bytes) -> Flags:
        """A flag a token, out of a mask of a bit a token."""
        bits = np.frombuffer(mask, dtype=np.uint8)
        return np.unpackbits(bits, bitorder="little", count=self._vocabulary.tokens.vocab_size)

    def _closing(self, allowed: Flags) -> int | None:
        """Of the allowed tokens, the one that leads to the end."""
        signs = self._vocabulary.signs
        inside = _OPEN_TEXT in signs and allowed[signs[_OPEN_TEXT]]
        for sign in _INSIDE if inside else _OUTSIDE:
            if sign in signs and allowed[signs[sign]]:
                return signs[sign]
        best = int(np.argmax(np.where(allowed, self._vocabulary.lengths, -1)))
        return best if allowed[best] else None


def _without(scores: Any, forbidden: np.ndarray[Any, np.dtype[np.bool_]]) -> Any:
    """In plain torch: llguidance's own function is compiled at its first use, for which
    many machines have no compiler.
    """
    import torch

    return scores.masked_fill_(torch.from_numpy(forbidden).to(scores.device), float("-inf"))


def _only(scores: Any, ids: Sequence[int]) -> Any:
    held = scores.new_full(scores.shape, float("-inf"))
    held[:, list(ids)] = 0.0
    return held
