"""``model export``: a model for llama.cpp and Ollama."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.options import AdaptersOption, JsonOption, LibraryOption, OwnerOption, adapters_folder, settings_for
from ui.commands.output import note, out


def export(
    name: Annotated[str, typer.Argument(help="어댑터나 통째로 학습한 모델의 이름이나 폴더")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="내보낼 새 폴더", file_okay=False)],
    base: Annotated[str, typer.Option("--base", help="바탕 모델이 옮겨졌을 때, 그 폴더나 허브 이름")] = "",
    adapters: AdaptersOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """합친 모델(safetensors)과 함께 llama.cpp의 GGUF 파일과 Ollama의 Modelfile을 만듭니다."""
    from finetune.export.packing import export_model

    place = adapters_folder(adapters, settings_for(library, owner)) / name
    made = export_model(place if place.is_dir() else Path(name), target, base)
    for reason in made.left_out:
        note(reason)
    if as_json:
        out(made.model_dump(mode="json"))
        return
    print(f"내보냈습니다: {made.path}")
    if made.gguf:
        print(f"llama.cpp: llama-server -m {made.gguf} --jinja")
    if made.modelfile:
        print(f"Ollama: ollama create {target.name} -f {made.modelfile}")
