"""Which base an adapter belongs to: told by the weights themselves, so that a folder that was moved
or renamed stays the same base.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from llm.local.adapters import named_base, read_card
from llm.model_catalog import find

_SOME = 1 << 16  # bytes of each file's end; its head names every tensor with its shape


def fingerprint(model: str) -> str:
    """A hash of a model's tensors: their names and shapes, and some of their bytes; "" where its
    files are not on this machine.
    """
    folder = _folder(model)
    files = sorted(folder.glob("*.safetensors")) if folder else []
    seen = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            seen.update(file.read(min(length, 1 << 24)))
            file.seek(max(8, path.stat().st_size - _SOME))
            seen.update(file.read())
    return seen.hexdigest() if files else ""


def belongs(adapter: Path, model: str) -> bool:
    """Whether an adapter's folder was made for a model. Where nothing tells, True: PEFT's
    own look at the shapes decides.
    """
    card = read_card(adapter)
    named = named_base(adapter)
    made_for = (card.fingerprint if card else "") or (fingerprint(named) if named else "")
    mine = fingerprint(model)
    if made_for and mine:
        return made_for == mine
    known, chosen = find(named), find(model)
    return known is None or chosen is None or known == chosen


def _folder(model: str) -> Path | None:
    """A model's folder; of a hub id the one in the hub's cache, which is not asked for more."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if model.count("/") != 1:
        return None
    from huggingface_hub import try_to_load_from_cache

    try:
        config = try_to_load_from_cache(model, "config.json")
    except ValueError:  # no hub id
        return None
    return Path(config).parent if isinstance(config, str) else None
