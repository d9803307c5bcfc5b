"""A tiny real model, built in seconds: a byte-level BPE over Korean sentences and a two-layer Llama with a chat template."""

from __future__ import annotations

from pathlib import Path

import pytest

SENTENCES = (
    "을사늑약은 1905년 11월 17일 대한제국과 일본이 체결한 조약이다.",
    "이 조약으로 대한제국은 외교권을 박탈당하였다.",
    "고종은 1907년 헤이그에 특사를 파견하여 조약의 무효를 알리려 하였다.",
    "식물은 빛을 받아 이산화 탄소와 물로 양분을 만드는데 이를 광합성이라고 한다.",
    "과적합은 모델이 훈련 자료에만 지나치게 맞추어지는 현상이다.",
    "동학 농민 운동은 1894년 전라도 고부에서 시작되었다.",
)
TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}"
    "{% for c in m.get('tool_calls') or [] %}<tool_call>{{ c['function'] | tojson }}</tool_call>{% endfor %}<|end|>{% endfor %}"
    "{% if tools %}<|tools|>{{ tools | tojson }}<|end|>{% endif %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
TARGETS = ["q_proj", "v_proj"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-prompts", action="store_true", help="write tests/llm/golden/*.txt anew from the prompts as they are"
    )


def build_tiny(folder: Path, *, template: str | None = TEMPLATE, width: int = 128) -> Path:
    """Save a random model and its tokenizer as any downloaded model would lie there."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    special = ["<|end|>", "<|user|>", "<|assistant|>", "<|system|>", "<|tool|>", "<|tools|>"]
    core.train_from_iterator(
        SENTENCES * 4,
        trainers.BpeTrainer(
            vocab_size=640,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, eos_token="<|end|>", pad_token="<|end|>", chat_template=template
    )
    tokenizer.add_special_tokens({"additional_special_tokens": special[1:]})
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=width,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        tie_word_embeddings=False,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def tiny_plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without a chat template, under a name that the registry knows."""
    return build_tiny(tmp_path_factory.mktemp("plain") / "KoAlpaca-Polyglot-5.8B", template=None)


@pytest.fixture(scope="session")
def tiny_odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a width that is no multiple of 32."""
    return build_tiny(tmp_path_factory.mktemp("odd") / "odd", width=112)


@pytest.fixture(scope="session")
def tiny_adapter(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LoRA adapter for the tiny model whose weights are not zero, saved as safetensors."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(5)
    config = LoraConfig(r=4, lora_alpha=64, target_modules=TARGETS, task_type="CAUSAL_LM", init_lora_weights=False)
    folder = tmp_path_factory.mktemp("adapters") / "first"
    get_peft_model(AutoModelForCausalLM.from_pretrained(tiny), config).save_pretrained(folder)
    return folder
