"""From a draft with ``[n]`` markers to sentences that each stand on an exact span of a source.

A sentence that is a quote is found in its passage letter by letter, white space aside. A sentence in the model's own
words is laid against the sentences of the passage that it names (``support``): numbers, dates and names must stand
there, negation must agree, and it must follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import korean
from agent.output_guard import admissible, is_only_reported, recites
from agent.state import Ref
from agent.tools.evidence import bodies
from knowledge import Citation, EvidenceState, Library
from knowledge.evidence.judge import judge
from llm.tasks.compose import FAR_QUOTE, telling_order

MOST_QUOTES = 3  # quotes at most
LONG_UNIT = 200  # characters before a marker from which they are cut into sentences
_MARKER = re.compile(r"\s*((?:\[\d{1,2}\]\s*)+)")
_ENDED = re.compile(r"(?:\[\d{1,2}\]\s*)+(?=[^\s\[])")


class Body(NamedTuple):
    """A reference with its text."""

    ref: Ref
    text: str


def show(text: str) -> str:
    """A span as it is shown, line by line: a list stays one."""
    return korean.tidy_lines(text)


def join_shown(pieces: Sequence[str]) -> str:
    """What is shown as one text: sentences behind each other, a list on lines of its own."""
    return ("\n\n" if any("\n" in piece for piece in pieces) else " ").join(pieces)


def compose_quotes(library: Library, refs: Sequence[Ref]) -> tuple[str, tuple[Citation, ...]]:
    """The best quotes of the evidence, the best first, as text with markers and as citations."""
    scores = sorted((quote[3] for ref in refs for quote in ref["quotes"]), reverse=True)
    floor = max(scores[:MOST_QUOTES][-1], scores[0] * FAR_QUOTE) if scores else 0.0
    spans = {
        (ref["source"], start, end): (ref, page, score)
        for ref in refs
        for page, start, end, score in ref["quotes"]
        if score >= floor
    }
    citations, sentences = [], []
    found = list(spans.items())[:MOST_QUOTES]
    order = telling_order([(score, ref["n"], start) for (_, start, _), (ref, _, score) in found])
    shown = [(found[i][0], found[i][1][:2]) for i in order]
    quotes = library.texts([span for span, _ in shown])
    for marker, (((source, start, end), (ref, page)), quote) in enumerate(zip(shown, quotes, strict=True), 1):
        citations.append(Citation(marker, source, ref["title"], page, start, end, quote))
        sentences.append(f"{replace_own_markers(show(quote))} [{marker}]")
    return join_shown(sentences), library.label_citations(citations)


def nearest(library: Library, refs: Sequence[Ref], limit: int = 3) -> tuple[Citation, ...]:
    """What stands nearest to a question that the books do not answer; shown with the refusal, never as an answer."""
    places = [
        ref["quotes"][0][:3] if ref["quotes"] else (ref["page"], ref["start"], ref["end"]) for ref in refs[:limit]
    ]
    quotes = library.texts([(ref["source"], *place[1:]) for ref, place in zip(refs, places, strict=False)])
    return library.label_citations(
        [
            Citation(marker, ref["source"], ref["title"], *place, quote, EvidenceState.NEAR)
            for marker, (ref, place, quote) in enumerate(zip(refs, places, quotes, strict=False), 1)
        ]
    )


class Grounding:
    """A draft held to its evidence piece by piece, so that a model's words are shown only once they stand.

    ``markers``: the citations so far by their spans; ``dropped``: how many sentences had no
    support; ``texts``: of the references.
    """

    def __init__(self, library: Library, refs: Sequence[Ref]) -> None:
        self.library, self.texts = library, bodies(library, refs)
        self.markers: dict[tuple[str, int, int], Citation] = {}
        self.dropped = 0
        self._by_number = {ref["n"]: Body(ref, text) for ref, text in zip(refs, self.texts, strict=True)}
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """What can be shown of the draft so far beyond what was shown already: sentences
        that have ended with their marker.
        """
        self._waiting += piece
        ends = [match.end() for match in _ENDED.finditer(self._waiting)]
        if not ends:
            return ""
        ready, self._waiting = self._waiting[: ends[-1]], self._waiting[ends[-1] :]
        return self.add(ready)

    def add(self, draft: str) -> str:
        """The sentences of a piece of the draft that are supported, with our own markers."""
        shown = []
        for sentence, numbers in (piece for unit in mark_units(draft) for piece in self._cut(*unit)):
            named = [self._by_number[n] for n in numbers if n in self._by_number]
            citation = support(self.library, sentence, named) if named else None
            if citation is None or citation.status == EvidenceState.NONE:  # the wrong number, or none
                citation = support(self.library, sentence, self._by_number.values())
            if citation is None or citation.status == EvidenceState.NONE:
                self.dropped += 1
                continue
            key = (citation.source_id, citation.start, citation.end)
            known = self.markers.setdefault(key, replace(citation, marker=len(self.markers) + 1))
            shown.append(f"{replace_own_markers(show(sentence))} [{known.marker}]")
        return join_shown(shown)

    def _cut(self, text: str, numbers: list[int]) -> list[tuple[str, list[int]]]:
        """The sentences of a unit, each to be held to the evidence by itself, unless the book has them in a row."""
        spans = korean.sentences(text)
        if len(spans) < 2 or any(find_loosely(body, text) for body in self.texts):
            return [(text, numbers)]
        return [(text[start:end], numbers) for start, end in spans if admissible(text[start:end])]


def replace_own_markers(sentence: str) -> str:
    """A sentence without anything that reads like one of our markers: a book's own "[1]" is set in other brackets."""
    return re.sub(r"\[(\d{1,2})\]", r"［\1］", sentence)


def split(draft: str) -> list[tuple[str, list[int]]]:
    """The draft's sentences, each with the numbers that follow it."""
    return [one for text, numbers in mark_units(draft) for one in cut_unit(text, numbers)]


def cut_unit(text: str, numbers: list[int]) -> list[tuple[str, list[int]]]:
    """A long text before a marker as sentences, each with its numbers."""
    spans = korean.sentences(text) if len(text) > LONG_UNIT else []
    return [(text[a:b], numbers) for a, b in spans] if len(spans) > 1 else [(text, numbers)]


def mark_units(draft: str) -> list[tuple[str, list[int]]]:
    """What stands before each marker, with its numbers; sentences behind the last one, with none."""
    units: list[tuple[str, list[int]]] = []
    position = 0
    for match in _MARKER.finditer(draft):
        text = draft[position : match.start()].strip().lstrip(". ")
        numbers = [int(n) for n in re.findall(r"\d+", match.group(1))]
        position = match.end()
        if text:
            units.append((text, numbers))
    rest = draft[position:].strip(" .\n")
    if rest:
        units += [(rest[a:b], []) for a, b in korean.sentences(rest)]
    return units


def support(library: Library, sentence: str, evidence: Iterable[Body]) -> Citation | None:
    """The span that supports a sentence best, with its status; None where there is nothing to compare."""
    free = admissible(sentence)
    places: list[tuple[Ref, str, tuple[int, int]]] = []
    for ref, body in evidence:
        exact = find_loosely(body, sentence)
        if exact is not None and not recites(sentence) and not is_only_reported(sentence, body[exact[1] :]):
            return cite(library, ref, body, exact, EvidenceState.CONFIRMED)
        said = sentence.rstrip(". ")
        if free and not is_only_reported(said, _after(body, said)):
            places += [(ref, body, span) for span in korean.sentences(body)]
    if not places:
        return None
    verdict = judge(sentence, [body[start:end] for _, body, (start, end) in places], library.searcher.morphemes)
    return cite(library, *places[verdict.place], verdict.state)


def _after(body: str, sentence: str) -> str:
    """What follows a sentence where it stands inside another one; empty where it does not."""
    found = find_loosely(body, sentence)
    return body[found[1] :] if found else ""


def cite(library: Library, ref: Ref, body: str, span: tuple[int, int], status: EvidenceState) -> Citation:
    """A citation of a span of the reference's text; its page is that on which the span starts."""
    start, end = ref["start"] + span[0], ref["start"] + span[1]
    quote = body[span[0] : span[1]]
    page = library.page_at(ref["source"], start)
    return library.label_citations([Citation(ref["n"], ref["source"], ref["title"], page, start, end, quote, status)])[
        0
    ]


def find_loosely(body: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, to the letter if it does anywhere, else white space
    aside; None where it does not.
    """
    exact = quote.strip()
    if exact and (at := body.find(exact)) >= 0:
        return at, at + len(exact)
    letters = [(i, char) for i, char in enumerate(body) if not char.isspace()]
    wanted = "".join(quote.split())
    if not wanted:
        return None
    at = "".join(char for _, char in letters).find(wanted)
    return None if at < 0 else (letters[at][0], letters[at + len(wanted) - 1][0] + 1)
