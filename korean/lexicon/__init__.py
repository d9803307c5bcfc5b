"""Every word list of the project: ``lexicon/*.tsv``, one theme a file, loaded when it is first asked for;
code holds no list of its own.

A row is ``word <TAB> purpose <TAB> source <TAB> date``. ``purpose`` names the list that the word belongs to; a word
stands once in a list. Three kinds of lists: words; ``pair:`` a word and what it is paired with, ``높다/낮다``; ``re:``
alternatives of a regular expression, in which ``{{purpose}}`` and ``{{theme/purpose}}`` stand for another list. Lines
that begin with # say what the file is.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("word", "purpose", "source", "date")
_REFERENCE = re.compile(r"\{\{(?:(?P<theme>[a-z_]+)/)?(?P<purpose>[a-z_:]+)\}\}")


class Row(NamedTuple):
    """One line of a lexicon file."""

    word: str
    purpose: str
    source: str
    date: str


def themes() -> tuple[str, ...]:
    """The names of all lexicon files."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.tsv")))


@cache
def rows(theme: str) -> tuple[Row, ...]:
    """The rows of ``theme``.tsv in their order. Raises ValueError for a row of another shape
    and for a word twice in a list.
    """
    found: dict[tuple[str, str], Row] = {}
    for number, line in enumerate((FOLDER / f"{theme}.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not all(cells):
            raise ValueError(f"{theme}.tsv:{number}: four filled columns are wanted: {', '.join(COLUMNS)}")
        row = Row(*cells)
        if (row.word, row.purpose) in found:
            raise ValueError(f"{theme}.tsv:{number}: {row.word!r} stands in {row.purpose!r} twice")
        found[row.word, row.purpose] = row
    return tuple(found.values())


@cache
def lists(theme: str) -> MappingProxyType[str, tuple[str, ...]]:
    """Every list of a theme by its purpose, words in the order of the file."""
    found: dict[str, list[str]] = {}
    for row in rows(theme):
        found.setdefault(row.purpose, []).append(row.word)
    return MappingProxyType({purpose: tuple(words) for purpose, words in found.items()})


def words_in_order(theme: str, purpose: str) -> tuple[str, ...]:
    """The words of one list in the order of the file. Raises KeyError for a list that is not there."""
    try:
        return lists(theme)[purpose]
    except KeyError:
        raise KeyError(f"{theme}.tsv has no list {purpose!r}") from None


@cache
def words(theme: str, purpose: str) -> frozenset[str]:
    """The words of one list. Raises KeyError for a list that is not there."""
    return frozenset(words_in_order(theme, purpose))


@cache
def pairs(theme: str, purpose: str) -> tuple[tuple[str, str], ...]:
    """A ``pair:`` list, ``purpose`` without that prefix: each word with what it is paired with.
    Raises ValueError for half a pair.
    """
    found = []
    for word in words_in_order(theme, f"pair:{purpose}"):
        left, slash, right = word.partition("/")
        if not (left and slash and right):
            raise ValueError(f"{theme}.tsv: {word!r} is no pair")
        found.append((left, right))
    return tuple(found)


@cache
def alternation(theme: str, purpose: str) -> str:
    """The list as an alternation for a regular expression, nothing captured: ``(?:가나다|가나)``.

    Words are escaped and stand longest first, of pairs (``pair:``) the first halves; pieces of expressions (``re:``)
    stand as they are, in the order of the file, with the lists that they name put in.
    """
    found = words_in_order(theme, purpose)
    if purpose.startswith("pair:"):
        found = tuple(dict.fromkeys(left for left, _ in pairs(theme, purpose.removeprefix("pair:"))))
    if purpose.startswith("re:"):
        found = tuple(
            _REFERENCE.sub(lambda m: alternation(m["theme"] or theme, m["purpose"]), piece) for piece in found
        )
    else:
        found = tuple(re.escape(word) for word in sorted(found, key=len, reverse=True))
    return f"(?:{'|'.join(found)})"


@cache
def pattern(theme: str, purpose: str, flags: int = 0) -> re.Pattern[str]:
    """The ``re:`` list, ``purpose`` without that prefix: a text matches where one of its alternatives
    does. Compiled at its first use.

    Raises KeyError for a list that is not there. ``re.compile`` takes a hundredth of a second for a long
    list, and no command uses them all.
    """
    words_in_order(theme, f"re:{purpose}")
    return cast(re.Pattern[str], _LazyPattern(theme, purpose, flags))


class _LazyPattern:
    """A pattern of ``re`` that is compiled when one of its methods is first asked for; from then on its
    methods are the compiled one's.
    """

    def __init__(self, theme: str, purpose: str, flags: int) -> None:
        self._list = theme, f"re:{purpose}", flags

    def __getattr__(self, name: str) -> Any:
        theme, purpose, flags = self._list
        compiled = re.compile(alternation(theme, purpose), flags)
        self.__dict__ |= {method: getattr(compiled, method) for method in dir(compiled) if not method.startswith("_")}
        return getattr(compiled, name)
