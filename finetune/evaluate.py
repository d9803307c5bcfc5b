"""The exam that every adapter must pass: five-choice questions, with and without the adapter, with and without retrieval.

A model's choice is the option whose text it finds most likely as the answer (mean log-likelihood a token, so that long
options are not punished), after the prompt that serving would write. The hackathon's lesson: tuning alone lowered its model's
score, so both halves are measured.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from errors import FinetuneError
from finetune.encode import IGNORED, encode
from finetune.rows import row
from knowledge import Library
from learning import make_quiz
from llm.models import format_for

LONGEST = 1 << 20  # tokens: nothing of a question is cut
MARGIN = 0.0  # an adapter is promoted only where it is not below the base by more than this


class ExamItem(BaseModel):
    """One five-choice question; ``answer`` counts from 0, ``page`` is where a book answers it, if that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    choices: tuple[str, ...] = Field(min_length=2)
    answer: int = Field(ge=0)
    page: int | None = Field(default=None, ge=1)


class Score(BaseModel):
    """Accuracy with its 95 % bootstrap interval; ``right`` keeps each question's result, ``unparsed`` counts those without a choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    accuracy: float
    low: float
    high: float
    right: tuple[bool, ...]
    unparsed: int = 0


class Report(BaseModel):
    """The four ways side by side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: int
    chance: float
    scores: tuple[Score, ...]

    def of(self, name: str) -> Score:
        return next(score for score in self.scores if score.name == name)


def exam_from_library(library: Library, n: int = 50, seed: int = 0) -> list[ExamItem]:
    """Five-choice questions made from the library's own books."""
    questions = make_quiz(library, [s.id for s in library.sources()], n=n, kinds=("mcq5",), seed=seed)
    return [
        ExamItem(
            question=q.stem,
            choices=tuple(o.text for o in q.options),
            answer=[o.id for o in q.options].index(q.answer[0]),
        )
        for q in questions
    ]


def read_exam(path: Path) -> list[ExamItem]:
    """An exam from JSON lines of {"question", "choices", "answer"} and perhaps "page". Raises FinetuneError."""
    try:
        return [
            ExamItem.model_validate(json.loads(line))
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip()
        ]
    except (OSError, ValueError) as error:
        raise FinetuneError(f"시험 문제를 읽을 수 없습니다: {path.name}", code="exam_broken") from error


def evaluate(
    model: Any,
    tokenizer: Any,
    exam: Sequence[ExamItem],
    library: Library | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Scores by name: "base", "tuned" where the model has an adapter, and each with "+rag" where a library is given."""
    if not exam:
        raise FinetuneError("시험 문제가 없습니다.", code="exam_empty")
    ways = [("base", False), ("tuned", True)] if hasattr(model, "disable_adapter") else [("base", False)]
    scores, done = [], 0
    total = len(ways) * len(exam) * (2 if library else 1)
    for retrieve in (False, True) if library else (False,):
        for name, tuned in ways:
            chosen = []
            for item in exam:
                context = _context(library, item.question) if retrieve and library else ""
                chosen.append(choose(model, tokenizer, item, context, tuned))
                done += 1
                if progress:
                    progress(done, total)
            right = [one == item.answer for one, item in zip(chosen, exam, strict=True)]
            score = scored(name + ("+rag" if retrieve else ""), right)
            scores.append(score.model_copy(update={"unparsed": chosen.count(None)}))
    chance = float(np.mean([1 / len(item.choices) for item in exam]))
    return Report(questions=len(exam), chance=chance, scores=tuple(scores))


def choose(model: Any, tokenizer: Any, item: ExamItem, context: str = "", tuned: bool = True) -> int | None:
    """The number of the choice that the model finds most likely; None where it gives none a likelihood (broken weights)."""
    from contextlib import nullcontext

    import torch

    user = f"{context}\n\n{item.question}" if context else item.question
    form = format_for(str(getattr(model.config, "_name_or_path", "")))
    rows = [row("exam", user, choice) for choice in item.choices]
    off = model.disable_adapter() if not tuned and hasattr(model, "disable_adapter") else nullcontext()
    values = []
    with torch.no_grad(), off:
        for example in encode(rows, tokenizer, form, LONGEST):
            start = example["labels"].count(IGNORED)
            ids = torch.tensor([example["input_ids"]], device=model.device)
            logits = model(input_ids=ids).logits[0, -len(example["labels"]) :][start - 1 : -1].float()
            picked = torch.log_softmax(logits, dim=-1).gather(1, ids[0, start:, None])
            values.append(float(picked.mean()))
    return int(np.argmax(values)) if np.isfinite(values).all() else None


def decide(report: Report) -> tuple[bool, str]:
    """Whether the adapter may be promoted, and why, in Korean: never where it answers worse than its base."""
    return decided({score.name: score.accuracy for score in report.scores})


def decided(scores: Mapping[str, float]) -> tuple[bool, str]:
    """The same by the scores on an adapter's card."""
    if not {"base", "tuned"} <= scores.keys():
        return False, "어댑터의 시험 점수가 없어 견줄 것이 없습니다."
    for base, tuned in (("base", "tuned"), ("base+rag", "tuned+rag")):
        if {base, tuned} <= scores.keys() and scores[tuned] < scores[base] - MARGIN:
            return False, f"승격하지 않습니다: {tuned} {scores[tuned]:.2f}가 {base} {scores[base]:.2f}보다 낮습니다."
    return True, "승격합니다: 어느 쪽에서도 바탕 모델보다 낮지 않습니다."


def _context(library: Library, question: str) -> str:
    return "\n".join(f"[{n}] {hit.passage.text}" for n, hit in enumerate(library.search(question[:500], k=2), 1))


def scored(name: str, right: Sequence[bool]) -> Score:
    """Accuracy with the 95 % interval of 1,000 bootstrap draws."""
    values = np.array(right, dtype=np.float64)
    draws = np.random.default_rng(0).choice(values, (1000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return Score(
        name=name, accuracy=float(values.mean()), low=float(low), high=float(high), right=tuple(bool(v) for v in right)
    )
