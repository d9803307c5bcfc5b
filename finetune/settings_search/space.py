"""Which settings a search tries, each within bounds around its default, and the file of those that were best."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import FinetuneError
from finetune.methods import METHODS_WITH_RANK, RATES

if TYPE_CHECKING:
    from optuna import Trial

    from finetune.adapter_training import TrainingRecipe

BEST_SETTINGS = "best.json"  # in a study's folder


class SearchSpace(BaseModel):
    """The bounds; of rank and alpha only methods make use that have them. Rates are factors of the method's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slowest: float = Field(0.1, gt=0, le=1)
    fastest: float = Field(50.0, ge=1)
    ranks: tuple[int, ...] = (4, 8, 16, 32)
    alphas: tuple[int, ...] = (8, 16, 32, 64)
    most_epochs: int = Field(4, ge=1)
    batches: tuple[int, ...] = (1, 2, 4, 8)


class FoundSettings(BaseModel):
    """What a recipe takes from a search; None where it was not searched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    learning_rate: float | None = Field(None, gt=0)
    rank: int | None = Field(None, ge=1, le=256)
    alpha: int | None = Field(None, ge=1)
    epochs: float | None = Field(None, gt=0)
    batch: int | None = Field(None, ge=1)


def default_settings(recipe: TrainingRecipe) -> dict[str, Any]:
    """A recipe's own values of what is searched."""
    found: dict[str, Any] = {
        "learning_rate": recipe.learning_rate or RATES[recipe.method],
        "epochs": int(recipe.epochs),
        "batch": recipe.batch,
    }
    return found | ({"rank": recipe.rank, "alpha": recipe.alpha} if recipe.method in METHODS_WITH_RANK else {})


def suggest_settings(trial: Trial, recipe: TrainingRecipe, space: SearchSpace) -> dict[str, Any]:
    """The settings of a trial, by the names of a recipe."""
    rate = RATES[recipe.method]
    found: dict[str, Any] = {
        "learning_rate": trial.suggest_float("learning_rate", rate * space.slowest, rate * space.fastest, log=True),
        "epochs": trial.suggest_int("epochs", 1, space.most_epochs),
        "batch": trial.suggest_categorical("batch", space.batches),
    }
    if recipe.method in METHODS_WITH_RANK:
        found["rank"] = trial.suggest_categorical("rank", space.ranks)
        found["alpha"] = trial.suggest_categorical("alpha", space.alphas)
    return found


def write_settings_file(path: Path, found: dict[str, Any]) -> None:
    """Put the best settings in place whole."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(FoundSettings.model_validate(found).model_dump(exclude_none=True), indent=2), "utf-8")
    partial.replace(path)


def read_settings(path: Path) -> dict[str, Any]:
    """The settings of a file, by the names of a recipe. Raises FinetuneError (``settings_broken``)."""
    try:
        return FoundSettings.model_validate_json(path.read_text(encoding="utf-8")).model_dump(exclude_none=True)
    except (OSError, UnicodeDecodeError, ValidationError):
        raise FinetuneError(
            f"학습 설정을 읽을 수 없습니다: {path}. finetune search가 만든 best.json을 적어 주세요.",
            code="settings_broken",
            english=f"{path} holds no settings of training; name the best.json of a search.",
        ) from None
