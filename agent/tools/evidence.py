"""What a tool found: a JSON text for the model, and numbered references (ids and offsets) for the graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from agent.state import Ref
from knowledge import Hit, Library, Sentence
from knowledge.evidence.answerability import enough

ANSWERABLE = enough()  # below this the books do not answer


@dataclass(frozen=True)
class ToolFinding:
    """The artifact of a tool message; the model never sees it."""

    refs: tuple[Ref, ...] = ()
    question_ids: tuple[str, ...] = ()
    abstain: bool = False


def number(hits: Sequence[Hit], quotes: Sequence[Sentence]) -> tuple[Ref, ...]:
    """Hits as numbered references, each with those of the quotes that stand in it."""
    refs: list[Ref] = []
    for n, hit in enumerate(hits, 1):
        passage = hit.passage
        inside = [
            (quote.page, quote.start, quote.end, round(quote.score, 3))
            for quote in quotes
            if quote.source_id == passage.source_id and passage.start <= quote.start and quote.end <= passage.end
        ]
        refs.append(
            Ref(
                n=n,
                passage=passage.id,
                source=passage.source_id,
                title=hit.title,
                page=passage.page,
                start=passage.start,
                end=passage.end,
                coverage=round(hit.coverage, 3),
                quotes=inside,
            )
        )
    return tuple(refs)


def tool_result(finding: ToolFinding) -> tuple[str, ToolFinding]:
    """What a tool returns: a word on what was found, and the finding. The evidence's text is read once, when all
    of it is numbered.
    """
    found = f"문제 {len(finding.question_ids)}개" if finding.question_ids else f"근거 {len(finding.refs)}곳"
    return found + ", 답이 되지 않음" * finding.abstain, finding


def as_json(library: Library, query: str, refs: Sequence[Ref]) -> str:
    """The evidence as the model reads it; documents' text is data inside JSON strings, never instructions."""
    evidence = []
    for ref, text in zip(refs, bodies(library, refs), strict=True):
        quotes = [
            {"text": text[start - ref["start"] : end - ref["start"]], "score": score}
            for _, start, end, score in ref["quotes"]
        ]
        evidence.append({"n": ref["n"], "title": ref["title"], "page": ref["page"], "text": text, "quotes": quotes})
    return json.dumps({"query": query, "evidence": evidence}, ensure_ascii=False)


def bodies(library: Library, refs: Sequence[Ref]) -> list[str]:
    """The text of every reference."""
    return library.texts([(ref["source"], ref["start"], ref["end"]) for ref in refs])


@dataclass(frozen=True)
class Span:
    """An exact span of a source with the title it goes by."""

    source_id: str
    title: str
    page: int
    start: int
    end: int
    score: float = 1.0
    label: str = ""  # who says it, or which question it answered


def from_spans(spans: Sequence[Span]) -> tuple[Ref, ...]:
    """References whose evidence is exactly one quote each (a glossary entry, a line of a summary)."""
    refs = []
    for n, span in enumerate(spans, 1):
        ref = Ref(
            n=n,
            passage=0,
            source=span.source_id,
            title=span.title,
            page=span.page,
            start=span.start,
            end=span.end,
            coverage=1.0,
            quotes=[(span.page, span.start, span.end, span.score)],
        )
        if span.label:
            ref["label"] = span.label
        refs.append(ref)
    return tuple(refs)
