"""What is refused before and while a model loads, and said in words: missing, broken, unsafe, too large."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from errors import ModelUnavailable
from llm import load_chat_model
from llm.local.loading import check_memory, forget, load
from llm.local.prompting import write_prompt
from llm.model_catalog import KNOWN_MODELS, PLAIN_FORMAT
from settings import Settings
from tests.llm.local.model_parts import explain_term, model_for, text_of
from tests.tiny import build_tiny


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
    assert named.memory_nf4 < 2 and not named.own_code and "6.4GiB" in caught.value.message


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
