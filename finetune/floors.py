"""What an exam gives away for nothing: the longest option, and retrieval alone. A model that does not
beat them has learned nothing.

Retrieval knows three forms of the Korean exam by their marks, not by their contents: a negated question wants the
option that the books cover least; <보기> statements (ㄱ, ㄴ, …) are judged one by one and the options are combinations of
them; events (가), (나), … are put in order by the year, then the place, of the sentence that tells of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from finetune.evaluate import ExamItem, Score, score_answers
from knowledge import Library
from korean import lexicon

LONGEST_EXAM_QUERY = 500  # characters of question and option
_NEGATED = lexicon.pattern("item_forms", "negated_of_an_exam")
_STATEMENT = re.compile(r"^\s*([ㄱ-ㅎ])\s*[.)]\s*(.+)$", re.M)
_EVENT = re.compile(r"^\s*\(([가-힣])\)\s*(.+)$", re.M)
_BOX = re.compile(r"[<〈]\s*보기\s*[>〉]")
_YEAR = re.compile(r"(\d{4})\s*년")


def floors(exam: Sequence[ExamItem], library: Library | None = None) -> tuple[Score, ...]:
    """The scores "longest" and, with a library, "retrieval"; no model is asked."""
    scores = [score_answers("longest", [longest(item) == item.answer for item in exam])]
    if library is not None:
        scores.append(score_answers("retrieval", [pick_best_supported(item, library) == item.answer for item in exam]))
    return tuple(scores)


def longest(item: ExamItem) -> int:
    return max(range(len(item.choices)), key=lambda i: len(item.choices[i]))


def pick_best_supported(item: ExamItem, library: Library) -> int:
    """The choice that the books cover best together with the question; the least where it is negated."""
    statements = dict(_STATEMENT.findall(item.question))
    combined = [re.findall("[ㄱ-ㅎ]", choice) for choice in item.choices]
    wanted = -1.0 if _NEGATED.search(item.question) else 1.0
    if statements and all(names and set(names) <= statements.keys() for names in combined):
        head = _BOX.sub("", _STATEMENT.sub("", item.question)).strip()
        values = {name: wanted * support(library, head, text) for name, text in statements.items()}
        middle = sum(values.values()) / len(values)
        return _first_best([sum(values[name] - middle for name in names) for names in combined])
    events = dict(_EVENT.findall(item.question))
    ordered = [re.findall(r"\(([가-힣])\)", choice) for choice in item.choices]
    if len(events) > 1 and all(set(names) == events.keys() for names in ordered):
        when = {name: find_told_year(library, text) for name, text in events.items()}
        return _first_best([_in_order([when[name] for name in names]) for names in ordered])
    return _first_best([wanted * support(library, item.question, choice) for choice in item.choices])


def support(library: Library, question: str, text: str) -> float:
    """How well the best of three passages covers question and text together."""
    query = f"{question[: LONGEST_EXAM_QUERY - len(text) - 1]} {text}"
    return max((hit.coverage + 0.1 * hit.score for hit in library.search(query, k=3)), default=0.0)


def find_told_year(library: Library, event: str) -> tuple[int, str, int]:
    """The year (0 where none is named), the source and the place of the sentence that tells best of an event."""
    sentences = library.best_sentences(event, library.search(event[:LONGEST_EXAM_QUERY], k=3), n=1)
    if not sentences:
        return 0, "", 0
    best = sentences[0]
    year = _YEAR.search(best.text)
    return int(year[1]) if year else 0, best.source_id, best.start


def _in_order(times: Sequence[tuple[int, str, int]]) -> float:
    """How many pairs stand in order: by year where both have one, else by place in the book."""
    right = 0
    for at, early in enumerate(times):
        for late in times[at + 1 :]:
            right += early[0] < late[0] if early[0] and late[0] and early[0] != late[0] else early[1:] < late[1:]
    return float(right)


def _first_best(values: Sequence[float]) -> int:
    return max(range(len(values)), key=values.__getitem__)
