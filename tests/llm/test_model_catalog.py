"""The catalogue says what it knows and what it does not; a recommendation fits the machine."""

from __future__ import annotations

import pytest

from llm.model_catalog import CONVERSATION_GIB, KNOWN_MODELS, SPARE, largest_within, recommend_models


@pytest.mark.parametrize(("memory", "gpu"), [(4.0, False), (8.0, False), (6.0, True), (12.0, True), (24.0, True)])
def test_two_models_are_named_that_fit(memory: float, gpu: bool) -> None:
    first, second = recommend_models(memory, gpu)
    assert first.memory_nf4 * SPARE + CONVERSATION_GIB <= memory and second.parameters <= first.parameters / 2
    assert not first.served_only and not second.served_only and first.is_free


def test_twelve_gib_of_a_gpu_take_a_larger_model_than_a_processor_does() -> None:
    on_gpu, on_cpu = recommend_models(12.0, True)[0], recommend_models(12.0, False)[0]
    assert on_gpu.id == "K-intelligence/Midm-2.0-Base-Instruct" and on_cpu.parameters <= 2.5


def test_nothing_is_named_where_nothing_fits() -> None:
    assert recommend_models(1.0, False) == () and largest_within(0.1) is None


def test_mixtures_of_experts_are_for_servers_and_rows_from_tables_say_so() -> None:
    experts = [one for one in KNOWN_MODELS if one.experts]
    assert experts and all(one.served_only for one in experts)
    told = {one.name for one in KNOWN_MODELS if not one.verified}
    assert {"Mi:dm 2.0 Base", "gpt-oss 20B", "Kanana-2 30B-A3B"} <= told
