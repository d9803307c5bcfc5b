"""A search of settings on a tiny real model: stopped in the middle it goes on to the same history, and what it found is
what the command trains with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from errors import FinetuneError
from finetune import rows
from finetune.adapter_training import TrainingRecipe
from finetune.settings_search.settings_study import SearchOutcome, search_settings, split_watched
from finetune.settings_search.space import SearchSpace, read_settings
from tests.tiny import SENTENCES

RECIPE = TrainingRecipe(length=96, accumulation=1)
SPACE = SearchSpace(slowest=1, batches=(2, 4), most_epochs=1)
TRIALS = 3


class Killed(BaseException):
    """What no handler of ours catches: nothing is written after it, as after a kill."""


@pytest.fixture(scope="module")
def corrections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [rows.row("x", f"{i}번 문장은?", SENTENCES[i % 2][:12]) for i in range(12)]
    return rows.write(made, tmp_path_factory.mktemp("search") / "train.jsonl").path


def run_search(base: Path, data: Path, folder: Path, **options: Any) -> SearchOutcome:
    return search_settings(str(base), data, folder, RECIPE, space=SPACE, trials=TRIALS, **options)


def test_a_search_that_was_killed_goes_on_to_the_same_history(base: Path, corrections: Path, tmp_path: Path) -> None:
    whole = run_search(base, corrections, tmp_path / "whole")
    assert whole.whole and len(whole.tried) == TRIALS
    assert whole.tried[0].settings == {"learning_rate": 2e-4, "rank": 8, "alpha": 32, "epochs": 1, "batch": 2}
    assert whole.best_value == min(one.value for one in whole.tried if not one.pruned) < whole.default_value
    heard: list[int] = []

    def kill(step: int, *_: float) -> None:
        if heard == [0]:  # one trial has ended, the second is under way
            raise Killed

    with pytest.raises(Killed):
        run_search(base, corrections, tmp_path / "killed", progress=kill, told=lambda at, _: heard.append(at))
    resumed = run_search(base, corrections, tmp_path / "killed", told=lambda at, _: heard.append(at))
    assert heard == [0, 1, 2]
    told = [[(one.settings, one.value, one.pruned, one.checks) for one in found.tried] for found in (whole, resumed)]
    assert told[0] == told[1] and resumed.best == whole.best == read_settings(resumed.path)
    assert run_search(base, corrections, tmp_path / "killed", minutes=0).tried == resumed.tried
    with pytest.raises(FinetuneError) as refused:
        search_settings("other", corrections, tmp_path / "killed", RECIPE, space=SPACE)
    assert refused.value.code == "study_differs"


def test_time_that_is_over_is_said_and_rows_for_the_gate_are_not_watched(corrections: Path, tmp_path: Path) -> None:
    with pytest.raises(FinetuneError) as ended:
        search_settings("any", corrections, tmp_path / "none", RECIPE, minutes=0)
    assert ended.value.code == "search_unfinished" and "--minutes" in ended.value.message
    many = [rows.row("x", f"{i}번은?", "답") for i in range(200)]
    learnt, watched = split_watched(many, RECIPE)
    assert 0.1 < len(watched) / (len(learnt) + len(watched)) < 0.3 and len(learnt) + len(watched) < len(many)
    with pytest.raises(FinetuneError) as few:
        split_watched(many[:1], RECIPE)
    assert few.value.code == "too_few_rows"
