"""Training rows: a conversation each, cleaned, without duplicates or personal data; a file of them has a hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import korean
from errors import FinetuneError

Item = TypeVar("Item", bound=BaseModel)
_PERSONAL = (  # a particle may stand right behind a number ("…5678로"), which \b does not see as an end
    (re.compile(r"(?<!\d)\d{6}\s*-\s*[1-8]\d{6}(?!\d)"), "[주민등록번호]"),
    (re.compile(r"(?<!\d)01[016789][-. ]?\d{3,4}[-. ]?\d{4}(?!\d)"), "[전화번호]"),
    (re.compile(r"(?<!\d)0\d{1,2}[-. ]\d{3,4}[-. ]\d{4}(?!\d)"), "[전화번호]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII), "[이메일]"),
)
_BROKEN = re.compile("[\u1100-\u11ff\ufffd]|[ㄱ-ㅎㅏ-ㅣ]{6,}")


class Message(BaseModel):
    """One turn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["system", "user", "assistant"]
    content: str = Field(min_length=1)


class TrainingRow(BaseModel):
    """One conversation; ``kind`` says what it teaches: "glossary", "grounded", "refusal", "correction", "praised",
    "imported".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    messages: tuple[Message, ...] = Field(min_length=2)


class DatasetCard(BaseModel):
    """What a data file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    rows: int
    kinds: dict[str, int]
    dropped: dict[str, int]
    characters: int
    sha256: str


def row(kind: str, user: str, assistant: str, system: str = "") -> TrainingRow:
    """A conversation of one question and one answer."""
    turns = [Message(role="system", content=system)] if system else []
    turns += [Message(role="user", content=user), Message(role="assistant", content=assistant)]
    return TrainingRow(kind=kind, messages=tuple(turns))


def mask(text: str) -> str:
    """A text with resident numbers, telephone numbers and addresses of e-mail replaced by their names."""
    for pattern, name in _PERSONAL:
        text = pattern.sub(name, text)
    return text


def clean(rows: Iterable[TrainingRow], dropped: Counter[str]) -> list[TrainingRow]:
    """Rows cleaned and masked; broken jamo, empty answers and repeated questions are dropped and counted."""
    kept: list[TrainingRow] = []
    seen: set[str] = set()
    for item in rows:
        turns = tuple(Message(role=m.role, content=mask(korean.clean(m.content)).strip() or " ") for m in item.messages)
        text = "\n".join(m.content for m in turns)
        if any(not m.content.strip() for m in turns):
            dropped["empty"] += 1
        elif _BROKEN.search(text):
            dropped["broken"] += 1
        elif (key := korean.squeeze(text)) in seen:
            dropped["repeated"] += 1
        else:
            seen.add(key)
            kept.append(TrainingRow(kind=item.kind, messages=turns))
    return kept


def write(rows: Iterable[TrainingRow], path: Path) -> DatasetCard:
    """Clean rows into a JSON-lines file, put in place whole. Raises FinetuneError where nothing is left."""
    dropped: Counter[str] = Counter()
    kept = clean(rows, dropped)
    if not kept:
        raise FinetuneError(
            "학습할 자료가 없습니다. 서재에 교재를 올리거나 답변을 고쳐 준 뒤 다시 해 보세요.",
            code="no_training_data",
            english="There is nothing to train on; add textbooks first.",
        )
    kinds = Counter(item.kind for item in kept)
    characters = sum(len(m.content) for item in kept for m in item.messages)
    return write_lines(kept, path, kinds, dropped, characters)


def write_lines(
    items: Sequence[BaseModel], path: Path, kinds: Mapping[str, int], dropped: Mapping[str, int], characters: int
) -> DatasetCard:
    """A JSON line for each item, the file put in place whole; its card says what it holds, and its hash."""
    body = "".join(item.model_dump_json() + "\n" for item in items).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(body)
    partial.replace(path)
    return DatasetCard(
        path=path,
        rows=len(items),
        kinds=dict(kinds),
        dropped=dict(dropped),
        characters=characters,
        sha256=hashlib.sha256(body).hexdigest(),
    )


def read_lines(path: Path, of: type[Item], expected: str, english: str) -> list[Item]:
    """The items of a file of JSON lines; ``expected`` says what each line should be.

    Raises FinetuneError for a missing or broken file (``data_missing``, ``data_broken``).
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise FinetuneError(
            f"학습 자료를 읽을 수 없습니다: {path}", code="data_missing", english="No such data file."
        ) from None
    items = []
    for number, line in enumerate(lines, 1):
        try:
            items.append(of.model_validate(json.loads(line)))
        except (ValueError, ValidationError):
            raise FinetuneError(
                f"{path.name} {number}번째 줄이 {expected} 아닙니다.",
                code="data_broken",
                english=f"Line {number} of {path.name} is no {english}.",
            ) from None
    return items


def read(path: Path) -> list[TrainingRow]:
    """The rows of a data file. Raises FinetuneError for a missing or broken one."""
    return read_lines(path, TrainingRow, "학습 자료의 꼴이", "training row")
