"""Help texts that list what there is: a name such as ``{kinds}`` in one is filled from its table when the help is
asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from typer.core import TyperCommand


def list_kinds() -> str:
    from learning.kinds import KINDS

    return ", ".join(f"{kind.id}({kind.korean})" for kind in KINDS.values())


def list_engines() -> str:
    from llm.engines import engines_alone

    return ", ".join(engine.name for engine in engines_alone())


def list_documents() -> str:
    from knowledge.loaders.registry import LOADERS

    return ", ".join(f"{row.name}({' '.join(row.endings)})" for row in LOADERS.values())


def list_formats() -> str:
    from learning.exchange.export import FORMATS

    return ", ".join(f"{name}({one.korean})" for name, one in FORMATS.items())


def list_imports() -> str:
    from learning.exchange.import_ import IMPORT_ENDINGS

    return ", ".join(f".{ending}" for ending in IMPORT_ENDINGS)


def list_sheets() -> str:
    from learning.exchange.export.study_notes import SHEET_FORMATS

    return ", ".join(f"{name}({one.korean})" for name, one in SHEET_FORMATS.items())


PRINTABLE_TABLES: dict[str, Callable[[], str]] = {
    "kinds": list_kinds,
    "engines": list_engines,
    "documents": list_documents,
    "formats": list_formats,
    "imports": list_imports,
    "sheets": list_sheets,
}
_NAMED = re.compile("|".join(rf"\{{({name})\}}" for name in PRINTABLE_TABLES))


class TableCommand(TyperCommand):
    """A command whose help lists what the tables hold."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        shown: list[Any] = [self, *(param for param in self.params if getattr(param, "help", None))]
        kept = [one.help for one in shown]
        try:
            for one in shown:
                one.help = fill(one.help)
            super().format_help(ctx, formatter)
        finally:
            for one, text in zip(shown, kept, strict=True):
                one.help = text


def fill(text: str | None) -> str | None:
    """The text with the tables that it names."""
    return text and _NAMED.sub(lambda match: PRINTABLE_TABLES[match[0][1:-1]](), text)
