"""How a text names its figures: "그림 3-2", "[그림 1]", "Fig. 2"; captions that begin so, and words that point beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from korean import lexicon

LONGEST_FIGURE_CAPTION = 1000  # characters
_SERIES = {word.lower(): series for word, series in lexicon.pairs("figures", "series")}
_BESIDE = {word.lower(): side for word, side in lexicon.pairs("figures", "beside")}
_WORD = lexicon.alternation("figures", "pair:series")
_NUMBER = r"(?:[A-Za-z]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,4})?[-–.]?\d{1,3}(?:[-–.]\d{1,3}){0,3}"
_NAMED = (
    rf"(?<![A-Za-z가-힣])(?P<word>{_WORD})\.?\s{{0,2}}(?P<number>{_NUMBER})(?![\d.]*\d)(?:(?P<part>[a-z])(?![A-Za-z]))?"
)
_MENTION = re.compile(_NAMED, re.I)
_PARTICLE = rf"(?:{lexicon.alternation('particles', 'behind_a_figure')}(?=[\s,]))"
_ANOTHER = re.compile(
    rf"\s?(?:[,·ㆍ/]|~|∼|및|과|와|and|to|through)\s?(?P<number>{_NUMBER})(?![\d.]*\d|%|\s?(?!{_PARTICLE})[가-힣])", re.I
)
_CAPTION = re.compile(
    rf"^[\[<(〈《【]?\s?{_NAMED}\s?(?:[\])>〉》】]\s?(?!{_PARTICLE})[.:：]?|[.:：]|$|\s(?!{_PARTICLE}))", re.I
)
CAPTION_START = re.compile(rf"^[\[<(〈《【]?\s?{_WORD}", re.I | re.M)  # of a line that may be a caption
_RUNS_ON = re.compile(r"^\s[a-z]")
_POINTING = re.compile(
    rf"(?<![A-Za-z가-힣])(?P<side>{lexicon.alternation('figures', 'pair:beside')})(?:의)?\s?(?P<word>{_WORD})"
    rf"(?={_PARTICLE}|[)\].,:]|$)",
    re.I,
)
_ROMAN = str.maketrans({letter: str(number) for number, letter in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", 1)})
_LATIN_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}


@dataclass(frozen=True)
class FigureName:
    """A figure named from ``start`` to ``end``: ``key`` tells two names of one figure alike, ``printed`` is how it
    stands there.
    """

    start: int
    end: int
    key: str
    printed: str


@dataclass(frozen=True)
class Pointing:
    """Words that point to a figure beside them: ``side`` is "next" or "previous"."""

    start: int
    end: int
    side: str


def find_figure_names(text: str) -> Iterator[FigureName]:
    """The figures that a text names, in order; of "그림 2, 3" both, the second one at its number."""
    for match in _MENTION.finditer(text):
        word, end = match["word"], match.end("number")
        yield FigureName(match.start(), end, figure_key(word, match["number"]), f"{word} {match['number']}")
        while another := _ANOTHER.match(text, end):
            number, end = another["number"], another.end("number")
            yield FigureName(another.start("number"), end, figure_key(word, number), f"{word} {number}")


def match_caption(line: str) -> FigureName | None:
    """The figure whose caption a line is; None for a line that is none."""
    match = _CAPTION.match(line) if len(line) <= LONGEST_FIGURE_CAPTION else None
    if match is None or _RUNS_ON.match(line[match.end("number") :]):
        return None
    printed = f"{match['word']} {match['number']}"
    return FigureName(match.start("word"), match.end("number"), figure_key(match["word"], match["number"]), printed)


def find_pointing(text: str) -> Iterator[Pointing]:
    """Where a text points to a figure beside it: "아래 그림", "다음 사진"."""
    for match in _POINTING.finditer(text):
        yield Pointing(match.start(), match.end(), _BESIDE[match["side"].lower()])


def figure_key(word: str, number: str) -> str:
    """One key for all ways to write a figure's name: "그림 3.2", "그림 3-2" and "Fig. 3–2" are one figure's."""
    parts = [part for part in re.split(r"[-–.]", number.translate(_ROMAN)) if part]
    head = re.fullmatch(r"([IVX]+)(\d*)", parts[0])
    if len(parts) > 1 and head and not head[2] and head[1] in _LATIN_ROMAN:
        parts[0] = _LATIN_ROMAN[head[1]]
    return f"{_SERIES[word.lower()]}:{'-'.join(parts).upper()}"
