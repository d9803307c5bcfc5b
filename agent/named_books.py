"""Which books a request names: by title or file name, or a part of either, before a word for a document or a page
number; and the files that are a book's chapters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import korean
from knowledge import Source
from korean import lexicon

MOST_WORDS = 5  # of a book's name
SHORTEST_NAME = 2  # letters
FEWEST_CHAPTERS = 2  # numbered files that make a series
_DOCUMENT = lexicon.pattern("book_parts", "document", re.IGNORECASE)
_FILE_NUMBER = re.compile(
    r"^\W*(?:chapter|chap|ch|lecture|lec|unit|week|part)?[\s_.#-]*0*(\d{1,2})(?:[-_.]0*(\d{1,2}))?(?![\d])",
    re.IGNORECASE,
)
_PARTICLE = lexicon.pattern("book_parts", "ends_a_name")


def find_named_books(text: str, shelf: Sequence[Source]) -> tuple[list[Source], str]:
    """The books that the words before "자료", "pdf", "27쪽" and the like name, and the request without their names."""
    for match in _DOCUMENT.finditer(text):
        words = list(re.finditer(r"\S+", text[: match.start()]))
        for word in words[-MOST_WORDS:]:
            name = korean.squeeze(_PARTICLE.sub("", text[word.start() : match.start()]))
            found = [source for source in shelf if len(name) >= SHORTEST_NAME and _is_called(source, name)]
            if found:
                end = match.end() if match["word"] else match.start()
                return _exact(found, name), " ".join(f"{text[: word.start()]} {text[end:]}".split())
    return [], text


def _is_called(source: Source, name: str) -> bool:
    return name in korean.squeeze(source.title) or name in korean.squeeze(Path(source.filename).stem)


def _exact(found: list[Source], name: str) -> list[Source]:
    """Those whose whole title, numbers aside, is the name; else all."""
    whole = [one for one in found if re.sub(r"^\d+", "", korean.squeeze(one.title)) == name]
    return whole or found


def file_number(source: Source) -> tuple[int, ...]:
    """The chapter and section that a file's name or title begins with ("ch01-03-…" is (1, 3)); () where there is
    none.
    """
    for name in (Path(source.filename).stem, source.title):
        if match := _FILE_NUMBER.match(name):
            return tuple(int(part) for part in match.groups() if part)
    return ()


def chapter_files(shelf: Sequence[Source], first: str, last: str) -> list[Source]:
    """The files that are the chapters or sections from ``first`` to ``last`` ("13", "1.3") of a numbered series; []
    where the files are none.
    """
    numbers = {source.id: number for source in shelf if (number := file_number(source))}
    if len(numbers) < FEWEST_CHAPTERS or not all(re.fullmatch(r"\d+(?:\.\d+)*", one) for one in (first, last)):
        return []
    low, high = (tuple(int(part) for part in one.split(".")) for one in (first, last))
    return [
        one
        for one in shelf
        if one.id in numbers and low <= numbers[one.id][: len(low)] and numbers[one.id][: len(high)] <= high
    ]
