"""``finetune stages``: domain, task, instructions and personal, each an adapter on from the one before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from finetune.methods import AdapterMethod
from ui.commands.finetuning.adapter_command import choose_base
from ui.commands.options import (
    AdaptersOption,
    JsonOption,
    LibraryOption,
    OwnerOption,
    adapters_folder,
    opened_library,
    settings_for,
)
from ui.commands.output import note, out, progress_bar
from ui.commands.training import BaseOption

if TYPE_CHECKING:
    from finetune.stages import StageResult

STAGE_NAMES = {"domain": "교재의 글", "task": "과제의 글", "instructions": "문답", "personal": "고쳐 준 답"}
OUTCOMES = {"trained": "학습했습니다", "kept": "이미 되어 있습니다", "empty": "자료가 없어 건너뜁니다"}


def train_stages(
    files: Annotated[list[Path] | None, typer.Argument(help="문답 단계에 더할 학습 자료(JSON, JSONL, CSV)")] = None,
    base: BaseOption = "",
    name: Annotated[str, typer.Option("--name", help="어댑터들의 이름. 같은 이름으로 다시 하면 이어서 합니다")] = "",
    method: Annotated[AdapterMethod, typer.Option("--method", help="학습 방법")] = "lora",
    until: Annotated[
        Literal["domain", "task", "instructions", "personal"],
        typer.Option("--until", help="이 단계까지만. 다시 하면 다음 단계부터 합니다"),
    ] = "personal",
    rank: Annotated[int, typer.Option("--rank", min=1, max=256)] = 8,
    epochs: Annotated[float, typer.Option("--epochs", min=0.01, help="단계마다 자료를 몇 번 볼지")] = 1.0,
    max_steps: Annotated[int, typer.Option("--max-steps", help="단계마다 이만큼만(0보다 클 때)")] = -1,
    length: Annotated[int, typer.Option("--length", min=32, help="한 줄의 가장 긴 토큰 수")] = 1024,
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재의 글, 과제의 글, 문답, 고쳐 준 답의 차례로 이어서 학습합니다. 단계마다 어댑터가 하나씩 남고 무엇에서 이어졌는지 적힙니다."""
    from finetune import importers
    from finetune.adapter_training import TrainingRecipe
    from finetune.runs import check_folder_name
    from finetune.stages import STAGES, StagePlan, train_in_stages

    settings = settings_for(library, owner)
    recipe = TrainingRecipe(method=method, rank=rank, epochs=epochs, max_steps=max_steps, length=length)
    given = [row for file in files or () for row in importers.load(file)]
    with opened_library(library, owner) as shelf, progress_bar("학습 / training") as report:
        plan = StagePlan(
            choose_base(base, settings),
            shelf,
            adapters_folder(adapters, settings),
            check_folder_name(name) if name else datetime.now().strftime("%Y%m%d-%H%M%S"),
            recipe,
            given,
        )
        done = train_in_stages(
            plan,
            STAGES[: STAGES.index(until) + 1],
            lambda step, of, loss, left: report(f"loss {loss:.3f}, {left / 60:.0f}분 남음", step, of),
            lambda result: note(describe_stage(result)),
        )
    last = [one.path for one in done if one.path][-1]
    if as_json:
        stages = [{"stage": one.stage, "outcome": one.outcome, "path": str(one.path or "")} for one in done]
        out({"stages": stages, "adapter": str(last)})
    else:
        print(f"어댑터를 만들었습니다: {last}\n시험: hyunmoo eval --adapter {last.name} --promote")


def describe_stage(result: StageResult) -> str:
    """A stage on one line."""
    return f"{STAGE_NAMES[result.stage]}: {OUTCOMES[result.outcome]}{f' ({result.path.name})' if result.path else ''}"
