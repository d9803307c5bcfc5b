"""What HWP and HWPX have in common: outline styles, equations, letters of Hangul's own."""

from __future__ import annotations

import re

from korean import lexicon

_OUTLINE = lexicon.pattern("headings", "style_of_an_outline", re.I)
_WORDLESS = re.compile(r"\b(?:left|right|rm|it|bold)\b(?=[\s\d`~({\[|\])}]|$)", re.I)
_OWN = str.maketrans({"\uf53a": "\u1112\u119e\u11ab", "\U000f080f": " "})  # ᄒᆞᆫ of the program's name; a blank


def outline_level(style: str) -> int:
    """The level that a style's name says ("개요 2"), 0 for others."""
    named = _OUTLINE.fullmatch(style.strip())
    return int(named.group(1)) if named else 0


def equation(script: str) -> str:
    """An equation's script without what only sets spaces, fonts and the size of brackets."""
    return " ".join(re.sub("[`~]+", " ", _WORDLESS.sub(" ", script)).split())


def own_letters(text: str) -> str:
    """Private use characters of known meaning as what they mean."""
    return text.translate(_OWN)
