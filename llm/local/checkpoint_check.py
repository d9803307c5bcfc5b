"""What is looked at before a checkpoint is loaded: is it whole, is it of a kind that we load ourselves, does it fit?
Each refusal says why, and the way out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from errors import ModelUnavailable
from llm.local.memory_estimate import MemoryEstimate, estimate_memory
from llm.model_catalog import largest_within
from settings import Quantization

INSTEAD = "설정에서 llm을 extractive로 두면 모델 없이도 쓸 수 있습니다."
MANY_EXPERTS = 0.3  # share of the weights from which a model is spoken of as a mixture of experts


def check_model(model: str) -> str:
    """The folder or hub id to load from. Raises ModelUnavailable for a folder that is missing, incomplete or unsafe."""
    if not model.strip():
        raise ModelUnavailable(
            f"로컬 모델이 정해지지 않았습니다. 설정의 model에 모델 폴더나 허브 이름을 적어 주세요. {INSTEAD}",
            code="no_model",
            english="No local model is named in the settings.",
        )
    folder = Path(model).expanduser()
    if folder.suffix == ".gguf" or (folder.is_dir() and not _weights(folder) and any(folder.glob("*.gguf"))):
        raise _served_instead(model, "GGUF", f"llama-server -m {model} --jinja --port 8080", "http://127.0.0.1:8080/v1")
    if not folder.exists() and is_hub_id(model):
        return model
    if not folder.is_dir():
        raise ModelUnavailable(
            f"모델 폴더가 없습니다: {model}. 경로를 확인하거나 모델을 그 폴더에 내려받아 주세요. {INSTEAD}",
            code="model_missing",
            english=f"There is no model folder {model}.",
        )
    if not (folder / "config.json").is_file():
        raise ModelUnavailable(
            f"모델 폴더에 config.json이 없습니다: {model}. 모델을 통째로 다시 내려받아 주세요.",
            code="model_incomplete",
            english=f"{model} holds no config.json.",
        )
    if not _weights(folder):
        raise ModelUnavailable(
            f"모델 폴더에 safetensors 가중치가 없습니다: {model}. 안전하지 않은 .bin 형식은 읽지 않으니 safetensors판을 받아 주세요.",
            code="unsafe_weights",
            english=f"{model} holds no safetensors weights; other formats are not read.",
        )
    method = _quantised_by(folder)
    if method not in ("", "bitsandbytes"):
        raise _served_instead(model, method.upper(), f"vllm serve {model} --port 8000", "http://127.0.0.1:8000/v1")
    return str(folder)


def _weights(folder: Path) -> list[Path]:
    """The files that are loaded: those that the index names, else every one; a second copy (consolidated) never."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            named = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (ValueError, KeyError, AttributeError):
            named = set()
        return [folder / str(name) for name in sorted(named)] or list(folder.glob("model*.safetensors"))
    every = [file for file in folder.glob("*.safetensors") if not file.name.startswith("consolidated")]
    return every or list(folder.glob("*.safetensors"))


def _quantised_by(folder: Path) -> str:
    """The method by which a folder's weights are quantised already, "" for none."""
    try:
        told: Any = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("quantization_config") or {}
    except (ValueError, AttributeError):
        return ""
    return str(told.get("quant_method") or ("bitsandbytes" if told else "")) if isinstance(told, dict) else ""


def _served_instead(model: str, kind: str, command: str, url: str) -> ModelUnavailable:
    """The refusal of a checkpoint that only a server loads."""
    return ModelUnavailable(
        f"{kind} 형식의 모델은 직접 읽지 않습니다: {model}. 모델 서버로 띄워 쓸 수 있습니다. 터미널에서 '{command}'를 실행한 다음, "
        f"설정에서 llm을 server로, server_url을 {url}로 두세요. {INSTEAD}",
        code="served_only",
        english=f"{kind} checkpoints are not loaded here; serve it ({command}) and set server_url to {url}.",
    )


def check_memory(place: str, quantization: Quantization, available: int | None) -> None:
    """Raises ModelUnavailable where a folder's weights and a conversation cannot fit. ``available`` in bytes; None when
    unknown.
    """
    folder = Path(place)
    if available is None or not folder.is_dir():
        return
    found = estimate_memory(place, quantization)
    if found is None:  # a model that transformers does not know will be refused when it is loaded
        size = sum(file.stat().st_size for file in _weights(folder) if file.is_file())
        already = bool(_quantised_by(folder))
        share = {"nf4": 0.4, "int8": 0.6}.get(quantization, 1.1) if not already else 1.1
        found = MemoryEstimate(int(size * share), 0, 0)
    if found.needed <= available:
        return
    if found.expert_share >= MANY_EXPERTS:
        why = (
            "전문가 혼합(MoE) 모델이라 4비트로 두어도 전문가 부분은 16비트로 남습니다. "
            "GGUF로 받아 llama.cpp나 Ollama 서버로 띄우면 훨씬 적은 메모리로 쓸 수 있습니다. "
        )
    else:
        smaller = largest_within(available / 1.1 / 2**30)
        named = f"예를 들어 {smaller.id}는 4비트로 약 {smaller.memory_nf4}GiB입니다. " if smaller else ""
        why = f"더 작은 모델을 고르거나 다른 프로그램을 닫아 주세요. {named}"
    raise ModelUnavailable(
        f"메모리가 모자랍니다. 이 모델에는 약 {found.needed / 2**30:.1f}GiB가 필요한데 {available / 2**30:.1f}GiB가 남아 있습니다. "
        f"{why}{INSTEAD}",
        code="too_little_memory",
        english=(
            f"{found.needed / 2**30:.1f} GiB are needed, {available / 2**30:.1f} GiB are free"
            f"{'; the experts of a mixture stay in bf16' if found.expert_share >= MANY_EXPERTS else ''}."
        ),
    )


def is_hub_id(model: str) -> bool:
    """True for ``name`` or ``owner/name``; a path that starts like one, or has more parts, is a folder."""
    return (
        model.count("/") <= 1
        and "\\" not in model
        and not model.startswith((".", "/", "~"))
        and not model.endswith("/")
    )
