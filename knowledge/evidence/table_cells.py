"""Whether a question names a cell of a table: its row by a value in it, its column by the head that stands before.

A row says its heads (``"지역: 부산 | 2021: 3350 | 2022: 3317"``), so it answers "2022년 부산의 인구는?" though the word 인구
stands nowhere in it. Not covered: rows that do not say their heads, and columns asked for in other words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from korean import lexicon
from korean.analyzer import Token, tokenize

CELL_NAMED = 0.9  # how sure it is that a row answers a question that names its cell
LONGEST_NAME = 30  # characters of a value or a head that a question would name
_WORD = re.compile(r"[^\W_]+")
_WHICH = lexicon.words("function_words", "in_a_question")
_DAY = "요일"  # what a question adds to the 월, 화, 수 of a timetable


def names_cell(question: str, row: str) -> bool:
    """Whether a question names a value of the row and the head of another of its values; one that asks which (어느, 무슨)
    may name the value's own head: 진흥왕은 어느 나라 임금이야?
    """
    cells = [
        (head.strip(), value.strip()) for head, mark, value in (c.partition(": ") for c in row.split(" | ")) if mark
    ]
    if len(cells) < 2:
        return False
    tokens = tokenize(question)
    words = _find_words(question, tokens)
    named = [place for place, (_, value) in enumerate(cells) if not value.isdigit() and _is_named(value, words)]
    asked = [place for place, (head, _) in enumerate(cells) if _is_named(head, words)]
    which = any(token.tag == "MM" and token.form in _WHICH for token in tokens)
    return bool(named) and any(which or place not in named for place in asked)


def _find_words(question: str, tokens: Sequence[Token]) -> set[str]:
    """Every run of a question from the start of a morpheme to the end of one, within a word."""
    found: set[str] = set()
    starts, ends = {token.start for token in tokens}, {token.end for token in tokens}
    for word in _WORD.finditer(question):
        begins = [place for place in range(word.start(), word.end()) if place in starts]
        stops = [place for place in range(word.start() + 1, word.end() + 1) if place in ends]
        found |= {question[start:end] for start in begins for end in stops if start < end}
    return found


def _is_named(name: str, words: Collection[str]) -> bool:
    parts = _WORD.findall(name)
    if not parts or len(name) > LONGEST_NAME:
        return False
    return all(part in words or (len(part) == 1 and part + _DAY in words) for part in parts)
