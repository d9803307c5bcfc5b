"""A kind of question by the name that a person gives it: its id, its names, or words that ask for it."""

from __future__ import annotations

import re

from korean import lexicon, squeeze
from learning.kinds import KINDS, plain_kind

LONGEST_KIND_NAME = 40  # characters
_OTHER_NAMES = tuple(
    (
        form,
        frozenset(squeeze(word).casefold() or word for word in lexicon.words_in_order("exam_papers", f"kind_{form}")),
    )
    for form in ("choice", "truefalse", "blank", "word")
)


def find_kind(name: str) -> str | None:
    """The id of the kind that is called so: ``mcq5``, 객관식, 빈칸 채우기, O/X, Multiple choice; None for none."""
    said = name.strip()[:LONGEST_KIND_NAME]
    letters = squeeze(said).casefold() or said.replace(" ", "")  # ○× has no letters
    if said.casefold() in KINDS:
        return said.casefold()
    for kind in KINDS.values():
        if letters and letters in (squeeze(kind.korean).casefold(), squeeze(kind.english).casefold()):
            return kind.id
    for form, names in _OTHER_NAMES:
        if letters in names:
            return plain_kind(form)
    asked = [
        (len(found.group()), kind.id)
        for kind in KINDS.values()
        if kind.asked_as and (found := re.search(kind.asked_as, said, re.IGNORECASE))
    ]
    return max(asked, default=(0, None))[1]
