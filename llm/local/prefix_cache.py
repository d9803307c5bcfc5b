"""What a model has already read is not read twice: the keys and values of its last conversations, by their tokens.

Only full attention over plain caches is kept: of a sliding window or a recurrent state no shorter prefix can be taken,
and made-up tokens (prefix and P-tuning) stand before every prompt. There, a prompt is read anew.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_CONVERSATIONS = 4  # an agent's own prompts (plan, compose, verify) come between two turns of a conversation
MOST_BYTES = 1 << 30  # of all that is kept
LEAST_IN_COMMON = 32  # tokens in common below which reading anew is as good
READ_ANEW = 8  # last tokens that are read in any case: the model's next word comes out of them
PREFILL_CHUNK = 512  # tokens read at a time; a cancelled run ends between two


@dataclass(frozen=True)
class CachedPrefix:
    """A conversation that was read: the tokens, and their keys and values."""

    ids: Sequence[int]
    cache: Any

    @property
    def bytes(self) -> int:
        return sum(one.nbytes for layer in self.cache.layers for one in (layer.keys, layer.values))


@dataclass
class PrefixCache:
    """The last conversations of one loaded model, newest first. Not locked: whoever
    generates holds the model's lock.
    """

    kept: list[CachedPrefix] = field(default_factory=list)

    def longest(self, ids: Sequence[int]) -> tuple[CachedPrefix | None, int]:
        """The conversation that begins most like ``ids``, and how many tokens of it may be taken over."""
        found = [(common(one.ids, ids), one) for one in self.kept]
        shared, best = max(found, key=lambda pair: pair[0], default=(0, None))
        usable = min(shared, len(ids) - READ_ANEW)
        return (best, usable) if usable >= LEAST_IN_COMMON else (None, 0)

    def keep(self, ids: Sequence[int], cache: Any, instead: CachedPrefix | None = None) -> None:
        """Put a conversation first, in the place of ``instead``; the oldest go where there are too many."""
        read = cache.get_seq_length()
        self.kept = [CachedPrefix(tuple(ids[:read]), cache), *(one for one in self.kept if one is not instead)]
        while len(self.kept) > MOST_CONVERSATIONS or (sum(one.bytes for one in self.kept) > MOST_BYTES and self.kept):
            self.kept.pop()

    def clear(self) -> None:
        self.kept = []


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many first tokens two texts share."""
    for at, (mine, yours) in enumerate(zip(one, other, strict=False)):
        if mine != yours:
            return at
    return min(len(one), len(other))


def reusable(model: Any) -> bool:
    """Whether a prefix of what the model has read stands by itself."""
    from transformers.cache_utils import DynamicCache, DynamicLayer

    if getattr(getattr(model, "active_peft_config", None), "is_prompt_learning", False):
        return False
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    if getattr(base, "_is_stateful", False) or not getattr(base, "_supports_cache_class", True):
        return False
    return all(type(layer) is DynamicLayer for layer in DynamicCache(config=base.config).layers)


def cache_for(model: Any, kept: CachedPrefix | None, tokens: int) -> Any:
    """A cache that begins with the first ``tokens`` of a conversation; what is kept is not written to."""
    from transformers.cache_utils import DynamicCache

    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    cache: Any = DynamicCache(config=base.config)
    if kept is not None:
        for layer, old in zip(cache.layers, kept.cache.layers, strict=True):
            layer.update(old.keys[..., :tokens, :], old.values[..., :tokens, :])
    return cache


def read_ahead(model: Any, ids: Any, cache: Any, stopped: Callable[[], bool]) -> bool:
    """Read all of ``ids (1, t)`` but the last tokens into ``cache``, a chunk at a time; False where it was stopped."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    least = {"logits_to_keep": 1} if "logits_to_keep" in inspect.signature(base.forward).parameters else {}
    end = int(ids.shape[1]) - READ_ANEW
    for start in range(cache.get_seq_length(), end, PREFILL_CHUNK):
        if stopped():
            return False
        model(input_ids=ids[:, start : min(start + PREFILL_CHUNK, end)], past_key_values=cache, use_cache=True, **least)
    return not stopped()
