"""How much memory a checkpoint will take, tensor by tensor: the model is built without weights, and each of its tensors
counted as it will be kept.

4-bit and 8-bit loading quantises plain linear layers alone: embeddings, the output layer and norms stay in bf16, and so
do the experts of a mixture, which transformers keep as one block a layer. Tied weights count once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from settings import Quantization

NF4_BLOCK, NF4_NESTED = 64, 256  # weights a scale (one byte each), scales a scale of theirs (four bytes each)
BYTES: dict[str, float] = {"nf4": 0.5 + 1 / NF4_BLOCK + 4 / (NF4_BLOCK * NF4_NESTED), "int8": 1.0, "none": 2.0}
KEPT_BYTES = 2.0  # a weight in bf16
WORK_FACTOR = 1.04  # buffers beside the weights
ROOM_TOKENS = 4096  # tokens of a conversation for which room is kept


@dataclass(frozen=True)
class MemoryEstimate:
    """Bytes of the weights and of a token's keys and values; ``expert_share`` of the weights are experts."""

    weights: int
    token: int
    context: int
    expert_share: float = 0.0

    @property
    def needed(self) -> int:
        """Bytes to load the model and to talk with it for ``ROOM_TOKENS``."""
        return int(self.weights * WORK_FACTOR) + self.token * min(self.context, ROOM_TOKENS)


def estimate_memory(place: str, quantization: Quantization) -> MemoryEstimate | None:
    """Of a folder or of a hub id whose config is there; None where transformers does not know the model."""
    import torch

    try:
        config = config_of(place)
        with torch.device("meta"):
            model = class_for(place).from_config(config, trust_remote_code=False)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, ImportError, RuntimeError):
        return None
    model.tie_weights()
    weights, experts = 0.0, 0.0
    quantised = set() if getattr(config, "quantization_config", None) else _quantised(model, torch)
    for name, tensor in model.named_parameters():
        size = tensor.numel() * (BYTES[quantization] if name in quantised else KEPT_BYTES)
        weights += size
        experts += size if tensor.dim() > 2 else 0.0
    text = config.get_text_config()
    return MemoryEstimate(int(weights), token_bytes(text), context_of(text), experts / max(weights, 1.0))


def token_bytes(config: Any) -> int:
    """Bytes of a token's keys and values in bf16, full attention in every layer taken for granted."""
    heads = getattr(config, "num_attention_heads", 0) or 0
    shared = getattr(config, "num_key_value_heads", None) or heads
    width = getattr(config, "head_dim", None) or (getattr(config, "hidden_size", 0) // heads if heads else 0)
    return int(2 * (getattr(config, "num_hidden_layers", 0) or 0) * shared * width * KEPT_BYTES)


def context_of(config: Any) -> int:
    """Tokens that the model reads."""
    return int(getattr(config, "max_position_embeddings", 0) or 4096)


def config_of(place: str) -> Any:
    """The config of a folder or a hub id."""
    import transformers

    libraries: Any = transformers
    return libraries.AutoConfig.from_pretrained(place, local_files_only=Path(place).is_dir(), trust_remote_code=False)


def class_for(place: str) -> Any:
    """The family of classes that loads the checkpoint: of words, or of pictures and words."""
    import transformers

    libraries: Any = transformers
    known = type(config_of(place)) in libraries.MODEL_FOR_CAUSAL_LM_MAPPING
    return libraries.AutoModelForCausalLM if known else libraries.AutoModelForImageTextToText


def _quantised(model: Any, torch: Any) -> set[str]:
    """The names of the weights that bitsandbytes takes: of linear layers but the one that gives the words."""
    last = model.get_output_embeddings()
    return {
        f"{name}.weight"
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and module is not last
    }


def free_memory() -> tuple[float, bool]:
    """GiB that are free, and whether they are a GPU's; 0 where the system does not say."""
    try:
        import torch
    except ImportError:
        return _free_ram() / 2**30, False
    if torch.cuda.is_available():
        return float(torch.cuda.mem_get_info()[0]) / 2**30, True
    return _free_ram() / 2**30, False


def _free_ram() -> int:
    """Free bytes of the machine's memory; 0 where the system does not say."""
    table = Path("/proc/meminfo")
    if table.is_file():
        lines = dict(line.split(":", 1) for line in table.read_text(encoding="ascii").splitlines() if ":" in line)
        return int(lines.get("MemAvailable", "0 kB").split()[0]) * 1024
    try:
        import psutil
    except ImportError:
        return 0
    return int(psutil.virtual_memory().available)
