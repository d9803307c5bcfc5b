"""Adapters come and go on one resident base: chosen by name, off to the bit, another base's refused, no
two answers in each other's way.
"""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from errors import ModelUnavailable
from finetune.methods import METHODS, with_adapter
from llm.local import adapters, loading
from llm.local.adapter_switching import MOST_ADAPTERS
from llm.local.chat_model import LocalChatModel
from llm.local.fingerprint import belongs, fingerprint
from llm.local.loading import load

QUESTION = "을사늑약은 언제 체결되었나? " * 5


def put(base: Path, folder: Path, method: str = "lora", seed: int = 1) -> Path:
    """An adapter of random, telling weights."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    plain = AutoModelForCausalLM.from_pretrained(base)
    tuned = with_adapter(plain, method, rank=4, alpha=64, dropout=0, virtual=4)  # type: ignore[arg-type]
    for name, weight in tuned.named_parameters():
        if any(kind in name for kind in ("lora_B", "ia3_l", "prompt_encoder")):
            torch.nn.init.normal_(weight, std=0.5)
    tuned.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def several(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An adapter of each kind, and a second LoRA."""
    folder = tmp_path_factory.mktemp("several")
    made = {method: str(put(tiny, folder / method, method)) for method in METHODS}
    return made | {"second": str(put(tiny, folder / "second", seed=2))}


def model_for(folder: Path, adapter: str = "", quantization: str = "none") -> LocalChatModel:
    return LocalChatModel(model_name=str(folder), adapter=adapter, quantization=quantization, max_tokens=12)  # type: ignore[arg-type]


def logits(folder: Path, adapter: str, quantization: str) -> Any:
    import torch

    loaded = load(str(folder), adapter, quantization)  # type: ignore[arg-type]
    ids = loaded.tokenizer("을사늑약은 1905년에", return_tensors="pt")["input_ids"]
    with loaded.using() as model, torch.inference_mode():
        return model(input_ids=ids).logits


@pytest.mark.parametrize("quantization", ["nf4", "none"])
def test_off_is_the_base_to_the_bit_whatever_was_on_before(
    tiny: Path, several: dict[str, str], quantization: str
) -> None:
    import torch

    loading.forget()
    if quantization == "nf4":  # its own base, which bitsandbytes leaves unpacked
        several = {name: place for name, place in several.items() if name != "dora"}
    base = logits(tiny, "", quantization)
    resident = load(str(tiny), "", quantization).resident  # type: ignore[arg-type]
    first = {name: logits(tiny, place, quantization) for name, place in several.items()}
    for name, place in several.items():
        assert not torch.equal(first[name], base), name
        assert torch.equal(logits(tiny, "", quantization), base), f"after {name}"
        assert torch.equal(logits(tiny, place, quantization), first[name]), name
    assert load(str(tiny), "", quantization).resident is resident, "the base was not read again"  # type: ignore[arg-type]


def test_dora_reads_weights_that_are_not_packed(tiny: Path, several: dict[str, str]) -> None:
    load(str(tiny), several["dora"])
    resident = load(str(tiny), several["dora"]).resident
    layers = [one for one in resident.model.modules() if hasattr(one, "support_avx512bf16_for_cpu")]
    assert layers and not any(one.support_avx512bf16_for_cpu for one in layers)
    logits(tiny, several["dora"], "nf4")
    assert not any(getattr(one.weight.quant_state, "packing_format_for_cpu", False) for one in layers)


def test_the_base_beside_an_adapter_that_reads_weights_is_the_same_base(tiny: Path, several: dict[str, str]) -> None:
    load(str(tiny))
    tuned = load(str(tiny), several["dora"])
    assert load(str(tiny)).resident is tuned.resident is load(str(tiny), several["lora"]).resident


def test_an_adapter_of_the_hub_is_asked_for_once(
    tiny: Path, several: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda name, **_: asked.append(name) or several["lora"])
    places = {load(str(tiny), "someone/lora", "none").adapter for _ in range(3)}
    assert asked == ["someone/lora"] and places == {several["lora"]}
    loading._from_hub.clear()


def test_adapters_of_one_kind_stay_beside_each_other_up_to_a_number(tiny: Path, tmp_path: Path) -> None:
    places = [str(put(tiny, tmp_path / str(seed), seed=seed)) for seed in range(MOST_ADAPTERS + 2)]
    said = [str(model_for(tiny, place).invoke(QUESTION).text) for place in places]
    resident = load(str(tiny), "", "none").resident
    assert [resident.holds(place) for place in places] == [False] * 2 + [True] * MOST_ADAPTERS
    assert [str(model_for(tiny, place).invoke(QUESTION).text) for place in places] == said
    assert len(set(said)) > 1


def test_what_was_read_is_forgotten_with_a_switch(tiny: Path, several: dict[str, str]) -> None:
    tuned, plain = model_for(tiny, several["lora"]), model_for(tiny)
    for model in (tuned, plain, tuned):
        reply = model.invoke(QUESTION)
        assert reply.response_metadata["reused_tokens"] == 0
        assert model.invoke(QUESTION).response_metadata["reused_tokens"] > 0


def test_answers_at_once_do_not_mix_adapters(tiny: Path, several: dict[str, str]) -> None:
    ways = ["", several["lora"], several["second"], several["ia3"]]
    alone = {way: str(model_for(tiny, way).invoke(QUESTION).text) for way in ways}
    asked = ways * 5
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda way: str(model_for(tiny, way).invoke(QUESTION).text), asked))
    assert said == [alone[way] for way in asked]


def test_an_adapter_trained_anew_under_its_name_is_another(tiny: Path, tmp_path: Path) -> None:
    place = put(tiny, tmp_path / "mine", seed=1)
    before = logits(tiny, str(place), "none")
    shutil.rmtree(place)
    put(tiny, place, seed=2)
    assert not (before == logits(tiny, str(place), "none")).all()


def test_a_folder_of_adapters_follows_what_is_active(tiny: Path, tmp_path: Path) -> None:
    """The engine of a running app names the folder; promoting and rolling back reach its next answer."""
    put(tiny, tmp_path / "one")
    adapters.turn_off(tmp_path)
    model = model_for(tiny, str(tmp_path))
    plain = str(model.invoke(QUESTION).text)
    adapters.activate(tmp_path, "one")
    tuned = str(model.invoke(QUESTION).text)
    adapters.turn_off(tmp_path)
    assert str(model.invoke(QUESTION).text) == plain != tuned
    back = adapters.roll_back(tmp_path)
    assert back is not None and back.name == "one" and str(model.invoke(QUESTION).text) == tuned


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another base of the very same shape."""
    from bench.llm.shapes import TINY, llama, save_model, tokenizer_of
    from tests.tiny import SENTENCES

    tokenizer = tokenizer_of(SENTENCES * 4)
    return save_model(tmp_path_factory.mktemp("strangers") / "twin", tokenizer, llama(tokenizer, TINY, seed=9))


def refused(base: Path, adapter: Path) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as caught:
        load(str(base), str(adapter), "none")
    return caught.value


def test_another_bases_adapter_is_refused(
    tiny: Path, tiny_odd: Path, stranger: Path, several: dict[str, str], tmp_path: Path
) -> None:
    base = logits(tiny, "", "none")
    same_shape = put(stranger, tmp_path / "twins")
    assert refused(tiny, same_shape).code == "adapter_mismatch"
    shape = put(tiny_odd, tmp_path / "odd")
    for place in (same_shape, shape):  # the base that it names is nowhere to be found: only shapes can tell
        config = json.loads((place / adapters.ADAPTER_CONFIG).read_text())
        (place / adapters.ADAPTER_CONFIG).write_text(json.dumps(config | {"base_model_name_or_path": "nobody/gone"}))
    told = refused(tiny, shape)
    assert told.code == "adapter_mismatch" and "odd" in told.message and "골라" in told.message
    deeper = put(build_deeper(tmp_path / "deep"), tmp_path / "deeper")
    (deeper / adapters.ADAPTER_CONFIG).write_text(
        (deeper / adapters.ADAPTER_CONFIG).read_text().replace(str(tmp_path / "deep"), "nobody/gone")
    )
    assert refused(tiny, deeper).code == "adapter_mismatch", "layers that the base does not have"
    for method in ("lora", "prefix"):
        load(str(tiny), several[method], "none")
    assert (logits(tiny, "", "none") == base).all(), "a refusal leaves the base as it was"


def build_deeper(folder: Path) -> Path:
    from bench.llm.shapes import TINY, llama, save_model, tokenizer_of
    from tests.tiny import SENTENCES

    tokenizer = tokenizer_of(SENTENCES * 4)
    return save_model(folder, tokenizer, llama(tokenizer, TINY, num_hidden_layers=3))


def test_a_broken_adapter_is_refused_and_the_base_goes_on(tiny: Path, several: dict[str, str], tmp_path: Path) -> None:
    base = logits(tiny, "", "none")
    broken = shutil.copytree(several["lora"], tmp_path / "broken")
    weights = broken / adapters.ADAPTER_WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-100])
    assert refused(tiny, Path(broken)).code == "adapter_broken"
    assert (logits(tiny, "", "none") == base).all()
    assert (logits(tiny, several["lora"], "none") != base).any()


def test_a_base_is_known_by_its_weights_wherever_it_lies(tiny: Path, stranger: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(tiny, tmp_path / "moved")
    assert fingerprint(str(tiny)) == fingerprint(str(moved)) != fingerprint(str(stranger))
    assert fingerprint("nobody/nothing-at-all") == "" == fingerprint(str(tmp_path))
    place = put(tiny, tmp_path / "mine")
    assert belongs(place, str(moved)) and not belongs(place, str(stranger))
    card = adapters.Card(base="kakaocorp/kanana-1.5-2.1b-instruct-2505")
    adapters.write_card(place, card)
    assert not belongs(place, "Qwen/Qwen3-1.7B") and belongs(place, "models/kanana-1.5-2.1b-instruct-2505")


def test_a_model_is_told_to_be_gone_before_another_is_read(tiny: Path, stranger: Path) -> None:
    load(str(tiny), "", "none")
    assert [name for name, *_ in loading._resident] == [str(tiny)]
    load(str(stranger), "", "none")
    assert [name for name, *_ in loading._resident] == [str(stranger)]
