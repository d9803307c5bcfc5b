"""Training in stages, each an adapter that goes on from the one before: the books' own text (DAPT), the text of the
task (TAPT; both Gururangan et al. 2020), the instructions, and what the reader has corrected.

An adapter's card names its stage and all that it went on from, with the hashes of their data and weights. A finished
stage is left as it is: after a stop between two stages, or a kill within one, the same call goes on. A stage without
data is passed over. The task's text is that of the instructions to be learnt, never of those held out for the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from errors import FinetuneError
from finetune import dapt, sft
from finetune.adapter_training import AdapterCard, Progress, Start, TrainingRecipe
from finetune.data import ROW_KINDS, collect
from finetune.rows import TrainingRow, read, write
from knowledge import Library
from llm.local.adapters import is_adapter, read_card

Stage = Literal["domain", "task", "instructions", "personal"]
STAGES: tuple[Stage, ...] = get_args(Stage)
PERSONAL_KINDS = ("feedback",)
GENERAL_KINDS = tuple(kind for kind in ROW_KINDS if kind not in PERSONAL_KINDS)
STAGE_DATA = "train.jsonl"  # in a stage's folder


class StageResult(NamedTuple):
    """A stage and how it went: "trained", "kept" (finished earlier) or "empty" (no data; ``path`` is then None)."""

    stage: Stage
    outcome: Literal["trained", "kept", "empty"]
    path: Path | None


class StagePlan(NamedTuple):
    """What every stage works with; ``rows`` come to the instructions beside the library's own."""

    base: str
    library: Library
    folder: Path
    name: str
    recipe: TrainingRecipe
    rows: Sequence[TrainingRow] = ()


def train_in_stages(
    plan: StagePlan,
    stages: Sequence[Stage] = STAGES,
    progress: Progress | None = None,
    told: Callable[[StageResult], None] | None = None,
) -> list[StageResult]:
    """Train the wanted stages in their order, each on from the one before; an earlier stage that is on the disk is gone
    on from also where it is not wanted now. Raises FinetuneError (``stages_empty`` where no stage has data).
    """
    done: list[StageResult] = []
    last: Path | None = None
    for stage in STAGES:
        out = plan.folder / name_stage(plan.name, stage)
        finished = is_adapter(out) and read_card(out) is not None
        if stage in stages and not finished:
            card = _train_stage(plan, stage, out, Start(stage=stage, adapter=last), progress)
            result = StageResult(stage, "trained" if card else "empty", card.path if card else None)
        elif finished:
            result = StageResult(stage, "kept", out)
        else:
            continue
        last = result.path or last
        done.append(result)
        if told:
            told(result)
    if last is None:
        raise FinetuneError(
            "어느 단계에도 학습할 자료가 없습니다. 서재에 교재를 올리거나 답변을 고쳐 준 뒤 다시 해 보세요.",
            code="stages_empty",
            english="No stage has anything to train on; add textbooks first.",
        )
    return done


def name_stage(name: str, stage: Stage) -> str:
    """The folder of a stage's adapter."""
    return f"{name}-{STAGES.index(stage) + 1}-{stage}"


def _train_stage(
    plan: StagePlan, stage: Stage, out: Path, start: Start, progress: Progress | None
) -> AdapterCard | None:
    """The stage's adapter; None where there is nothing to learn."""
    if stage == "domain":
        try:
            texts = dapt.texts(plan.library)
        except FinetuneError:
            return None
        return dapt.train_on_texts(plan.base, texts, out, plan.recipe, progress, start)
    kinds = PERSONAL_KINDS if stage == "personal" else GENERAL_KINDS
    made = collect(plan.library, kinds=kinds) + (list(plan.rows) if stage != "personal" else [])
    if not made:
        return None
    data = write(made, out / STAGE_DATA).path
    if stage == "task":
        learnt, _ = sft.set_aside(read(data), plan.recipe)
        texts = ["\n".join(one.content for one in row.messages if one.role != "system") for row in learnt]
        return dapt.train_on_texts(plan.base, texts, out, plan.recipe, progress, start)
    return sft.train(plan.base, data, out, plan.recipe, progress, start)
