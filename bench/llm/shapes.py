"""Models of random weights and a chosen shape, saved as any downloaded model would lie there. Nothing is downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from settings import ROOT

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}"
    "{% for c in m.get('tool_calls') or [] %}<tool_call>{{ c['function'] | tojson }}</tool_call>{% endfor "
    "%}<|end|>{% endfor %}"
    "{% if tools %}<|tools|>{{ tools | tojson }}<|end|>{% endif %}{% if add_generation_prompt %}<|assistant|>{% "
    "endif %}"
)
MARKS = ("<|end|>", "<|user|>", "<|assistant|>", "<|system|>", "<|tool|>", "<|tools|>")

TINY = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 2048,
}
SMALL_SHAPE = {
    "hidden_size": 512,
    "intermediate_size": 1536,
    "num_hidden_layers": 8,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
}
ONE_BILLION = {
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 4096,
}  # Llama 3.2 1B, but for its vocabulary
EIGHT_BILLION = {
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 4096,
}  # Llama 3.1 8B, but for its vocabulary


def sample_texts() -> list[str]:
    """The paragraphs of the sample textbooks."""
    books = [(ROOT / "samples" / f"{name}.md").read_text(encoding="utf-8") for name in ("history", "science")]
    return [part for book in books for part in book.split("\n\n") if part.strip()]


def tokenizer_of(
    texts: Iterable[str], vocabulary: int = 640, marks: Sequence[str] = MARKS, template: str | None = TEMPLATE
) -> Any:
    """A byte-level BPE learnt from ``texts``; the first mark ends a text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)  # type: ignore[assignment]
    core.decoder = decoders.ByteLevel()  # type: ignore[assignment]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    told = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(marks),
        initial_alphabet=alphabet,
        limit_alphabet=len(alphabet),
        show_progress=False,
    )
    core.train_from_iterator(texts, told)
    tokenizer: Any = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=core, eos_token=marks[0], pad_token=marks[0], chat_template=template
    )
    if len(marks) > 1:
        tokenizer.add_special_tokens({"additional_special_tokens": list(marks[1:])})
    return tokenizer


def llama(tokenizer: Any, shape: dict[str, int], seed: int = 3, **more: Any) -> Any:
    """A Llama of random weights for the tokenizer's ids; ``more`` goes over the shape."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    told: dict[str, Any] = {
        "vocab_size": len(tokenizer),
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": None,
        "tie_word_embeddings": False,
        **shape,
        **more,
    }
    return LlamaForCausalLM(LlamaConfig(**told))


def save_model(folder: Path, tokenizer: Any, model: Any) -> Path:
    """``folder``, with the model and its tokenizer in it."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def large(folder: Path, tokenizer: Any, shape: dict[str, int]) -> Path:
    """The same in bf16 from the start: a large shape in float32 would need twice the memory."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        return save_model(folder, tokenizer, llama(tokenizer, shape))
    finally:
        torch.set_default_dtype(before)
