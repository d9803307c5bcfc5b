"""What a question asks of figures: one by its number, one by what it shows, or which there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import korean
from korean import Token, lexicon
from korean.figure_numbers import FigureName, find_figure_names

FIGURE_THEME = "figures"
LONGEST_FIGURE_QUESTION = 300  # characters


@dataclass(frozen=True)
class FigureQuestion:
    """The figures that a question names, and where it names none, the ``topics`` (nouns, squeezed, but for those that
    are counted: "2장") of the one it asks for; ``asks_figures``: whether it asks for a figure at all.
    """

    names: tuple[FigureName, ...] = ()
    topics: tuple[str, ...] = ()
    asks_figures: bool = False


@lru_cache(maxsize=256)
def read_figure_question(text: str) -> FigureQuestion:
    """A question read for figures."""
    if len(text) > LONGEST_FIGURE_QUESTION:
        return FigureQuestion()
    names = tuple({name.key: name for name in find_figure_names(text)}.values())
    if names:
        return FigureQuestion(names, (), True)
    things, asking = lexicon.words(FIGURE_THEME, "asked_thing"), lexicon.words(FIGURE_THEME, "asking")
    if not any(thing in text.lower() for thing in things):
        return FigureQuestion()
    tokens = korean.tokenize(text)
    at = next((n for n in range(len(tokens) - 1, -1, -1) if tokens[n].form.lower() in things), -1)
    behind = tokens[at + 1 :]
    asked = any(token.form in asking or token.form.removesuffix("하") in asking for token in behind)
    ends = not any(korean.is_word(token.form) and _says(token) for token in behind)
    if at < 0 or not (asked or ends):
        return FigureQuestion()
    frame = lexicon.words("question_traits", "frame_of_a_question") | things | asking
    counters = {now.start for last, now in pairwise(tokens) if last.tag == "SN"}
    own = [one for one in korean.nouns(text) if one.form.lower() not in frame and one.start not in counters]
    return FigureQuestion((), tuple(dict.fromkeys(korean.squeeze(token.form).lower() for token in own)), True)


def _says(token: Token) -> bool:
    return token.tag.startswith(("NN", "VV", "VA", "SL"))
