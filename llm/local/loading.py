"""A causal language model from a folder or a hub id: 4-bit NF4 or as it is, with an optional
PEFT adapter, safetensors only.
"""

from __future__ import annotations

import gc
import threading
from pathlib import Path
from typing import Any

from errors import ModelUnavailable, require_packages
from llm.local.adapter_switching import LoadedModel, Resident
from llm.local.adapters import is_adapter, reads_weights, resolve
from llm.local.checkpoint_check import INSTEAD, check_memory, check_model, is_hub_id
from llm.local.memory_estimate import class_for, context_of
from settings import Quantization

_OTHER_SENSES = ("visual", "vision_tower", "vision_model", "audio_tower", "multi_modal_projector", "embed_vision")
_BLOCK = 32  # output features: bitsandbytes' packed CPU kernel takes only multiples of it


_resident: dict[tuple[str, str], Resident] = {}  # one at most: a second base would need its memory twice
_from_hub: dict[str, str] = {}  # the folders of adapters that were fetched
_loading = threading.Lock()


def load(model: str, adapter: str = "", quantization: Quantization = "nf4") -> LoadedModel:
    """The model with an adapter in mind. The base stays until another is asked for, whatever adapters come and go.

    Raises ModelUnavailable with what to do instead.
    """
    place = _fetch_adapter(resolve(adapter)) if adapter else ""
    with _loading:
        # DoRA takes the norm of the base's weights as they are stored, for which bitsandbytes
        # must not pack them (on the CPU).
        stored = bool(place) and quantization == "nf4" and reads_weights(Path(place))
        resident = _resident.get((model, quantization))
        if resident is None or (stored and resident.packed):
            del resident
            _forget()
            resident = _resident[model, quantization] = _read(model, quantization, packed=not stored)
    loaded = LoadedModel(resident, place)
    if place and not resident.holds(place):
        with loaded.using():  # what is wrong with an adapter is said now
            pass
    return loaded


def forget() -> None:
    """Let the resident model go, so that its memory is free."""
    with _loading:
        _forget()


def _forget() -> None:
    _resident.clear()
    gc.collect()


def _read(model: str, quantization: Quantization, packed: bool) -> Resident:
    place = check_model(model)
    require_packages("torch", "transformers")
    try:
        import torch
        from safetensors import SafetensorError
        from transformers import AutoTokenizer
    except ImportError as error:
        raise ModelUnavailable(
            f"'{error.name}' 패키지가 없어 로컬 모델을 쓸 수 없습니다. requirements.txt를 설치해 주세요. {INSTEAD}",
            code="missing_package",
            english=f"The package {error.name!r} is needed for a local model.",
        ) from error
    device = "cuda" if torch.cuda.is_available() else "cpu"
    check_memory(place, quantization, _available(torch, device))
    local = Path(place).is_dir()
    try:
        tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=local, trust_remote_code=False)
        told: dict[str, Any]
        weights: Any
        models = class_for(place)
        weights, told = models.from_pretrained(
            place,
            local_files_only=local,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.bfloat16,
            device_map={"": device},
            output_loading_info=True,
            **_quantization_arguments(place, quantization),
        )
        if told["missing_keys"]:  # transformers would fill these with random numbers
            raise ValueError(f"{len(told['missing_keys'])} weights are missing, {min(told['missing_keys'])} among them")
    except torch.cuda.OutOfMemoryError as error:
        raise _too_large(model) from error
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
        raise _explain_load_failure(model, error) from error
    drop_other_senses(weights)
    weights.train(False)
    packed = packed and device == "cpu"
    keep_weights_unpacked(weights, every=not packed)
    context = context_of(weights.config.get_text_config())
    return Resident(model, weights, tokenizer, device, context, packed)


def drop_other_senses(weights: Any) -> None:
    """Let go of what sees and hears in a checkpoint of several senses: only its words are used here."""
    for holder in (weights, getattr(weights, "model", None)):
        for name in _OTHER_SENSES:
            if getattr(holder, name, None) is not None:
                setattr(holder, name, None)


def _available(torch: Any, device: str) -> int | None:
    """Free bytes on the device; None where the system does not say."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    table = Path("/proc/meminfo")
    if not table.is_file():
        return None
    lines = dict(line.split(":", 1) for line in table.read_text(encoding="ascii").splitlines() if ":" in line)
    return int(lines["MemAvailable"].split()[0]) * 1024 if "MemAvailable" in lines else None


def _quantization_arguments(place: str, quantization: Quantization) -> dict[str, Any]:
    """NF4 or 8 bits; nothing for weights that are quantised already."""
    import transformers

    libraries: Any = transformers
    config = libraries.AutoConfig.from_pretrained(place, local_files_only=Path(place).is_dir(), trust_remote_code=False)
    if quantization == "none" or getattr(config, "quantization_config", None):
        return {}
    return {"quantization_config": int8() if quantization == "int8" else nf4()}


def int8() -> Any:
    """8-bit weights (LLM.int8())."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_8bit=True)  # type: ignore[no-untyped-call]


def nf4() -> Any:
    """NF4 with double quantisation and bf16 products (QLoRA)."""
    import torch
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(  # type: ignore[no-untyped-call]
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def _fetch_adapter(adapter: str) -> str:
    """An adapter's folder; of a hub id what is safe to read is fetched, once a process, nothing else. "" stays ""."""
    if not adapter or Path(adapter).is_dir():
        return adapter
    if is_adapter(Path(known := _from_hub.get(adapter, ""))):
        return known
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        folder = snapshot_download(adapter, allow_patterns=["adapter_config.json", "adapter_model.safetensors"])
    except (HfHubHTTPError, HFValidationError, OSError, RuntimeError) as error:
        raise ModelUnavailable(
            f"어댑터를 내려받지 못했습니다: {adapter}. 이름과 인터넷 연결을 확인하거나, 내려받은 폴더를 적어 주세요.",
            code="adapter_missing",
            english=f"The adapter {adapter} cannot be downloaded.",
        ) from error
    _from_hub[adapter] = resolve(folder)
    return _from_hub[adapter]


def keep_weights_unpacked(weights: Any, every: bool = True) -> None:
    """Leave 4-bit layers as they are stored: those that bitsandbytes 0.50 fails on when it packs
    for AVX512-BF16, or every one.

    It packs widths of multiples of 32 alone. For training and merging no layer may be packed: gradients would be wrong.
    """
    for module in weights.modules():
        if type(module).__name__ == "Linear4bit" and (
            every or module.out_features % _BLOCK or module.in_features % _BLOCK
        ):
            module.support_avx512bf16_for_cpu = False


def _too_large(model: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"그래픽 메모리가 모자라 모델을 올리지 못했습니다: {model}. 더 작은 모델을 고르거나 quantization을 nf4로 두세요. {INSTEAD}",
        code="too_little_memory",
        english="The GPU has too little memory for this model.",
    )


def _explain_load_failure(model: str, error: Exception) -> ModelUnavailable:
    """The likeliest reason, in words; the library's own first line goes with it in English."""
    first = (str(error).splitlines() or [type(error).__name__])[0][:300]
    if "trust_remote_code" in str(error) or "custom code" in str(error):
        why, code = (
            "이 모델은 자체 코드를 실행해야 하는데, 안전을 위해 실행하지 않습니다. 다른 모델을 골라 주세요",
            "remote_code",
        )
    elif is_hub_id(model) and not Path(model).exists() and isinstance(error, OSError):
        why, code = (
            "모델을 내려받지 못했습니다. 이름과 인터넷 연결을 확인하거나, 내려받은 폴더를 적어 주세요",
            "model_unreachable",
        )
    else:
        why, code = "모델을 읽지 못했습니다. 파일이 온전한지 확인해 주세요", "model_broken"
    return ModelUnavailable(f"{why}: {model}. {INSTEAD}", code=code, english=first)
