"""Questions on paper and for other programs. Adding a format is one file with a ``write`` and a line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from knowledge import Library
from learning.exchange.export import anki, cards, data, gift, markdown, moodle, qti, sheet
from learning.models import Question


class Format(NamedTuple):
    """A file's ending (without the dot), its MIME type, and ``write(questions, title)``."""

    ending: str
    mime: str
    write: Callable[[Sequence[Question], str], str | bytes]
    illustrated: Callable[[Sequence[Question], str, Library], bytes] | None = (
        None  # with the books' pages, where it can
    )

    @property
    def binary(self) -> bool:
        """Whether the file is no text, so nothing for a terminal."""
        return not self.mime.startswith(("text/", "application/json", "application/xml"))


FORMATS: dict[str, Format] = {
    "markdown": Format("md", "text/markdown", markdown.write),
    "csv": Format("csv", "text/csv", cards.write),
    "json": Format("json", "application/json", data.write),
    "pdf": Format("pdf", "application/pdf", sheet.write),
    "anki": Format("apkg", "application/octet-stream", anki.write, anki.write_with_pages),
    "gift": Format("gift", "text/plain", gift.write),
    "moodle": Format("xml", "application/xml", moodle.write),
    "qti": Format("zip", "application/zip", qti.write),
}


def render_export(name: str, questions: Sequence[Question], title: str, library: Library) -> str | bytes:
    """A file of a format, with the pages of the library's books where the format can hold pictures."""
    chosen = FORMATS[name]
    return chosen.illustrated(questions, title, library) if chosen.illustrated else chosen.write(questions, title)


def title_of(questions: Sequence[Question]) -> str:
    """What an exam of these questions is called: after their book, where they have one in common."""
    titles = {question.citation.title for question in questions}
    return f"{titles.pop()} 문제" if len(titles) == 1 else "문제"


__all__ = ["FORMATS", "Format", "render_export", "title_of"]
