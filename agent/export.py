"""A conversation as Markdown: questions, answers, and under each answer what its markers stand for.

Everything in it is text of people, books and models, so whatever could run in it is escaped: no link and no picture
comes out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.answer import Answer
from knowledge.models import Citation
from learning.exchange.markdown_text import escape_lines, escape_markdown


def as_markdown(name: str, answers: Iterable[Answer]) -> str:
    """The conversation's name, then every question with its answer and its citations."""
    blocks = [f"# {escape_markdown(name)}"]
    for answer in answers:
        blocks += [f"## {escape_markdown(answer.question)}", escape_lines(answer.text)]
        if answer.citations:
            blocks.append(_list_citations(answer.citations))
        if answer.abstained and answer.nearest:
            blocks += ["가장 가까운 대목:", _list_citations(answer.nearest)]
    return "\n\n".join(blocks) + "\n"


def _list_citations(citations: Sequence[Citation]) -> str:
    return "\n".join(
        f"- \\[{one.marker}\\] 「{escape_markdown(one.title)}」 {one.place}: {escape_markdown(one.quote)} ({one.status})"
        for one in citations
    )
