"""The reference as a page of its own: every route with what it takes, drawn from the OpenAPI schema, without scripts
and without anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

REFERENCE_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#eee8;padding:.1em .3em;border-radius:.2em}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3em .6em;border-bottom:1px solid #8886;"
    "vertical-align:top}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}"
)
HEADS = {"ko": ("이름", "꼴", "꼭 필요", "설명"), "en": ("Name", "Type", "Required", "Description")}
YES = {"ko": "예", "en": "yes"}


def write_reference(schema: Mapping[str, Any], language: str) -> str:
    """The whole page."""
    parts = [
        f"<!doctype html><html lang='{language}'><meta charset='utf-8'><title>{escape(schema['info']['title'])}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{REFERENCE_STYLE}</style><body><main>"
        f"<h1>{escape(schema['info']['title'])} {escape(schema['info']['version'])}</h1>"
        f"<p>{escape(schema['info'].get('description', ''))}</p>"
        "<p><a href='/api/openapi.json'>OpenAPI</a></p>"
    ]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            parts.append(write_operation(schema, path, method, operation, language))
    return "".join(parts) + "</main></body></html>"


def write_operation(
    schema: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], language: str
) -> str:
    """One route."""
    rows = [
        (one["name"], name_type(one.get("schema", {})), one.get("required", False), one.get("description", ""))
        for one in operation.get("parameters", ())
    ]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        rows += list_fields(schema, content.get("schema", {}))
    said = escape(operation.get("description", "")).replace("\n\n", "<br>")
    head = f"<h2><code>{method.upper()}</code> <code>{escape(path)}</code></h2><p>{said}</p>"
    if not rows:
        return head
    heads = "".join(f"<th scope='col'>{name}</th>" for name in HEADS[language])
    lines = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(kind)}</td><td>{YES[language] if needed else ''}</td>"
        f"<td>{escape(text)}</td></tr>"
        for name, kind, needed, text in rows
    )
    return f"{head}<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def list_fields(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> list[tuple[str, str, bool, str]]:
    """The fields of a body."""
    named = shape.get("$ref", "").rpartition("/")[2]
    found = schema.get("components", {}).get("schemas", {}).get(named, shape)
    needed = found.get("required", ())
    return [
        (name, name_type(one), name in needed, one.get("description", ""))
        for name, one in found.get("properties", {}).items()
    ]


def name_type(shape: Mapping[str, Any]) -> str:
    """What a value is, in a few words."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "enum" in shape:
        return ", ".join(str(one) for one in shape["enum"])
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(name_type(one) for one in shape["anyOf"]))
    if shape.get("type") == "array":
        return f"[{name_type(shape.get('items', {}))}]"
    return str(shape.get("type", ""))
