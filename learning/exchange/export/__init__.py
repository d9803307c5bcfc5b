"""Questions on paper and for other programs. Adding a format is one file with a ``write`` and a line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from knowledge import Library
from learning.exchange.export import anki, cards, data, gift, markdown, moodle, qti, sheet
from learning.models import Question


class Format(NamedTuple):
    """A file's names for people, its ending (without the dot), its MIME type, and ``write(questions, title)``."""

    korean: str
    english: str
    ending: str
    mime: str
    write: Callable[[Sequence[Question], str], str | bytes]
    # With the books' pages, where the format can hold pictures.
    illustrated: Callable[[Sequence[Question], str, Library], bytes] | None = None
    titled: bool = True  # whether the title stands in the file

    @property
    def binary(self) -> bool:
        """Whether the file is no text, so nothing for a terminal."""
        return not self.mime.startswith(("text/", "application/json", "application/xml"))


FORMATS: dict[str, Format] = {
    "markdown": Format("시험지 (Markdown)", "Exam (Markdown)", "md", "text/markdown", markdown.write, titled=False),
    "csv": Format("표 (CSV)", "Table (CSV)", "csv", "text/csv", cards.write, titled=False),
    "json": Format("데이터 (JSON)", "Data (JSON)", "json", "application/json", data.write, titled=False),
    "pdf": Format("인쇄용 시험지 (PDF)", "Printable exam (PDF)", "pdf", "application/pdf", sheet.write),
    "anki": Format(
        "Anki 카드 (apkg)",
        "Anki cards (apkg)",
        "apkg",
        "application/octet-stream",
        anki.write,
        anki.write_with_pages,
    ),
    "gift": Format("Moodle GIFT", "Moodle GIFT", "gift", "text/plain", gift.write),
    "moodle": Format("Moodle XML", "Moodle XML", "xml", "application/xml", moodle.write),
    "qti": Format("QTI 2.1 (zip)", "QTI 2.1 (zip)", "zip", "application/zip", qti.write),
}
FOR_PEOPLE, FOR_PROGRAMS, PRINTED = "markdown", "json", "pdf"  # what is written where nobody said which


def register_format(name: str, row: Format) -> Format:
    """Add a format to the table. Raises ValueError for a name that is there already."""
    if name in FORMATS:
        raise ValueError(f"format {name} is there already")
    FORMATS[name] = row
    return row


def unregister_format(name: str) -> None:
    """Take a format out of the table again."""
    FORMATS.pop(name, None)


def format_of_file(name: str) -> str:
    """The format that a file's name ends like; "" for none."""
    ending = name.rpartition(".")[2] if "." in name else ""
    return next((key for key, one in FORMATS.items() if ending and one.ending == ending), "")


def render_export(name: str, questions: Sequence[Question], title: str, library: Library) -> str | bytes:
    """A file of a format, with the pages of the library's books where the format can hold pictures."""
    chosen = FORMATS[name]
    return chosen.illustrated(questions, title, library) if chosen.illustrated else chosen.write(questions, title)


def title_of(questions: Sequence[Question]) -> str:
    """What an exam of these questions is called: after their book, where they have one in common."""
    titles = {question.citation.title for question in questions}
    return f"{titles.pop()} 문제" if len(titles) == 1 else "문제"


__all__ = [
    "FORMATS",
    "FOR_PEOPLE",
    "FOR_PROGRAMS",
    "PRINTED",
    "Format",
    "format_of_file",
    "register_format",
    "render_export",
    "title_of",
    "unregister_format",
]
