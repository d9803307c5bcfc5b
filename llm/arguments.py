"""The arguments of a tool call, read off a request by rules: what the embedded engine fills a schema with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import korean
from errors import ModelUnavailable
from llm.tasks.plan import Plan

_TEXT = ("query", "question", "q", "text", "input", "request", "keyword", "search", "prompt", "topic")
_COUNT = ("n", "count", "number", "num", "num_questions", "n_questions", "limit")

Schema = Mapping[str, Any]


def known_values(plan: Plan) -> dict[str, Any]:
    """A plan under every name that a tool of ours may call its parts."""
    first, last = plan.pages or (0, 0)
    values: dict[str, Any] = {
        "intent": plan.intent,
        "term": plan.term or plan.query,
        "kinds": list(plan.kinds),
        "pages": list(plan.pages) if plan.pages else None,
        "first_page": first,
        "last_page": last,
        "length": plan.length,
    }
    return values | dict.fromkeys(_TEXT, plan.query) | dict.fromkeys(_COUNT, plan.count)


def fill(parameters: Schema, plan: Plan, *, strict: bool = False) -> dict[str, Any]:
    """Arguments that satisfy a JSON schema of an object, as far as the request's words go.

    Texts are the request's own words, numbers and choices those that it says; nothing is made up. Optional ones that
    nobody spoke of are left to their defaults. A required one that no rule can fill raises ModelUnavailable when
    ``strict``, and is left out otherwise.
    """
    known = known_values(plan)
    required = parameters.get("required", ())
    definitions = parameters.get("$defs", {})
    spare = [int(n.value) if n.value.is_integer() else n.value for n in korean.numbers(plan.query)]
    filled: dict[str, Any] = {}
    for name, declared in parameters.get("properties", {}).items():
        schema = _resolve(declared, definitions)
        if name in known and _fits(known[name], schema):
            if known[name] or name in required:
                filled[name] = known[name]
            continue
        found, value = _read(schema, plan.query, spare, name in required)
        if found:
            filled[name] = value
        elif strict and name in required:
            raise ModelUnavailable(
                f"내장 엔진은 '{name}' 값을 채울 수 없습니다. 설정에서 llm을 local이나 server로 바꾸어 주세요.",
                code="no_structured_output",
                english=f"The embedded engine cannot fill '{name}'; choose a local or a server model.",
            )
    return filled


def _resolve(schema: Schema, definitions: Schema) -> Schema:
    """The schema behind a reference, and the first real one of an "or null"."""
    if "$ref" in schema:
        return _resolve(definitions.get(str(schema["$ref"]).rsplit("/", 1)[-1], {}), definitions)
    for key in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(key, ()):
            if option.get("type") != "null":
                return _resolve(option, definitions)
    return schema


def _fits(value: Any, schema: Schema) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "array": list,
        "boolean": bool,
        "object": dict,
    }
    if value is None:
        return "type" not in schema or schema["type"] == "array"
    if "enum" in schema:
        return value in schema["enum"]
    wanted = schema.get("type")
    return wanted is None or isinstance(value, kinds.get(str(wanted), object))


def _read(schema: Schema, text: str, spare: list[int | float], required: bool) -> tuple[bool, Any]:
    """(found, value) of a property that has no name of ours: an enumeration's word, the
    next number, or the whole text.
    """
    kind = schema.get("type")
    if "enum" in schema:
        said = _find_said_options(schema["enum"], text)
        return (True, said[0]) if said else (False, None)
    if kind in ("integer", "number") and required and spare:
        return True, spare.pop(0)
    if kind == "array" and "enum" in schema.get("items", {}):
        said = _find_said_options(schema["items"]["enum"], text)
        return bool(said), said
    if kind == "string" and required:
        return True, text
    return False, None


def _find_said_options(options: Sequence[Any], text: str) -> list[Any]:
    squeezed = korean.squeeze(text)
    return [option for option in options if korean.squeeze(str(option)) and korean.squeeze(str(option)) in squeezed]


def named_in(text: str, names: Sequence[str]) -> str | None:
    """The tool that the request calls by its name."""
    return next((name for name in names if re.search(rf"(?<![\w]){re.escape(name)}(?![A-Za-z0-9_])", text)), None)
