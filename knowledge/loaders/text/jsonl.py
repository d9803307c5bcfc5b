"""JSON lines, one passage each: ``{"id", "title", "text"}``; the id stays with the passage as its key."""

from __future__ import annotations

import json
from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.text.encodings import decode
from korean.text import clean


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    lines = [(number, line) for number, line in enumerate(decode(content, outcome).split("\n"), 1) if line.strip()]
    outcome.total = len(lines)
    for page, (number, line) in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            raise LoadError("jsonl_broken", f"{number}번째 줄이 JSON이 아닙니다.") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise LoadError(
                "jsonl_broken",
                f'{number}번째 줄에 글자열 "text"가 없습니다. {{"id", "title", "text"}} 꼴이어야 합니다.',
            )
        yield LoadedPage(
            page, clean(row["text"]), key=str(row.get("id") or page), title=clean(str(row.get("title") or ""))
        )
