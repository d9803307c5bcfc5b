"""A reader who has nothing but the cited spans: what would such a reader answer? The key is not shown to it.

It reads by form: it lays the stem and the options against the spans and takes what stands there. None where the spans
do not settle the question; then the question leans on something that it does not cite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import korean
from korean import lexicon
from learning.kinds import KINDS
from learning.kinds.line_questions import answer_from_lines
from learning.kinds.pair_questions import states_pair
from learning.kinds.statements import is_quoted
from learning.models import Option, Question

_OPENED = lexicon.pattern("particles", "left_open")
_YEAR = re.compile(r"(?<!\d)(\d{3,4})\s?년")
_TOPIC = lexicon.pattern("particles", "topic_at_the_end")
_LINE = re.compile(r"^(?:([ㄱ-ㄹ])\.|(\([가-라]\)))\s+(.+)$", re.M)


def answer_from_spans(stem: str, options: Sequence[Option], kind: str, spans: Sequence[str]) -> str | None:
    """An option's id, or the text that answers; None where the spans do not tell."""
    head, _, body = stem.partition("\n")
    lines = {letter or label: text for letter, label, text in _LINE.findall(body)}
    row = KINDS.get(kind)
    if row and row.solve:
        return row.solve(stem, options, spans)
    if lines and "<보기>" in body:
        right = ", ".join(one for one, text in lines.items() if is_quoted(text, spans) or states_pair(text, spans))
        return _option(options, right)
    if lines:
        years = {label: _year_of(text, spans) for label, text in lines.items()}
        if None in years.values() or len(set(years.values())) < len(years):
            return None
        return _option(options, " → ".join(sorted(years, key=lambda label: years[label] or 0)))
    if "않은" in head and options:
        strange = [one.id for one in options if not (is_quoted(one.text, spans) or states_pair(one.text, spans))]
        return strange[0] if len(strange) == 1 else None
    if options and all(" – " in option.text for option in options):
        return _match_pair(options, spans)
    found = _fill_any(body, spans) if "㉠" in body else (_name_topic(head, body, spans[0]) if body else None)
    found = found or answer_from_lines(stem, spans)
    if not options:
        return found
    return _option(options, found) if found else None


def solves_from_citations(question: Question) -> bool:
    """Whether the reader comes to the question's own key."""
    found = answer_from_spans(question.stem, question.options, question.kind, question.spans())
    if found is None:
        return False
    row = KINDS.get(question.kind)
    if row and row.grade:
        return row.grade(question, found)[0] == 1.0
    if question.options:
        return (found,) == question.answer
    return korean.squeeze(found) in {korean.squeeze(text) for text in question.answer}


def _option(options: Sequence[Option], text: str) -> str | None:
    return next((option.id for option in options if korean.squeeze(option.text) == korean.squeeze(text)), None)


def _fill_any(body: str, spans: Sequence[str]) -> str | None:
    """What the first span that has the text has where the text has its blank."""
    return next((found for span in spans if (found := _fill_blank(body, span))), None)


def _fill_blank(body: str, span: str) -> str | None:
    """What the span has where the text has its blank."""
    flat = " ".join(span.split())
    before, _, after = body.partition("( ㉠ )")
    rest = _OPENED.sub("", after)
    if not flat.startswith(before) or not flat.endswith(rest) or len(before) + len(rest) >= len(flat):
        return None
    inside = flat[len(before) : len(flat) - len(rest)]
    if rest == after:
        return inside.strip()
    return next(
        (inside[: -len(end)] for end in lexicon.words_in_order("particles", "agreeing_forms") if inside.endswith(end)),
        None,
    )


def _name_topic(head: str, body: str, span: str) -> str | None:
    """What the span tells of: the topic before its description, or the year of the event."""
    flat = " ".join(span.split())
    if "해는" in head:
        years = set(_YEAR.findall(flat))
        rest = _YEAR.sub("", body)
        return f"{years.pop()}년" if len(years) == 1 and flat.endswith(rest) else None
    place = flat.find(body)
    if place <= 0:
        return None
    topic = _TOPIC.sub("", flat[:place].strip())
    return topic.strip() if topic != flat[:place].strip() else None


def _year_of(text: str, spans: Sequence[str]) -> int | None:
    """The year that the span of an event gives it."""
    bare = korean.squeeze(text)
    for span in spans:
        years = set(_YEAR.findall(span))
        undated = korean.squeeze(lexicon.pattern("time_words", "date_in_a_span").sub("", span))
        if undated == bare and len(years) == 1:
            return int(years.pop())
    return None


def _match_pair(options: Sequence[Option], spans: Sequence[str]) -> str | None:
    right = [option.id for option in options if states_pair(option.text, spans)]
    return right[0] if len(right) == 1 else None
