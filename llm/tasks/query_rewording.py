"""The circumstance in a question ("을사늑약이 맺어지자 …", "정변이 실패한 뒤 …"): its verb may be told
otherwise where the answer stands.

What is asked ("… 태어난 곳은?", "… 누가 세웠나?") and every name stay.
"""

from __future__ import annotations

import korean
from korean import lexicon

_CIRCUMSTANCE = lexicon.words("endings", "of_circumstance")
_TIMES = lexicon.words("time_words", "after_a_clause")
_STEM = frozenset(("VV", "VA", "XSV", "XSA"))


def without_circumstance(question: str) -> str:
    """The question without the verbs of its circumstances; itself where it has none."""
    tokens = korean.tokenize(question)
    cut: list[tuple[int, int]] = []
    stem = -1
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.tag in _STEM:
            stem = i
        elif token.tag in ("EP", "VX") or (token.tag == "EC" and after is not None and after.tag == "VX"):
            continue
        elif stem >= 0:
            told = token.tag == "EC" and token.form in _CIRCUMSTANCE
            timed = token.tag == "ETM" and after is not None and after.form in _TIMES
            if told or timed:
                cut.append((tokens[stem].start, max(token.end, tokens[stem].end)))
            stem = -1
    for start, end in reversed(cut):
        question = question[:start] + question[end:]
    return " ".join(question.split())
