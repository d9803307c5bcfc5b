"""``finetune`` and ``eval``: an adapter trained on the library's own text, and the exam that
decides whether it may be used.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from errors import FinetuneError
from finetune.methods import WHOLE
from finetune.runs import refuse_taken_name
from settings import Settings
from ui.commands.models import AdaptersOption, adapters_folder
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_library, settings_for
from ui.commands.output import note, out, progress_bar

if TYPE_CHECKING:
    from finetune.adapter_training import AdapterCard, TrainingRecipe
    from finetune.evaluate import Report
    from finetune.pair_training import PairLoss
    from finetune.rows import DatasetCard

BaseOption = Annotated[str, typer.Option("--base", help="바탕 모델의 폴더나 허브 이름. 없으면 설정의 model")]

MethodOption = Annotated[
    Literal["lora", "dora", "ia3", "prefix", "ptuning", "full"],
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
        raise FinetuneError(
            "--dapt는 서재의 글만 씁니다. 파일, --data-only, --no-library, --dpo, --orpo와 함께 쓸 수 없습니다.",
            code="dapt_alone",
            english="--dapt reads the library alone.",
        )
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
    elif recipe.method == WHOLE:
        print(
            f"모델을 만들었습니다: {target}\n시험: hyunmoo eval --adapter {target.name}\n쓰려면: hyunmoo model use {target}"
        )
    else:
        print(f"어댑터를 만들었습니다: {target}\n시험: hyunmoo eval --adapter {target.name} --promote")


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
    from finetune.answer_pairs import read_pairs, write_pairs
    from finetune.feedback_rows import preference_pairs
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
    from finetune.pair_training import train_on_pairs

    with progress_bar("학습 / training") as report:

        def report_step(step: int, of: int, loss: float, left: float) -> None:
            report(f"loss {loss:.3f}, {left / 60:.0f}분 남음", step, of)

        if card and loss:
            return train_on_pairs(base, card.path, target, recipe, report_step, loss)
        if card:
            return sft.train(base, card.path, target, recipe, report_step)
        with opened_library(library, owner) as shelf:
            return dapt.train(base, shelf, target, recipe, report_step)


def eval_(
    exam: Annotated[Path | None, typer.Option("--exam", help='{"question","choices","answer"} 줄로 된 시험')] = None,
    n: Annotated[int, typer.Option("-n", min=1, max=1000, help="시험이 없을 때 서재에서 낼 문제 수")] = 50,
    base: BaseOption = "",
    adapter: Annotated[str, typer.Option("--adapter", help="견줄 어댑터의 이름이나 폴더")] = "",
    promote: Annotated[bool, typer.Option("--promote", help="바탕보다 못하지 않으면 쓰기 시작합니다")] = False,
    tools: Annotated[
        Path | None, typer.Option("--tools", help="도구 쓰기 문제(FunctionChat-Bench 꼴의 파일이나 폴더)", exists=True)
    ] = None,
    seed: Annotated[int, typer.Option("--seed")] = 0,
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """객관식 시험: 어댑터가 있고 없고, 교재를 찾아보고 안 보고의 네 가지를 견줍니다. 모델이 없으면 검색만으로 풉니다."""
    from finetune.evaluate import decide, exam_from_library, read_exam
    from finetune.examine import examine
    from finetune.tooluse import read_tool_items

    settings = settings_for(library, owner)
    folder = adapters_folder(adapters, settings)
    with opened_library(library, owner) as shelf, progress_bar("시험 / exam") as report:
        items = read_exam(exam) if exam else exam_from_library(shelf, n, seed)
        if not items:
            raise FinetuneError("시험 문제가 없습니다. 서재에 교재를 먼저 올려 주세요.", code="exam_empty")
        result = examine(
            items,
            shelf,
            _base(base, adapter, folder, settings),
            str(folder / adapter) if adapter and (folder / adapter).is_dir() else adapter,
            settings.quantization,
            lambda done, of: report("문제", done, of),
            read_tool_items(tools) if tools else None,
        )
    allowed, why = decide(result)
    if promote and allowed:
        from llm.local.adapters import activate

        activate(folder, Path(adapter).name)
    said = result.model_dump(mode="json") | {"promoted": promote and allowed, "verdict": why}
    if as_json:
        out(said)
    else:
        print(table(result))
        print(why if adapter else "")
    if promote and not allowed:
        sys.stdout.flush()
        note(why)
        raise typer.Exit(1)


def _base(base: str, adapter: str, folder: Path, settings: Settings) -> str:
    """The model to examine: the one asked for, the adapter's own, or the one in the settings."""
    if base or not adapter:
        return base or settings.model
    from llm.local.adapters import list_adapters

    return next((one.base for one in list_adapters(folder) if one.name == adapter), settings.model)


def table(report: Report) -> str:
    """The scores as lines for people."""
    names = {
        "base": "바탕 모델",
        "tuned": "어댑터",
        "base+rag": "바탕 모델 + 검색",
        "tuned+rag": "어댑터 + 검색",
        "base+tools": "바탕 모델, 도구 고르기",
        "tuned+tools": "어댑터, 도구 고르기",
        "base+cites": "바탕 모델, 근거 번호 고르기",
        "tuned+cites": "어댑터, 근거 번호 고르기",
        "longest": "(바닥) 가장 긴 선지",
        "retrieval": "(바닥) 검색만",
    }
    lines = [f"문제 {report.questions}개, 찍었을 때 {report.chance:.0%}"]
    lines += [
        f"  {score.accuracy:6.1%}  (95% {score.low:.1%}~{score.high:.1%})  {names.get(score.name, score.name)}"
        for score in report.scores
    ]
    lines += [
        f"  {loss:6.3f}  {names[name]}, 떼어 둔 자료의 손실(토큰마다, 답할 때의 모델로)"
        for name, loss in report.losses.items()
    ]
    lines.append(f"읽지 못한 답 {sum(score.unparsed for score in report.scores)}개")
    return "\n".join(lines)
