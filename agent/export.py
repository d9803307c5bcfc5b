"""A conversation as Markdown: questions, answers, and under each answer what its markers stand for.

Everything in it is text of people, books and models, so whatever could run in it is escaped: no link and no picture
comes out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import korean
from agent.answer import Answer
from agent.labels import line
from knowledge.models import Citation
from learning.exchange.markdown_text import escape_markdown


def as_markdown(name: str, answers: Iterable[Answer]) -> str:
    """The conversation's name, then every question with its answer, a quote a line, and where each marker leads."""
    blocks = [f"# {escape_markdown(name)}"]
    for answer in answers:
        blocks += [f"## {escape_markdown(answer.question)}", _write_answer(answer)]
        if answer.citations:
            blocks.append(_list_citations(answer.citations, answer.text))
        if answer.abstained and answer.nearest:
            blocks += ["가장 가까운 내용:", _list_citations(answer.nearest, "")]
    return "\n\n".join(blocks) + "\n"


def _write_answer(answer: Answer) -> str:
    """The lines of an answer; those that are a quote and its marker stand as quotations."""
    quoted = {korean.squeeze(line(one)) for one in answer.citations}
    lines = [said for said in answer.text.split("\n") if said.strip()]
    return "\n\n".join(("> " if korean.squeeze(said) in quoted else "") + escape_markdown(said) for said in lines)


def _list_citations(citations: Sequence[Citation], text: str) -> str:
    """Where each marker leads, with its quote where the ``text`` has not shown it."""
    shown = korean.squeeze(text)
    lines = []
    for one in citations:
        quote = "" if korean.squeeze(one.quote) in shown else f": {escape_markdown(one.quote)}"
        lines.append(f"- [{one.marker}] 「{escape_markdown(one.title)}」 {one.place} ({one.status}){quote}")
    return "\n".join(lines)
