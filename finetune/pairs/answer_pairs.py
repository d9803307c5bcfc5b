"""Pairs of a better and a worse answer, cleaned and masked as all training data; a file of them has a hash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import korean
from errors import FinetuneError
from finetune.feedback_rows import PreferencePair
from finetune.rows import DatasetCard, mask, read_lines, write_lines


def clean_pairs(pairs: Iterable[PreferencePair], dropped: Counter[str]) -> list[PreferencePair]:
    """Pairs masked; those whose answers are one, that lack one, or that were seen before are dropped and counted."""
    kept: list[PreferencePair] = []
    seen: set[str] = set()
    for pair in pairs:
        messages = tuple(one.model_copy(update={"content": _tidy(one.content) or " "}) for one in pair.messages)
        clean = PreferencePair(messages=messages, chosen=_tidy(pair.chosen), rejected=_tidy(pair.rejected))
        key = korean.squeeze("\n".join((*(one.content for one in messages), clean.chosen, clean.rejected)))
        if not clean.chosen or not clean.rejected:
            dropped["empty"] += 1
        elif korean.squeeze(clean.chosen) == korean.squeeze(clean.rejected):
            dropped["equal"] += 1
        elif key in seen:
            dropped["repeated"] += 1
        else:
            seen.add(key)
            kept.append(clean)
    return kept


def write_pairs(pairs: Iterable[PreferencePair], path: Path) -> DatasetCard:
    """Clean pairs into a JSON-lines file, put in place whole. Raises FinetuneError (``no_preferences``)."""
    dropped: Counter[str] = Counter()
    kept = clean_pairs(pairs, dropped)
    if not kept:
        raise FinetuneError(
            "나은 답과 못한 답의 짝이 없습니다. 답변을 고쳐 주고, 검토에서 쓰기로 한 뒤 다시 해 보세요.",
            code="no_preferences",
            english="There are no pairs of answers yet: correct some answers and accept them in the review first.",
        )
    characters = sum(len(pair.chosen) + len(pair.rejected) for pair in kept)
    return write_lines(kept, path, {"preference": len(kept)}, dropped, characters)


def read_pairs(path: Path) -> list[PreferencePair]:
    """The pairs of a file. Raises FinetuneError for a missing or broken one (``data_missing``, ``data_broken``)."""
    return read_lines(path, PreferencePair, "짝 자료의 꼴(messages, chosen, rejected)이", "pair of answers")


def _tidy(text: str) -> str:
    return mask(korean.clean(text)).strip()
