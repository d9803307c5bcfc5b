"""Rows of values (sheets, CSV) as lines that say their column: ``"머리글: 값 | 머리글: 값"``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from knowledge.loaders.blocks import TextBlock, tidy
from korean import lexicon

PAGE_ROWS = 100
PAGE_SIZE = 20_000  # characters, for tables with long texts in them
_NUMBER = lexicon.pattern("units", "numbers_in_a_grid")


def lines(table: Iterable[Sequence[str]]) -> Iterator[str]:
    """A line for each row that holds something.

    The first row of two or more words without numbers, each different, is the head of what follows; rows of one value
    are notes. After an empty row another head may come.
    """
    head: list[str] = []
    fresh = True
    for row in table:
        values = [value if value.isalnum() and value.isascii() else " ".join(tidy(value).split()) for value in row]
        filled = [value for value in values if value]
        if not filled:
            fresh = True
        elif fresh and _is_head(filled) and [bool(v) for v in values] != [bool(v) for v in head]:
            head, fresh = values, False
            yield " | ".join(filled)
        elif len(filled) == 1 and len(head) != 1:
            name = next((h for h, v in zip(head, values) if v and h), "") if not fresh else ""
            yield f"{name}: {filled[0]}" if name else filled[0]
        else:
            fresh = False
            named = zip(chain(head, [""] * len(values)), values)
            yield " | ".join(f"{name}: {value}" if name else value for name, value in named if value)


def _is_head(filled: Sequence[str]) -> bool:
    return (
        len(filled) > 1
        and len(set(filled)) == len(filled)
        and all(len(value) <= 60 for value in filled)
        and not any(_NUMBER.fullmatch(value) for value in filled)
    )


def pages(table: Iterable[Sequence[str]], name: str = "", most: int = 0) -> list[list[TextBlock]]:
    """Pages of about a hundred rows; the first opens with ``name`` as its heading. Stops
    when there are more than ``most``.
    """
    return cut_pages(lines(table), name, most)


def cut_pages(rows: Iterable[str], name: str = "", most: int = 0) -> list[list[TextBlock]]:
    """Pages of lines as ``pages`` makes them of rows."""
    found: list[list[TextBlock]] = [[TextBlock(name, level=1)] if name else []]
    count = size = 0
    for line in rows:
        if count == PAGE_ROWS or (size and size + len(line) > PAGE_SIZE):
            if most and len(found) > most:
                break
            found.append([])
            count = size = 0
        found[-1].append(TextBlock(line, row=True))
        count += 1
        size += len(line)
    return found
