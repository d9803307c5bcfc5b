"""A Llama-shaped model as a GGUF file, for llama.cpp and Ollama: the weights of a folder of safetensors as they are
(bf16 stays bf16, norms become float32, as llama.cpp wants them), its tokenizer and its chat template.

Only what is sure to give the same tokens is written: ``LlamaForCausalLM`` with rotary positions without scaling or
with a base of their own, and byte-level BPE cut by GPT-2's or Llama 3's rule. Everything else is refused by name;
llama.cpp's own converter knows many more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from errors import FinetuneError, require_packages

GGUF_FILE = "model.gguf"
PLAIN_ROPE = 10_000.0
# How the text is cut before the merges: the regex of tokenizer.json ("" for GPT-2's own) to llama.cpp's name for it.
CUTS = {
    "": "gpt-2",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+": "llama-bpe",
}


class _Shape(NamedTuple):
    heads: int
    shared: int
    rope: float


def write_gguf(folder: Path, file: Path) -> Path:
    """``file``, with the model of a folder, its tokenizer and its chat template in it; it appears whole or not at all.

    Raises FinetuneError (``gguf_shape``) for a model of another shape, and ModelUnavailable without the package gguf.
    """
    require_packages("gguf", "safetensors", "torch")
    import gguf
    import torch

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    core = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    shape, cut = _shape(config), _cut(core)
    partial = file.with_name(file.name + ".partial")
    writer: Any = gguf.GGUFWriter(str(partial), "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.shared)
    writer.add_rope_dimension_count(config["hidden_size"] // shape.heads)
    writer.add_rope_freq_base(shape.rope)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    halved = config.get("dtype") == "bfloat16"
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_BF16 if halved else gguf.LlamaFileType.ALL_F32)
    _add_tokenizer(writer, folder, config, core, cut)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    for name, tensor in _tensors(folder):
        theirs = names.get_name(name.removesuffix(".weight"))
        if theirs is None or not name.endswith(".weight"):
            raise _refuse(name)
        turned = _turn(name, tensor, shape)
        if tensor.ndim == 1 or tensor.dtype != torch.bfloat16:
            writer.add_tensor(f"{theirs}.weight", turned.float().numpy())
        else:
            raw = turned.contiguous().view(dtype=torch.uint8).numpy()
            writer.add_tensor(f"{theirs}.weight", raw, raw_dtype=gguf.GGMLQuantizationType.BF16)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return partial.replace(file)


def _shape(config: dict[str, Any]) -> _Shape:
    """Heads and rotary base of a Llama. Raises FinetuneError (``gguf_shape``)."""
    heads = int(config["num_attention_heads"])
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    told = (
        ("config", config.get("architectures") == ["LlamaForCausalLM"]),
        ("rope", rope.get("rope_type", rope.get("type", "default")) == "default"),
        ("head_dim", config.get("head_dim") in (None, config["hidden_size"] // heads)),
        ("bias", not config.get("attention_bias") and not config.get("mlp_bias")),
    )
    for part, known in told:
        if not known:
            raise _refuse(part)
    base = rope.get("rope_theta") or config.get("rope_theta") or PLAIN_ROPE
    return _Shape(heads, int(config.get("num_key_value_heads") or heads), float(base))


def _cut(core: dict[str, Any]) -> str:
    """llama.cpp's name for how a tokenizer cuts texts. Raises FinetuneError (``gguf_shape``)."""
    before = core.get("pre_tokenizer") or {}
    steps = before.get("pretokenizers", [before])
    rules = [step["pattern"].get("Regex", "?") for step in steps if step.get("type") == "Split"]
    own = [step.get("use_regex", True) for step in steps if step.get("type") == "ByteLevel"]
    rule = "".join(rules)
    known = core["model"]["type"] == "BPE" and len(steps) == len(rules) + len(own) and own == [not rules]
    if not known or rule not in CUTS or core.get("normalizer"):
        raise _refuse("tokenizer")
    return CUTS[rule]


def _add_tokenizer(writer: Any, folder: Path, config: dict[str, Any], core: dict[str, Any], cut: str) -> None:
    import gguf

    special = {one["content"] for one in core["added_tokens"] if one["special"]}
    vocabulary = {**core["model"]["vocab"], **{one["content"]: one["id"] for one in core["added_tokens"]}}
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    size = config["vocab_size"]
    tokens += [f"[PAD{at}]" for at in range(len(tokens), size)]
    kinds = [gguf.TokenType.CONTROL if one in special else gguf.TokenType.NORMAL for one in tokens]
    kinds[len(vocabulary) :] = [gguf.TokenType.UNUSED] * (size - len(vocabulary))
    writer.add_vocab_size(size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(cut)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([one if isinstance(one, str) else " ".join(one) for one in core["model"]["merges"]])
    told = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8")).get("eos_token")
    end, begin = told["content"] if isinstance(told, dict) else told, config.get("bos_token_id")
    if end in vocabulary:
        writer.add_eos_token_id(vocabulary[end])
    if begin is not None:
        writer.add_bos_token_id(begin)
    template = folder / "chat_template.jinja"
    form = template.read_text(encoding="utf-8") if template.is_file() else ""
    first = next((one for one, at in vocabulary.items() if at == begin), "")
    post = json.dumps(core.get("post_processor"), ensure_ascii=False)
    adds = bool(first) and (first in post or first in form or "bos_token" in form)
    writer.add_add_bos_token(adds)  # then the runner writes it before every prompt
    if form:
        writer.add_chat_template(form)


def _tensors(folder: Path) -> Iterator[tuple[str, Any]]:
    """Every tensor by its name, one file after another."""
    from safetensors import safe_open

    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:  # type: ignore[no-untyped-call]
            for name in file.keys():  # noqa: SIM118 - safetensors' handle is no mapping
                yield name, file.get_tensor(name)


def _turn(name: str, tensor: Any, shape: _Shape) -> Any:
    """Queries and keys in the order in which llama.cpp turns them."""
    if ".q_proj" not in name and ".k_proj" not in name:
        return tensor
    count = shape.heads if ".q_proj" in name else shape.shared
    rows, width = tensor.shape
    return tensor.reshape(count, 2, rows // count // 2, width).swapaxes(1, 2).reshape(rows, width)


def _refuse(part: str) -> FinetuneError:
    return FinetuneError(
        f"GGUF로 적을 줄 모르는 모델입니다({part}). 합친 폴더를 llama.cpp의 convert_hf_to_gguf.py로 바꿔 주세요.",
        code="gguf_shape",
        english=f"This shape of model ({part}) is not written as GGUF here; use llama.cpp's convert_hf_to_gguf.py.",
    )
