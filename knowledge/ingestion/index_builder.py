"""A source's text to what searching needs of it: passages, postings, vectors and glossary; all the
work that needs no transaction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

import korean
from knowledge.catalog.page_numbers import PageNumbers
from knowledge.glossary import definitions, synonyms, thesaurus
from knowledge.glossary.definitions import RawEntry
from knowledge.index import bm25, morpheme_codec
from knowledge.index.embedders import Embedder, Vectors
from knowledge.ingestion import chunking
from knowledge.ingestion.chunking import Keyed, PassageDraft
from knowledge.models import Block, BlockKind, Heading
from korean.analyzer import is_content
from storage.tables import PassageRow

PASSAGE_BATCH = 64  # passages between one look at the clock and the next


@dataclass(frozen=True)
class Text:
    """A source's text with what cutting it needs; ``keyed`` are its own passages where it brought keys."""

    text: str
    page_numbers: PageNumbers
    headings: Sequence[Heading]
    keyed: Sequence[Keyed] = ()
    kind: str = ""
    blocks: Sequence[Block] = ()  # what its lines are, in reading order
    slides: frozenset[int] = frozenset()  # where pages start that are slides

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def kind_at(self, offset: int) -> BlockKind:
        """What stands at an offset; a paragraph where nothing is known."""
        place = bisect_right(self._block_starts, offset) - 1
        known = place >= 0 and offset < self.blocks[place].end
        return self.blocks[place].kind if known else BlockKind.PARAGRAPH

    def drafts(self) -> Iterator[PassageDraft]:
        """The text's passages: its own where it brought keys, else sentence-aware ones."""
        if self.kind == thesaurus.THESAURUS_KIND:
            return chunking.keyed_passages([self._to_keyed(line) for line in thesaurus.parse_lines(self.text)])
        if self.keyed:
            return chunking.keyed_passages(self.keyed)
        titles = [block.start for block in self.blocks if block.kind is BlockKind.HEADING] if self.slides else []
        return chunking.passages(self.text, self.page_numbers, self.headings, self.slides, titles)

    def _to_keyed(self, line: thesaurus.ThesaurusLine) -> Keyed:
        """A thesaurus' line as a passage under its term."""
        page = self.page_numbers.page_at(line.start)
        return Keyed(self.text[line.start : line.end], line.start, page, (line.term,), "")

    def entries(self, spans: Sequence[tuple[int, int]], end: int) -> list[RawEntry]:
        """The glossary of the text up to ``end``; ``spans`` are its sentences there."""
        if self.kind == thesaurus.THESAURUS_KIND:
            return thesaurus.extract_entries(self.text[:end], self.page_numbers.page_at)
        return definitions.extract_entries(self.text, self.headings, spans, self.page_numbers.page_at)

    def names(self, end: int) -> set[synonyms.Pair]:
        """The pairs of names that the text up to ``end`` gives as a whole; its passages give others."""
        found: set[synonyms.Pair] = set()
        for line in thesaurus.parse_lines(self.text[:end]) if self.kind == thesaurus.THESAURUS_KIND else ():
            found |= synonyms.pair_names([line.term, *line.also])
            found |= synonyms.relate_terms(line.term, line.relations)
        return found


@dataclass(frozen=True)
class Indexed:
    """What searching needs of a source, ready to be written: rows without the source's id and owner."""

    passages: list[dict[str, object]]
    postings: dict[str, bytes]
    lengths: bytes
    vectors: dict[str, object] | None
    entries: list[dict[str, object]]
    names: set[synonyms.Pair]


def heading_terms(heading: Iterable[str]) -> list[korean.Token]:
    """The morphemes of a passage's headings, indexed beside its text."""
    return [token for title in heading for token in korean.tokenize(title.replace("_", " "))]


class IndexBuilder:
    """The index of a text, passage by passage; ``build`` gives what there is so far."""

    def __init__(self, source: Text, embedder: Embedder) -> None:
        self.source, self.embedder = source, embedder
        self.rows: list[dict[str, object]] = []
        self.end = 0  # where the last passage ends
        self._counters: list[Counter[str]] = []
        self._spans: list[tuple[int, int]] = []
        self._names: set[synonyms.Pair] = set()
        self._vectors: list[Vectors] = []
        self._waiting: list[tuple[str, list[korean.Token]]] = []  # for their vectors

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, draft: PassageDraft) -> None:
        body = self.source.text[draft.start : draft.end]
        extra = heading_terms(draft.heading)
        counter = bm25.index_terms(body, draft.tokens)
        counter.update(token.form.lower() for token in extra if is_content(token))
        self._counters.append(counter)
        self._names |= synonyms.extract_synonyms(body, draft.tokens, [self.source.text[a:b] for a, b in draft.spans])
        self._spans += draft.spans
        self._waiting.append((body, [*draft.tokens, *extra]))
        self.end = draft.end
        self.rows.append(
            {
                "ordinal": len(self.rows),
                "page": draft.page,
                "start": draft.start,
                "end": draft.end,
                "text": body,
                "heading": list(draft.heading),
                "key": draft.key,
                "spans": [list(span) for span in draft.spans],
                "kinds": [self.source.kind_at(start).value for start, _ in draft.spans],
                "tokens": morpheme_codec.dump(draft.tokens),
            }
        )
        if len(self._waiting) >= PASSAGE_BATCH:
            self._embed()

    def _embed(self) -> None:
        if self._waiting:
            texts, words = zip(*self._waiting, strict=True)
            self._vectors.append(self.embedder.embed(texts, words).astype("<f2"))
            self._waiting = []

    def build(self) -> Indexed:
        """The index of the passages so far."""
        self._embed()
        vectors: dict[str, object] | None = None
        if self.rows:
            made = np.concatenate(self._vectors)
            vectors = {"embedder": self.embedder.name, "dimension": made.shape[1], "data": made.tobytes()}
        entries: list[dict[str, object]] = [
            vars(entry) | {"text": self.source.text[entry.start : entry.end]}
            for entry in self.source.entries(self._spans, self.end)
        ]
        names = self._names | self.source.names(self.end)
        lengths = np.asarray([min(65535, counter.total()) for counter in self._counters], "<u2").tobytes()
        return Indexed(list(self.rows), bm25.postings(self._counters), lengths, vectors, entries, names)


def build_index(
    source: Text,
    embedder: Embedder,
    on_batch: Callable[[IndexBuilder], None] = lambda builder: None,
    watch: Callable[[], None] = lambda: None,
) -> Indexed:
    """The index of a text; ``on_batch`` hears of it every PASSAGE_BATCH passages, ``watch`` of every one; either may
    raise to end the work.
    """
    builder = IndexBuilder(source, embedder)
    for draft in source.drafts():
        watch()
        builder.add(draft)
        if len(builder) % PASSAGE_BATCH == 0:
            on_batch(builder)
    return builder.build()


def extract_names(source: Text, passages: Iterable[PassageRow]) -> set[synonyms.Pair]:
    """The pairs of names that a text gives, its stored passages and itself."""
    found = source.names(len(source.text))
    for row in passages:
        sentences = [source.text[start:end] for start, end in row.spans]
        found |= synonyms.extract_synonyms(row.text, morpheme_codec.parse(row.tokens), sentences)
    return found
