"""A tiny real model with and without a chat template, and a little to train it on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from finetune import rows
from tests.tiny import build_tiny

TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|end|>\\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}"
)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model without a chat template."""
    return build_tiny(tmp_path_factory.mktemp("base"), template=None, marks=("<|end|>",))


@pytest.fixture(scope="session")
def templated(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same model with a chat template that marks no generation, as most have."""
    from transformers import AutoTokenizer

    folder = tmp_path_factory.mktemp("templated") / "base"
    shutil.copytree(base, folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve rows of one answer."""
    answer = "을사늑약은 1905년에 체결된 조약이다."
    made = [rows.row("glossary", f"{i}번 용어에 대해 설명해줘", answer) for i in range(12)]
    return rows.write(made, tmp_path_factory.mktemp("data") / "train.jsonl").path
