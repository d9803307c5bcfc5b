"""Which training the checkpoints in an adapter's folder are of: interrupted, it goes on only as itself;
a finished one keeps its name.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from errors import FinetuneError
from llm.local.adapters import is_adapter, is_whole_model, read_card

CHECKPOINTS, RUN_FILE = "checkpoints", "run.json"


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_run(base: str, data: str, recipe: dict[str, Any]) -> str:
    """A run as a text: its base, the hash of what is learnt, and how."""
    return json.dumps({"base": base, "data": data, "recipe": recipe}, sort_keys=True)


def check_folder_name(name: str) -> str:
    """The name of an adapter, a search or a run of stages, which is a folder's. Raises FinetuneError (``bad_name``)."""
    if not name or Path(name).name != name or name.startswith("."):
        raise FinetuneError(
            "어댑터 이름에는 빗금이나 앞점을 쓸 수 없습니다.",
            code="bad_name",
            english="An adapter's name holds no slash.",
        )
    return name


def refuse_taken_name(out: Path, run: str = "") -> None:
    """Raises FinetuneError (``name_taken``) where a folder holds an adapter, unless it is
    this very run's, not yet finished.
    """
    if (is_adapter(out) or is_whole_model(out)) and (
        read_card(out) is not None or not run or _read_begun_run(out) != run
    ):
        raise FinetuneError(
            f"같은 이름의 어댑터가 이미 있습니다: {out.name}. 다른 이름을 적어 주세요.",
            code="name_taken",
            english=f"There is an adapter called {out.name} already; choose another name.",
        )


def begin(out: Path, run: str) -> Path | None:
    """The last whole checkpoint of a run, to go on from; those of another run are thrown away."""
    if _read_begun_run(out) != run:
        shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)
        out.mkdir(parents=True, exist_ok=True)
        (out / RUN_FILE).write_text(run, encoding="utf-8")
    whole = [path for path in (out / CHECKPOINTS).glob("checkpoint-*") if (path / "trainer_state.json").exists()]
    return max(whole, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def drop_checkpoints(out: Path) -> None:
    """Throw the checkpoints of a finished run away."""
    shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)


def _read_begun_run(out: Path) -> str:
    return (out / RUN_FILE).read_text(encoding="utf-8") if (out / RUN_FILE).is_file() else ""
