"""Moodle GIFT: a text file that teachers can edit. The comment before a question carries its id, kind and concept.

Escapes and the ``[id:...] [tag:...]`` comment are those of Moodle's qformat_gift. An accepted answer cannot hold ``->``
(GIFT would read pairs to match), so it is written as an arrow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from learning.exchange.export.parts import category, evidence, form, plain
from learning.models import Question

DIFFICULTY = "난이도 "
_RESERVED = re.compile(r"[\\#=~{}:]")


def write(questions: Sequence[Question], title: str) -> str:
    """The file: a category of the title, then a block a question, with an empty line between."""
    path = category(title)
    blocks = [f"// 현무\n$CATEGORY: {path}"] if path else []
    blocks += [_block(question, number) for number, question in enumerate(questions, 1)]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Text between GIFT's signs: reserved characters and line ends escaped."""
    return _RESERVED.sub(r"\\\g<0>", plain(text)).replace("\n", "\\n")


def _block(question: Question, number: int) -> str:
    tags = (question.kind, question.concept, f"{DIFFICULTY}{question.difficulty:g}")
    comment = f"// [id:{_token(question.id)}] " + " ".join(f"[tag:{_token(tag)}]" for tag in tags if _token(tag))
    head = f"::문제 {number}::[plain]{escape(question.stem)} "
    feedback = f"####{escape(evidence(question))}"
    shape = form(question)
    if shape == "truefalse":
        body = f"{{{'T' if 'O' in question.answer else 'F'}{feedback}}}"
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
