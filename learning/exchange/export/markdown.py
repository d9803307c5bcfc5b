"""Markdown: an exam, then its key with explanations and pages."""

from __future__ import annotations

from collections.abc import Sequence

from learning.exchange.export.parts import split_emphasis, where
from learning.exchange.markdown_text import escape_lines, escape_markdown
from learning.models import Question, mark


def write(questions: Sequence[Question], title: str = "", points: Sequence[float] = ()) -> str:
    """An exam under its title: the questions with their points, then the key with explanations and pages."""
    lines = [f"# {escape_lines(title, ' ') or '문제'}", ""]
    for number, question in enumerate(questions, 1):
        worth = f" \\[{points[number - 1]:g}점\\]" if points else ""
        head, line_end, body = escape_stem(question.stem).partition("\n")
        lines += [f"{number}. {head}{worth}{line_end}{body}", ""]
        lines += [f"   - {mark(option.id)} {escape_lines(option.text, ' ')}" for option in question.options]
        lines += ["" if question.options else "   답: ____________", ""]
    lines += ["# 정답과 풀이", ""]
    for number, question in enumerate(questions, 1):
        said = f"**{escape_lines(question.shown_answer(), ' ')}** {escape_lines(question.explanation, ' ')}"
        lines.append(f"{number}. {said} ({escape_lines(where(question), ' ')})")
    return "\n".join(lines) + "\n"


def escape_stem(stem: str) -> str:
    """A stem with its own emphasis, everything else escaped, its further lines indented below the number."""
    lines = []
    for line in stem.split("\n"):
        parts = [
            f"**{escape_markdown(part)}**" if strong else _keep_edges(part) for part, strong in split_emphasis(line)
        ]
        lines.append("".join(parts))
    return "\n   ".join(lines)


def _keep_edges(part: str) -> str:
    """A piece of a line, escaped, with the blanks at its ends."""
    body = part.strip()
    return part.replace(body, escape_markdown(body)) if body else part
