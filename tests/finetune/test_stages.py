"""Stages on a tiny real model: each goes on from the one before, says so on its card, and a stop loses nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent import Assistant
from errors import FinetuneError
from finetune.adapter_training import TrainingRecipe
from finetune.runs import hash_file
from finetune.stages import STAGES, StagePlan, train_in_stages
from knowledge import Library
from llm.local.adapters import ADAPTER_WEIGHTS, read_card
from settings import Settings

RECIPE = TrainingRecipe(max_steps=2, batch=1, accumulation=1, length=1024, learning_rate=1e-2)


def read_weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return dict(load_file(folder / ADAPTER_WEIGHTS))


def test_stages_go_on_from_each_other_and_after_a_stop(base: Path, settings: Settings, library: Library) -> None:
    with closing(Assistant.open(settings)) as assistant:
        answer = assistant.ask("광합성은 어디에서 일어나나?", thread="t")
        kept = assistant.feedback(answer.id, False, "", "식물의 광합성은 엽록체에서 일어난다.")[-1]
        assistant.opinions.accept(kept.id)
    folder = library.path / "adapters"
    plan = StagePlan(str(base), library, folder, "mine", RECIPE)

    def stop(step: int, *_: float) -> None:
        raise FinetuneError("그만두었습니다.", code="cancelled")

    first = train_in_stages(plan, ("domain",))
    with pytest.raises(FinetuneError):
        train_in_stages(plan, progress=stop)
    still = plan._replace(recipe=RECIPE.model_copy(update={"learning_rate": 1e-12, "max_steps": 1}))
    done = train_in_stages(still)
    assert [(one.stage, one.outcome) for one in (*first, *done)] == [
        ("domain", "trained"),
        ("domain", "kept"),
        *((stage, "trained") for stage in STAGES[1:]),
    ]
    places = [one.path for one in done if one.path]
    cards = [read_card(place) for place in places]
    for at, (place, card) in enumerate(zip(places, cards, strict=True)):
        assert card and card.stage == STAGES[at] and place.name == f"mine-{at + 1}-{STAGES[at]}"
        lineage = [(one.name, one.stage, one.weights) for one in card.lineage]
        assert lineage == [(one.name, STAGES[n], hash_file(one / ADAPTER_WEIGHTS)) for n, one in enumerate(places[:at])]
        assert [one.data for one in card.lineage] == [before.data for before in cards[:at] if before]
    domain, last = read_weights(places[0]), read_weights(places[-1])
    assert max(float(value.abs().max()) for name, value in domain.items() if "lora_B" in name) > 1e-3
    assert all(float((domain[name] - last[name]).abs().max()) < 1e-3 for name in domain), (
        "it begins where the last ended"
    )


def test_stages_without_data_say_so(base: Path, tmp_path: Path) -> None:
    with closing(Library.open(tmp_path / "empty")) as library, pytest.raises(FinetuneError) as refused:
        train_in_stages(StagePlan(str(base), library, tmp_path / "adapters", "mine", RECIPE))
    assert refused.value.code == "stages_empty"
