"""HTML from values: every text and every attribute is escaped where it is put in, and nowhere else."""

from __future__ import annotations

from html import escape as escape_html

VOID = frozenset({"input", "meta", "link", "br"})


class Html(str):
    """A piece of HTML that is already whole; anything else is text, and is escaped."""

    __slots__ = ()


def element(tag: str, /, *children: str, **attributes: str | bool) -> Html:
    """An element; ``class_`` and ``for_`` are written without their line, ``aria_label`` with a hyphen."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape_html(str(value))}"')
        for key, value in attributes.items()
        if value is not False
    )
    if tag in VOID:
        return Html(f"<{tag}{told}>")
    inner = "".join(child if isinstance(child, Html) else escape_html(child) for child in children)
    return Html(f"<{tag}{told}>{inner}</{tag}>")
