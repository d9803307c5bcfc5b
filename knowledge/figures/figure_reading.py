"""Figures out of a document: pictures joined to their captions, captions to the sentences that refer to them.

Joined is what is certain: a caption right beside its picture, a number that one figure has. A picture that recurs
(a logo on every slide), and a link to a picture elsewhere that nothing is said of, are no figures.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.figures.figure import BookFigure, TextSpan
from knowledge.loaders.base import LoadedPicture
from knowledge.loaders.pictures.embedded_pictures import EMBEDDED_PICTURE
from knowledge.models import Block, BlockKind
from korean.figure_numbers import FigureName, find_figure_names, find_pointing, match_caption
from korean.text import squeeze

MOST_FIGURES = 2000  # of a source
MOST_FIGURE_REFERENCES = 40  # of a figure
LONGEST_ALTERNATIVE = 500  # characters
_RECURRING = 3  # times that a picture is shown from which it is an ornament
_BARE = 14  # characters beside a mention up to which a sentence says nothing of the figure
_BESIDE = 1500  # characters to the figure that "the figure below" may mean
_UNCAPTIONED = (BlockKind.CONTENTS, BlockKind.CODE, BlockKind.REFERENCE)
_UNQUOTED = (*_UNCAPTIONED, BlockKind.HEADING, BlockKind.BOILERPLATE)
_NAMED = re.compile(r"(?::numref:`?|\{numref\}`?|@)(?P<name>[\w.:-]{1,80})")
_BEHIND_A_NAME = re.compile(r"[가-힣]*[.:-]*")
_LINK = re.compile(r"^\w+://|^\.{0,2}/|\.(?:svg|png|jpe?g|gif|webp|bmp)$", re.I)


@dataclass(frozen=True)
class PlacedPicture:
    """A picture at an offset of the document's text."""

    page: int
    at: int
    picture: LoadedPicture


@dataclass(frozen=True)
class _Caption:
    block: Block
    name: FigureName | None


def read_figures(
    source_id: str,
    text: str,
    blocks: Sequence[Block],
    pictures: Sequence[PlacedPicture],
    sentences: Sequence[TextSpan],
    on_paper: bool,
    holds: bool,
) -> list[BookFigure]:
    """The figures of a document in reading order, at most MOST_FIGURES. ``on_paper``: a caption without ink beside it
    names no figure. ``holds``: whether the file holds the pictures that it links to by their parts.
    """
    captions = list(_find_captions(text, blocks))
    joined = _join_pictures(text, blocks, captions, _drop_ornaments(pictures))
    taken = {id(caption) for _, caption in joined if caption}
    left = () if on_paper else [caption for caption in captions if id(caption) not in taken and caption.name]
    drafts = [_draft(source_id, text, placed, caption, holds) for placed, caption in joined]
    drafts += [_draft(source_id, text, None, caption, holds) for caption in left]
    kept = sorted(filter(_says_anything, _without_doubles(drafts)), key=lambda one: (one.start, one.end))[:MOST_FIGURES]
    return _refer([replace(one, ordinal=number) for number, one in enumerate(kept)], text, blocks, sentences)


def _find_captions(text: str, blocks: Iterable[Block]) -> Iterator[_Caption]:
    for block in blocks:
        if block.kind in _UNCAPTIONED:
            continue
        name = match_caption(text[block.start : block.end])
        if name is not None or block.kind is BlockKind.CAPTION:
            yield _Caption(block, name)


def _drop_ornaments(pictures: Sequence[PlacedPicture]) -> list[PlacedPicture]:
    times = Counter(one.picture.part for one in pictures if one.picture.part)
    return [one for one in pictures if times[one.picture.part] < _RECURRING]


def _join_pictures(
    text: str, blocks: Sequence[Block], captions: Sequence[_Caption], pictures: Sequence[PlacedPicture]
) -> list[tuple[PlacedPicture, _Caption | None]]:
    """Each picture with the caption right beside it: below it, or above it where the document's captions stand so."""
    starts = [block.start for block in blocks]
    known = {caption.block.start: caption for caption in captions}
    sides: list[tuple[_Caption | None, _Caption | None]] = []
    for one in pictures:
        at = bisect_left(starts, one.at)
        below = _look_at(text, blocks, known, at, one, down=True)
        sides.append((below, None if one.picture.box else _look_at(text, blocks, known, at - 1, one, down=False)))
    above_first = sum(up is not None for _, up in sides) > sum(down is not None for down, _ in sides)
    taken: set[int] = set()
    joined: list[tuple[PlacedPicture, _Caption | None]] = []
    for one, (below, above) in zip(pictures, sides, strict=True):
        order = (above, below) if above_first else (below, above)
        chosen = next((caption for caption in order if caption and caption.block.start not in taken), None)
        taken |= {chosen.block.start} if chosen else set()
        joined.append((one, chosen))
    return joined


def _look_at(
    text: str, blocks: Sequence[Block], known: dict[int, _Caption], at: int, one: PlacedPicture, down: bool
) -> _Caption | None:
    """The caption in the block beside a picture; the words instead of the picture may stand between, or be it."""
    spoken = None
    for place in (at, at + 1) if down else (at,):
        if not 0 <= place < len(blocks):
            return spoken
        block = blocks[place]
        if block.start in known and (known[block.start].name or down):
            return known[block.start]
        said = squeeze(text[block.start : block.end]).replace("`", "")
        if not down or not one.picture.alternative or said != squeeze(one.picture.alternative).replace("`", ""):
            return spoken
        spoken = _Caption(block, None)
    return spoken


def _draft(
    source_id: str, text: str, placed: PlacedPicture | None, caption: _Caption | None, holds: bool
) -> BookFigure:
    at = caption.block.start if caption else placed.at if placed else 0
    end = caption.block.end if caption else at
    page = placed.page if placed else caption.block.page if caption else 0
    name = caption.name if caption else None
    key, printed = (name.key, name.printed) if name else ("", "")
    figure = BookFigure(source_id, 0, page, at, end, key, printed, " ".join(text[at:end].split()))
    if placed is None:
        return figure
    picture = placed.picture
    part = picture.part if holds or picture.part.startswith(EMBEDDED_PICTURE) else ""
    said = "" if _LINK.search(picture.alternative) else picture.alternative[:LONGEST_ALTERNATIVE]
    return replace(figure, name=picture.name, alternative=said, part=part, box=picture.box)


def _says_anything(figure: BookFigure) -> bool:
    return figure.has_picture or figure.start < figure.end or bool(figure.alternative)


def _without_doubles(drafts: Sequence[BookFigure]) -> Iterator[BookFigure]:
    """Figures, those left out that are a bare line with the number of one that has a picture: a list of figures."""
    shown = {one.key for one in drafts if one.key and one.has_picture}
    for one in drafts:
        if one.has_picture or one.key not in shown:
            yield one


def _refer(
    figures: list[BookFigure], text: str, blocks: Sequence[Block], sentences: Sequence[TextSpan]
) -> list[BookFigure]:
    """The figures with the sentences that refer to them, in reading order."""
    known = _KnownFigures(figures)
    own = {figure.start for figure in figures if figure.start < figure.end}
    starts = [start for start, _ in sentences]
    found: dict[int, dict[TextSpan, None]] = {figure.ordinal: {} for figure in figures}
    for block in blocks if figures else ():
        if block.kind in _UNQUOTED or block.start in own:
            continue
        for start, end, figure in _find_references(text, block, known):
            if len(found[figure.ordinal]) < MOST_FIGURE_REFERENCES:
                found[figure.ordinal][_sentence_around(sentences, starts, block, start, end)] = None
    return [replace(figure, references=tuple(found[figure.ordinal])) for figure in figures]


class _KnownFigures:
    """The figures of a document in reading order, by number, by name and by place; each look-up is a short one."""

    def __init__(self, figures: Sequence[BookFigure]) -> None:
        self._by_number: dict[str, list[BookFigure]] = {}
        self._by_name: dict[str, list[BookFigure]] = {}
        self._cut: dict[str, str] = {}
        self._figures = figures
        self._places = [figure.start for figure in figures]
        for figure in figures:
            if figure.key:
                self._by_number.setdefault(figure.key, []).append(figure)
            if figure.name:
                self._by_name.setdefault(figure.name, []).append(figure)

    def find_numbered(self, key: str, at: int) -> BookFigure | None:
        """The figure of exactly that number that is nearest to an offset."""
        return _nearest(self._by_number.get(key, ()), at)

    def find_named(self, said: str, at: int) -> BookFigure | None:
        """The nearest figure of a name, behind which a particle or a full stop may follow without a space."""
        if said not in self._cut:
            ends = (end for end in range(len(said), 0, -1) if said[:end] in self._by_name)
            self._cut[said] = next((said[:end] for end in ends if _BEHIND_A_NAME.fullmatch(said, end)), "")
        return _nearest(self._by_name.get(self._cut[said], ()), at)

    def find_beside(self, at: int, side: str) -> BookFigure | None:
        """The figure right before or behind an offset, where it is near."""
        place = bisect_right(self._places, at) - (side == "previous")
        near = 0 <= place < len(self._places) and abs(self._places[place] - at) <= _BESIDE
        return self._figures[place] if near else None


def _nearest(figures: Sequence[BookFigure], at: int) -> BookFigure | None:
    place = bisect_left(figures, at, key=lambda figure: figure.start)
    return min(figures[max(place - 1, 0) : place + 1], key=lambda figure: abs(figure.start - at), default=None)


def _find_references(text: str, block: Block, known: _KnownFigures) -> Iterator[tuple[int, int, BookFigure]]:
    """Where a block refers to figures: by numbers, by names, by "the figure below"."""
    said, first = text[block.start : block.end], block.start
    found = [(one.start, one.end, known.find_numbered(one.key, first + one.start)) for one in find_figure_names(said)]
    names = _NAMED.finditer(said)
    found += [(one.start(), one.end(), known.find_named(one["name"], first + one.start())) for one in names]
    found += [(one.start, one.end, known.find_beside(first + one.start, one.side)) for one in find_pointing(said)]
    for start, end, figure in found:
        if figure is not None:
            yield first + start, first + end, figure


def _sentence_around(
    sentences: Sequence[TextSpan], starts: Sequence[int], block: Block, start: int, end: int
) -> TextSpan:
    """The sentence that holds a mention, with the one before where it says nothing else ("See figure 2."); its block
    where no sentence does.
    """
    place = bisect_right(starts, start) - 1
    if place < 0 or sentences[place][1] < end:
        return block.start, block.end
    first, last = sentences[place]
    if last - first - (end - start) < _BARE and place and sentences[place - 1][0] >= block.start:
        first = sentences[place - 1][0]
    return first, last
