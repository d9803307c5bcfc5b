"""``model``: which models are known, whether the chosen engine can work, and choosing
another one or another adapter.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from errors import QuestionError
from installer import background
from settings import HOME, Settings
from ui.commands.finetuning.model_export import export
from ui.commands.model_check import check
from ui.commands.options import (
    AdaptersOption,
    JsonOption,
    LibraryOption,
    OwnerOption,
    adapters_folder,
    settings_for,
)
from ui.commands.output import note, out
from ui.commands.packages import bring_for_model, line, packages
from ui.commands.table_help import TableCommand

if TYPE_CHECKING:
    from llm.model_catalog import KnownModel

app = typer.Typer(help="답하는 모델과 어댑터를 보고, 살피고, 고릅니다", no_args_is_help=True)
app.command("packages")(packages)
app.command("check")(check)
app.command("export")(export)
CONFIG_FILE = HOME / "hyunmoo.toml"
NO_ADAPTER = "base"  # the word for "no adapter"

ConfigOption = Annotated[Path, typer.Option("--config", help="설정 파일", hidden=True)]


@app.command("list")
def list_(
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """이름이 알려진 모델과 디스크에 있는 어댑터를 보여 줍니다."""
    from llm.engines import ENGINES
    from llm.local.adapters import list_adapters
    from llm.model_catalog import KNOWN_MODELS

    settings = settings_for(library, owner)
    found = list_adapters(adapters_folder(adapters, settings))
    if as_json:
        models = [
            {
                "id": one.id,
                "name": one.name,
                "parameters": one.parameters,
                "licence": one.licence,
                "memory_gib": one.memory_nf4,
                "served_only": one.served_only,
                "thinks": one.thinks,
                "verified": one.verified,
            }
            for one in KNOWN_MODELS
        ]
        engine = {"llm": settings.llm, "model": settings.model, "adapter": settings.adapter}
        engines = [
            {"name": one.name, "korean": one.korean, "generative": one.generative, "needs": one.needs}
            for one in ENGINES.values()
        ]
        out(
            {
                "engine": engine,
                "engines": engines,
                "models": models,
                "adapters": [one.model_dump(mode="json") for one in found],
            }
        )
        return
    print(f"지금 엔진: {settings.llm} {settings.model} {settings.adapter}".rstrip())
    for engine_row in ENGINES.values():
        print(f"엔진 {'*' if engine_row.name == settings.llm else ' '} {engine_row.name:<12} {engine_row.korean}")
    for one in KNOWN_MODELS:
        print(f"  {describe_model(one)}")
    print(line(background.read_state()))
    for adapter in found:
        print(f"어댑터 {'*' if adapter.active else ' '} {adapter.name}  ({adapter.base})")


def describe_model(one: KnownModel) -> str:
    """A model on one line: its id, its memory at four bits, its licence, and what one should know."""
    told = [
        "서버로만" if one.served_only else "",
        "생각하는 모델(생각은 끕니다)" if one.thinks else "",
        "" if one.verified else "공개 표의 정보, 확인하지 못함",
    ]
    notes = ", ".join(one for one in told if one)
    licence = one.licence or "라이선스 확인하지 못함"
    return f"{one.id:<55} 4비트 {one.memory_nf4:>4.1f} GiB  {licence}{f'  ({notes})' if notes else ''}"


@app.command("recommend")
def recommend(as_json: JsonOption = False) -> None:
    """이 컴퓨터의 메모리를 살펴 알맞은 모델을 두 개까지 추천합니다."""
    from llm.local.memory_estimate import free_memory
    from llm.model_catalog import recommend_models

    size, gpu = free_memory()
    named = recommend_models(size, gpu)
    if as_json:
        out({"memory_gib": round(size, 1), "gpu": gpu, "models": [one.id for one in named]})
        return
    print(f"{'그래픽 메모리' if gpu else '메모리'} {size:.1f} GiB가 남아 있습니다.")
    for one in named:
        print(f"  {describe_model(one)}")
    if not named:
        print("이 메모리에 들어가는 모델이 없습니다. 모델 없이(extractive) 쓰거나 모델 서버를 이용하세요.")
    else:
        print("전문가 혼합(MoE) 모델은 llama.cpp나 Ollama 같은 서버로 띄워 server_url로 이으세요.")


@app.command("pull")
def pull(
    name: Annotated[str, typer.Argument(help="허브 이름: owner/model")],
    folder: Annotated[
        Path | None, typer.Option("--to", help="받을 폴더. 없으면 서재의 models", file_okay=False)
    ] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """허브에서 모델을 폴더에 내려받습니다. 뒤에는 인터넷 없이 씁니다."""
    from llm.download import pull as pulled

    target = folder or settings_for(library, owner).library / "models" / name.rpartition("/")[2]
    place = pulled(name, target)
    if as_json:
        out({"model": name, "path": str(place)})
    else:
        print(f"내려받았습니다: {place}\n쓰려면: hyunmoo model use {place}")


@app.command("use", cls=TableCommand)
def use(
    name: Annotated[
        str,
        typer.Argument(help="{engines}, 서버 주소(http…), 모델 폴더나 허브 이름, 어댑터 이름, 또는 base(어댑터 끄기)"),
    ],
    adapters: AdaptersOption = None,
    config: ConfigOption = CONFIG_FILE,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """엔진을 고르거나, 어댑터를 켜고 끕니다. 고른 것은 hyunmoo.toml에 적힙니다."""
    chosen = choose(name, adapters_folder(adapters, settings_for(library, owner)), config)
    if as_json:
        out(dict(chosen))
    else:
        print(f"골랐습니다: {name}")
    if Settings().llm != chosen["llm"] and config == CONFIG_FILE:
        note("환경 변수나 .env의 HYUNMOO_LLM이 이 설정보다 앞섭니다.")


def choose(name: str, folder: Path, config: Path) -> dict[str, str]:
    """Write into ``config`` what a name stands for: an engine, a server, an adapter in ``folder``, a
    model. Raises ModelUnavailable.

    A local model is always written with ``folder``: which adapter is on is said there, and an app that runs looks there
    before each answer, so that an adapter is switched on or off without the base being read again.
    """
    from llm.engines import engine_needing, engines_alone
    from llm.local.adapters import activate, is_adapter, turn_off
    from llm.local.checkpoint_check import check_model

    adapters = {"adapter": str(folder.resolve())}
    local = engine_needing("model").name
    if name in {engine.name for engine in engines_alone()}:
        chosen = {"llm": name}
    elif name.startswith(("http://", "https://")):
        chosen = {"llm": engine_needing("address").name, "server_url": name}
    elif name == NO_ADAPTER:
        turn_off(folder)
        chosen = {"llm": local} | adapters
    elif is_adapter(folder / name):
        active = activate(folder, name)
        chosen = {"llm": local, "model": active.base} | adapters
    else:
        place = Path(check_model(name))
        bring_for_model()
        turn_off(folder)
        chosen = {"llm": local, "model": str(place.resolve()) if place.is_dir() else name} | adapters
    write_settings(config, chosen)
    return chosen


@app.command("rollback")
def rollback(
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """바로 앞에 쓰던 어댑터로 되돌립니다."""
    from llm.local.adapters import roll_back

    active = roll_back(adapters_folder(adapters, settings_for(library, owner)))
    name = active.name if active else ""
    if as_json:
        out({"active": name})
    else:
        print(f"되돌렸습니다: {name or '어댑터 없이 바탕 모델'}")


@app.command("merge")
def merge(
    name: Annotated[str, typer.Argument(help="어댑터의 이름이나 폴더")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="합친 모델을 둘 새 폴더", file_okay=False)],
    base: Annotated[str, typer.Option("--base", help="바탕 모델이 옮겨졌을 때, 그 폴더나 허브 이름")] = "",
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """어댑터를 바탕 모델에 합쳐 어댑터 없이 쓰는 모델 폴더(safetensors)로 만듭니다."""
    from finetune.export.merge import merge as merged
    from llm.local.adapters import is_adapter

    folder = adapters_folder(adapters, settings_for(library, owner))
    made = merged(folder / name if is_adapter(folder / name) else Path(name), target, base)
    if as_json:
        out(made.model_dump(mode="json"))
    else:
        print(f"합쳤습니다: {made.path} ({made.bytes / 2**30:.2f} GiB)\n쓰려면: hyunmoo model use {made.path}")


def write_settings(path: Path, values: dict[str, str]) -> None:
    """Set top-level keys of a TOML file, other lines and comments kept. Raises
    QuestionError where it cannot be written.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for key, value in values.items():
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"  # a JSON string is a TOML basic string
        places = [i for i, old in enumerate(lines) if re.match(rf"\s*{key}\s*=", old)]
        if places:
            lines[places[0]] = line
        else:
            lines.insert(0, line)
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise QuestionError(f"설정 파일에 쓸 수 없습니다: {path}", code="settings_unwritable") from error
