"""What a tool found: a JSON text for the model, and numbered references (ids and offsets) for the graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from agent.state import Ref
from agent.tools.telling import Telling
from knowledge import Hit, Library, Sentence
from knowledge.evidence.sufficiency import near_enough, sure_enough

MOST_REFERENCES = 5  # passages that go to a model
ANSWERABLE = sure_enough()  # below this the books do not answer
NEAR_ENOUGH = near_enough()  # from this on what was found is worth showing beside a refusal


@dataclass(frozen=True)
class ToolFinding:
    """The artifact of a tool message; the model never sees it."""

    refs: tuple[Ref, ...] = ()
    question_ids: tuple[str, ...] = ()
    abstain: bool = False
    sure: float = 1.0  # that it answers
    telling: Telling | None = None  # what is told in words of its own


def number(hits: Sequence[Hit], quotes: Sequence[Sentence], most: int = MOST_REFERENCES) -> tuple[Ref, ...]:
    """Hits as numbered references, those that hold a quote first and then others up to ``most``, each with its quotes.

    A quote that runs beyond its passage stretches the reference; one that stands in none gets a reference of its own.
    """
    refs: dict[int, Ref] = {}
    titles = {hit.passage.source_id: hit.title for hit in hits}
    for quote in quotes:
        spans = [(n, hit.passage) for n, hit in enumerate(hits) if hit.passage.source_id == quote.source_id]
        at = next((n for n, one in spans if one.start < quote.end and quote.start < one.end), -1 - len(refs))
        own = refs.setdefault(at, reference(hits[at]) if at >= 0 else _around(quote, titles[quote.source_id]))
        own["start"], own["end"] = min(own["start"], quote.start), max(own["end"], quote.end)
        own["quotes"].append((quote.page, quote.start, quote.end, round(quote.score, 3)))
    for n in range(min(len(hits), most)):
        if len(refs) < most:
            refs.setdefault(n, reference(hits[n]))
    return tuple(Ref(**(ref | {"n": n})) for n, ref in enumerate(refs.values(), 1))  # type: ignore[typeddict-item]


def reference(hit: Hit) -> Ref:
    """A hit as evidence, without a number and without quotes yet."""
    one = hit.passage
    return Ref(
        n=0,
        passage=one.id,
        source=one.source_id,
        title=hit.title,
        page=one.page,
        start=one.start,
        end=one.end,
        coverage=round(hit.coverage, 3),
        quotes=[],
    )


def _around(quote: Sentence, title: str) -> Ref:
    """A reference that is a quote and nothing more."""
    return Ref(
        n=0,
        passage=0,
        source=quote.source_id,
        title=title,
        page=quote.page,
        start=quote.start,
        end=quote.end,
        coverage=0.0,
        quotes=[],
    )


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
