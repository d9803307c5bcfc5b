"""A figure of a source: where its caption and its picture stand, and what the text says of it."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]
TextSpan = tuple[int, int]


@dataclass(frozen=True)
class BookFigure:
    """A figure; offsets are into its source's text.

    ``start`` to ``end`` is the caption, nothing (``start == end``) where none stands in the text. ``key`` tells its
    number ("figure:3-2", "" without one), ``printed`` how the caption writes it. ``name`` is what the text calls it in
    its source alone, ``alternative`` what the file says instead of its picture. ``part`` is the part of the file that
    holds the picture, ``box`` its place on a page of paper in points from the top left. ``references`` are the
    sentences that refer to it. ``picture`` is the hash of the drawn picture, "" until it is drawn.
    """

    source_id: str
    ordinal: int
    page: int
    start: int
    end: int
    key: str = ""
    printed: str = ""
    caption: str = ""
    name: str = ""
    alternative: str = ""
    part: str = ""
    box: Box | None = None
    references: tuple[TextSpan, ...] = ()
    picture: str = ""
    source_title: str = ""

    @property
    def title(self) -> str:
        """What a figure is called for people: its caption, its number, or the words instead of it."""
        return self.caption or self.printed or self.alternative

    @property
    def has_picture(self) -> bool:
        """Whether the source's file holds something to be shown."""
        return self.box is not None or bool(self.part)


def number_in_key(key: str) -> str:
    """The number of a figure's key, without what the figure is called: "3-2" of "figure:3-2"."""
    return key.partition(":")[2]
