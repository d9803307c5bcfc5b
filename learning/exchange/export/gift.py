"""Moodle GIFT: a text file that teachers can edit. The comment before a question carries its id, kind and concept.

Escapes and the ``[id:...] [tag:...]`` comment are those of Moodle's qformat_gift. An accepted answer cannot hold ``->``
(GIFT would read pairs to match), so it is written as an arrow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from learning.exchange.export.parts import category, essay_notes, evidence, form, plain, worth_of
from learning.models import Question

DIFFICULTY, WORTH = "난이도 ", "배점 "  # what tags begin with
_RESERVED = re.compile(r"[\\#=~{}:]")


def write(questions: Sequence[Question], title: str, points: Sequence[float] = ()) -> str:
    """The file: a category of the title, then a block a question, with an empty line between. GIFT has no room for
    points, so they stand in a tag.
    """
    path = category(title)
    blocks = [f"// 현무\n$CATEGORY: {path}"] if path else []
    blocks += [_block(one, n, worth_of(points, n - 1), bool(points)) for n, one in enumerate(questions, 1)]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Text between GIFT's signs: reserved characters and line ends escaped."""
    return _RESERVED.sub(r"\\\g<0>", plain(text)).replace("\n", "\\n")


def _block(question: Question, number: int, points: float, scored: bool) -> str:
    tags = [question.kind, question.concept, f"{DIFFICULTY}{question.difficulty:g}"]
    tags += [f"{WORTH}{points:g}"] if scored else []
    comment = f"// [id:{_token(question.id)}] " + " ".join(f"[tag:{_token(tag)}]" for tag in tags if _token(tag))
    head = f"::문제 {number}::[plain]{escape(question.stem)} "
    shape = form(question)
    notes = f"{essay_notes(question, points)}\n" if shape == "prose" else ""
    feedback = f"####{escape(notes + evidence(question))}"
    if shape == "truefalse":
        body = f"{{{'T' if 'O' in question.answer else 'F'}{feedback}}}"
    elif shape == "prose":
        body = f"{{{feedback}}}"
    elif shape == "choice":
        lines = [f"\t{'=' if o.id in question.answer else '~'}{_answer(o.text)}" for o in question.options]
        body = "\n".join(["{", *lines, f"\t{feedback}", "}"])
    else:
        lines = [f"\t={_words(text)}" for text in question.answer]
        body = "\n".join(["{", *lines, f"\t{feedback}", "}"])
    return f"{comment}\n{head}{body}"


def _answer(text: str) -> str:
    """An answer's text; one that starts like a format or a weight says its format first."""
    return f"[plain]{escape(text)}" if text.lstrip()[:1] in ("[", "%") else escape(text)


def _words(text: str) -> str:
    """An accepted answer: its pairs' sign as an arrow, and a star that stands for itself, not for any text."""
    return _answer(text.replace("->", "→")).replace("*", "\\*")


def _token(text: str) -> str:
    """What may stand in ``[tag:...]``: one line without ``<>``, backquotes and backslashes, ``]`` escaped."""
    return re.sub(r"[<>`\\]", "", " ".join(plain(text).split())).replace("]", "\\]")
