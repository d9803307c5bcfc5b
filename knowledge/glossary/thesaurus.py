"""A thesaurus out of a table: a line for each term, "용어(동의어, 동의어): 설명", its own passage, its glossary entry, its names.

A table whose head has a column of terms and one of entries or of synonyms is one (``COLUMNS``); it is a source as any
other, so that it is replaced, removed and restored as one. The line is written so that it can be taken apart again:
what is indexed can always be built from the pages. Homonyms stay apart, a line each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.glossary.definitions import RawEntry, normalize_term
from korean import lexicon
from korean.text import clean, squeeze

THESAURUS_KIND = "thesaurus"
THESAURUS_COLUMNS = {name: lexicon.words_in_order("labels", f"column_{name}") for name in ("term", "entry", "also")}
_BETWEEN = re.compile(r"[,;/|、\n]+")
_BRACKETED = re.compile(r"^(?P<term>[^()]+)\((?P<also>[^()]+)\)$")
_FOREIGN = re.compile(r"[A-Za-z0-9 .,'’\-]+|[\u3400-\u9fff\uf900-\ufaff ·,]+")  # in Latin letters, or in Hanja
_FUNCTION = re.compile(r"[A-Za-z]\([ -~]{1,2}\)$|(?<![A-Za-z])[A-Za-z]\([ -~]*\)$")  # log(x), P(A|B)


@dataclass(frozen=True)
class ThesaurusLine:
    """A term, its other names, and where its line stands in the source's text."""

    term: str
    also: tuple[str, ...]
    explained: bool
    start: int
    end: int


def find_columns(head: Sequence[str]) -> dict[int, str] | None:
    """What each known column of a table holds ("term", "entry", "also"); None where the table is no thesaurus."""
    found: dict[int, str] = {}
    for number, name in enumerate(head):
        said = squeeze(re.sub(r"\(.*?\)", "", name))
        role = next((role for role, names in THESAURUS_COLUMNS.items() if said in names), "")
        if role and (role == "also" or role not in found.values()):
            found[number] = role
    return found if "term" in found.values() and len(set(found.values())) > 1 else None


def write_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a thesaurus' rows under its head."""
    roles = find_columns(head) or {}
    table = [{number: " ".join(clean(value).split()) for number, value in enumerate(row)} for row in rows]
    column = next(number for number, role in roles.items() if role == "term")
    terms = [_apart(cells.get(column, "").replace(": ", ":")) for cells in table]
    bare = Counter(term for term, _ in terms)
    for cells, (term, bracketed) in zip(table, terms, strict=True):
        held = {role: [cells.get(n, "") for n, its in roles.items() if its == role] for role in THESAURUS_COLUMNS}
        also = [part.strip().replace(": ", ":") for cell in held["also"] for part in _BETWEEN.split(cell)]
        explained = list(filter(None, held["entry"]))
        if bracketed and bare[term] > 1 and not _FOREIGN.fullmatch(bracketed):
            explained.insert(0, f"({bracketed})")  # 배(과일), 배(선박): which of them is meant is no other name
        elif bracketed:
            also.insert(0, bracketed)
        others = [f"[{clean(head[n])}: {v}]" for n, v in cells.items() if v and n < len(head) and n not in roles]
        names = [name for name in dict.fromkeys(also) if name and name != term]
        if term:
            text = " ".join([*explained, *others])
            yield f"{term}({', '.join(names)})" * bool(names) + term * (not names) + f": {text}" * bool(text)


def _apart(cell: str) -> tuple[str, str]:
    """A term and what stands in the parenthesis after it; "f(x)" is a term of its own,
    written with wide parentheses.
    """
    match = _BRACKETED.match(cell)
    if match and not _FUNCTION.search(cell):
        return match["term"].strip(), match["also"].strip()
    return (cell.replace("(", "（").replace(")", "）"), "") if cell.endswith(")") else (cell, "")


def parse_lines(text: str) -> Iterator[ThesaurusLine]:
    """The lines of a thesaurus' text taken apart."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            head, mark, _ = line.partition(": ")
            opened = _opening(head)
            also = tuple(head[opened + 1 : -1].split(", ")) if opened > 0 else ()
            yield ThesaurusLine(head[:opened] if opened > 0 else head, also, bool(mark), start, start + len(line))
        start += len(line) + 1


def _opening(head: str) -> int:
    """Where the parenthesis that ends a line's head opens; -1 where none does."""
    depth = 0
    for place in range(len(head) - 1, -1, -1) if head.endswith(")") else ():
        depth += (head[place] == ")") - (head[place] == "(")
        if not depth:
            return place
    return -1


def extract_entries(text: str, page_of: Callable[[int], int]) -> list[RawEntry]:
    """The glossary entry of every line that explains its term."""
    found = (line for line in parse_lines(text) if line.explained)
    return [RawEntry(normalize_term(line.term), line.start, line.end, page_of(line.start)) for line in found]
