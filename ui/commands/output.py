"""How commands speak: JSON on stdout for programs, lines for people, progress on stderr only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge import Citation, Hit, Sentence, Source

READING_STAGES = {"read": "읽는 중", "index": "찾아보기를 만드는 중", "done": "마침", "backup": "백업하는 중"}
Report = Callable[[str, int, int], None]


def out(value: Mapping[str, object]) -> None:
    """One JSON object on one line of stdout, at once."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def note(text: str) -> None:
    """A message for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def progress_bar(label: str) -> Iterator[Report]:
    """A bar on stderr for ``report(stage, done, total)``; gone when the work is done,
    absent where stderr is no terminal.
    """
    from tqdm import tqdm

    with tqdm(desc=label, total=1, leave=False, file=sys.stderr, disable=None, dynamic_ncols=True) as bar:

        def report(stage: str, done: int, total: int) -> None:
            bar.set_description_str(f"{label}: {READING_STAGES.get(stage, stage)}", refresh=False)
            bar.total, bar.n = max(total, 1), done
            bar.refresh()

        yield report


def span_json(span: Citation | Sentence) -> dict[str, object]:
    """A citation or a sentence; its label (who says it), its page's, its time and its path only where it has one."""
    optional = ("label", "page_label", "time", "path")
    return {key: value for key, value in asdict(span).items() if key not in optional or value}


def source_json(source: Source) -> dict[str, object]:
    return asdict(source) | {"created_at": source.created_at.isoformat(), "notes": list(source.notes)}


def hit_json(hit: Hit) -> dict[str, object]:
    passage = hit.passage
    return {
        "key": passage.key,
        "source_id": passage.source_id,
        "title": hit.title,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 5),
        "text": passage.text,
        "why": hit.why | ({"read": hit.read} if hit.read else {}),
    }


def one_line(text: str) -> str:
    """A quote as a terminal shows it: white space squeezed, control characters left out."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def list_citations(citations: Iterable[Citation]) -> str:
    """Citations as lines: ``[1] 「제목」 21쪽: quote (status)``."""
    return "\n".join(
        f"  [{one.marker}] 「{one_line(one.title)}」 {one.place}: {one_line(one.quote)} ({one.status})"
        for one in citations
    )
