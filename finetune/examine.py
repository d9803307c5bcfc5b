"""One exam, the whole table: chance, the floors, and the model with and without its adapter, with and without retrieval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from finetune.evaluate import ExamItem, Report, evaluate
from finetune.floors import floors
from knowledge import Library

Progress = Callable[[int, int], None]


def examine(
    items: Sequence[ExamItem],
    library: Library,
    base: str = "",
    adapter: str = "",
    quantization: Literal["nf4", "none"] = "nf4",
    progress: Progress | None = None,
) -> Report:
    """The scores by name; without ``base`` the floors alone. An adapter of ours keeps its scores on its card.

    Raises FinetuneError (``exam_empty``), ModelUnavailable.
    """
    books = library if library.sources() else None
    scores = floors(items, books)
    if base:
        scores = _asked(items, books, base, adapter, quantization, progress).scores + scores
    chance = sum(1 / len(item.choices) for item in items) / max(len(items), 1)
    return Report(questions=len(items), chance=chance, scores=scores)


def _asked(
    items: Sequence[ExamItem],
    books: Library | None,
    base: str,
    adapter: str,
    quantization: Literal["nf4", "none"],
    progress: Progress | None,
) -> Report:
    from llm.adapters import keep_dtype, read_card, resolve, write_card
    from llm.loading import load

    place = resolve(adapter) if adapter else ""
    model = load(base, place, quantization)
    keep_dtype(model.model)
    found = evaluate(model.model, model.tokenizer, items, books, progress)
    card = read_card(Path(place)) if place else None
    if card is not None:
        scores = {score.name: score.accuracy for score in found.scores}
        write_card(Path(place), card.model_copy(update={"scores": scores}))
    return found
