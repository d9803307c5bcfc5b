"""The exam that every adapter must pass: five-choice questions, with and without the
adapter, with and without retrieval.

A model's choice is the option whose text it finds most likely as the answer (mean log-likelihood a token, so that long
options are not punished), after the prompt that serving would write, by the very model that serves: in 4 bits where
it serves so. In the same way it chooses the number to cite, and its loss on rows that were held out of training is
taken. The hackathon's lesson: tuning alone lowered its model's score, so all of it is measured, and what got worse
keeps an adapter from being promoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from errors import FinetuneError
from finetune.encode import IGNORED, encode
from finetune.rows import Message, TrainingRow, row
from knowledge import Library
from learning import make_quiz
from learning.kinds import plain_kind
from llm.local.adapter_switching import LoadedModel
from llm.local.adapters import served_format

LONGEST_OPTION = 1 << 20  # tokens: nothing of a question is cut
PROMOTION_MARGIN = 0.0  # an adapter is promoted only where it is not below the base by more than this
COMPARED = {  # a score's second half to what it is called
    "": "시험",
    "+rag": "교재를 찾아보는 시험",
    "+tools": "도구 고르기",
    "+cites": "근거 번호 고르기",
}
NEEDED = ("", "+tools")  # without these there is no promotion
_CITED = re.compile(r"\[(\d{1,3})\]\s*$")
_SHOWN = re.compile(r"^\[(\d{1,3})\] ", re.M)


class ExamItem(BaseModel):
    """One five-choice question; ``answer`` counts from 0, ``page`` is where a book answers it, if that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    choices: tuple[str, ...] = Field(min_length=2)
    answer: int = Field(ge=0)
    page: int | None = Field(default=None, ge=1)


class Score(BaseModel):
    """Accuracy with its 95 % bootstrap interval; ``right`` keeps each question's result, ``unparsed``
    counts those without a choice.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    accuracy: float
    low: float
    high: float
    right: tuple[bool, ...]
    unparsed: int = 0


class Report(BaseModel):
    """The four ways side by side, tool use and citations; ``losses`` on held-out rows, nats a token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: int
    chance: float
    scores: tuple[Score, ...]
    losses: dict[str, float] = Field(default_factory=dict)

    def of(self, name: str) -> Score:
        return next(score for score in self.scores if score.name == name)


def exam_from_library(library: Library, n: int = 50, seed: int = 0) -> list[ExamItem]:
    """Five-choice questions made from the library's own books."""
    questions = make_quiz(library, [s.id for s in library.sources()], n=n, kinds=(plain_kind("choice"),), seed=seed)
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
    ways: Mapping[str, LoadedModel],
    exam: Sequence[ExamItem],
    library: Library | None = None,
    progress: Callable[[], None] | None = None,
) -> Report:
    """Scores by the names of the ways ("base", "tuned"), and each with "+rag" where a library is given."""
    if not exam:
        raise FinetuneError("시험 문제가 없습니다.", code="exam_empty")
    scores = []
    for retrieve in (False, True) if library else (False,):
        for name, loaded in ways.items():
            chosen = []
            for item in exam:
                context = _context(library, item.question) if retrieve and library else ""
                chosen.append(choose(loaded, item, context))
                if progress:
                    progress()
            right = [one == item.answer for one, item in zip(chosen, exam, strict=True)]
            score = score_answers(name + ("+rag" if retrieve else ""), right)
            scores.append(score.model_copy(update={"unparsed": chosen.count(None)}))
    chance = float(np.mean([1 / len(item.choices) for item in exam]))
    return Report(questions=len(exam), chance=chance, scores=tuple(scores))


def choose(loaded: LoadedModel, item: ExamItem, context: str = "") -> int | None:
    """The number of the choice that the model finds most likely; None where it gives none
    a likelihood (broken weights).
    """
    user = f"{context}\n\n{item.question}" if context else item.question
    values = [likelihood(loaded, row("exam", user, choice)) for choice in item.choices]
    return int(np.argmax(values)) if np.isfinite(values).all() else None


def cites(loaded: LoadedModel, held_out: TrainingRow) -> bool | None:
    """Whether the model finds the right number most likely after a grounded sentence; None for a row
    that has no choice of numbers.
    """
    said = held_out.messages[-1].content
    right, shown = _CITED.search(said), sorted(set(map(int, _SHOWN.findall(held_out.messages[-2].content))))
    if right is None or int(right[1]) not in shown or len(shown) < 2:
        return None
    values = [likelihood(loaded, _ending(held_out, f"{said[: right.start()]}[{number}]")) for number in shown]
    return shown[int(np.argmax(values))] == int(right[1])


def likelihood(loaded: LoadedModel, asked: TrainingRow) -> float:
    """The mean log-likelihood a token of a row's last answer, in nats, after the prompt that serving would write."""
    import torch

    example = encode([asked], loaded.tokenizer, served_format(loaded.name), LONGEST_OPTION)[-1]
    start = example["labels"].count(IGNORED)
    with loaded.using() as model, torch.inference_mode():
        ids = torch.tensor([example["input_ids"]], device=model.device)
        logits = model(input_ids=ids).logits[0, -len(example["labels"]) :][start - 1 : -1].float()
        picked = torch.log_softmax(logits, dim=-1).gather(1, ids[0, start:, None])
        return float(picked.mean())


def _ending(held_out: TrainingRow, answer: str) -> TrainingRow:
    turns = (*held_out.messages[:-1], Message(role="assistant", content=answer))
    return held_out.model_copy(update={"messages": turns})


def decide(report: Report) -> tuple[bool, str]:
    """Whether the adapter may be promoted, and why, in Korean: never where anything is worse than with its base."""
    return decide_by_card({score.name: score.accuracy for score in report.scores}, report.losses)


def decide_by_card(scores: Mapping[str, float], losses: Mapping[str, float]) -> tuple[bool, str]:
    """The same by what an adapter's card says."""
    missing = [COMPARED[kind] for kind in NEEDED if not {f"base{kind}", f"tuned{kind}"} <= scores.keys()]
    if missing:
        return False, f"어댑터의 점수가 없어 견줄 것이 없습니다: {', '.join(missing)}. 시험을 먼저 보세요."
    for kind, called in COMPARED.items():
        base, tuned = scores.get(f"base{kind}"), scores.get(f"tuned{kind}")
        if base is not None and tuned is not None and tuned < base - PROMOTION_MARGIN:
            return False, f"승격하지 않습니다: {called} 점수가 {tuned:.2f}로 바탕 모델의 {base:.2f}보다 낮습니다."
    if {"base", "tuned"} <= losses.keys() and not losses["tuned"] <= losses["base"]:
        return False, (
            f"승격하지 않습니다: 떼어 둔 자료의 손실이 {losses['tuned']:.2f}로 바탕 모델의 {losses['base']:.2f}보다 큽니다."
        )
    return True, "승격합니다: 어느 쪽에서도 바탕 모델보다 낮지 않습니다."


def _context(library: Library, question: str) -> str:
    return "\n".join(f"[{n}] {hit.passage.text}" for n, hit in enumerate(library.search(question[:500], k=2), 1))


def score_answers(name: str, right: Sequence[bool]) -> Score:
    """Accuracy with the 95 % interval of 1,000 bootstrap draws."""
    values = np.array(right, dtype=np.float64)
    draws = np.random.default_rng(0).choice(values, (1000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return Score(
        name=name, accuracy=float(values.mean()), low=float(low), high=float(high), right=tuple(bool(v) for v in right)
    )
