"""``finetune search``: the settings of training searched with Optuna in a budget, and the command that uses them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.finetuning.adapter_command import MethodOption, choose_base, gather_rows
from ui.commands.options import (
    AdaptersOption,
    JsonOption,
    LibraryOption,
    OwnerOption,
    adapters_folder,
    opened_library,
    settings_for,
)
from ui.commands.output import Report, note, out, progress_bar
from ui.commands.training import BaseOption

if TYPE_CHECKING:
    from finetune.adapter_training import Progress
    from finetune.settings_search.settings_study import Judge, SearchOutcome, TriedSettings

SEARCHES = "searches"  # in the folder of adapters


def search_best(
    files: Annotated[list[Path] | None, typer.Argument(help="더할 학습 자료(JSON, JSONL, CSV)")] = None,
    base: BaseOption = "",
    name: Annotated[str, typer.Option("--name", help="탐색의 이름. 같은 이름으로 다시 하면 이어서 합니다")] = "search",
    method: MethodOption = "lora",
    trials: Annotated[int, typer.Option("--trials", min=1, max=1000, help="모두 몇 번 학습해 볼지")] = 12,
    minutes: Annotated[float, typer.Option("--minutes", min=0.0, help="이 시간이 지나면 멈춥니다")] = 60.0,
    objective: Annotated[
        Literal["loss", "exam"],
        typer.Option("--objective", help="loss: 떼어 둔 자료의 손실, exam: 시험 점수(승격할 수 없는 것은 뒤로)"),
    ] = "loss",
    exam: Annotated[Path | None, typer.Option("--exam", help="exam일 때 볼 시험. 없으면 서재에서 냅니다")] = None,
    n: Annotated[int, typer.Option("-n", min=1, max=1000, help="서재에서 낼 문제 수")] = 50,
    max_steps: Annotated[int, typer.Option("--max-steps", help="학습마다 이만큼만(0보다 클 때)")] = -1,
    length: Annotated[int, typer.Option("--length", min=32, help="한 줄의 가장 긴 토큰 수")] = 1024,
    no_library: Annotated[bool, typer.Option("--no-library", help="서재는 빼고 파일만 씁니다")] = False,
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """학습률, rank, alpha, 에포크, 배치를 바꿔 가며 학습해 보고 가장 나은 설정을 찾습니다. 멈췄다 다시 하면 이어서 합니다."""
    from finetune.adapter_training import TrainingRecipe
    from finetune.runs import check_folder_name
    from finetune.settings_search.settings_study import search_settings

    settings = settings_for(library, owner)
    wanted = choose_base(base, settings)
    folder = adapters_folder(adapters, settings) / SEARCHES / check_folder_name(name)
    card = gather_rows(files or (), None if no_library else (library, owner), folder / "train.jsonl")
    recipe = TrainingRecipe(method=method, max_steps=max_steps, length=length)
    judge = _judge(exam, n, wanted, library, owner) if objective == "exam" else None
    with progress_bar("탐색 / search") as report:
        found = search_settings(
            wanted,
            card.path,
            folder,
            recipe,
            trials=trials,
            minutes=minutes,
            judge=judge,
            judged_by=objective,
            progress=_reporter(report),
            told=lambda at, tried: note(describe_trial(at, tried)),
        )
    command = f"hyunmoo finetune --base {wanted} --method {method} --settings {found.path}"
    if as_json:
        out(found.model_dump(mode="json") | {"command": command})
    else:
        print(describe_outcome(found))
        print(f"이 설정으로 학습: {command}")


def describe_trial(at: int, tried: TriedSettings) -> str:
    """A trial on one line."""
    told = ", ".join(f"{key} {value:.3g}" for key, value in tried.settings.items())
    return f"{at + 1:>3}  {tried.value:7.4f}{' (중단)' if tried.pruned else ''}  {told}"


def describe_outcome(found: SearchOutcome) -> str:
    """What came out, beside the defaults."""
    told = ", ".join(f"{key} {value:.3g}" for key, value in found.best.items())
    ended = "" if found.whole else "\n시간이 다 되어 멈췄습니다. 같은 명령으로 이어서 합니다."
    return f"학습 {len(found.tried)}번. 기본 설정 {found.default_value:.4f}, 가장 나은 설정 {found.best_value:.4f}: {told}{ended}"


def _reporter(report: Report) -> Progress:
    def step(done: int, of: int, loss: float, left: float) -> None:
        report(f"loss {loss:.3f}", done, of)

    return step


def _judge(exam: Path | None, n: int, base: str, library: Path | None, owner: str) -> Judge:
    """The exam of an adapter as one number: its share of right answers, less one where it may not be promoted."""
    from finetune.evaluate import decide, exam_from_library, read_exam
    from finetune.examine import examine

    def judge(adapter: Path) -> float:
        with opened_library(library, owner) as shelf:
            items = read_exam(exam) if exam else exam_from_library(shelf, n)
            report = examine(items, shelf, base, str(adapter), settings_for(library, owner).quantization)
        return report.of("tuned").accuracy - (0.0 if decide(report)[0] else 1.0)

    return judge
