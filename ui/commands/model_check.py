"""``model check``: an answer, a tool call and a citation by the chosen engine, with its speed and its memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from settings import Settings
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, settings_for
from ui.commands.output import note, one_line, out

if TYPE_CHECKING:
    from llm.capability_check import Probe


def check(
    load: Annotated[bool, typer.Option("--load", help="올려 보기만 합니다(물어보지는 않음)")] = False,
    files: Annotated[bool, typer.Option("--files", help="파일만 살핍니다(올리지 않음)")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """지금 고른 엔진으로 답 하나, 도구 부르기 하나, 인용 하나를 해 보고 빠르기와 메모리를 잽니다."""
    settings = settings_for(library, owner)
    from llm.engines import engine_of

    engine = engine_of(settings)
    said: dict[str, object] = {"llm": settings.llm, "model": settings.model, "adapter": settings.adapter}
    if engine.needs == "model" and files:
        from llm.local.adapters import resolve
        from llm.local.checkpoint_check import check_model

        said |= {"model": check_model(settings.model), "loaded": False}
        if settings.adapter:
            resolve(settings.adapter)
    else:
        from llm import load_chat_model

        model = load_chat_model(settings)
        said["loaded"] = True
        if engine.needs == "model" and (memory := describe_memory(settings)):
            said["memory"] = memory
            if not as_json:
                print(memory)
        if engine.generative and not load and not files:
            from llm.capability_check import probe

            found = probe(model)
            said["probe"] = found.model_dump() | {"passed": found.passed}
            if not as_json:
                print(describe_probe(found))
            if not found.passed:
                out(said) if as_json else note(
                    "모델이 답이나 도구 부르기, 인용을 해내지 못했습니다. 다른 모델을 골라 주세요."
                )
                raise typer.Exit(1)
    if as_json:
        out(said)
    else:
        print(f"{settings.llm} 엔진을 쓸 수 있습니다.")


def describe_memory(settings: Settings) -> str:
    """What the weights take, what a conversation takes on top, and how long one may be; "" where nobody knows."""
    from llm.local.memory_estimate import estimate_memory

    found = estimate_memory(settings.model, settings.quantization)
    if found is None:
        return ""
    room = found.token * 1000 / 2**20
    return f"가중치 {found.weights / 2**30:.1f} GiB, 대화 1,000토큰마다 {room:.0f} MiB, 최대 {found.context:,}토큰"


def describe_probe(found: Probe) -> str:
    """What a check found, as lines for people."""
    speed = f"{found.tokens_per_second:.1f} 토큰/초" if found.tokens_per_second else "-"
    held = f"{found.memory_gib:.1f} GiB" if found.memory_gib else "-"
    return "\n".join(
        [
            f"답: {one_line(found.answer)[:200]}",
            f"도구: {found.call or '부르지 못함'}",
            f"인용: {found.quote or '-'}",
            f"첫 토큰 {found.first_token_seconds:.1f}초, {speed}, 메모리 {held}",
        ]
    )
