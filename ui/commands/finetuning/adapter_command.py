"""``finetune``: an adapter, or a whole model, trained on the library's own text, on files and on what was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from errors import FinetuneError
from finetune.methods import WHOLE, Method
from finetune.runs import refuse_taken_name
from settings import Settings
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
    from finetune.adapter_training import AdapterCard, TrainingRecipe
    from finetune.pairs.pair_training import PairLoss
    from finetune.rows import DatasetCard

MethodOption = Annotated[
    Method,
    typer.Option("--method", help="학습 방법. full은 어댑터 대신 모델 전체를 학습해 모델 폴더를 만듭니다"),
]


def choose_base(base: str, settings: Settings) -> str:
    """The base that was asked for, or the one in the settings. Raises FinetuneError (``base_missing``)."""
    if not (wanted := base or settings.model):
        raise FinetuneError(
            "바탕 모델이 없습니다. --base 모델폴더 를 적거나 hyunmoo model use 모델폴더 로 고르세요.",
            code="base_missing",
            english="No base model: give --base, or choose one with hyunmoo model use.",
        )
    return wanted


def finetune(
    files: Annotated[list[Path] | None, typer.Argument(help="더할 학습 자료(JSON, JSONL, CSV)")] = None,
    base: BaseOption = "",
    name: Annotated[str, typer.Option("--name", help="어댑터 이름. 없으면 날짜와 시각")] = "",
    method: MethodOption = "lora",
    dapt: Annotated[bool, typer.Option("--dapt", help="문답 대신 서재의 글 그대로 이어서 학습합니다")] = False,
    dpo: Annotated[
        bool, typer.Option("--dpo", help="나은 답과 못한 답의 짝으로 학습합니다(검토에서 쓰기로 한 고친 답, 짝 파일)")
    ] = False,
    orpo: Annotated[
        bool,
        typer.Option("--orpo", help="같은 짝으로 ORPO를 학습합니다. 견줄 바탕이 필요 없어 --method full과도 됩니다"),
    ] = False,
    rank: Annotated[int | None, typer.Option("--rank", min=1, max=256, help="기본 8")] = None,
    alpha: Annotated[int | None, typer.Option("--alpha", min=1, help="기본 32")] = None,
    learning_rate: Annotated[
        float | None, typer.Option("--learning-rate", min=1e-9, max=1.0, help="기본은 방법마다 다릅니다")
    ] = None,
    epochs: Annotated[float | None, typer.Option("--epochs", min=0.01, help="자료를 몇 번 볼지. 기본 1")] = None,
    max_steps: Annotated[int, typer.Option("--max-steps", help="이만큼만(0보다 클 때)")] = -1,
    batch: Annotated[int | None, typer.Option("--batch", min=1, help="기본 2")] = None,
    length: Annotated[int, typer.Option("--length", min=32, help="한 줄의 가장 긴 토큰 수")] = 1024,
    patience: Annotated[
        int, typer.Option("--patience", min=0, help="십분의 일을 떼어 두고, 이만큼 나아지지 않으면 일찍 멈춥니다")
    ] = 0,
    best: Annotated[
        Path | None, typer.Option("--settings", help="finetune search가 찾은 설정(best.json)", dir_okay=False)
    ] = None,
    data_only: Annotated[bool, typer.Option("--data-only", help="학습 자료만 만들고 마칩니다")] = False,
    no_library: Annotated[bool, typer.Option("--no-library", help="서재는 빼고 파일만 씁니다")] = False,
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """서재의 글로 QLoRA 어댑터를 학습합니다. 멈췄다 다시 하면 이어서 합니다."""
    settings = settings_for(library, owner)
    wanted = "" if data_only else choose_base(base, settings)
    loss: PairLoss | None = "orpo" if orpo else "dpo" if dpo else None
    if dapt and (data_only or no_library or files or loss):
        raise _refuse_company()
    target = adapters_folder(adapters, settings) / (name or datetime.now().strftime("%Y%m%d-%H%M%S"))
    refuse_taken_name(target)
    gather = gather_pairs if loss else gather_rows
    card = None if dapt else gather(files or (), None if no_library else (library, owner), target / "train.jsonl")
    if card and data_only:
        out(card.model_dump(mode="json")) if as_json else print(f"{card.path}  {card.rows}줄")
        return
    from finetune.adapter_training import TrainingRecipe
    from finetune.settings_search.space import read_settings

    given = {"rank": rank, "alpha": alpha, "learning_rate": learning_rate, "epochs": epochs, "batch": batch}
    chosen = (read_settings(best) if best else {}) | {key: value for key, value in given.items() if value is not None}
    fixed = {"method": method, "max_steps": max_steps, "length": length, "patience": patience}
    recipe = TrainingRecipe.model_validate(fixed | chosen)
    trained = _train_adapter(wanted, card, target, recipe, library, owner, loss)
    if as_json:
        out(trained.model_dump(mode="json") | ({"data_card": card.model_dump(mode="json")} if card else {}))
    else:
        print(_tell_next(target, wanted, method == WHOLE))


def _tell_next(target: Path, base: str, whole: bool) -> str:
    """Where the result lies, and what to do with it."""
    if not whole:
        return f"어댑터를 만들었습니다: {target}\n시험: hyunmoo eval --adapter {target.name} --promote"
    exam = f"hyunmoo eval --base {base} --adapter {target.name}"
    return f"모델을 만들었습니다: {target}\n시험: {exam}\n쓰려면: hyunmoo model use {target}"


def _refuse_company() -> FinetuneError:
    return FinetuneError(
        "--dapt는 서재의 글만 씁니다. 파일, --data-only, --no-library, --dpo, --orpo와 함께 쓸 수 없습니다.",
        code="dapt_alone",
        english="--dapt reads the library alone.",
    )


def gather_rows(files: Sequence[Path], shelf: tuple[Path | None, str] | None, path: Path) -> DatasetCard:
    """The rows of the files and, where ``shelf`` names one, of the library, written to ``path``."""
    from finetune import importers, rows
    from finetune.data import collect

    made = [row for file in files for row in importers.load(file)]
    if shelf:
        with opened_library(*shelf) as library:
            made += collect(library)
    card = rows.write(made, path)
    note(f"학습 자료 {card.rows}줄 {card.kinds}  버린 줄 {card.dropped}")
    return card


def gather_pairs(files: Sequence[Path], shelf: tuple[Path | None, str] | None, path: Path) -> DatasetCard:
    """The pairs of the files and, where ``shelf`` names a library, of the corrections accepted there."""
    from finetune.feedback_rows import preference_pairs
    from finetune.pairs.answer_pairs import read_pairs, write_pairs
    from learning.feedback.records import FeedbackRecords

    made = [pair for file in files for pair in read_pairs(file)]
    if shelf:
        with opened_library(*shelf) as library:
            made += preference_pairs(FeedbackRecords(library.database, library.owner).items("accepted"))
    card = write_pairs(made, path)
    note(f"짝 {card.rows}개  버린 짝 {card.dropped}")
    return card


def _train_adapter(
    base: str,
    card: DatasetCard | None,
    target: Path,
    recipe: TrainingRecipe,
    library: Path | None,
    owner: str,
    loss: PairLoss | None = None,
) -> AdapterCard:
    """An adapter trained on the rows or the pairs of ``card``; without one, on the library's text."""
    from finetune import dapt, sft
    from finetune.pairs.pair_training import train_on_pairs

    with progress_bar("학습 / training") as report:

        def report_step(step: int, of: int, loss: float, left: float) -> None:
            report(f"loss {loss:.3f}, {left / 60:.0f}분 남음", step, of)

        if card and loss:
            return train_on_pairs(base, card.path, target, recipe, report_step, loss)
        if card:
            return sft.train(base, card.path, target, recipe, report_step)
        with opened_library(library, owner) as shelf:
            return dapt.train(base, shelf, target, recipe, report_step)
