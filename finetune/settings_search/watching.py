"""A training watched on rows that it does not learn, a few times on its way, and left where it promises too little."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Trial

LOOKS = 4  # at the quarters of a training, the last one at its end


class OutOfTime(Exception):
    """The minutes of a search are over."""


def watch_held_out(trial: Trial, sign: float, until: float) -> Any:
    """A trainer callback that looks at the held-out loss at each quarter and tells ``trial`` of it, times ``sign`` (-1
    where the study wants the greatest value). It raises TrialPruned where the trial is to be given up or diverged, and
    OutOfTime where the clock (monotonic, seconds) has passed ``until``.
    """
    from optuna import TrialPruned
    from transformers import TrainerCallback

    class Watcher(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if time.monotonic() > until:
                raise OutOfTime
            if state.global_step in {math.ceil(look * state.max_steps / LOOKS) for look in range(1, LOOKS + 1)}:
                control.should_evaluate = True

        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **_: Any) -> None:
            loss = float(metrics["eval_loss"])
            if not math.isfinite(loss):
                raise TrialPruned
            trial.report(sign * loss, max(1, math.floor(LOOKS * state.global_step / state.max_steps)))
            if state.global_step < state.max_steps and trial.should_prune():
                raise TrialPruned

    return Watcher()
