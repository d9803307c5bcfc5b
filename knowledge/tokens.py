"""A passage's morphemes as one column of text: a line each, start, end, tag and form between tabs."""

from __future__ import annotations

from collections.abc import Iterable

from korean.analyzer import Token


def dump(tokens: Iterable[Token]) -> str:
    return "\n".join(
        f"{t.start}\t{t.end}\t{t.tag}\t{t.form}" for t in tokens if "\n" not in t.form and "\t" not in t.form
    )


def parse(text: str) -> tuple[Token, ...]:
    fields = text.replace("\n", "\t").split("\t") if text else []
    return tuple(map(Token, fields[3::4], fields[2::4], map(int, fields[0::4]), map(int, fields[1::4])))
