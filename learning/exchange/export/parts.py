"""What every format says the same way: where the evidence stands, the form of a question, clean text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import Citation
from learning.kinds import form_of
from learning.models import Question
from learning.papers.exam_paper import PlacedQuestion
from learning.papers.paper_points import rubric_lines

MODEL_LINE, RUBRIC_LINE = "모범 답안:", "채점 기준"  # what the lines of ``essay_notes`` begin with
LONGEST_CATEGORY = 255  # of Moodle's table of question categories

# What XML 1.0 cannot hold: controls, halves of surrogate pairs, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_EMPHASIS = re.compile(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*")
_EVIDENCE = re.compile(r"(?P<said>.*)\n근거: 「(?P<title>.*)」(?: (?P<page>\d{1,6})쪽)? “(?P<quote>.*)”", re.S)


def plain(text: str) -> str:
    """The text without characters that no file of ours may hold; line ends are ``\\n``."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def without_emphasis(text: str, around: tuple[str, str] = ("", "")) -> str:
    """A stem without the ``**`` of its emphasis, which only Markdown reads; ``around`` stands in their place."""
    return _EMPHASIS.sub(rf"{around[0]}\1{around[1]}", text)


def split_emphasis(line: str) -> list[tuple[str, bool]]:
    """The pieces of a line, each with whether it is emphasised."""
    pieces = _EMPHASIS.split(line)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


def one_line(text: str) -> str:
    """Clean text whose runs of blanks and line ends are single spaces."""
    return " ".join(plain(text).split())


def category(title: str) -> str:
    """The path of the Moodle category that is called ``title``, below the course's own; ``""`` where there is no title.

    Moodle splits a path at single ``/``, deletes ``<...>`` from a name and keeps 255 characters of it: ``/`` is
    doubled, and the brackets are those that Korean titles are set in.
    """
    name = one_line(title).translate({ord("<"): "〈", ord(">"): "〉"})[:LONGEST_CATEGORY].strip()
    return "$course$/top/" + re.sub("^(?=/)", " ", name.replace("/", "//")) if name else ""


def form(question: Question) -> str:
    """``"truefalse"``, ``"choice"``, ``"text"`` or ``"prose"``: what it is to programs that do not know our kinds."""
    return form_of(question)


def worth_of(points: Sequence[float], place: int) -> float:
    """The points of the question at a place; 1 where nobody said."""
    return points[place] if place < len(points) else 1.0


def essay_notes(question: Question, points: float) -> str:
    """For whoever marks an essay: the model answer, and the rubric with its points; ``split_essay_notes`` reads the
    answer back.
    """
    lines = rubric_lines(PlacedQuestion(id=question.id, question=question, points=points))
    rubric = [f"{RUBRIC_LINE} ({one.points:g}점): {one_line(one.text)}" for one in lines]
    return "\n".join([f"{MODEL_LINE} {one_line(question.shown_answer())}", *rubric])


def split_essay_notes(text: str) -> tuple[str, str]:
    """The model answer that a text begins with, and what follows its rubric; "" and the text where it has none."""
    first, _, rest = text.partition("\n")
    if not first.startswith(MODEL_LINE):
        return "", text
    lines = rest.split("\n")
    while lines and lines[0].startswith(f"{RUBRIC_LINE} ("):
        lines.pop(0)
    return first.removeprefix(MODEL_LINE).strip(), "\n".join(lines)


def where(question: Question) -> str:
    """``「제목」 21쪽``; only the title where the page is not known."""
    return tell_place(question.citation)


def tell_place(citation: Citation) -> str:
    """``「제목」 21쪽`` of any citation."""
    return f"「{citation.title}」" + (f" {citation.page}쪽" if citation.page else "")


def evidence(question: Question) -> str:
    """The explanation with its evidence on the last lines, one a span, as ``split_evidence`` reads it back."""
    cited = (question.citation, *question.citations)
    return plain(question.explanation + "".join(f"\n근거: {tell_place(one)} “{one.quote}”" for one in cited))


def split_evidence(text: str) -> tuple[str, tuple[tuple[str, int, str], ...]]:
    """An explanation, and the (title, page, quote) of each span that its last lines name; page 0 is not known."""
    found: list[tuple[str, int, str]] = []
    while match := _EVIDENCE.fullmatch(text):
        text = match["said"]
        found.insert(0, (match["title"], int(match["page"] or 0), match["quote"]))
    return text, tuple(found)
