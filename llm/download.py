"""A model from the hub into a folder, once; only what is safe to read is fetched, and it
is whole or it is not there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from errors import ModelUnavailable, require_packages
from llm.local.checkpoint_check import check_model

SAFE = ("*.safetensors", "*.json", "*.txt", "*.model", "*.jinja", "LICENSE*", "README.md")


def pull(name: str, folder: Path) -> Path:
    """The folder, with the model of a hub id in it; a broken-off download goes on where it was.

    Raises ModelUnavailable (``bad_model_name``, ``model_unreachable``, ``folder_taken``, and those of ``check_model``).
    """
    require_packages("huggingface_hub")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    if (folder / "config.json").is_file():
        return Path(check_model(str(folder)))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ModelUnavailable(
            f"폴더에 이미 다른 것이 있습니다: {folder}. --to 로 빈 폴더를 골라 주세요.",
            code="folder_taken",
            english=f"{folder} is not empty.",
        )
    partial = folder.with_name(folder.name + ".partial")
    try:
        snapshot_download(name, local_dir=partial, allow_patterns=list(SAFE))
    except HFValidationError as error:
        raise ModelUnavailable(
            f"허브 이름이 아닙니다: {name}. owner/model 꼴로 적어 주세요.",
            code="bad_model_name",
            english=f"{name!r} is no hub id.",
        ) from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, RuntimeError) as error:
        raise ModelUnavailable(
            f"모델을 내려받지 못했습니다: {name}. 이름과 인터넷 연결을 확인하고 다시 해 보세요(받던 곳에서 이어집니다). "
            "다른 기기에서 받은 폴더가 있으면 hyunmoo model use 폴더 로 쓸 수 있습니다.",
            code="model_unreachable",
            english=f"{name} cannot be downloaded: {(str(error).splitlines() or [''])[0][:200]}",
        ) from error
    check_model(str(partial))
    shutil.rmtree(partial / ".cache", ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.rmdir()
    partial.replace(folder)
    return folder
