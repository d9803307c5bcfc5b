"""``eval``: the exam that decides whether an adapter may be used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from errors import FinetuneError
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

if TYPE_CHECKING:
    from finetune.evaluate import Report

BaseOption = Annotated[str, typer.Option("--base", help="바탕 모델의 폴더나 허브 이름. 없으면 설정의 model")]


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
