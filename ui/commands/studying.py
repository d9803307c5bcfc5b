"""What helps to study a source: the guide to it, and a study sheet of it or of some pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, LibraryOption, OwnerOption, PagesOption, opened_library, parse_pages
from ui.commands.output import note, one_line, out, span_json
from ui.commands.quizzes import write_file

if TYPE_CHECKING:
    from learning.study.study_sheet import StudySheet

SourceArgument = Annotated[str, typer.Argument(help="자료 id(hyunmoo sources에 나옵니다)")]


def guide(
    source: SourceArgument,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """자료 안내: 단원, 핵심 용어, 세 문장 소개, 서재가 온전히 답하는 추천 질문."""
    from agent.guides.kept_guides import load_guide
    from learning.study.key_terms import told_of

    with opened_library(library, owner) as shelf:
        found = load_guide(shelf, source)
    if as_json:
        out(found.model_dump(mode="json") | {"first_questions": found.first_questions})
        return
    print(f"「{one_line(found.title)}」")
    for span in found.about:
        print(f"  {one_line(span.text)} ({span.page}쪽)")
    lists = {
        "단원": [f"{one_line(one.title)} ({one.page}쪽)" for one in found.chapters],
        "핵심 용어": [
            f"{one_line(one.term)}: {one_line(told_of(one.term, one.text))} ({one.page}쪽)" for one in found.terms
        ],
        "이런 것을 물어보세요": found.first_questions,
    }
    for head, lines in lists.items():
        if lines:
            print(f"\n{head}\n" + "\n".join(f"- {line}" for line in lines))


def study(
    source: SourceArgument,
    pages: PagesOption = "",
    kind: Annotated[str, typer.Option("--format", help="파일 형식: {sheets}. 없으면 --out의 끝 이름을 따름")] = "",
    out_file: Annotated[Path | None, typer.Option("--out", help="쓸 파일", dir_okay=False)] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """학습지: 핵심 용어와 뜻, 연표, 요약. Markdown, CSV, Anki로 쓸 수 있습니다."""
    from learning.exchange.export.study_notes import SHEET_FORMATS
    from learning.study.study_sheet import make_study_sheet

    ending = out_file.suffix.removeprefix(".") if out_file else ""
    name = kind or next((key for key, one in SHEET_FORMATS.items() if ending and one.ending == ending), "markdown")
    if name not in SHEET_FORMATS:
        raise typer.BadParameter(f"{', '.join(SHEET_FORMATS)} 가운데 고르세요.", param_hint="--format")
    asked = parse_pages(pages)
    with opened_library(library, owner) as shelf:
        sheet = make_study_sheet(shelf, source, asked)
    if as_json and out_file is None:
        out(_sheet_json(sheet))
        return
    data = SHEET_FORMATS[name].write(sheet)
    if out_file is None:
        if isinstance(data, bytes):
            raise typer.BadParameter(f"{name} 형식은 파일로만 씁니다: --out 학습지.apkg", param_hint="--out")
        print(data, end="")
        return
    write_file(out_file, data)
    if as_json:
        out({"file": str(out_file), "format": name, "terms": len(sheet.terms), "events": len(sheet.events)})
    else:
        note(f"용어 {len(sheet.terms)}개, 연표 {len(sheet.events)}줄을 {out_file}에 썼습니다.")


def _sheet_json(sheet: StudySheet) -> dict[str, object]:
    return {
        "source_id": sheet.source_id,
        "title": sheet.title,
        "terms": [{"term": one.term, "defined": one.defined} | span_json(one.sentence) for one in sheet.terms],
        "events": [{"date": one.date} | span_json(one.sentence) for one in sheet.events],
        "summary": [
            {"heading": list(section.heading), "bullets": [span_json(bullet) for bullet in section.bullets]}
            for section in sheet.sections
        ],
    }
