"""Summaries of real chapters by the embedded engine, beside the first sentences of every section.

    python3 run.py bench summaries FOLDER [--limit N]

The N longest Markdown chapters of a folder (textbook-d2l-ko), at every length. "headings": of the headings under which
full sentences stand, how many have a bullet, in a summary of a page; "repeats": pairs of bullets that share more than
half of their morphemes; "central": how much of the chapter's weighted vocabulary the bullets hold, for each bullet's
letters, against the baseline's.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import korean
from bench.report import publish
from knowledge import Library
from knowledge.models import Sentence
from knowledge.summaries.summarizer import BUDGET, LENGTHS, sections_of, share_of_words, summarize
from settings import Settings

CHAPTERS = 10


def count_covered(groups: Sequence[Sequence[Sentence]], bullets: Sequence[Sentence]) -> tuple[int, int]:
    """Sections with a bullet, of all sections that have sentences."""
    starts = {bullet.start for bullet in bullets}
    return sum(any(one.start in starts for one in group) for group in groups), len(groups)


def repeats(bullets: Sequence[Sentence]) -> int:
    """Pairs of bullets with more than half of the shorter one's morphemes in common."""
    return sum(share_of_words(a.text, b.text) > 0.5 for a, b in combinations(bullets, 2))


def inexact(library: Library, bullets: Sequence[Sentence]) -> int:
    """Bullets that are not the source's text, or hold a number or a name that their span does not."""
    wrong = 0
    for bullet in bullets:
        span = library.text(bullet.source_id, bullet.start, bullet.end)
        values = {number.value for number in korean.numbers(span)}
        names = [bullet.text[t.start : t.end] for t in korean.nouns(bullet.text) if t.tag == "NNP"]
        held = all(n.value in values for n in korean.numbers(bullet.text)) and all(name in span for name in names)
        wrong += span != bullet.text or not held
    return wrong


def central(sentences: Sequence[Sentence], bullets: Sequence[Sentence]) -> float:
    """Share of the chapter's word mass (content morphemes said twice or more) that the bullets hold."""
    counts = Counter(word for one in sentences for word in korean.content(one.text))
    mass = {word: n for word, n in counts.items() if n > 1 and len(word) > 1}
    said = {word for bullet in bullets for word in korean.content(bullet.text)}
    return sum(n for word, n in mass.items() if word in said) / max(1, sum(mass.values()))


def first_sentences(groups: Sequence[Sequence[Sentence]], budget: int) -> list[Sentence]:
    """The baseline: the first sentence of each section in turn, then the second ones, up to the budget."""
    picked: list[Sentence] = []
    depth = 0
    while len(picked) < budget and any(len(group) > depth for group in groups):
        picked += [group[depth] for group in groups if len(group) > depth][: budget - len(picked)]
        depth += 1
    return sorted(picked, key=lambda one: one.start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=CHAPTERS)
    arguments = parser.parse_args()
    chapters = sorted(arguments.folder.rglob("*.md"), key=lambda path: -path.stat().st_size)
    chapters = [path for path in chapters if path.name != "README.md"][: arguments.limit]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(folder, settings=Settings(library=Path(folder)))
        added = [library.add(path) for path in chapters]
        for length in LENGTHS:
            told: Counter[str] = Counter()
            shares: list[tuple[float, float]] = []
            seconds = 0.0
            for source in added:
                sentences = library.sentences(source.id)
                groups = [
                    [sentences[i] for i in members] for members in sections_of(library, source.id, sentences).values()
                ]
                started = time.perf_counter()
                bullets = summarize(library, source.id, length=length).bullets
                seconds += time.perf_counter() - started
                first = first_sentences(groups, len(bullets))
                told["bullets"] += len(bullets)
                told["longest"] = max(told["longest"], len(bullets))
                told["inexact"] += inexact(library, bullets)
                told["repeats"] += repeats(bullets)
                told["first repeats"] += repeats(first)
                hit, sections = count_covered(groups, bullets)
                told["hit"], told["sections"] = told["hit"] + hit, told["sections"] + sections
                told["first hit"] += count_covered(groups, first)[0]
                shares.append((central(sentences, bullets), central(sentences, first)))
            rows.append(
                (
                    f"{length} (at least {BUDGET[length]})",
                    told["bullets"],
                    told["longest"],
                    told["inexact"],
                    told["repeats"],
                    told["first repeats"],
                    told["hit"] / told["sections"],
                    told["first hit"] / told["sections"],
                    sum(ours for ours, _ in shares) / len(shares),
                    sum(theirs for _, theirs in shares) / len(shares),
                    round(1000 * seconds / len(added)),
                )
            )
        library.close()
    heads = (
        "length,bullets,most,inexact,repeats,first: repeats,headings,first: headings,central,first: central,ms".split(
            ","
        )
    )
    publish("summaries", heads, rows, f"{len(added)} chapters of {arguments.folder.name}")


if __name__ == "__main__":
    main()
