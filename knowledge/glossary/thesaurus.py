"""A thesaurus out of a table: a line for each term, "용어(동의어, 동의어): 설명", its own passage, its glossary entry, its names.

A table whose head has a column of terms and one of entries or of synonyms is one (``COLUMNS``); it is a source as any
other, so that it is replaced, removed and restored as one. The line is written so that it can be taken apart again:
what is indexed can always be built from the pages. Homonyms stay apart, a line each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.glossary.definitions import RawEntry, normalize_term
from korean import lexicon
from korean.text import clean, squeeze

THESAURUS_KIND = "thesaurus"
RELATIONS = ("broader", "narrower", "related")
THESAURUS_COLUMNS = {
    name: lexicon.words_in_order("labels", f"column_{name}") for name in ("term", "entry", "also", *RELATIONS)
}
RELATION_LABELS = {name: THESAURUS_COLUMNS[name][0] for name in RELATIONS}  # as a line says them: [상위어: 조약]
_RELATION = re.compile(rf"\[({'|'.join(RELATION_LABELS.values())}): ([^\[\]]+)\]")
_CODE = re.compile(r"[\x00-\x7f]*")  # a head in no language of people: term_kind, TERM_EN
_BETWEEN = re.compile(r"[,;/|、\n]+")
_BRACKETED = re.compile(r"^(?P<term>[^()]+)\((?P<also>[^()]+)\)$")
_FOREIGN = re.compile(r"[A-Za-z0-9 .,'’\-]+|[\u3400-\u9fff\uf900-\ufaff ·,]+")  # in Latin letters, or in Hanja
_FUNCTION = re.compile(r"[A-Za-z]\([ -~]{1,2}\)$|(?<![A-Za-z])[A-Za-z]\([ -~]*\)$")  # log(x), P(A|B)


@dataclass(frozen=True)
class ThesaurusLine:
    """A term, its other names, and where its line stands in the source's text; ``relations`` are (relation, term)."""

    term: str
    also: tuple[str, ...]
    explained: bool
    start: int
    end: int
    relations: tuple[tuple[str, str], ...] = ()


def find_columns(head: Sequence[str]) -> dict[int, str] | None:
    """What each known column of a table holds ("term", "entry", "also", a relation); None where it is no thesaurus."""
    found: dict[int, str] = {}
    for number, name in enumerate(head):
        said = squeeze(re.sub(r"\(.*?\)", "", name)).casefold()
        role = next((role for role, names in THESAURUS_COLUMNS.items() if said in names), "")
        if role and (role not in ("term", "entry") or role not in found.values()):
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
        others = [f"[{clean(head[n])}: {v}]" for n, v in cells.items() if v and _is_shown(head, roles, n)]
        names = [name for name in dict.fromkeys(also) if name and name != term]
        if term:
            text = " ".join([*explained, *_write_relations(held, term), *others])
            yield f"{term}({', '.join(names)})" * bool(names) + term * (not names) + f": {text}" * bool(text)


def _is_shown(head: Sequence[str], roles: Mapping[int, str], number: int) -> bool:
    """Whether a column of no role is told under its name; one that is named by a code says nothing to a reader."""
    return number < len(head) and number not in roles and not _CODE.fullmatch(head[number])


def _write_relations(held: Mapping[str, Sequence[str]], term: str) -> Iterator[str]:
    """[상위어: 조약] [관련어: 통감부, 외교권]"""
    for relation, label in RELATION_LABELS.items():
        parts = (" ".join(part.split()) for cell in held[relation] for part in _BETWEEN.split(cell))
        terms = [part for part in dict.fromkeys(parts) if part and part != term and not set(part) & set("[]")]
        if terms:
            yield f"[{label}: {', '.join(terms)}]"


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
            head, mark, said = line.partition(": ")
            opened = _opening(head)
            also = tuple(head[opened + 1 : -1].split(", ")) if opened > 0 else ()
            term = head[:opened] if opened > 0 else head
            explained = bool(mark) and not said.startswith("[")
            yield ThesaurusLine(term, also, explained, start, start + len(line), tuple(_read_relations(said)))
        start += len(line) + 1


def _read_relations(said: str) -> Iterator[tuple[str, str]]:
    names = {label: relation for relation, label in RELATION_LABELS.items()}
    for label, terms in _RELATION.findall(said):
        yield from ((names[label], term) for term in terms.split(", "))


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
