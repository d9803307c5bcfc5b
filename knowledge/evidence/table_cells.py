"""Whether a question names a cell of a table: its row by a value in it, its column by the head that stands before.

A row says its heads (``"지역: 부산 | 2021: 3350 | 2022: 3317"``), so it answers "2022년 부산의 인구는?" though the word 인구
stands nowhere in it. A row of a document's table ("부산 | 3350 | 3317") is read under the row of heads above it. Not
covered: heads that stand before each row, and columns asked for in other words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from knowledge.catalog import pages as page_rows
from knowledge.catalog.block_rows import load_blocks
from knowledge.models import BlockKind, Sentence
from korean import lexicon
from korean.analyzer import Token, tokenize

CELL_NAMED = 0.9  # how sure it is that a row answers a question that names its cell
BETWEEN_CELLS = " | "  # the cells of a row
LOOKED_ABOVE = 5000  # characters above a row in which its heads are looked for
LONGEST_CELL_NAME = 30  # characters of a value or a head that a question would name
_WORD = re.compile(r"[^\W_]+")
_WHICH = lexicon.words("function_words", "in_a_question")
_DAY = "요일"  # what a question adds to the 월, 화, 수 of a timetable


def answers_by_cell(session: Session, question: str, quote: Sentence) -> bool:
    """Whether a quote is a row of a table in which the question names a cell."""
    return BETWEEN_CELLS in quote.text and names_cell(question, _write_heads(session, quote))


def _write_heads(session: Session, quote: Sentence) -> str:
    """A row with the heads that stand above it; a row that says them itself as it is."""
    cells = quote.text.split(BETWEEN_CELLS)
    if any(": " in cell for cell in cells):
        return quote.text
    above = [
        block
        for block in load_blocks(session, quote.source_id, max(0, quote.start - LOOKED_ABOVE), quote.start)
        if block.end <= quote.start
    ]
    for block in reversed(above):
        if block.kind is not BlockKind.TABLE:
            break
        if block.level == 1:
            heads = page_rows.text(session, quote.source_id, block.start, block.end).split(BETWEEN_CELLS)
            if len(heads) == len(cells):
                return BETWEEN_CELLS.join(f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True))
            break
    return quote.text


def names_cell(question: str, row: str) -> bool:
    """Whether a question names a value of the row and the head of another of its values; one that asks which (어느, 무슨)
    may name the value's own head: 진흥왕은 어느 나라 임금이야?
    """
    cells = [
        (head.strip(), value.strip())
        for head, mark, value in (c.partition(": ") for c in row.split(BETWEEN_CELLS))
        if mark
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
    if not parts or len(name) > LONGEST_CELL_NAME:
        return False
    return all(part in words or (len(part) == 1 and part + _DAY in words) for part in parts)
