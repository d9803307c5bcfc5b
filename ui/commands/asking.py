"""Questions to the library: search, cited answers, summaries."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from errors import QuestionError
from settings import SummaryLength
from ui.commands.options import (
    JsonOption,
    LibraryOption,
    OwnerOption,
    PagesOption,
    SourceOption,
    chosen_sources,
    opened_assistant,
    opened_library,
    parse_pages,
)
from ui.commands.output import hit_json, list_citations, note, one_line, out, span_json

if TYPE_CHECKING:
    from agent import Answer, Assistant
    from llm.tasks.style import Style

LONGEST_INPUT = 100_000  # characters read from stdin; the library refuses far shorter questions with its own sentence


class BatchLine(BaseModel):
    """One question of a batch; other keys of a public benchmark are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    question: str


def search(
    query: Annotated[str | None, typer.Argument(help="찾을 말")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help='{"id","question"} 줄로 된 파일')] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="대목 수")] = 10,
    source: SourceOption = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """질문에 맞는 대목을 찾습니다."""
    if (query is None) == (batch is None):
        raise typer.BadParameter("찾을 말이나 --batch 파일 가운데 하나를 적습니다.")
    lines = list(read_batch(batch)) if batch else []
    with opened_library(library, owner) as shelf:
        for wanted in source or ():
            shelf.source(wanted)
        for line in lines:
            out({"id": line.id, "hits": [hit_json(hit) for hit in shelf.search(line.question, k, source)]})
        hits = shelf.search(query, k, source) if query is not None else []
    if batch:
        return
    if as_json:
        out({"hits": [hit_json(hit) for hit in hits]})
        return
    for hit in hits:
        print(f"「{one_line(hit.title)}」 {hit.passage.page}쪽 ({hit.score:.2f})\n  {one_line(hit.passage.text)}")
    if not hits:
        note("찾은 대목이 없습니다.")


def read_batch(path: Path) -> Iterator[BatchLine]:
    """The questions of a JSON Lines file. Raises QuestionError (``file_missing``, ``bad_batch``)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionError(f"파일을 읽을 수 없습니다: {path}. 경로를 확인해 주세요.", code="file_missing") from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"'{path.name}'은(는) UTF-8 글자로 된 파일이 아닙니다.", code="bad_batch") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield BatchLine.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            raise QuestionError(
                f'{path.name} {number}번째 줄이 {{"id","question"}} 꼴이 아닙니다.', code="bad_batch"
            ) from error


def ask(
    question: Annotated[str, typer.Argument(help="질문. -이면 표준 입력에서 읽습니다")],
    thread: Annotated[str, typer.Option("--thread", help="이어 갈 대화. 없으면 새 대화")] = "",
    source: SourceOption = None,
    register: Annotated[
        Literal["해요체", "합니다체", "개조식"] | None, typer.Option("--register", help="말투. 없으면 앱에서 고른 것")
    ] = None,
    level: Annotated[
        Literal["초", "중", "고", "대학"] | None, typer.Option("--level", help="눈높이. 모델이 글을 쓸 때 쓰임")
    ] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재에 묻고 근거가 달린 답을 받습니다."""
    if question == "-":
        question = sys.stdin.read(LONGEST_INPUT)
    conversation = thread or uuid.uuid4().hex[:12]
    from llm.tasks.style import Style

    with opened_assistant(library, owner) as assistant:
        style = Style(register or assistant.style.register, level or assistant.style.level)
        if as_json:
            out(answer_json(assistant.ask(question, thread=conversation, sources=source, style=style)))
            return
        if not assistant.library.sources():
            note("서재가 비어 있습니다. hyunmoo ingest 파일 로 교재를 먼저 읽어 들이세요.")
        answer = print_answer(assistant, question, conversation, source, style)
    if answer.unsaved:
        note(answer.unsaved)
    if answer.citations:
        print("\n" + list_citations(answer.citations))
    if answer.nearest:
        print("\n가장 가까운 대목:\n" + list_citations(answer.nearest))


def print_answer(assistant: Assistant, question: str, thread: str, sources: list[str] | None, style: Style) -> Answer:
    """Print the answer as it comes: quotes at once, then what a model makes of them, where one is chosen."""
    from agent.events import AnswerEvent, QuoteEvent, StepEvent

    terminal, quoted = sys.stdout.isatty(), ""
    for event in assistant.stream(question, thread, sources, style=style):
        if isinstance(event, StepEvent) and sys.stderr.isatty() and terminal:
            print(f"\r\x1b[2K{event.label} …", end="", file=sys.stderr, flush=True)
        elif isinstance(event, QuoteEvent) and terminal:
            clear_step()
            quoted = event.text.strip()
            print(quoted, flush=True)
        elif isinstance(event, AnswerEvent):
            clear_step()
            if event.answer.text.strip() != quoted:
                print(("\n" if quoted else "") + event.answer.text)
            return event.answer
    raise AssertionError("the stream always ends with an AnswerEvent")


def clear_step() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


def answer_json(answer: Answer) -> dict[str, object]:
    return {
        "text": answer.text,
        "abstained": answer.abstained,
        "sufficiency": answer.sufficiency,
        "citations": [span_json(citation) for citation in answer.citations],
        "nearest": [span_json(citation) for citation in answer.nearest],
        "question_ids": list(answer.question_ids),
        "table": answer.table.model_dump(mode="json") if answer.table else None,
        "figures": [one.model_dump(mode="json") for one in answer.figures],
        "steps": [step.model_dump() for step in answer.steps],
        "thread": answer.thread,
    } | ({"unsaved": answer.unsaved} if answer.unsaved else {})


def summarize(
    source: SourceOption = None,
    pages: PagesOption = "",
    length: Annotated[SummaryLength, typer.Option("--length", help="길이")] = "paragraph",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재를 요약합니다. 자료를 고르지 않으면 가장 나중에 읽은 것을 요약합니다."""
    asked = parse_pages(pages)
    from knowledge.summaries.transcripts import tell_speaker
    from learning.study.summary import summarize_source

    with opened_library(library, owner) as shelf:
        chosen = chosen_sources(shelf, source)
        summaries = [
            summarize_source(shelf, one, pages=asked, length=length) for one in (chosen if source else chosen[:1])
        ]
    if as_json:
        told = [
            {"source_id": one.source_id, "title": one.title, "bullets": [span_json(bullet) for bullet in one.bullets]}
            for one in summaries
        ]
        out(told[0] if len(told) == 1 else {"summaries": told})
        return
    for one in summaries:
        print(f"「{one_line(one.title)}」")
        for section in one.sections:
            if section.heading:
                print(one_line(" › ".join(section.heading)))
            for bullet in section.bullets:
                speaker = tell_speaker(bullet)
                print(f"- {one_line(f'{speaker}: {bullet.text}' if speaker else bullet.text)} ({bullet.page}쪽)")
