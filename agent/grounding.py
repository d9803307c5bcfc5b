"""From a draft with ``[n]`` markers to sentences that each stand on an exact span of a source.

A sentence that is a quote is found in its passage letter by letter, white space aside. A sentence in the model's own
words is laid against the best sentence of the passage that it names: numbers and dates must stand there, negation must
agree, and enough of its content words must be shared (``SURE`` and ``WEAK``, bench/answers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import korean
from agent.state import Ref
from knowledge import Citation, Library
from llm.tasks.compose import FAR

SURE, WEAK, NONE = "확인됨", "근거 약함", "근거 없음"
SURE_SHARE, WEAK_SHARE = 0.6, 0.35
SHOWN = 3  # quotes at most
_MARKER = re.compile(r"\s*((?:\[\d{1,2}\]\s*)+)")
_NEGATION = re.compile(r"(?:않|못하|없|아니|안 )")


@dataclass(frozen=True)
class Grounded:
    """The text that may be shown, its citations, and how many sentences had to go."""

    text: str
    citations: tuple[Citation, ...]
    dropped: int


def show(text: str) -> str:
    """A span as it is shown: line ends as spaces."""
    return " ".join(text.split())


def quoted(library: Library, refs: Sequence[Ref]) -> tuple[str, tuple[Citation, ...]]:
    """The best quotes of the evidence in reading order, as text with markers and as citations."""
    scores = sorted((quote[3] for ref in refs for quote in ref["quotes"]), reverse=True)
    floor = max(scores[:SHOWN][-1], scores[0] * FAR) if scores else 0.0
    spans = {
        (ref["source"], start, end): (ref, page)
        for ref in refs
        for page, start, end, score in ref["quotes"]
        if score >= floor
    }
    citations, sentences = [], []
    for marker, ((source, start, end), (ref, page)) in enumerate(list(spans.items())[:SHOWN], 1):
        quote = library.text(source, start, end)
        citations.append(Citation(marker, source, ref["title"], page, start, end, quote))
        sentences.append(f"{show(quote)} [{marker}]")
    return " ".join(sentences), tuple(citations)


def nearest(library: Library, refs: Sequence[Ref], limit: int = 3) -> tuple[Citation, ...]:
    """What stands nearest to a question that the books do not answer; shown with the refusal, never as an answer."""
    found = []
    for marker, ref in enumerate(refs[:limit], 1):
        page, start, end = (ref["quotes"][0][:3]) if ref["quotes"] else (ref["page"], ref["start"], ref["end"])
        quote = library.text(ref["source"], start, end)
        found.append(Citation(marker, ref["source"], ref["title"], page, start, end, quote, NONE))
    return tuple(found)


def ground(library: Library, query: str, draft: str, refs: Sequence[Ref]) -> Grounded:
    """Every sentence of the draft with the span that supports it; those without one are left out."""
    by_number = {ref["n"]: ref for ref in refs}
    markers: dict[tuple[str, int, int], Citation] = {}
    shown, dropped = [], 0
    for sentence, numbers in split(draft):
        candidates = [by_number[n] for n in numbers if n in by_number] or list(refs)
        citation = support(library, sentence, candidates)
        if citation is None or citation.status == NONE:
            dropped += 1
            continue
        key = (citation.source_id, citation.start, citation.end)
        known = markers.setdefault(key, replace(citation, marker=len(markers) + 1))
        shown.append(f"{show(sentence)} [{known.marker}]")
    return Grounded(" ".join(shown), tuple(markers.values()), dropped)


def split(draft: str) -> list[tuple[str, list[int]]]:
    """The draft's sentences, each with the numbers that follow it. Text before a marker is one unit, cut into sentences."""
    units: list[tuple[str, list[int]]] = []
    position = 0
    for match in _MARKER.finditer(draft):
        text = draft[position : match.start()].strip()
        numbers = [int(n) for n in re.findall(r"\d+", match.group(1))]
        position = match.end()
        if text:
            spans = korean.sentences(text)
            units += (
                [(text[a:b], numbers) for a, b in spans] if len(spans) > 1 and len(text) > 200 else [(text, numbers)]
            )
    rest = draft[position:].strip(" .\n")
    if rest:
        units += [(rest[a:b], []) for a, b in korean.sentences(rest)]
    return units


def support(library: Library, sentence: str, refs: Sequence[Ref]) -> Citation | None:
    """The span that supports a sentence best, with its status; None where there is nothing to compare."""
    best: tuple[float, Citation] | None = None
    for ref in refs:
        body = library.text(ref["source"], ref["start"], ref["end"])
        exact = find_loosely(body, sentence)
        if exact is not None:
            return cite(library, ref, ref["start"] + exact[0], ref["start"] + exact[1], SURE)
        for start, end in korean.sentences(body):
            share, status = compare(sentence, body[start:end])
            if best is None or share > best[0]:
                best = share, cite(library, ref, ref["start"] + start, ref["start"] + end, status)
    return best[1] if best else None


def cite(library: Library, ref: Ref, start: int, end: int, status: str) -> Citation:
    """A citation of an exact span; its page is that on which the span starts."""
    page = library.page_at(ref["source"], start)
    return Citation(
        ref["n"], ref["source"], ref["title"], page, start, end, library.text(ref["source"], start, end), status
    )


def find_loosely(body: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, white space aside; None where it does not."""
    letters = [(i, char) for i, char in enumerate(body) if not char.isspace()]
    wanted = "".join(quote.split())
    if not wanted:
        return None
    at = "".join(char for _, char in letters).find(wanted)
    return None if at < 0 else (letters[at][0], letters[at + len(wanted) - 1][0] + 1)


def compare(claim: str, evidence: str) -> tuple[float, str]:
    """How well one sentence supports another: the shared idf-free content share, and the status it earns."""
    said, given = set(korean.content(claim)), set(korean.content(evidence))
    if not said:
        return 0.0, NONE
    share = len(said & given) / len(said)
    values = {number.value for number in korean.numbers(evidence)}
    wrong_number = any(number.value not in values for number in korean.numbers(claim))
    wrong_sense = bool(_NEGATION.search(claim)) != bool(_NEGATION.search(evidence))
    if share < WEAK_SHARE or wrong_number:
        return (share * 0.5 if wrong_number else share), NONE
    if share < SURE_SHARE or wrong_sense:
        return share, WEAK
    return share, SURE
