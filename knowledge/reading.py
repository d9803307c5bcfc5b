"""What a library's readers ask for: pages, blocks, passages, headings, exact slices of text, pictures of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.catalog import pages as page_rows
from knowledge.catalog import sources as source_rows
from knowledge.catalog.block_rows import find_times, load_blocks
from knowledge.catalog.page_numbers import find_printed, load_labels, load_page_numbers
from knowledge.catalog.passages import find_paths
from knowledge.figures.figure import BookFigure
from knowledge.figures.figure_store import find_figures_around, load_figure, load_figures
from knowledge.figures.kept_pictures import show_picture
from knowledge.loaders.left_out import LeftOut
from knowledge.models import Block, Box, Citation, Entry, Heading, Page, Passage, Sentence, Source
from knowledge.store import Store


class LibraryReader:
    """The sources that one owner may read, as they stand; nothing here changes them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def has(self, source_id: str) -> bool:
        """Whether a source is on the owner's shelf."""
        with self.store.database.session() as session:
            return source_rows.exists(session, self.store.owner, source_id)

    def is_own(self, source_id: str) -> bool:
        """Whether a source is the owner's to change, not one that a class of theirs may read."""
        with self.store.database.session() as session:
            return source_rows.is_own(session, self.store.owner, source_id)

    def source(self, source_id: str) -> Source:
        """One source. Raises QuestionError (``unknown_source``)."""
        with self.store.database.session() as session:
            return source_rows.to_source(source_rows.get_readable_row(session, self.store.owner, source_id))

    def entries(self, source_id: str | None = None, pages: tuple[int, int] | None = None) -> list[Entry]:
        """The glossary, in reading order."""
        with self.store.database.session() as session:
            return page_rows.entries(session, self.store.owner, source_id, pages)

    def pages(self, source_id: str) -> list[Page]:
        self.source(source_id)
        with self.store.database.session() as session:
            return page_rows.pages(session, source_id)

    def page(self, source_id: str, number: int) -> Page:
        """One page. Raises QuestionError (``unknown_page``)."""
        source = self.source(source_id)
        with self.store.database.session() as session:
            return page_rows.get_page(session, source, number)

    def passages(self, source_id: str, pages: tuple[int, int] | None = None) -> list[Passage]:
        self.source(source_id)
        with self.store.database.session() as session:
            return page_rows.passages(session, source_id, pages)

    def headings(self, source_id: str) -> list[Heading]:
        self.source(source_id)
        with self.store.database.session() as session:
            return page_rows.headings(session, source_id)

    def blocks(self, source_id: str, start: int = 0, end: int | None = None) -> list[Block]:
        """What stands between two offsets of a source's text, line by line, in reading order."""
        self.source(source_id)
        with self.store.database.session() as session:
            return load_blocks(session, source_id, start, end)

    def sentences(self, source_id: str, pages: tuple[int, int] | None = None) -> list[Sentence]:
        """Full sentences of the running text, in reading order; headings and table rows are left out."""
        self.source(source_id)
        with self.store.database.session() as session:
            return page_rows.sentences(session, source_id, pages)

    def text(self, source_id: str, start: int, end: int) -> str:
        """The exact slice of the source's text."""
        return self.texts([(source_id, start, end)])[0]

    def texts(self, spans: Sequence[tuple[str, int, int]]) -> list[str]:
        """The exact slices of sources' texts at ``(source id, start, end)``, in one look at the database."""
        with self.store.database.session() as session:
            source_rows.require_owned(session, self.store.owner, {source_id for source_id, _, _ in spans})
            return [page_rows.text(session, *span) for span in spans]

    def page_at(self, source_id: str, offset: int) -> int:
        """The page on which an offset of the source's text stands."""
        with self.store.database.session() as session:
            source_rows.require_owned(session, self.store.owner, [source_id])
            return load_page_numbers(session, source_id).page_at(offset)

    def label_citations(self, citations: Sequence[Citation]) -> tuple[Citation, ...]:
        """The citations with the headings above them, and with the numbers that are printed on their pages, or the
        times at which they are said.

        Those of sources that are not on the owner's shelf stay as they are.
        """
        with self.store.database.session() as session:
            asked = {one.source_id for one in citations}
            held = {one for one in asked if source_rows.exists(session, self.store.owner, one)}
            mine = [one for one in citations if one.source_id in held]
            labels = load_labels(session, {(one.source_id, one.page) for one in mine})
            places = {(one.source_id, one.start) for one in mine}
            times, paths = find_times(session, places), find_paths(session, places)
        return tuple(
            replace(
                one,
                page_label=labels.get((one.source_id, one.page), ""),
                time=times.get((one.source_id, one.start), ""),
                path=paths.get((one.source_id, one.start), ""),
            )
            for one in citations
        )

    def find_printed(self, source_id: str, first: int, last: int) -> tuple[int, int] | None:
        """The pages on which the numbers ``first`` to ``last`` are printed; None where the source's numbers are its
        pages' own, or none of its pages bears them.
        """
        with self.store.database.session() as session:
            source_rows.require_owned(session, self.store.owner, [source_id])
            return find_printed(session, source_id, first, last)

    def left_out(self, source_id: str) -> list[LeftOut]:
        """What of a source's file is on none of its pages, and why; most first."""
        with self.store.database.session() as session:
            row = source_rows.get_readable_row(session, self.store.owner, source_id)
            return [LeftOut(reason, count, tuple(examples)) for reason, count, examples in row.left_out]

    def boxes(self, source_id: str, start: int, end: int) -> list[Box]:
        """Where a span stands on its pages, one rectangle a line; empty for sources without paper."""
        self.source(source_id)
        with self.store.database.session() as session:
            return page_rows.boxes(session, source_id, start, end)

    def figures(self, source_id: str) -> list[BookFigure]:
        """The figures of a source, in reading order."""
        self.source(source_id)
        with self.store.database.session() as session:
            return load_figures(session, self.store.owner, [source_id])

    def figures_around(self, places: Sequence[tuple[str, int, int, int]]) -> list[BookFigure]:
        """The figures that have something to show and whose captions or references meet some place: source, page, and
        offsets from and to.
        """
        with self.store.database.session() as session:
            return find_figures_around(session, self.store.owner, places)

    def figure_picture(self, source_id: str, ordinal: int, title: str | None = None) -> bytes | None:
        """A figure's picture as PNG or JPEG, drawn under limits of time, memory and size; None where there is none, or
        where the figure is called otherwise by now than ``title``.
        """
        source = self.source(source_id)
        with self.store.database.session() as session:
            figure = load_figure(session, self.store.owner, source_id, ordinal)
        if figure is None or title not in (None, figure.title):
            return None
        return show_picture(self.store, figure, source.kind, self.store.files / source.sha256)

    def page_image(self, source_id: str, number: int, scale: float = 2.0, marks: Sequence[Box] = ()) -> bytes | None:
        """A page as PNG with the boxes marked, drawn under limits of time, memory and size; None where the source
        has no paper, or the page is beyond them.
        """
        source = self.source(source_id)
        return page_rows.page_image(
            self.store.files / source.sha256, source.kind, number, scale, marks, self.store.settings
        )
