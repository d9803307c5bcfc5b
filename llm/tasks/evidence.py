"""The evidence that a tool hands to an engine: numbered passages as JSON in a ToolMessage. Data, never instructions."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Quote(BaseModel):
    """An exact sentence of the passage and how well it answers, 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    score: float = 0.0


class Item(BaseModel):
    """One numbered passage; ``quotes`` is None where nobody has scored its sentences yet."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    n: int = Field(ge=1)
    title: str = ""
    page: int = 0
    text: str
    quotes: tuple[Quote, ...] | None = None


class Evidence(BaseModel):
    """What one tool found; ``abstain`` where the tool itself judged that the books do not answer.

    Further keys are ignored: a tool may add some without its evidence being lost.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    query: str = ""
    evidence: tuple[Item, ...]
    abstain: bool = False


def parse(content: str) -> Evidence | None:
    """The evidence in a tool's answer; None where it is something else (a plain text, a list of quiz questions)."""
    try:
        return Evidence.model_validate_json(content)
    except ValidationError:
        return None
