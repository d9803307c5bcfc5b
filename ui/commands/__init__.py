"""The commands by subject, and the application that holds them; adding one is a function and a line here."""

from __future__ import annotations

import typer

from ui.commands import (
    api_serving,
    asking,
    backups,
    exams,
    feedback,
    finetuning,
    kept_papers,
    models,
    quizzes,
    serving,
    shelf,
    studying,
    threads,
    topic_listing,
    training,
)
from ui.commands.people import token_commands, users
from ui.commands.table_help import TableCommand

app = typer.Typer(
    name="hyunmoo",
    help="현무: 내 교재로 공부하는 한국어 학습 도우미",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

COMMANDS = (
    shelf.ingest,
    shelf.thesaurus,
    shelf.sources,
    shelf.rename,
    shelf.remove,
    shelf.restore,
    shelf.replace,
    asking.search,
    asking.ask,
    asking.summarize,
    studying.guide,
    studying.study,
    topic_listing.topics,
    quizzes.quiz,
    quizzes.grade,
    quizzes.review,
    quizzes.progress,
    quizzes.disagree,
    exams.hint,
    exams.mock,
    exams.imitate,
    quizzes.export,
    shelf.check,
    backups.backup,
    backups.reread,
    serving.serve,
    api_serving.api,
    api_serving.mcp,
)
for command in COMMANDS:
    app.command(cls=TableCommand)(command)
app.command("eval", cls=TableCommand)(training.eval_)
app.command("import", cls=TableCommand)(quizzes.import_)
app.add_typer(finetuning.app, name="finetune")
app.add_typer(models.app, name="model")
app.add_typer(threads.app, name="threads")
app.add_typer(kept_papers.app, name="paper")
app.add_typer(feedback.app, name="feedback")
users.app.add_typer(token_commands.token_app, name="token")
app.add_typer(users.app, name="user")
app.command(hidden=True)(shelf.setup)

__all__ = ["app"]
