"""시험지 in a terminal: keep questions as a paper, list and show papers, write one to a file, copy and delete one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_library
from ui.commands.output import note, one_line, out
from ui.commands.quizzes import chosen_format, write_file

if TYPE_CHECKING:
    from learning.papers.exam_paper import ExamPaper

app = typer.Typer(help="시험지를 보관하고, 보여 주고, 파일로 내보내고, 복사하고, 지웁니다.", no_args_is_help=True)
PaperArgument = Annotated[str, typer.Argument(help="시험지 id (paper list가 보여 줍니다)")]
TitleOption = Annotated[str, typer.Option("--title", help="시험지 제목")]


@app.command("list")
def list_(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """시험지를 최근에 고친 것부터 보여 줍니다."""
    from learning.papers.paper_shelf import PaperShelf

    with opened_library(library, owner) as shelf:
        found = PaperShelf(shelf).all()
    if as_json:
        out({"papers": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        print(
            f"{one.id}  {one_line(one.title)} ({one.questions}문제, {one.points:g}점, {one.updated_at:%Y-%m-%d %H:%M})"
        )
    if not found:
        note("아직 시험지가 없습니다. hyunmoo paper keep 문제id … 로 만들어 주세요.")


@app.command()
def keep(
    questions: Annotated[list[str], typer.Argument(help="문제 id(quiz가 보여 줍니다), 시험지의 차례대로")],
    title: TitleOption = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """만든 문제를 시험지로 보관합니다."""
    from learning import Learner
    from learning.exchange.export import title_of
    from learning.papers.paper_shelf import PaperShelf

    with opened_library(library, owner) as shelf:
        learner = Learner(shelf.database, shelf.owner)
        chosen = [learner.question(one) for one in questions]
        made = PaperShelf(shelf).keep(title or title_of(chosen), chosen)
    tell_paper(made, as_json)


@app.command()
def show(
    paper: PaperArgument, library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False
) -> None:
    """시험지의 문제와 배점, 정답을 보여 줍니다."""
    from learning.papers.paper_shelf import PaperShelf

    with opened_library(library, owner) as shelf:
        found = PaperShelf(shelf).open(paper)
    if as_json:
        out({"paper": found.model_dump(mode="json")})
        return
    print(f"{found.title} ({len(found.items)}문제, {found.total:g}점)")
    for number, item in enumerate(found.items, 1):
        print(f"{number}. {item.question.stem} [{item.points:g}점]   ({item.question.id})")
        for option in item.question.options:
            print(f"   {option.id}) {option.text}")
        print(f"   정답: {one_line(item.question.shown_answer())}")


@app.command()
def export(
    paper: PaperArgument,
    kind: Annotated[str, typer.Option("--format", help="파일 형식: {formats}. 없으면 --out의 끝 이름을 따름")] = "",
    out_file: Annotated[Path | None, typer.Option("--out", help="쓸 파일", dir_okay=False)] = None,
    part: Annotated[
        str, typer.Option("--part", help="인쇄할 것: paper(시험지), sheet(답안지), key(정답표), solutions(정답과 해설)")
    ] = "paper",
    form: Annotated[str, typer.Option("--form", help="시험지 형: A 또는 만들어 둔 B, C …")] = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """시험지를 파일로 내보냅니다."""
    name = chosen_format(kind, out_file, as_json)
    from learning.exchange.export import PRINTED_PARTS, render_paper
    from learning.papers.paper_forms import make_form
    from learning.papers.paper_shelf import PaperShelf

    if part not in PRINTED_PARTS:
        raise typer.BadParameter(f"{', '.join(PRINTED_PARTS)} 가운데 고르세요.", param_hint="--part")
    with opened_library(library, owner) as shelf:
        found = PaperShelf(shelf).open(paper)
        if form and form != "A" and form not in found.forms:
            raise typer.BadParameter(f"{', '.join(('A', *found.forms))} 가운데 고르세요.", param_hint="--form")
        shown = make_form(found, form, found.forms[form]) if form in found.forms else found
        data = render_paper(name, shown, shelf, part)
    if out_file is None and not as_json:
        print(data, end="")
        return
    if out_file is not None:
        write_file(out_file, data)
    told = {"file": str(out_file) if out_file else None, "format": name, "questions": len(found.items)}
    if as_json:
        out(told if out_file else {**told, "text": data})
    else:
        note(f"{len(found.items)}문제를 {out_file}에 썼습니다.")


@app.command()
def copy(
    paper: PaperArgument,
    title: TitleOption = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """시험지를 하나 더 만듭니다."""
    from learning.papers.paper_shelf import PaperShelf

    with opened_library(library, owner) as shelf:
        made = PaperShelf(shelf).copy(paper, title)
    tell_paper(made, as_json)


@app.command()
def remove(
    paper: PaperArgument,
    undo: Annotated[bool, typer.Option("--undo", help="지운 시험지를 되돌립니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """시험지를 지웁니다. --undo로 되돌립니다."""
    from learning.papers.paper_shelf import PaperShelf

    with opened_library(library, owner) as shelf:
        papers = PaperShelf(shelf)
        if undo:
            papers.restore(paper)
        else:
            papers.remove(paper)
    if as_json:
        out({"paper": paper, "removed": not undo})
    else:
        note(
            "시험지를 되돌렸습니다."
            if undo
            else f"시험지를 지웠습니다. 되돌리려면: hyunmoo paper remove {paper} --undo"
        )


def tell_paper(made: ExamPaper, as_json: bool) -> None:
    """A new paper, by its id."""
    if as_json:
        out({"paper": made.model_dump(mode="json")})
    else:
        print(f"{made.id}  {one_line(made.title)} ({len(made.items)}문제)")
