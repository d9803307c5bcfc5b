"""Whether a noun of a question is the class of what a column of names holds."""

from __future__ import annotations

import re

import korean
from knowledge.tables.table_question import THEME
from knowledge.tables.typed_tables import DataTable
from korean import lexicon

_IN_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")


def is_of_a_class(noun: str, table: DataTable) -> bool:
    """Whether a noun asks for what a column of names holds: 자치구 or 지역 for 행정구역; any class for 구분."""
    heads = [_strip_head(column.head) for column in table.columns if column.role != "number"]
    return any(_mean_alike(noun, head) for head in heads)


def _strip_head(head: str) -> str:
    """What a column of names is called, without what stands in brackets and without its ending: 행정구역(시군구)별."""
    plain = korean.squeeze(_IN_BRACKETS.sub("", head))
    ending = next((one for one in lexicon.words(THEME, "head_ending") if plain.endswith(one) and plain != one), "")
    return plain.removesuffix(ending)


def _mean_alike(noun: str, head: str) -> bool:
    if noun in head or (head and head in noun):
        return True
    classes = [words for purpose, words in lexicon.lists(THEME).items() if purpose.startswith("class:")]
    if head in lexicon.words(THEME, "generic_head"):
        return any(noun in words for words in classes)
    return any(
        noun in words and any(head.endswith(word) for word in words if len(word) > 1 or word == head)
        for words in classes
    )
