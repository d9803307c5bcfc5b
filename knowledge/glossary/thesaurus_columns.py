"""What the columns of a thesaurus hold, whatever they are called: guessed by name and by what stands in them, to be
shown to the person and changed.

A name is known whole (용어, 상위어), by its parts (TERM_NM, 영문용어명, UPPER_TERM_NM), or its column by its values: Latin
letters or Hanja are other names, sentences are explanations, addresses and numbers are neither.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.glossary.thesaurus import RELATIONS, THESAURUS_COLUMNS, find_columns
from korean import lexicon, squeeze
from korean.text import clean

TOLD_ROLE, UNREAD_ROLE = "note", "none"  # told under its own name; not read
COLUMN_ROLES = (*THESAURUS_COLUMNS, TOLD_ROLE, UNREAD_ROLE)
SAMPLE_ROWS = 200  # rows by which a column is judged
SHOWN_VALUES = 3  # of a column
COLUMN_SHARE = 0.8  # share of a column's values
LONG_VALUE = 15  # characters, on average, of a column of explanations
_TOLD = (
    "none",
    "broader",
    "narrower",
    "related",
    "also",
    "entry",
    "term",
)  # of a name with parts of several, the first
_PARTS = {role: frozenset(lexicon.words_in_order("labels", f"part_{role}")) for role in _TOLD}
_SPLIT = re.compile(r"[\W_]+|(?<=[가-힣])(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,;'’()/&\-]*")
_HANJA = re.compile(r"[\u3400-\u9fff\uf900-\ufaff][\u3400-\u9fff\uf900-\ufaff ·,;()]*")
_SENTENCE_END = lexicon.pattern("endings", "end_of_a_turn")
_ADDRESS = re.compile(r"https?://\S+|[\d\s.:/\-]+|[A-Z]{1,4}[-_]?\d+")


@dataclass(frozen=True)
class ThesaurusColumn:
    """A column: its number, its name, what it is taken for (of COLUMN_ROLES), and a few of its values."""

    number: int
    name: str
    role: str
    samples: tuple[str, ...]


def guess_columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[ThesaurusColumn]:
    """What each column of a table holds, as far as its name and its first rows tell."""
    values = [
        [value for row in rows if number < len(row) and (value := " ".join(clean(row[number]).split()))]
        for number in range(len(head))
    ]
    roles = {number: role for number, name in enumerate(head) if (role := _role_by_name(name))}
    exact = find_columns(head) or {}
    roles |= exact
    for single in ("term", "entry"):
        holders = [number for number, role in roles.items() if role == single]
        best = next((number for number in holders if exact.get(number) == single), holders[0] if holders else None)
        for number in holders:
            if number != best:
                roles[number] = TOLD_ROLE
    for number, held in enumerate(values):
        if number not in roles:
            roles[number] = _role_by_values(held, set(roles.values()))
    if "term" not in roles.values():
        found = next((n for n, held in enumerate(values) if roles[n] == TOLD_ROLE and _names_things(held)), None)
        if found is not None:
            roles[found] = "term"
    return [
        ThesaurusColumn(
            number, " ".join(name.split()), _settle(roles[number], name), tuple(values[number][:SHOWN_VALUES])
        )
        for number, name in enumerate(head)
    ]


def choose_roles(columns: Sequence[ThesaurusColumn], wanted: Mapping[str, str]) -> list[ThesaurusColumn]:
    """The columns with the roles that a person gave them, by name. Raises KeyError for an unknown column or role."""
    names = {column.name for column in columns}
    for name, role in wanted.items():
        if name not in names:
            raise KeyError(name)
        if role not in COLUMN_ROLES:
            raise KeyError(role)
    return [ThesaurusColumn(one.number, one.name, wanted.get(one.name, one.role), one.samples) for one in columns]


def is_thesaurus(columns: Sequence[ThesaurusColumn]) -> bool:
    """Whether there are terms and something said of them."""
    roles = [column.role for column in columns]
    return roles.count("term") == 1 and any(role in ("entry", "also", *RELATIONS) for role in roles)


def rewrite_table(text: str, mark: str, columns: Sequence[ThesaurusColumn]) -> str:
    """The table under the names that are known, its unread columns left out. Raises csv.Error."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    kept = [column for column in columns if column.role != UNREAD_ROLE]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([THESAURUS_COLUMNS[one.role][0] if one.role in THESAURUS_COLUMNS else one.name for one in kept])
    for row in islice(rows, 1, None):
        writer.writerow([row[one.number] if one.number < len(row) else "" for one in kept])
    return out.getvalue()


def _role_by_name(name: str) -> str:
    """The role that a column's name tells by its parts; "" where it tells none."""
    parts = {part.casefold() for part in _SPLIT.split(name) if part}
    said = squeeze(name)
    for role in _TOLD:
        if parts & _PARTS[role] or (_HANGUL.search(name) and any(_in_name(part, said) for part in _PARTS[role])):
            return role
    return ""


def _in_name(part: str, said: str) -> bool:
    return bool(_HANGUL.search(part)) and part in said


def _role_by_values(held: Sequence[str], taken: Collection[str]) -> str:
    if not held or _share(held, _ADDRESS) >= COLUMN_SHARE:
        return UNREAD_ROLE
    if _share(held, _LATIN) >= COLUMN_SHARE or _share(held, _HANJA) >= COLUMN_SHARE:
        return "also"
    sentences = sum(bool(_SENTENCE_END.search(value)) for value in held) / len(held)
    long = sum(map(len, held)) / len(held) >= LONG_VALUE
    return "entry" if long and sentences >= COLUMN_SHARE and "entry" not in taken else TOLD_ROLE


def _share(held: Sequence[str], form: re.Pattern[str]) -> float:
    return sum(bool(form.fullmatch(value)) for value in held) / len(held)


def _names_things(held: Sequence[str]) -> bool:
    """Whether values are short, and each stands once: the terms of a table whose head does not say so."""
    return len(held) > 1 and max(map(len, held)) <= 60 and len(set(held)) >= COLUMN_SHARE * len(held)


def _settle(role: str, name: str) -> str:
    """A column that would be told under a name that is a code is not read."""
    return UNREAD_ROLE if role == TOLD_ROLE and not _HANGUL.search(name) else role
