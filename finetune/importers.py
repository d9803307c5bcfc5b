"""Other people's instruction data as our rows: Alpaca / KoAlpaca / KULLM JSON, chat JSON lines, CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from errors import FinetuneError
from finetune.rows import Message, TrainingRow, row

_QUESTION, _ANSWER = ("question", "instruction", "prompt", "질문"), ("answer", "output", "response", "답변")


def load(path: Path) -> list[TrainingRow]:
    """The rows of a file, its form read off its content. Raises FinetuneError where no row can be made of it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise FinetuneError(f"읽을 수 없는 파일입니다: {path.name}", code="data_missing") from None
    rows = [made for item in _items(path, text) if (made := _row(item))]
    if not rows:
        raise FinetuneError(
            f"{path.name}에서 학습 자료를 찾지 못했습니다. instruction/output 또는 messages가 있어야 합니다.",
            code="data_broken",
        )
    return rows


def _items(path: Path, text: str) -> Iterator[dict[str, Any]]:
    if path.suffix.lower() == ".csv":
        yield from (dict(line) for line in csv.DictReader(text.splitlines()))
        return
    try:
        if text.lstrip().startswith("["):
            yield from (item for item in json.loads(text) if isinstance(item, dict))
        else:
            yield from (
                item for line in text.splitlines() if line.strip() and isinstance(item := json.loads(line), dict)
            )
    except ValueError:
        raise FinetuneError(f"{path.name}은(는) 올바른 JSON이 아닙니다.", code="data_broken") from None


def _row(item: dict[str, Any]) -> TrainingRow | None:
    turns = item.get("messages") or item.get("conversations")
    if isinstance(turns, list):
        names = {"human": "user", "gpt": "assistant"}
        try:
            messages = [
                Message(role=names.get(role, role), content=turn.get("content") or turn.get("value") or "")
                for turn in turns
                if (role := str(turn.get("role") or turn.get("from")))
            ]
            return TrainingRow(kind="imported", messages=tuple(messages))
        except (ValidationError, AttributeError):
            return None
    question = next((str(item[key]) for key in _QUESTION if item.get(key)), "")
    answer = next((str(item[key]) for key in _ANSWER if item.get(key)), "")
    if not question.strip() or not answer.strip():
        return None
    context = str(item.get("input") or "").strip()
    return row("imported", f"{question}\n\n{context}" if context else question, answer)
