"""A file format that the house does not read: ``TOY1``, then one page a line."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.registry import Loader, Signature


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    lines = content.decode("utf-8").splitlines()[1:][:most]
    outcome.title, outcome.total = "토이 교재", len(lines)
    for number, line in enumerate(lines, 1):
        yield LoadedPage(number, line)


ROW = Loader(
    "toy",
    "토이 문서",
    (".toy",),
    "tests.extending.toy_loader",
    "text/x-toy",
    (Signature(b"TOY1", "토이 문서"),),
    leads=True,
)
