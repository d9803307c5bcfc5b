"""The tiny real model with and without a chat template, of an odd width, and an adapter for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import build_tiny

TARGETS = ["q_proj", "v_proj"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-prompts", action="store_true", help="write tests/llm/golden/*.txt anew from the prompts as they are"
    )


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
