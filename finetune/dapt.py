"""Continued pre-training on the library's own text (Gururangan et al. 2020), with the same
4-bit base and adapters as ``sft``.

Sources follow one another, each with an end, cut into blocks without gaps; every token is learnt. What comes out is an
adapter that knows the books' words and manner; it does not learn to answer, which is ``sft``'s part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import korean
from errors import FinetuneError
from finetune.adapter_training import AdapterCard, Progress, Start, TrainingRecipe, fit
from finetune.encode import pack
from finetune.rows import mask
from finetune.sft import sft_trainer
from knowledge import Library

SHORTEST_TRAINING_TEXT = 200  # characters of text below which there is nothing to learn from


def texts(library: Library) -> list[str]:
    """Each source's whole text, cleaned, personal data masked. Raises FinetuneError where the
    library holds next to nothing.
    """
    found = []
    for source in library.sources():
        pages = library.pages(source.id)
        if pages:
            whole = library.text(source.id, pages[0].start, pages[-1].end)
            found.append(mask(korean.clean(whole)).strip())
    if sum(map(len, found)) < SHORTEST_TRAINING_TEXT:
        raise FinetuneError(
            "이어서 학습할 글이 없습니다. 서재에 교재를 먼저 올려 주세요.",
            code="no_training_data",
            english="There is no text to train on; add textbooks first.",
        )
    return found


def train(
    base: str,
    library: Library,
    out: Path,
    recipe: TrainingRecipe | None = None,
    progress: Progress | None = None,
    start: Start | None = None,
) -> AdapterCard:
    """Train an adapter for ``base`` on the library's text. Raises FinetuneError for an
    empty library or an unusable base.
    """
    return train_on_texts(base, texts(library), out, recipe, progress, start)


def train_on_texts(
    base: str,
    read: Sequence[str],
    out: Path,
    recipe: TrainingRecipe | None = None,
    progress: Progress | None = None,
    start: Start | None = None,
) -> AdapterCard:
    """Train an adapter for ``base`` on texts as they are; ``start``: the adapter to go on from."""
    recipe = recipe or TrainingRecipe()
    sha256 = hashlib.sha256("\f".join(read).encode()).hexdigest()
    return fit(
        base,
        lambda tokenizer: pack(read, tokenizer, recipe.length),
        sft_trainer,
        sha256,
        out,
        recipe,
        progress,
        start=start,
    )
