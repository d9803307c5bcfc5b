"""Constrained decoding: what a model may write, held token by token (llguidance). JSON of a
schema, one of some texts, a quote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_TEXT = 300  # characters of a string that a schema does not bound
MOST_ITEMS = 10  # items of a list that a schema does not bound


@dataclass(frozen=True)
class Grammar:
    """What may be written, in llguidance's own notation."""

    source: str


def json_schema(schema: Mapping[str, Any]) -> Grammar:
    """Compact JSON that satisfies the schema, every string and list bounded and no extra
    keys, so that it always ends.
    """
    from llguidance import LLMatcher

    written = json.dumps(bound_schema(schema), ensure_ascii=False)
    return Grammar(LLMatcher.grammar_from_json_schema(written, overrides={"whitespace_flexible": False}))


def choice(options: Sequence[str]) -> Grammar:
    """Exactly one of the texts. Raises ValueError for none."""
    if not options:
        raise ValueError("nothing to choose from")
    return _lark("start: " + " | ".join(json.dumps(option, ensure_ascii=False) for option in dict.fromkeys(options)))


def quote(texts: Sequence[str]) -> Grammar:
    """An exact run of words of one of the texts: a model cannot invent a quote. Raises ValueError for no text."""
    kept = [text for text in dict.fromkeys(texts) if text.strip()]
    if not kept:
        raise ValueError("nothing to quote")
    names = [f"TEXT{i}" for i in range(len(kept))]
    rules = [
        f'{name}: %regex {{"substring_words": {json.dumps(text, ensure_ascii=False)}}} & /(?s:.+)/'
        for name, text in zip(names, kept, strict=True)
    ]
    return _lark("\n".join(["start: " + " | ".join(names), *rules]))


def _lark(source: str) -> Grammar:
    from llguidance import LLMatcher

    return Grammar(LLMatcher.grammar_from_lark(source))


def bound_schema(schema: Any) -> Any:
    """The schema with a bound on every string and list, and without free keys: an
    unbounded one lets a weak model run on.
    """
    if isinstance(schema, list):
        return [bound_schema(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    held: dict[str, Any] = {
        key: {name: bound_schema(one) for name, one in value.items()}
        if key in ("properties", "$defs", "definitions")
        else bound_schema(value)
        for key, value in schema.items()
        if key not in ("title", "description", "default", "examples")
    }
    kind = held.get("type")
    if (
        kind == "string"
        and "enum" not in held
        and "const" not in held
        and "pattern" not in held
        and "format" not in held
    ):
        held.setdefault("maxLength", MOST_TEXT)
    if kind == "array":
        held.setdefault("maxItems", max(MOST_ITEMS, int(held.get("minItems", 0)), len(held.get("prefixItems", ()))))
    if kind == "object" or "properties" in held:
        held["additionalProperties"] = False if "properties" in held else held.get("additionalProperties", False)
    return held
