"""A search of training's settings with Optuna (Akiba et al. 2019): each trial is a training of its own, judged on rows
that it never learnt, and given up early where its loss on them is above the median of the others so far.

The study is a SQLite file. What a trial tries hangs on the trials finished before it and on its place among them alone,
so that a search that was killed goes on to the history that it would have had: the trial that was under way is taken
again from its start. The first trial is the recipe as it stands. Rows that the gate will ask (``sft.set_aside``) are
neither learnt nor watched. One search at a time may write to a study.
"""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from errors import FinetuneError, require_packages
from finetune.adapter_training import AdapterCard, Progress, TrainingRecipe, fit
from finetune.encode import encode
from finetune.rows import TrainingRow, read
from finetune.runs import hash_file
from finetune.settings_search.space import (
    BEST_SETTINGS,
    SearchSpace,
    default_settings,
    suggest_settings,
    write_settings_file,
)
from finetune.settings_search.watching import OutOfTime, watch_held_out
from finetune.sft import draw_number, set_aside, sft_trainer
from llm.model_catalog import format_for

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.trial import FrozenTrial

STUDY_FILE, TRIAL_FOLDER = "study.sqlite3", "trial"
WATCHED_SHARE = 0.2  # of the rows to learn, watched and not learnt while settings are searched
RANDOM_TRIALS = 5  # before the sampler has enough to go by, and before anything is given up
NO_SAVES = 1_000_000_000  # steps: a trial leaves no checkpoints
Judge = Callable[[Path], float]  # an adapter's folder to how good it is


class TriedSettings(BaseModel):
    """One finished trial; ``value`` is its last held-out loss or what the judge said, of a pruned one the loss at which
    it was given up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: dict[str, float]
    value: float
    pruned: bool
    checks: tuple[float, ...]
    seconds: float


class SearchOutcome(BaseModel):
    """A study as it stands: the trials in their order, the first of them the defaults, and which settings are best."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    tried: tuple[TriedSettings, ...]
    best: dict[str, float]
    best_value: float
    default_value: float
    whole: bool  # False where the time was over first


def search_settings(
    base: str,
    data: Path,
    folder: Path,
    recipe: TrainingRecipe | None = None,
    *,
    trials: int = 12,
    minutes: float = 60.0,
    judge: Judge | None = None,
    judged_by: str = "loss",
    space: SearchSpace | None = None,
    progress: Progress | None = None,
    told: Callable[[int, TriedSettings], None] | None = None,
) -> SearchOutcome:
    """Search until ``trials`` trials are finished, those of earlier calls counted, or ``minutes`` are over.

    Without ``judge`` the lowest held-out loss wins, with one the highest value; ``judged_by`` names it in the study's
    file. ``told`` hears of each trial that has just finished. Raises FinetuneError: ``too_few_rows``, ``study_differs``
    for a folder with the study of another question, ``search_unfinished`` where the time ended the first trial.
    """
    require_packages("optuna")
    recipe, space = recipe or TrainingRecipe(), space or SearchSpace()
    until = time.monotonic() + 60 * minutes
    learnt, watched = split_watched(read(data), recipe)
    sha256 = hash_file(data)
    asked = {"base": base, "data": sha256, "recipe": recipe.model_dump(), "space": space.model_dump()}
    folder.mkdir(parents=True, exist_ok=True)
    with open_study(folder, json.dumps(asked | {"judge": judged_by}, sort_keys=True), judge is not None) as study:

        def train_trial(trial: Trial, settings: dict[str, Any]) -> float:
            chosen = recipe.model_copy(update=settings | {"patience": 0, "save_steps": NO_SAVES})
            out = folder / TRIAL_FOLDER
            shutil.rmtree(out, ignore_errors=True)
            sign = -1.0 if judge else 1.0
            card = _train_watched(base, learnt, watched, out, chosen, (trial, sign, until), sha256, progress)
            return judge(out) if judge else card.held_out[-1]

        while (done := len(_finished(study))) < trials and time.monotonic() < until:
            trial = _ask(study, done, recipe)
            settings = suggest_settings(trial, recipe, space)
            if not _finish(study, trial, partial(train_trial, trial, settings)):
                break
            if told:
                told(done, _describe(_finished(study)[-1]))
        shutil.rmtree(folder / TRIAL_FOLDER, ignore_errors=True)
        return _outcome(study, folder, trials)


def split_watched(rows: list[TrainingRow], recipe: TrainingRecipe) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """The rows that trials learn, and those that they are watched on. Raises FinetuneError (``too_few_rows``)."""
    learnt, _ = set_aside(rows, recipe)
    aside = [draw_number(row.model_dump_json(), recipe.seed + 1) < WATCHED_SHARE for row in learnt]
    kept = [row for row, held in zip(learnt, aside, strict=True) if not held]
    watched = [row for row, held in zip(learnt, aside, strict=True) if held]
    if not kept or not watched:
        raise FinetuneError(
            f"설정을 찾기에는 자료가 너무 적습니다({len(rows)}줄). 자료를 더한 뒤 다시 해 보세요.",
            code="too_few_rows",
            english=f"{len(rows)} rows are too few to search settings with.",
        )
    return kept, watched


@contextmanager
def open_study(folder: Path, asked: str, maximize: bool) -> Iterator[Study]:
    """The study in a folder, made where there is none, closed at the end. What was under way when it was last left is
    marked as failed. Raises FinetuneError (``study_differs``) where it was begun with another question.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    storage = optuna.storages.RDBStorage(f"sqlite:///{folder / STUDY_FILE}")
    try:
        study = optuna.create_study(
            storage=storage,
            study_name=folder.name,
            direction="maximize" if maximize else "minimize",
            load_if_exists=True,
            pruner=optuna.pruners.MedianPruner(n_startup_trials=RANDOM_TRIALS, n_warmup_steps=1),
        )
        if study.user_attrs.get("asked", asked) != asked:
            raise FinetuneError(
                f"다른 자료나 설정으로 시작한 탐색이 있는 이름입니다: {folder.name}. 다른 이름을 적어 주세요.",
                code="study_differs",
                english=f"{folder.name} holds a search with other data or settings; choose another name.",
            )
        study.set_user_attr("asked", asked)
        for left in study.get_trials(states=(optuna.trial.TrialState.RUNNING,)):
            study.tell(left.number, state=optuna.trial.TrialState.FAIL)
        yield study
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _train_watched(
    base: str,
    learnt: Sequence[TrainingRow],
    watched: Sequence[TrainingRow],
    out: Path,
    recipe: TrainingRecipe,
    trial: tuple[Trial, float, float],
    data: str,
    progress: Progress | None,
) -> AdapterCard:
    """An adapter, watched on the rows that it does not learn; the last of its held-out losses is what it came to."""
    form = format_for(base)

    def build_trainer(model: Any, tokenizer: Any, examples: list[Any], out: Path, recipe: TrainingRecipe) -> Any:
        held = encode(watched, tokenizer, form, recipe.length)
        trainer = sft_trainer(model, tokenizer, examples, out, recipe, held)
        trainer.add_callback(watch_held_out(*trial))
        return trainer

    return fit(
        base,
        lambda tokenizer: encode(learnt, tokenizer, form, recipe.length),
        build_trainer,
        data,
        out,
        recipe,
        progress,
    )


def _ask(study: Study, done: int, recipe: TrainingRecipe) -> Trial:
    """The next trial, after ``done`` finished ones: first the defaults, then what the sampler makes of those."""
    import optuna

    study.sampler = optuna.samplers.TPESampler(seed=recipe.seed * 100_003 + done, n_startup_trials=RANDOM_TRIALS)
    if not done and not study.get_trials(states=(optuna.trial.TrialState.WAITING,)):
        study.enqueue_trial(default_settings(recipe))
    return study.ask()


def _finish(study: Study, trial: Trial, work: Callable[[], float]) -> bool:
    """Do a trial and write down how it ended; False where the time was over first, which leaves no trace of it."""
    import optuna
    import torch

    try:
        study.tell(trial, work())
    except torch.cuda.OutOfMemoryError:
        if not trial.number:  # the defaults: nothing larger will fit either
            raise
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
    except optuna.TrialPruned:
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
    except OutOfTime:
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
        return False
    return True


def _finished(study: Study) -> list[FrozenTrial]:
    from optuna.trial import TrialState

    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def _describe(trial: FrozenTrial) -> TriedSettings:
    checks = tuple(abs(trial.intermediate_values[at]) for at in sorted(trial.intermediate_values))
    took = trial.datetime_complete - trial.datetime_start if trial.datetime_complete and trial.datetime_start else None
    return TriedSettings(
        settings=dict(trial.params),
        value=checks[-1]
        if trial.state.name == "PRUNED" and checks
        else math.inf
        if trial.value is None
        else trial.value,
        pruned=trial.state.name == "PRUNED",
        checks=checks,
        seconds=took.total_seconds() if took else 0.0,
    )


def _outcome(study: Study, folder: Path, trials: int) -> SearchOutcome:
    from optuna.trial import TrialState

    tried = [_describe(one) for one in _finished(study)]
    if not study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
        raise FinetuneError(
            "시간 안에 한 번도 끝까지 학습하지 못했습니다. --minutes를 늘려 다시 하면 이어서 합니다.",
            code="search_unfinished",
            english="No trial ended in time; run it again with more minutes.",
        )
    write_settings_file(folder / BEST_SETTINGS, study.best_params)
    return SearchOutcome(
        path=folder / BEST_SETTINGS,
        tried=tuple(tried),
        best=study.best_params,
        best_value=study.best_value,
        default_value=tried[0].value,
        whole=len(tried) >= trials,
    )
