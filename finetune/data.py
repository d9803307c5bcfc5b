"""Instruction data from the user's own library: glossary entries, grounded questions, refusals, accepted feedback.

Grounded rows use the very prompt that ``agent`` serves (``llm.tasks.compose``), so what is trained is what is asked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from finetune.feedback_rows import feedback_rows
from finetune.rows import DatasetCard, TrainingRow, row, write
from knowledge import Entry, Library, Passage
from korean import josa
from learning.feedback.records import FeedbackRecords
from llm.tasks import compose

ROW_KINDS = ("glossary", "grounded", "refusal", "feedback")
_ASKING = ("{term}에 대해 설명해줘", "{topic} 무엇인가?", "{term}의 뜻을 알려줘")


def build(library: Library, out: Path, *, kinds: Sequence[str] = ROW_KINDS, seed: int = 0) -> DatasetCard:
    """Write the library's instruction data to ``out`` (JSON lines). Raises FinetuneError where there is none."""
    return write(collect(library, kinds=kinds, seed=seed), out)


def collect(library: Library, *, kinds: Sequence[str] = ROW_KINDS, seed: int = 0) -> list[TrainingRow]:
    """The library's instruction data, the same for the same seed."""
    rng = random.Random(seed)
    entries = [entry for source in library.sources() for entry in library.entries(source.id)]
    rows: list[TrainingRow] = []
    if "glossary" in kinds:
        rows += glossary_rows(entries)
    if "grounded" in kinds:
        rows += grounded_rows(library, entries, rng)
    if "refusal" in kinds:
        rows += refusal_rows(library, entries, rng)
    if "feedback" in kinds:
        rows += feedback_rows(FeedbackRecords(library.database, library.owner).items("accepted"))
    return rows


def glossary_rows(entries: Sequence[Entry]) -> Iterator[TrainingRow]:
    """A term asked for, its entry as the answer."""
    for entry in entries:
        yield row("glossary", f"{entry.term}에 대해 설명해줘", " ".join(entry.text.split()))


def evidence(passages: Sequence[Passage], titles: dict[str, str], query: str) -> str:
    """Passages as the tools hand them to the model."""
    items = [
        {"n": n, "title": titles[p.source_id], "page": p.page, "text": p.text, "quotes": []}
        for n, p in enumerate(passages, 1)
    ]
    return json.dumps({"query": query, "evidence": items, "abstain": False}, ensure_ascii=False)


def grounded_rows(library: Library, entries: Sequence[Entry], rng: random.Random) -> Iterator[TrainingRow]:
    """A question with numbered evidence, one piece of which answers it; the answer is the
    exact sentence with its number.
    """
    titles = {source.id: source.title for source in library.sources()}
    for entry in entries:
        question = rng.choice(_ASKING).format(term=entry.term, topic=josa(entry.term, "은/는"))
        hits = [hit.passage for hit in library.search(question, k=4)]
        right = next(
            (p for p in hits if p.source_id == entry.source_id and p.start <= entry.start and entry.end <= p.end), None
        )
        if right is None:
            continue
        shown = [right, *[p for p in hits if p.id != right.id][:2]]
        rng.shuffle(shown)
        system, user = compose.render(question, evidence(shown, titles, question))
        yield row("grounded", user, f"{' '.join(entry.text.split())} [{shown.index(right) + 1}]", system)


def refusal_rows(library: Library, entries: Sequence[Entry], rng: random.Random) -> Iterator[TrainingRow]:
    """The same question with evidence that does not answer it: the honest refusal."""
    titles = {source.id: source.title for source in library.sources()}
    passages = [p for source in library.sources() for p in library.passages(source.id)]
    for entry in entries[::3]:
        strangers = [p for p in passages if entry.term not in "".join(p.text.split())]
        if len(strangers) < 2:
            continue
        question = f"{entry.term}에 대해 설명해줘"
        system, user = compose.render(question, evidence(rng.sample(strangers, 2), titles, question))
        yield row("refusal", user, compose.REFUSAL, system)
