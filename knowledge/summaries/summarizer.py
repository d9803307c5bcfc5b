"""Summaries by the embedded engine: sentences ranked on a graph of shared morphemes,
headings covered, nothing said twice.

LexRank (Erkan & Radev 2004): tf-idf cosines between sentences, damped power iteration; then maximal marginal relevance
(Carbonell & Goldstein 1998) picks within each section. A summary of a page has a bullet for every section, as many as
that takes. Every bullet is an exact span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

import korean
from errors import QuestionError
from knowledge.library import Library
from knowledge.models import Sentence
from knowledge.summaries import transcripts
from korean import lexicon
from settings import SummaryLength

LENGTHS: tuple[SummaryLength, ...] = get_args(SummaryLength)
BUDGET = {"line": 1, "paragraph": 5, "page": 14}
DAMPING = 0.85
REPEAT = 0.5  # weight of likeness to what is chosen already
ASKED = 0.3  # a question tells less than its answer
SAID = 0.5  # share of the shorter bullet's morphemes that two bullets may have in common
MOST_RANKED_SENTENCES = 40  # sentences of one section that are ranked against each other
MOST_BULLETS = 60  # bullets, however many sections there are
LONGEST_BULLET = 220  # characters of a bullet that reads well
POINTING_OPENING = lexicon.pattern("pointing_words", "opening_of_a_summary")


@dataclass(frozen=True)
class Section:
    """The bullets under one heading path."""

    heading: tuple[str, ...]
    bullets: tuple[Sentence, ...]


@dataclass(frozen=True)
class Summary:
    """Bullets in reading order; ``pages`` as asked for."""

    title: str
    source_id: str
    pages: tuple[int, int] | None
    bullets: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    speakers: tuple[str, ...] = ()  # of a record of talk


def summarize(
    library: Library,
    source_id: str,
    pages: tuple[int, int] | None = None,
    length: SummaryLength = "paragraph",
    progress: Callable[[int, int], None] | None = None,
    spans: Sequence[tuple[int, int]] = (),
    may_stand: Callable[[Sentence], bool] = lambda sentence: True,
) -> Summary:
    """The sentences that carry some pages of a source, or some ``spans`` of its text, of those that ``may_stand`` in
    a summary. Raises QuestionError where there are none.

    Of a record of talk every bullet has its speaker as ``label``; there all may stand where few do.
    """
    source = library.source(source_id)
    talk = transcripts.sentences(library, source_id, pages)
    sentences = talk or library.sentences(source_id, pages)
    if spans:
        sentences = [one for one in sentences if any(start <= one.start and one.end <= end for start, end in spans)]
    standing = [one for one in sentences if may_stand(one)]
    if not talk or 2 * len(standing) > len(sentences):
        sentences = standing
    if not sentences:
        raise QuestionError(
            "문장으로 된 글이 적어(슬라이드·개조식) 요약하지 못했습니다."
            + (" 쪽 범위를 넓혀 주세요." if pages or spans else ""),
            code="nothing_to_summarize",
            english="No sentences in that range.",
        )
    terms = [Counter(korean.content(sentence.text)) for sentence in sentences]
    spread = Counter(term for counter in terms for term in counter)
    groups = sections_of(library, source_id, sentences)
    parts = list(groups.values())
    if talk:
        parts = [part for members in parts for part in transcripts.stretches(members, sentences)]
    chosen: list[tuple[float, int]] = []
    for number, members in enumerate(parts, 1):
        if progress:
            progress(number, len(parts))
        chosen += _rank(members, sentences, terms, spread)
    picked = _pick(chosen, parts, terms, length)
    sections = [
        Section(path, tuple(sentences[i] for i in members if i in picked))
        for path, members in groups.items()
        if any(i in picked for i in members)
    ]
    bullets = tuple(sentences[i] for i in sorted(picked))
    speakers = tuple(dict.fromkeys(one.label for one in talk))
    return Summary(source.title, source_id, pages, bullets, tuple(sections), speakers)


def share_of_words(one: str, other: str) -> float:
    """The share of the shorter text's content morphemes that the other has too."""
    return _share_of_terms(set(korean.content(one)), set(korean.content(other)))


def _share_of_terms(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def sections_of(library: Library, source_id: str, sentences: Sequence[Sentence]) -> dict[tuple[str, ...], list[int]]:
    """The numbers of the sentences under each heading path."""
    from knowledge.ingestion.chunking import heading_paths

    paths = heading_paths(library.headings(source_id))
    groups: dict[tuple[str, ...], list[int]] = {}
    at = -1
    for i, sentence in enumerate(sentences):
        while at + 1 < len(paths) and paths[at + 1][0] <= sentence.start:
            at += 1
        groups.setdefault(paths[at][1] if at >= 0 else (), []).append(i)
    return groups


def _matrix(members: list[int], terms: list[Counter[str]], spread: Counter[str], total: int) -> NDArray[np.float32]:
    """Cosines between the tf-idf vectors of some sentences ``(n, n)``."""
    columns = {term: j for j, term in enumerate({t for i in members for t in terms[i]})}
    table = np.zeros((len(members), max(len(columns), 1)), dtype=np.float32)
    for row, i in enumerate(members):
        for term, count in terms[i].items():
            table[row, columns[term]] = (1 + np.log(count)) * np.log(1 + total / spread[term])
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return np.asarray(table @ table.T, dtype=np.float32)


def centrality(texts: Sequence[str]) -> list[float]:
    """How central each text is among the texts, 1 the most."""
    terms = [Counter(korean.content(text)) for text in texts]
    spread = Counter(term for counter in terms for term in counter)
    return _rank_by_walk(_matrix(list(range(len(texts))), terms, spread, len(texts))).tolist()


def _rank_by_walk(likeness: NDArray[np.float32]) -> NDArray[np.float64]:
    """Where a walk over alike sentences stays most, 1 at the most: LexRank."""
    links = np.where(likeness > 0.1, likeness, 0.0)
    np.fill_diagonal(links, 0.0)
    sums = links.sum(axis=1, keepdims=True)
    steps = np.divide(links, sums, out=np.full_like(links, 1 / len(links)), where=sums > 0)
    rank = np.full(len(links), 1 / len(links))
    for _ in range(50):
        moved = (1 - DAMPING) / len(links) + DAMPING * steps.T @ rank
        if np.abs(moved - rank).sum() < 1e-6:
            break
        rank = moved
    return np.asarray(rank / max(float(rank.max()), 1e-9))


def _rank(
    members: list[int], sentences: list[Sentence], terms: list[Counter[str]], spread: Counter[str]
) -> list[tuple[float, int]]:
    """One section's sentences in the order in which they should be taken, each with its worth."""
    members = members[:400]
    likeness = _matrix(members, terms, spread, len(sentences))
    worth = _rank_by_walk(likeness)
    for row, i in enumerate(members):
        text = sentences[i].text
        worth[row] += (
            0.3 * (row == 0)
            - 0.5 * bool(POINTING_OPENING.match(text))
            - 0.3 * (len(text) < 20 or len(text) > LONGEST_BULLET)
            - ASKED * text.endswith(("?", "？"))
        )
    order: list[tuple[float, int]] = []
    left = set(range(len(members)))
    while left and len(order) < MOST_RANKED_SENTENCES:
        taken = [members.index(i) for _, i in order]
        best = max(left, key=lambda r: worth[r] - REPEAT * (likeness[r, taken].max() if taken else 0.0))
        left.remove(best)
        order.append((float(worth[best]), members[best]))
    return order


def _pick(
    ranked: list[tuple[float, int]], groups: list[list[int]], terms: Sequence[Counter[str]], length: SummaryLength
) -> set[int]:
    """Budgeted choice: the best of every section by the section's weight, then the second
    ones; nothing that is said already.

    A page takes a bullet of every section first, in the order of their weights. Of a section in which everything is
    said already, nothing is taken.
    """
    worth = dict((i, value) for value, i in ranked)
    queues = [[i for _, i in ranked if i in inside] for inside in map(set, groups)]
    weights = [len(members) for members in groups]
    budget = min(MOST_BULLETS, max(BUDGET["page"], len(groups))) if length == "page" else BUDGET[length]
    words = {i: set(terms[i]) for _, i in ranked}
    picked: set[int] = set()
    taken = [0] * len(groups)
    while len(picked) < budget:
        open_ = [g for g in range(len(groups)) if queues[g]]
        if not open_:
            break
        missing = [g for g in open_ if not taken[g]] if length == "page" else []
        best = max(missing or open_, key=lambda g: (weights[g] / (1 + 2 * taken[g])) * (0.5 + worth[queues[g][0]]))
        candidate = queues[best].pop(0)
        if all(_share_of_terms(words[candidate], words[one]) <= SAID for one in picked):
            picked.add(candidate)
            taken[best] += 1
    return picked
