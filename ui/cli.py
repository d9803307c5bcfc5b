"""The ``hyunmoo`` command line: the app's actions in a terminal, each with ``--json``; exit code 0, 1 (refused) or 2 (wrong usage)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from errors import HyunmooError, QuestionError
from settings import ROOT, Settings

if TYPE_CHECKING:
    from agent import Assistant
    from knowledge import Library, Source

app = typer.Typer(
    help="현무: 내 교재로 공부하는 한국어 학습 도우미",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

LibraryOption = Annotated[Path | None, typer.Option("--library", help="서재 폴더")]
OwnerOption = Annotated[str, typer.Option("--owner", help="서재의 주인")]
JsonOption = Annotated[bool, typer.Option("--json", help="결과를 JSON으로")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="자료 id(여러 번 쓸 수 있음)")]
PagesOption = Annotated[str, typer.Option("--pages", help="쪽 범위: 10-20")]
SAMPLES = ("history.pdf", "science.pdf")


def settings_for(library: Path | None, owner: str = "") -> Settings:
    chosen: dict[str, Any] = {}
    if library is not None:
        chosen["library"] = library
    if owner:
        chosen["owner"] = owner
    return Settings(**chosen)


def open_library(library: Path | None, owner: str = "") -> Library:
    from knowledge import Library

    settings = settings_for(library, owner)
    return Library.open(settings.library, settings.owner, settings)


def open_assistant(library: Path | None, owner: str = "") -> Assistant:
    """The assistant, its analyser loading in a thread while the rest is imported."""
    from korean.analyzer import warm_up

    warm_up()
    from agent import Assistant

    return Assistant.open(settings_for(library, owner))


def out(value: Any) -> None:
    """One JSON value on stdout."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def parse_pages(text: str) -> tuple[int, int] | None:
    """``"10-20"`` or ``"7"`` as a range; exit code 2 for anything else."""
    if not text:
        return None
    parts = text.replace("~", "-").split("-")
    if len(parts) > 2 or not all(part.strip().isdigit() and int(part) > 0 for part in parts):
        raise typer.BadParameter("쪽 범위는 10-20처럼 적습니다.", param_hint="--pages")
    first, last = int(parts[0]), int(parts[-1])
    return min(first, last), max(first, last)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr for ``progress(stage, done, total)``."""
    from rich.console import Console
    from rich.progress import Progress

    names = {"read": "읽는 중", "index": "찾아보기를 만드는 중", "done": "마침"}
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=1)

        def report(stage: str, done: int, total: int) -> None:
            bar.update(task, description=f"{label}: {names.get(stage, stage)}", completed=done, total=max(total, 1))

        yield report


def source_json(source: Source) -> dict[str, Any]:
    return asdict(source) | {"created_at": source.created_at.isoformat(), "notes": list(source.notes)}


def cited(citations: Iterable[Any]) -> str:
    return "\n".join(
        f"  [{c.marker}] 「{c.title}」 {c.page}쪽: {' '.join(c.quote.split())} ({c.status})" for c in citations
    )


@app.command()
def ingest(
    files: list[Path], library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False
) -> None:
    """문서를 서재에 읽어 들입니다(PDF, Markdown, TXT, JSONL)."""
    lib, added, failures = open_library(library, owner), [], []
    for file in files:
        try:
            with progress_bar(file.name) as report:
                source = lib.add(file, progress=report)
        except HyunmooError as error:
            failures.append({"file": str(file), "code": error.code, "message": error.message})
            print(error.message, file=sys.stderr)
            continue
        added.append(source_json(source))
        if not as_json:
            print(f"{source.id}  {source.title}  {source.pages}쪽  대목 {source.passages}개")
            for note in source.notes:
                print(f"  {note}")
    if as_json:
        out({"sources": added, "failures": failures})
    raise typer.Exit(1 if failures else 0)


@app.command()
def sources(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """서재에 있는 자료를 보여 줍니다."""
    found = open_library(library, owner).sources()
    if as_json:
        out({"sources": [source_json(source) for source in found]})
        return
    for source in found:
        print(f"{source.id}  {source.title}  {source.pages}쪽")
    if not found:
        print("서재가 비어 있습니다. hyunmoo ingest 파일 로 교재를 읽어 들이세요.", file=sys.stderr)


@app.command()
def remove(source: str, library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """자료를 서재에서 뺍니다(restore로 되돌릴 수 있습니다)."""
    open_library(library, owner).remove(source)
    out({"removed": source}) if as_json else print(f"뺐습니다. 되돌리기: hyunmoo restore {source}")


@app.command()
def restore(source: str, library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """뺀 자료를 되돌립니다."""
    found = open_library(library, owner).restore(source)
    out(source_json(found)) if as_json else print(f"되돌렸습니다: {found.title}")


def hit_json(hit: Any) -> dict[str, Any]:
    passage = hit.passage
    return {
        "key": passage.key,
        "source_id": passage.source_id,
        "title": hit.title,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 5),
        "text": passage.text,
        "why": hit.why,
    }


@app.command()
def search(
    query: Annotated[str, typer.Argument()] = "",
    batch: Annotated[Path | None, typer.Option("--batch", help='{"id","question"} 줄로 된 파일')] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000)] = 10,
    source: SourceOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """질문에 맞는 대목을 찾습니다."""
    lib = open_library(library, owner)
    if batch is not None:
        if not batch.exists():
            raise QuestionError(f"파일이 없습니다: {batch}", code="file_missing")
        for number, line in enumerate(batch.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                question, identifier = row["question"], row["id"]
            except (ValueError, KeyError, TypeError):
                raise QuestionError(
                    f'{batch.name} {number}번째 줄이 {{"id","question"}} 꼴이 아닙니다.', code="bad_batch"
                ) from None
            out({"id": identifier, "hits": [hit_json(hit) for hit in lib.search(question, k, source)]})
        return
    hits = lib.search(query, k, source)
    if as_json:
        out({"hits": [hit_json(hit) for hit in hits]})
        return
    for hit in hits:
        print(f"「{hit.title}」 {hit.passage.page}쪽 ({hit.score:.2f})\n  {' '.join(hit.passage.text.split())}")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="질문. -이면 표준 입력에서 읽습니다")],
    thread: Annotated[str, typer.Option("--thread", help="대화 이름")] = "cli",
    source: SourceOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재에 묻고 근거가 달린 답을 받습니다."""
    if question == "-":
        question = sys.stdin.read()
    assistant = open_assistant(library, owner)
    if not as_json and not assistant.library.sources():
        print("서재가 비어 있습니다. hyunmoo ingest 파일 로 교재를 먼저 읽어 들이세요.", file=sys.stderr)
    answer = assistant.ask(question, thread=thread, sources=source)
    if as_json:
        out(
            {
                "text": answer.text,
                "abstained": answer.abstained,
                "citations": [asdict(c) for c in answer.citations],
                "nearest": [asdict(c) for c in answer.nearest],
                "question_ids": list(answer.question_ids),
                "steps": [step.model_dump() for step in answer.steps],
            }
        )
        return
    print(answer.text)
    if answer.citations:
        print("\n" + cited(answer.citations))
    if answer.nearest:
        print("\n가장 가까운 대목:\n" + cited(answer.nearest))


@app.command()
def quiz(
    source: SourceOption = None,
    pages: PagesOption = "",
    n: Annotated[int, typer.Option("-n", min=1, max=100)] = 5,
    kinds: Annotated[str, typer.Option("--kinds", help="mcq5,ox,cloze,short")] = "mcq5,ox,cloze,short",
    seed: Annotated[int | None, typer.Option("--seed")] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재에서 문제를 냅니다."""
    from learning import make_quiz

    lib = open_library(library, owner)
    chosen = source or [item.id for item in lib.sources()]
    wanted = tuple(kind.strip() for kind in kinds.split(",") if kind.strip())
    questions = make_quiz(lib, chosen, pages=parse_pages(pages), n=n, kinds=wanted, seed=seed)
    if as_json:
        out({"questions": [question.model_dump(mode="json") for question in questions]})
        return
    for number, question in enumerate(questions, 1):
        print(f"{number}. {question.stem}   ({question.id})")
        for option in question.options:
            print(f"   {option.id}) {option.text}")


@app.command()
def grade(
    question: str, response: str, library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False
) -> None:
    """답을 채점하고 풀이를 보여 줍니다."""
    from learning import Learner

    lib = open_library(library, owner)
    result = Learner(lib.database, lib.owner).submit(question, response)
    if as_json:
        out(result.model_dump(mode="json"))
        return
    print(f"{result.feedback} 정답: {result.answer}\n{result.explanation}\n{cited([result.citation])}")


@app.command()
def review(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """틀린 문제와 오늘 복습할 문제를 보여 줍니다."""
    from learning import Learner

    lib = open_library(library, owner)
    learner = Learner(lib.database, lib.owner)
    notes, due = learner.wrong_notes(), learner.due()
    if as_json:
        out(
            {"wrong": [note.model_dump(mode="json") for note in notes], "due": [q.model_dump(mode="json") for q in due]}
        )
        return
    for note in notes:
        print(
            f"{note.question.id}  {note.question.stem}\n  내 답: {note.last_response}  정답: {note.question.shown_answer()}"
        )
    print(f"틀린 문제 {len(notes)}개, 오늘 복습할 문제 {len(due)}개", file=sys.stderr)


@app.command()
def summarize(
    source: SourceOption = None,
    pages: PagesOption = "",
    length: Annotated[str, typer.Option("--length", help="line, paragraph, page")] = "paragraph",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재를 요약합니다."""
    from knowledge.summary import BUDGET
    from knowledge.summary import summarize as make

    if length not in BUDGET:
        raise typer.BadParameter(f"{', '.join(BUDGET)} 가운데 고르세요.", param_hint="--length")
    lib = open_library(library, owner)
    found = source or [item.id for item in lib.sources()][:1]
    if not found:
        raise QuestionError("서재가 비어 있습니다. 먼저 교재를 읽어 들이세요.", code="no_sources")
    summary = make(lib, found[0], pages=parse_pages(pages), length=length)  # type: ignore[arg-type]
    if as_json:
        out({"title": summary.title, "bullets": [asdict(bullet) for bullet in summary.bullets]})
        return
    for bullet in summary.bullets:
        print(f"- {' '.join(bullet.text.split())} ({bullet.page}쪽)")


@app.command()
def export(
    kind: Annotated[str, typer.Option("--format", help="markdown, csv, json")] = "markdown",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """만든 문제를 시험지로 내보냅니다."""
    from learning import Learner
    from learning.export import FORMATS

    name = "json" if as_json else kind
    if name not in FORMATS:
        raise typer.BadParameter(f"{', '.join(FORMATS)} 가운데 고르세요.", param_hint="--format")
    lib = open_library(library, owner)
    print(FORMATS[name](Learner(lib.database, lib.owner).questions()))


@app.command()
def check(
    repair: Annotated[bool, typer.Option("--repair", help="고칠 수 있는 것을 고칩니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """서재가 온전한지 살핍니다."""
    problems = open_library(library, owner).check(repair)
    if as_json:
        out({"problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            print(f"{problem.code}: {problem.detail}{' (고쳤습니다)' if problem.repaired else ''}")
        if not problems:
            print("이상이 없습니다.")
    raise typer.Exit(1 if any(not problem.repaired for problem in problems) else 0)


@app.command()
def setup(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """처음 쓸 준비를 합니다: 낱말 벡터를 만들고 견본 교재를 읽습니다(한 번만)."""
    from knowledge.embedders import prepare

    settings = settings_for(library, owner)
    mark = settings.library / ".samples-read"
    if mark.exists():
        return
    with progress_bar("낱말 벡터 / word vectors") as report:
        prepare(settings, lambda done, total: report("index", done, total))
    lib = open_library(library, owner)
    for name in SAMPLES:
        with progress_bar(f"견본 교재 / sample textbook {name}") as report:
            lib.add(ROOT / "samples" / name, progress=report)
    mark.write_text("1", encoding="utf-8")
    out({"ready": True}) if as_json else print("준비를 마쳤습니다. / Ready.", file=sys.stderr)


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="브라우저를 열지 않습니다")] = False,
    library: LibraryOption = None,
) -> None:
    """앱을 엽니다."""
    import subprocess

    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "ui" / "streamlit_app.py"),
        "--server.address",
        "127.0.0.1",
    ]
    command += ["--server.port", str(port), "--browser.gatherUsageStats", "false"]
    command += ["--server.headless", "true"] if headless else []
    command += ["--", "--library", str(library)] if library else []
    print(f"http://127.0.0.1:{port}  (끝내기: Ctrl-C)", file=sys.stderr)
    try:
        raise typer.Exit(subprocess.call(command, cwd=ROOT))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def main() -> None:
    """Run a command; people read Korean sentences on stderr, programs an error object on stdout."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except HyunmooError as error:
        print(error.message, file=sys.stderr)
        if "--json" in sys.argv:
            out({"error": {"code": error.code, "message": error.message}})
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
