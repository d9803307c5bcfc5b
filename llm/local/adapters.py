"""The adapters on disk: which base, which data, which scores, and which one is active. A folder
of folders and one pointer file.

An adapter's folder holds ``adapter_config.json`` and ``adapter_model.safetensors`` (PEFT) and ``hyunmoo.json``,
its card. The pointer ``active.json`` is replaced as a whole, so a crash leaves the old or the new one, and
remembers what was active before.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import ModelUnavailable
from llm.model_catalog import PromptFormat, format_for

ADAPTER_CONFIG, ADAPTER_WEIGHTS, CARD, POINTER = (
    "adapter_config.json",
    "adapter_model.safetensors",
    "hyunmoo.json",
    "active.json",
)
_REMEMBERED = 20


class Ancestor(BaseModel):
    """An adapter that another one went on from: its name, its stage, its data's hash and the hash of its weights."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    stage: str = ""
    data: str = ""
    weights: str = ""


class Card(BaseModel):
    """What an adapter was made from and how it did; ``scores`` by the exam's names, 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str
    fingerprint: str = Field(default="", description="of the base's weights")
    data: str = Field(default="", description="hash of the training data")
    scores: dict[str, float] = Field(default_factory=dict)
    losses: dict[str, float] = Field(default_factory=dict, description="on rows held out, in 4 bits")
    created: datetime | None = None
    note: str = ""
    stage: str = Field(default="", description="of a training in stages")
    lineage: tuple[Ancestor, ...] = Field(default=(), description="what it went on from, the first one first")


class Adapter(BaseModel):
    """An adapter that can be loaded; ``card`` is None where it was not made by us."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    path: Path
    base: str
    active: bool = False
    card: Card | None = None


class _Config(BaseModel):
    """The one thing that we read of PEFT's own file."""

    model_config = ConfigDict(extra="ignore")

    base_model_name_or_path: str | None = None
    use_dora: bool = False


class _Pointer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    active: str = ""
    before: tuple[str, ...] = ()


def list_adapters(folder: Path) -> list[Adapter]:
    """Every loadable adapter in ``folder``, newest first; half-written ones are left out."""
    if not folder.is_dir():
        return []
    chosen = _pointer(folder).active
    found = [_read(path, path.name == chosen) for path in folder.iterdir() if is_adapter(path)]
    return sorted(
        found,
        key=lambda one: (one.card.created.timestamp() if one.card and one.card.created else 0.0, one.name),
        reverse=True,
    )


def is_adapter(path: Path) -> bool:
    return (path / ADAPTER_CONFIG).is_file() and (path / ADAPTER_WEIGHTS).is_file()


def is_whole_model(path: Path) -> bool:
    """Whether a folder holds a model of its own, as training it whole leaves it."""
    return (path / "config.json").is_file() and not (path / ADAPTER_CONFIG).is_file()


def active(folder: Path) -> Adapter | None:
    """The active adapter; None where none is, or where it is gone from the disk."""
    name = _pointer(folder).active
    return _read(folder / name, True) if name and is_adapter(folder / name) else None


def activate(folder: Path, name: str) -> Adapter:
    """Make an adapter the active one. Raises ModelUnavailable (``unknown_adapter``) where there is no such adapter."""
    if Path(name).name != name or not is_adapter(folder / name):
        raise ModelUnavailable(
            f"그런 어댑터가 없습니다: {name}. 목록에 있는 어댑터를 골라 주세요.",
            code="unknown_adapter",
            english=f"There is no adapter {name!r}.",
        )
    was = _pointer(folder)
    if was.active != name:
        _write(folder, _Pointer(active=name, before=(*was.before, was.active)[-_REMEMBERED:]))
    return _read(folder / name, True)


def turn_off(folder: Path) -> None:
    """No adapter from now on: the base answers alone. ``roll_back`` brings the last one back."""
    was = _pointer(folder)
    if was.active or not (folder / POINTER).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        before = (*was.before, was.active)[-_REMEMBERED:] if was.active else was.before
        _write(folder, _Pointer(active="", before=before))


def roll_back(folder: Path) -> Adapter | None:
    """Go back to what was active before and still exists; None means the base model without an adapter.

    Raises ModelUnavailable (``nothing_before``) where nothing was ever activated.
    """
    was = _pointer(folder)
    if not was.before:
        raise ModelUnavailable(
            "되돌릴 어댑터가 없습니다. 아직 어댑터를 바꾼 적이 없습니다.",
            code="nothing_before",
            english="There is no earlier adapter to go back to.",
        )
    before = list(was.before)
    name = before.pop()
    while name and not is_adapter(folder / name) and before:
        name = before.pop()
    name = name if name and is_adapter(folder / name) else ""
    _write(folder, _Pointer(active=name, before=tuple(before)))
    return _read(folder / name, True) if name else None


def write_card(path: Path, card: Card) -> None:
    """Put an adapter's card beside its weights."""
    _replace(path / CARD, card.model_dump_json(indent=2))


def read_card(path: Path) -> Card | None:
    """An adapter's card; None where it has none or one of another version (the adapter itself still loads)."""
    try:
        return Card.model_validate_json((path / CARD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return None


def resolve(adapter: str) -> str:
    """The folder to load: an adapter's own, the active one of a folder of adapters, or a hub id as it is.

    Raises ModelUnavailable (``adapter_missing``, ``unsafe_weights``).
    """
    folder = Path(adapter).expanduser()
    if is_adapter(folder):
        return str(folder)
    if (folder / POINTER).is_file():
        chosen = active(folder)
        return str(chosen.path) if chosen else ""
    if (folder / ADAPTER_CONFIG).is_file():
        raise ModelUnavailable(
            f"어댑터에 {ADAPTER_WEIGHTS}가 없습니다: {adapter}. 안전하지 않은 .bin 형식은 읽지 않습니다.",
            code="unsafe_weights",
            english=f"{adapter} holds no {ADAPTER_WEIGHTS}.",
        )
    if folder.exists() or adapter.count("/") != 1 or adapter.startswith((".", "/", "~")):
        raise ModelUnavailable(
            f"어댑터 폴더가 없거나 비어 있습니다: {adapter}. 설정의 adapter를 확인해 주세요.",
            code="adapter_missing",
            english=f"There is no adapter in {adapter}.",
        )
    return adapter


def keep_dtype(model: Any) -> None:
    """Let each IA3 layer answer in the number format of its base layer.

    Its float32 factors would turn bf16 keys and values into float32, which attention refuses beside bf16 queries. To be
    called on a model with such an adapter before it is trained or asked; other adapters are left alone.
    """
    from peft.tuners.ia3.layer import IA3Layer

    def back(module: Any, given: tuple[Any, ...], result: Any) -> Any:
        import torch

        held = given[0].device.type
        return result.to(torch.get_autocast_dtype(held) if torch.is_autocast_enabled(held) else given[0].dtype)

    for module in model.modules():
        if isinstance(module, IA3Layer) and not getattr(module, "keeps_dtype", False):
            module.register_forward_hook(back)  # type: ignore[attr-defined]
            module.keeps_dtype = True  # type: ignore[attr-defined]


def named_base(path: Path) -> str:
    """The base that an adapter's folder names: its card, else PEFT's own file; "" where neither does."""
    card = read_card(path)
    return card.base if card else _config(path).base_model_name_or_path or ""


def served_format(name: str) -> PromptFormat:
    """The prompt's form of a model without a template: of a whole model that was trained here, its base's."""
    return format_for(named_base(Path(name)) or name)


def reads_weights(path: Path) -> bool:
    """Whether an adapter computes with the base's weights themselves, not only with what they make of an input."""
    return _config(path).use_dora


def _config(path: Path) -> _Config:
    try:
        return _Config.model_validate_json((path / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return _Config()


def _read(path: Path, is_active: bool) -> Adapter:
    return Adapter(name=path.name, path=path, base=named_base(path), active=is_active, card=read_card(path))


def _pointer(folder: Path) -> _Pointer:
    try:
        return _Pointer.model_validate_json((folder / POINTER).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return _Pointer()


def _write(folder: Path, pointer: _Pointer) -> None:
    _replace(folder / POINTER, pointer.model_dump_json())


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
