"""One base in memory and several adapters on it: switched on, switched off, the base never read again.

An adapter of the same kind as the last stays beside it and is chosen by its name (PEFT's ``set_adapter``); one of
another kind takes its place, since PEFT does not mix kinds. Switched off, the layers of the base answer alone, so its
scores are the base's to the bit. What the model has read (``Memory``) is forgotten with every switch: keys and values
of one adapter are not those of another.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from errors import ModelUnavailable
from llm.local.adapters import ADAPTER_CONFIG, ADAPTER_WEIGHTS, keep_dtype
from llm.local.fingerprint import belongs
from llm.local.prefix_cache import PrefixCache

WAIT_POLL_SECONDS = 0.1  # seconds between two looks at whether a run that waits is still wanted
MOST_ADAPTERS = 4  # adapters that stay in memory beside one another
_EMBEDDINGS = ("embed_tokens.weight", "lm_head.weight")  # PEFT may save these beside an adapter's own weights


class Resident:
    """A base model that stays. ``lock``: whoever computes with it holds it, so that nobody
    switches in the middle of an answer.
    """

    def __init__(self, name: str, weights: Any, tokenizer: Any, device: str, context: int, packed: bool = True) -> None:
        """``packed``: whether 4-bit layers may lie as the CPU's kernel wants them, which some adapters cannot read."""
        self.name, self.tokenizer, self.device, self.context, self.packed = name, tokenizer, device, context, packed
        self.lock = threading.Lock()
        self.memory = PrefixCache()
        self.grammar_cache: dict[str, Any] = {}
        self.model: Any = weights
        self._weights = weights
        self._wrapped: Any = None
        self._kind = ""
        self._on = ""
        self._held: dict[str, str] = {}  # an adapter's mark to its name in PEFT, the one longest unused first
        self._numbers = count()

    def holds(self, place: str) -> bool:
        """Whether the adapter of a folder is in memory, as it lies on the disk now."""
        return _mark(place) in self._held

    def switch(self, place: str) -> Any:
        """The model with the adapter of a folder on it, the base alone for ""; to be called with the lock held.

        Raises ModelUnavailable (``adapter_mismatch``, ``adapter_broken``); then the base alone is left.
        """
        mark = _mark(place) if place else ""
        if mark != self._on:
            self.memory.clear()
            self._on, self.model = "", self._alone()
            if mark:
                self.model = self._with(place, mark)
                self._on = mark
        return self.model

    def _alone(self) -> Any:
        if self._wrapped is not None and not _prompts(self._wrapped):
            self._wrapped.base_model.disable_adapter_layers()
        return self._weights

    def _with(self, place: str, mark: str) -> Any:
        if mark not in self._held:
            self._add(place, mark)
        name = self._held[mark] = self._held.pop(mark)
        if not _prompts(self._wrapped):
            self._wrapped.base_model.enable_adapter_layers()
        self._wrapped.set_adapter(name, inference_mode=True)
        return self._wrapped

    def _add(self, place: str, mark: str) -> None:
        from safetensors import SafetensorError

        if not belongs(Path(place), self.name):
            raise mismatch(self.name, place)
        try:
            kind = str(json.loads((Path(place) / ADAPTER_CONFIG).read_text(encoding="utf-8"))["peft_type"])
            if kind != self._kind:
                self._strip()
            while len(self._held) >= MOST_ADAPTERS:
                self._wrapped.delete_adapter(self._held.pop(next(iter(self._held))))
            with _keep_weights_packed(self._weights):
                self._read(place, name := f"adapter{next(self._numbers)}")
        except (OSError, KeyError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
            self._strip()
            raise _explain_failure(self.name, place, error) from error
        self._kind, self._held[mark] = kind, name

    def _read(self, place: str, name: str) -> None:
        from peft import PeftConfig, get_peft_model

        config = PeftConfig.from_pretrained(place)
        config.inference_mode = True
        if self._wrapped is None:
            self._wrapped = get_peft_model(self._weights, config, adapter_name=name)
        self._wrapped.load_adapter(place, name, is_trainable=False, torch_device=self.device)
        if odd := _odd(self._wrapped, name, Path(place)):
            raise ValueError(f"size mismatch: {odd}")
        keep_dtype(self._wrapped)
        self._wrapped.train(False)

    def _strip(self) -> None:
        """Take every adapter off and leave the base as it was loaded."""
        _bare(self._weights)
        self._wrapped, self._kind = None, ""
        self._held.clear()


@dataclass(frozen=True)
class LoadedModel:
    """A resident base with one adapter in mind, ``adapter`` its folder, "" for none. ``model``: as
    it stands; ``using`` makes sure.
    """

    resident: Resident
    adapter: str = ""

    @contextmanager
    def using(self, stopped: Callable[[], bool] = lambda: False) -> Iterator[Any]:
        """The model with this adapter on it, and nobody else's turn meanwhile; None where
        ``stopped`` ended the wait for it.

        Raises ModelUnavailable.
        """
        while not self.resident.lock.acquire(timeout=WAIT_POLL_SECONDS):
            if stopped():
                yield None
                return
        try:
            yield self.resident.switch(self.adapter)
        finally:
            self.resident.lock.release()

    @property
    def name(self) -> str:
        return self.resident.name

    @property
    def model(self) -> Any:
        return self.resident.model

    @property
    def tokenizer(self) -> Any:
        return self.resident.tokenizer

    @property
    def device(self) -> str:
        return self.resident.device

    @property
    def context(self) -> int:
        """Tokens that the model reads at most."""
        return self.resident.context

    @property
    def memory(self) -> PrefixCache:
        return self.resident.memory

    @property
    def grammar_cache(self) -> dict[str, Any]:
        return self.resident.grammar_cache


def mismatch(model: str, place: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"어댑터({Path(place).name})가 이 모델에 맞지 않습니다: {model}. 그 어댑터를 학습한 모델을 고르거나, 다른 어댑터를 골라 주세요.",
        code="adapter_mismatch",
        english=f"The adapter {Path(place).name} was trained for another base than {model}.",
    )


def _explain_failure(model: str, place: str, error: Exception) -> ModelUnavailable:
    if "size mismatch" in str(error) or "Target modules" in str(error):
        return mismatch(model, place)
    first = (str(error).splitlines() or [type(error).__name__])[0][:300]
    return ModelUnavailable(
        f"어댑터를 읽지 못했습니다: {place}. 파일이 온전한지 확인하거나 다른 어댑터를 골라 주세요.",
        code="adapter_broken",
        english=first,
    )


def _mark(place: str) -> str:
    """A folder and the moment of its weights: an adapter trained anew under its name is another one."""
    said = (Path(place) / ADAPTER_WEIGHTS).stat()
    return f"{place}@{said.st_mtime_ns}:{said.st_size}"


def _prompts(wrapped: Any) -> bool:
    """Whether the adapter is made-up tokens before the prompt, which leave the base's layers alone."""
    return any(config.is_prompt_learning for config in wrapped.peft_config.values())


@contextmanager
def _keep_weights_packed(weights: Any) -> Iterator[None]:
    """4-bit layers that bitsandbytes has packed for the CPU stay as they are, though PEFT
    asks for the model's whole state.

    For that, bitsandbytes 0.50 would unpack them in place and round their scales anew: the base would no
    longer be the base to the bit.
    """
    packed = [
        state
        for module in weights.modules()
        if (state := getattr(getattr(module, "weight", None), "quant_state", None)) is not None
        and getattr(state, "packing_format_for_cpu", False)
    ]
    for state in packed:
        state.packing_format_for_cpu = False
    try:
        yield
    finally:
        for state in packed:
            state.packing_format_for_cpu = True


def _bare(weights: Any) -> None:
    """The base's own layers in their places again; PEFT's ``unload`` does this too, but refuses IA3 in 4 bits."""
    from peft.tuners.tuners_utils import BaseTunerLayer
    from peft.utils import AuxiliaryTrainingWrapper

    for name, module in list(weights.named_modules()):
        if isinstance(module, BaseTunerLayer):
            weights.set_submodule(name, module.get_base_layer())
        elif isinstance(module, AuxiliaryTrainingWrapper):
            weights.set_submodule(name, module.original_module)
    if hasattr(weights, "peft_config"):
        del weights.peft_config


def _odd(wrapped: Any, name: str, place: Path) -> str:
    """A weight that only one of model and file has; PEFT takes such files silently."""
    from peft import get_peft_model_state_dict
    from safetensors import safe_open

    made = get_peft_model_state_dict(wrapped, adapter_name=name, save_embedding_layers=False)
    with safe_open(place / ADAPTER_WEIGHTS, framework="pt") as file:  # type: ignore[no-untyped-call]
        given = list(file.keys())
    odd = made.keys() ^ {key for key in given if not key.endswith(_EMBEDDINGS) or key in made}
    return min(odd, default="")
