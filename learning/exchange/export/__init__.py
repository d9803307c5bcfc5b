"""Questions on paper and for other programs. Adding a format is one file with a ``write`` and a line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from knowledge import Library
from learning.exchange.export import anki, cards, data, gift, markdown, moodle, printed, qti, question_table
from learning.exchange.printing.compose_paper import PRINTED_PARTS, paper_title
from learning.models import Question
from learning.papers.exam_paper import ExamPaper


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
    printed: printed.SheetWriter | None = None  # how a part of a paper is drawn, where it is printed
    # With the points of each question, where the format has room for them.
    scored: Callable[[Sequence[Question], str, Sequence[float]], str | bytes] | None = None

    @property
    def binary(self) -> bool:
        """Whether the file is no text, so nothing for a terminal."""
        return not self.mime.startswith(("text/", "application/json", "application/xml"))


FORMATS: dict[str, Format] = {
    "markdown": Format(
        "시험지 (Markdown)", "Exam (Markdown)", "md", "text/markdown", markdown.write, scored=markdown.write
    ),
    "csv": Format("단어 카드 (CSV)", "Flash cards (CSV)", "csv", "text/csv", cards.write, titled=False),
    "question_table": Format(
        "문항 표 (CSV)",
        "Table of questions (CSV)",
        "csv",
        "text/csv",
        question_table.write,
        titled=False,
        scored=question_table.write,
    ),
    "json": Format("데이터 (JSON)", "Data (JSON)", "json", "application/json", data.write, titled=False),
    "pdf": Format(
        "인쇄용 시험지 (PDF)",
        "Printable exam (PDF)",
        "pdf",
        "application/pdf",
        printed.write_with_solutions,
        printed=printed.print_pdf,
    ),
    "hwpx": Format(
        "한글 문서 (HWPX)",
        "Hangul document (HWPX)",
        "hwpx",
        "application/hwp+zip",
        printed.write_for_hangul,
        printed=printed.print_hangul,
    ),
    "docx": Format(
        "Word 문서 (DOCX)",
        "Word document (DOCX)",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        printed.write_for_word,
        printed=printed.print_word,
    ),
    "anki": Format(
        "Anki 카드 (apkg)",
        "Anki cards (apkg)",
        "apkg",
        "application/octet-stream",
        anki.write,
        anki.write_with_pages,
    ),
    "gift": Format("Moodle GIFT", "Moodle GIFT", "gift", "text/plain", gift.write, scored=gift.write),
    "moodle": Format("Moodle XML", "Moodle XML", "xml", "application/xml", moodle.write, scored=moodle.write),
    "qti": Format("QTI 2.1 (zip)", "QTI 2.1 (zip)", "zip", "application/zip", qti.write, scored=qti.write),
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


def render_paper(name: str, paper: ExamPaper, library: Library, part: str = PRINTED_PARTS[0]) -> str | bytes:
    """A paper as a file of a format; ``part`` is one of ``PRINTED_PARTS`` where the format is printed."""
    chosen = FORMATS[name]
    if chosen.printed:
        return printed.print_part(chosen.printed, paper, part)
    if chosen.scored:
        return chosen.scored(paper.questions, paper_title(paper), paper.points)
    return render_export(name, paper.questions, paper_title(paper), library)


def file_name(name: str, paper: ExamPaper, part: str = PRINTED_PARTS[0]) -> str:
    """What the file of a paper is called: by its title, its form and its part, without what no file may be called."""
    said = "".join(letter if letter.isalnum() or letter in " ()_-" else "_" for letter in paper_title(paper))
    ending = FORMATS[name].ending
    return f"{said.strip() or ending}{'' if part == PRINTED_PARTS[0] else f'-{part}'}.{ending}"


def title_of(questions: Sequence[Question]) -> str:
    """What an exam of these questions is called: after their book, where they have one in common."""
    titles = {question.citation.title for question in questions}
    return f"{titles.pop()} 문제" if len(titles) == 1 else "문제"


__all__ = [
    "FORMATS",
    "FOR_PEOPLE",
    "FOR_PROGRAMS",
    "PRINTED",
    "PRINTED_PARTS",
    "Format",
    "file_name",
    "format_of_file",
    "register_format",
    "render_export",
    "render_paper",
    "title_of",
    "unregister_format",
]
