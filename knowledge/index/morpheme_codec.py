"""A passage's morphemes as one column of text: a line each, start, end, tag and form between tabs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from korean.analyzer import Token


@dataclass(frozen=True)
class Columns:
    """Morphemes side by side: starts, ends, tags and forms, all of one length, by start."""

    starts: list[int]
    ends: list[int]
    tags: list[str]
    forms: list[str]

    def between(self, first: int, last: int) -> Columns:
        """The morphemes from number ``first`` up to ``last``."""
        return Columns(self.starts[first:last], self.ends[first:last], self.tags[first:last], self.forms[first:last])

    def tokens(self) -> tuple[Token, ...]:
        return tuple(map(Token, self.forms, self.tags, self.starts, self.ends))


def dump(tokens: Iterable[Token]) -> str:
    return "\n".join(
        f"{t.start}\t{t.end}\t{t.tag}\t{t.form}" for t in tokens if "\n" not in t.form and "\t" not in t.form
    )


def columns(text: str) -> Columns:
    fields = text.replace("\n", "\t").split("\t") if text else []
    return Columns(list(map(int, fields[0::4])), list(map(int, fields[1::4])), fields[2::4], fields[3::4])


def parse(text: str) -> tuple[Token, ...]:
    return columns(text).tokens()
