"""``finetune`` and what belongs to it: training, the search of its settings, training in stages."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from ui.commands.finetuning import adapter_command, searching, staging
from ui.commands.table_help import TableCommand

TRAIN = "train"


class TrainingGroup(TyperGroup):
    """A group whose first command need not be named: ``finetune notes.jsonl`` trains."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [TRAIN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=TrainingGroup,
    help="어댑터를 학습하고(train은 적지 않아도 됩니다), 학습 설정을 찾고, 단계를 나누어 학습합니다",
)
app.command(TRAIN, cls=TableCommand)(adapter_command.finetune)
app.command("search", cls=TableCommand)(searching.search_best)
app.command("stages", cls=TableCommand)(staging.train_stages)
