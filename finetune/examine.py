"""One exam, the whole table: chance, the floors, and the model with and without its
adapter, with and without retrieval.

With an adapter also what the gate wants besides: tool use, citations, and the loss on the
rows that its training left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from finetune.evaluate import ExamItem, Report, Score, cites, evaluate, likelihood, score_answers
from finetune.floors import floors
from finetune.rows import TrainingRow, read
from finetune.sft import HELD_OUT
from finetune.tooluse import ToolItem, read_tool_items, tool_choice
from knowledge import Library
from llm.local.adapter_switching import LoadedModel
from settings import ROOT, Quantization

Progress = Callable[[int, int], None]
TOOL_ITEMS = ROOT / "samples" / "tool_use.jsonl"


def examine(
    items: Sequence[ExamItem],
    library: Library,
    base: str = "",
    adapter: str = "",
    quantization: Quantization = "nf4",
    progress: Progress | None = None,
    tools: Sequence[ToolItem] | None = None,
) -> Report:
    """The scores by name; without ``base`` the floors alone. An adapter of ours keeps its
    scores and losses on its card.

    ``tools``: None for our own set where there is an adapter to compare, none otherwise. Raises FinetuneError
    (``exam_empty``), ModelUnavailable.
    """
    books = library if library.sources() else None
    found = Report(questions=len(items), chance=sum(1 / len(i.choices) for i in items) / max(len(items), 1), scores=())
    if base:
        if tools is None:
            tools = read_tool_items(TOOL_ITEMS) if adapter else ()
        found = _ask_items(items, books, base, adapter, quantization, progress, tools)
    return found.model_copy(update={"scores": found.scores + floors(items, books)})


def _ask_items(
    items: Sequence[ExamItem],
    books: Library | None,
    base: str,
    adapter: str,
    quantization: Quantization,
    progress: Progress | None,
    tools: Sequence[ToolItem],
) -> Report:
    from llm.local.adapters import is_whole_model, read_card, resolve, write_card
    from llm.local.loading import load

    whole = bool(adapter) and is_whole_model(Path(adapter))  # trained whole: a second model beside the base
    place = adapter if whole else resolve(adapter) if adapter else ""
    # The adapter first: as it needs the base to lie, the base alone can be used too.
    tuned = {"tuned": load(place if whole else base, "" if whole else place, quantization)} if place else {}
    ways = {"base": load(base, "", quantization), **tuned}
    held = read(Path(place) / HELD_OUT) if place and (Path(place) / HELD_OUT).is_file() else []
    total = len(ways) * (len(items) * (2 if books else 1) + len(tools) + len(held))
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    exam = evaluate(ways, items, books, step)
    scores = [*exam.scores, *_tools(ways, tools, quantization, step)]
    losses, cited = _held_out(ways, held, step)
    found = exam.model_copy(update={"scores": (*scores, *cited), "losses": losses})
    card = read_card(Path(place)) if place else None
    if card is not None:
        said = {score.name: score.accuracy for score in found.scores}
        write_card(Path(place), card.model_copy(update={"scores": said, "losses": losses}))
    return found


def _tools(
    ways: Mapping[str, LoadedModel],
    tools: Sequence[ToolItem],
    quantization: Quantization,
    step: Callable[[], None],
) -> list[Score]:
    from llm.local.chat_model import LocalChatModel

    if not tools:
        return []
    models = {
        name: LocalChatModel(model_name=one.name, adapter=one.adapter, quantization=quantization)
        for name, one in ways.items()
    }
    return [
        score_answers(f"{name}+tools", [result.right for result in tool_choice(model, tools, step)])
        for name, model in models.items()
    ]


def _held_out(
    ways: Mapping[str, LoadedModel], held: Sequence[TrainingRow], step: Callable[[], None]
) -> tuple[dict[str, float], list[Score]]:
    """The mean loss a token by way, each row counting the same, and how often the right number is cited."""
    losses, scores = {}, []
    for name, loaded in ways.items():
        values, cited = [], []
        for one in held:
            values.append(-likelihood(loaded, one))
            cited.append(cites(loaded, one))
            step()
        if values:
            losses[name] = sum(values) / len(values)
        if right := [one for one in cited if one is not None]:
            scores.append(score_answers(f"{name}+cites", right))
    return losses, scores
