"""What is refused before and while a model loads, and said in words: missing, broken, unsafe, too large."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from bench.llm.shapes import save_model, tokenizer_of
from errors import ModelUnavailable
from llm import load_chat_model
from llm.local.chat_model import LocalChatModel
from llm.local.checkpoint_check import check_memory, check_model
from llm.local.loading import forget, load
from llm.local.memory_estimate import estimate_memory
from llm.local.prompting import write_prompt
from llm.model_catalog import KNOWN_MODELS, PLAIN_FORMAT
from settings import Quantization, Settings
from tests.llm.local.model_parts import explain_term, model_for, text_of
from tests.tiny import SENTENCES, build_tiny

if TYPE_CHECKING:
    import torch


def test_widths_that_the_packed_kernel_refuses_still_answer(tiny_odd: Path) -> None:
    reply = model_for(tiny_odd, max_tokens=4).invoke("을사늑약은?")
    assert reply.usage_metadata is not None and reply.usage_metadata["output_tokens"] > 0


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "no_model"), ("/없는/폴더/모델", "model_missing"), ("./없는-폴더", "model_missing")],
)
def test_a_model_that_is_not_there_is_named_in_korean(name: str, code: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(Settings(llm="local", model=name))
    assert caught.value.code == code and "extractive" in caught.value.message


def test_a_folder_without_safetensors_is_refused(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(ModelUnavailable) as caught:
        load(str(tmp_path / "bare"))
    assert caught.value.code == "model_incomplete"
    pickled = tmp_path / "pickled"
    shutil.copytree(tiny, pickled, ignore=shutil.ignore_patterns("*.safetensors"))
    (pickled / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelUnavailable) as caught:
        load(str(pickled))
    assert caught.value.code == "unsafe_weights"


def test_a_broken_file_and_too_little_memory_are_told_apart(tiny: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file  # here: it imports torch, and every worker collects this file

    broken = shutil.copytree(tiny, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelUnavailable) as caught:
        load(str(broken))
    assert caught.value.code == "model_broken"
    partial = shutil.copytree(tiny, tmp_path / "partial")
    weights = load_file(partial / "model.safetensors")
    del weights["model.layers.0.mlp.up_proj.weight"]
    save_file(weights, partial / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelUnavailable) as caught:
        load(str(partial))
    assert caught.value.code == "model_broken" and "up_proj" in caught.value.english
    with pytest.raises(ModelUnavailable) as caught:
        check_memory(str(tiny), "nf4", available=1000)
    assert caught.value.code == "too_little_memory" and "extractive" in caught.value.message


def test_too_little_memory_names_a_smaller_model_that_fits(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.truncate(16 * 2**30)  # a hole, as large as eight billion parameters in bf16
    with pytest.raises(ModelUnavailable) as caught:
        check_memory(str(tmp_path), "nf4", available=2 * 2**30)
    named = next(one for one in KNOWN_MODELS if one.id in caught.value.message)
    assert named.memory_nf4 < 2 and not named.own_code and "6.7GiB" in caught.value.message


@pytest.mark.parametrize("method", ["gptq", "awq", "fp8"])
def test_weights_quantised_for_servers_name_the_server_command(tiny: Path, tmp_path: Path, method: str) -> None:
    folder = shutil.copytree(tiny, tmp_path / method)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": method}}))
    with pytest.raises(ModelUnavailable) as caught:
        load(str(folder))
    assert caught.value.code == "served_only" and method.upper() in caught.value.message
    assert f"vllm serve {folder}" in caught.value.message and "server_url" in caught.value.message


def test_a_gguf_file_names_the_server_command(tmp_path: Path) -> None:
    file = tmp_path / "model-Q4_K_M.gguf"
    file.write_bytes(b"GGUF")
    for place in (file, tmp_path):
        with pytest.raises(ModelUnavailable) as caught:
            check_model(str(place))
        assert caught.value.code == "served_only" and "llama-server" in caught.value.message


def shapes(folder: Path) -> dict[str, Path]:
    """Six tiny checkpoints that keep their weights in different ways, in bf16."""
    import torch
    from transformers import (
        Gemma3ForCausalLM,
        Gemma3TextConfig,
        GPTNeoXConfig,
        GPTNeoXForCausalLM,
        LlamaConfig,
        LlamaForCausalLM,
        Qwen3Config,
        Qwen3ForCausalLM,
        Qwen3MoeConfig,
        Qwen3MoeForCausalLM,
    )

    size = {"hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 4}
    size |= {"num_key_value_heads": 2, "eos_token_id": 0, "pad_token_id": 0, "bos_token_id": None}
    experts = {"num_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 256, "head_dim": 32}
    neox = {key: one for key, one in size.items() if key != "num_key_value_heads"}
    models = {
        "dense": LlamaForCausalLM(LlamaConfig(vocab_size=1000, **size)),
        "large vocabulary": LlamaForCausalLM(LlamaConfig(vocab_size=20_000, tie_word_embeddings=False, **size)),
        "tied": Qwen3ForCausalLM(Qwen3Config(vocab_size=20_000, tie_word_embeddings=True, head_dim=32, **size)),
        "experts": Qwen3MoeForCausalLM(Qwen3MoeConfig(vocab_size=1000, **experts, **size)),
        "neox": GPTNeoXForCausalLM(GPTNeoXConfig(vocab_size=1000, **neox)),
        "gemma": Gemma3ForCausalLM(Gemma3TextConfig(vocab_size=1000, head_dim=32, **size)),
    }
    tokenizer = tokenizer_of(SENTENCES)
    return {name: save_model(folder / name, tokenizer, model.to(torch.bfloat16)) for name, model in models.items()}


def held_bytes(model: torch.nn.Module) -> int:
    """Bytes of everything that a loaded model keeps, the scales of its 4-bit weights among them."""
    kept = {}
    for tensor in [*model.parameters(), *model.buffers()]:
        parts, state = [tensor], getattr(tensor, "quant_state", None)
        while state is not None:
            parts += [one for one in (state.absmax, state.offset) if one is not None]
            state = state.state2 if getattr(state, "nested", False) else None
        kept |= {one.untyped_storage().data_ptr(): one.untyped_storage().nbytes() for one in parts}
    return sum(kept.values())


def test_memory_is_worked_out_tensor_by_tensor(tmp_path: Path) -> None:
    for name, folder in shapes(tmp_path).items():
        ways: tuple[Quantization, ...] = ("nf4", "none")
        for way in ways:
            told = estimate_memory(str(folder), way)
            assert told is not None
            assert told.weights == pytest.approx(held_bytes(load(str(folder), "", way).model), rel=0.1), (name, way)
            assert (told.expert_share > 0.5) == (name == "experts")


def test_a_mixture_of_experts_that_does_not_fit_is_told_the_truth(tmp_path: Path) -> None:
    folder = shapes(tmp_path)["experts"]
    (folder / "consolidated.safetensors").write_bytes(bytes(50_000_000))  # a second copy, which nobody loads
    needed = estimate_memory(str(folder), "nf4")
    assert needed is not None and needed.needed < 50_000_000
    check_memory(str(folder), "nf4", needed.needed)
    with pytest.raises(ModelUnavailable) as caught:
        check_memory(str(folder), "nf4", needed.needed - 1)
    assert "MoE" in caught.value.message and "llama.cpp" in caught.value.message


def test_eight_bits_and_sixteen_are_a_setting(tiny: Path) -> None:
    eight = load_chat_model(Settings(llm="local", model=str(tiny), quantization="int8", max_tokens=4))
    assert isinstance(eight, LocalChatModel)
    assert "Linear8bitLt" in {type(module).__name__ for module in eight.loaded.model.modules()}
    assert eight.invoke("을사늑약은?").usage_metadata


def test_of_a_model_that_also_sees_the_words_are_used(tmp_path: Path) -> None:
    """A vision-language checkpoint is loaded without its eyes."""
    import torch
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration, SiglipVisionConfig

    tokenizer = tokenizer_of(SENTENCES)
    words = {"vocab_size": len(tokenizer), "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2}
    words |= {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16}
    eyes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
    eyes |= {"image_size": 28, "patch_size": 14}
    shape = Gemma3Config(text_config=words, vision_config=SiglipVisionConfig(**eyes), mm_tokens_per_image=4)
    folder = save_model(tmp_path / "sees", tokenizer, Gemma3ForConditionalGeneration(shape).to(torch.bfloat16))
    model = model_for(folder, quantization="none", max_tokens=4)
    assert model.invoke("을사늑약은?").usage_metadata
    assert not [name for name, _ in model.loaded.model.named_parameters() if "vision" in name]


def test_running_out_of_memory_in_an_answer_is_told_and_the_next_one_goes_on(tiny: Path) -> None:
    import torch

    model = model_for(tiny, quantization="none")
    before = text_of(model)

    def full(*_: object) -> None:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    hook = model.loaded.model.register_forward_pre_hook(full)
    with pytest.raises(ModelUnavailable) as caught:
        text_of(model)
    hook.remove()
    assert caught.value.code == "too_little_memory" and "max_tokens" in caught.value.message
    assert text_of(model) == before


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_corrupt_or_missing_shard_is_refused(tiny: Path, tmp_path: Path, harm: str) -> None:
    from transformers import AutoModelForCausalLM

    sharded = shutil.copytree(tiny, tmp_path / "sharded", ignore=shutil.ignore_patterns("*.safetensors"))
    AutoModelForCausalLM.from_pretrained(tiny).save_pretrained(sharded, max_shard_size="100KB")
    shards = sorted(sharded.glob("*.safetensors"))
    assert len(shards) > 2 and text_of(model_for(sharded, quantization="none"))
    if harm == "cut":
        shards[1].write_bytes(shards[1].read_bytes()[:-64])
    else:
        shards[1].unlink()
    forget()
    with pytest.raises(ModelUnavailable) as caught:
        load(str(sharded), "", "none")
    assert caught.value.code == "model_broken" and "온전한지" in caught.value.message


def test_a_template_that_knows_no_tools_is_told_of_them_in_words(tmp_path: Path) -> None:
    plain = "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}<|assistant|>"
    model = model_for(build_tiny(tmp_path / "plain", template=plain), quantization="none", max_tokens=300)
    prompt, _ = write_prompt(
        [HumanMessage("찾아 줘")], [convert_to_openai_tool(explain_term)], model.loaded.tokenizer, PLAIN_FORMAT
    )
    assert prompt.startswith("<|system|>") and "explain_term" in prompt
    reply = model.bind_tools([explain_term], tool_choice="any").invoke("찾아 줘")
    assert reply.tool_calls[0]["name"] == "explain_term"


def test_a_template_that_refuses_the_conversation_is_refused_in_words(tmp_path: Path) -> None:
    strict = "{{ raise_exception('tools are not supported') }}"
    model = model_for(build_tiny(tmp_path / "strict", template=strict), quantization="none")
    with pytest.raises(ModelUnavailable) as caught:
        model.bind_tools([explain_term], tool_choice="any").invoke("찾아 줘")
    assert caught.value.code == "template_broken" and "tools are not supported" in caught.value.english
