"""Evidence for questions from elsewhere: the sentence that the file names, else the one that the library finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import korean
from knowledge import EvidenceState, Library, Sentence, Source
from learning.exchange.import_.parsed import Parsed
from learning.facts.fact import Fact
from learning.facts.sentence_trimming import sentence_start
from learning.kinds import KINDS

LONGEST_SEARCH = 600  # characters


class FoundEvidence:
    """One library's evidence; ``name`` is what an uncited question is said to come from."""

    def __init__(self, library: Library, name: str) -> None:
        self.library, self.name = library, name
        self.sources: Sequence[Source] = library.sources()
        self._pages: dict[tuple[str, int], list[Sentence]] = {}

    def of(self, parsed: Parsed) -> tuple[Fact, EvidenceState]:
        """The fact behind a question and its status; a fact without a source (``source_id`` "") where there is none."""
        if parsed.cited:
            named = self._find_by_title(*parsed.cited)
            if named:
                return named, EvidenceState.CONFIRMED
        found = self._search_evidence(parsed)
        if found:
            return found
        title, page, quote = parsed.cited or (self.name, 0, parsed.draft.explanation)
        return Fact(Sentence("", page, 0, 0, quote), title, ()), EvidenceState.NONE

    def also(self, parsed: Parsed) -> tuple[Fact, ...]:
        """The facts of the further spans that the file names, as far as the library has them."""
        return tuple(fact for one in parsed.also if (fact := self._find_by_title(*one)))

    def _find_by_title(self, title: str, page: int, quote: str) -> Fact | None:
        for source in (source for source in self.sources if source.title == title):
            if sentence := self._find_quote(source, page, quote):
                return Fact(sentence, source.title, ())
        return None

    def _find_quote(self, source: Source, page: int, quote: str) -> Sentence | None:
        if not quote or not 1 <= page <= source.pages:
            return None
        for sentence in self._sentences(source.id, page):
            if sentence.text == quote:
                return sentence
        whole = self.library.page(source.id, page)
        at = whole.text.find(quote)
        return None if at < 0 else Sentence(source.id, page, whole.start + at, whole.start + at + len(quote), quote)

    def _sentences(self, source_id: str, page: int) -> list[Sentence]:
        if (source_id, page) not in self._pages:
            self._pages[source_id, page] = self.library.sentences(source_id, (page, page))
        return self._pages[source_id, page]

    def _search_evidence(self, parsed: Parsed) -> tuple[Fact, EvidenceState] | None:
        """A sentence that the explanation repeats is sure; one that only holds the answer is weak."""
        draft = parsed.draft
        query = korean.clean(f"{draft.explanation} {draft.stem.split(chr(10), 1)[-1]}")[:LONGEST_SEARCH]
        if not self.sources or not query.strip():
            return None
        hits = self.library.search(query, 5)
        titles = {hit.passage.source_id: hit.title for hit in hits}
        found = self.library.best_sentences(query, hits, 8)
        right = korean.squeeze(dict(draft.options).get(draft.answer[0], draft.answer[0]))
        for sentence in found:
            if (repeated := _cut_to_repeated(sentence, draft.explanation)) is not None:
                return Fact(repeated, titles[repeated.source_id], ()), EvidenceState.CONFIRMED
        for sentence in found:
            if KINDS[draft.kind].form != "truefalse" and len(right) > 1 and right in korean.squeeze(sentence.text):
                return Fact(sentence, titles[sentence.source_id], ()), EvidenceState.WEAK
        return None


def _cut_to_repeated(sentence: Sentence, explanation: str) -> Sentence | None:
    """The part of a sentence that an explanation repeats: all of it, or from where its own words begin or its list mark
    ends, as our own questions quote it; None where it repeats neither.
    """
    mark, _, rest = sentence.text.partition(" ")
    cuts = dict.fromkeys(
        (0, sentence_start(sentence.text), 0 if korean.squeeze(mark).isalnum() or not rest else len(mark) + 1)
    )
    parts = [replace(sentence, start=sentence.start + cut, text=sentence.text[cut:]) for cut in cuts]
    said, flat = korean.squeeze(explanation), " ".join(explanation.split())
    repeated = [part for part in parts if korean.squeeze(part.text) in said]
    return next((part for part in repeated if " ".join(part.text.split()) in flat), next(iter(repeated), None))
