"""Documents in and out of the library, its check, and the first set-up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from errors import HyunmooError
from knowledge import Source
from knowledge.integrity.sentences import describe_problem
from knowledge.loaders.left_out import LeftOut
from settings import SAMPLES
from storage.upkeep.backup import BACKUP_ENDING
from ui.commands.backups import restore_backup
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_library, settings_for
from ui.commands.output import note, one_line, out, progress_bar, source_json


def ingest(
    files: Annotated[list[Path], typer.Argument(help="읽어 들일 문서")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """문서를 서재에 읽어 들입니다.

    읽을 수 있는 형식: {documents}
    """
    from learning.facts.kept_facts import keep_facts

    added: list[dict[str, object]] = []
    failures: list[dict[str, str]] = []
    with opened_library(library, owner) as shelf:
        for file in files:
            try:
                with progress_bar(file.name) as report:
                    source = shelf.add(file, progress=report)
            except HyunmooError as error:
                failures.append({"file": str(file), "code": error.code, "message": error.message})
                note(error.message)
                continue
            keep_facts(shelf, source.id)
            added.append(source_json(source))
            if not as_json:
                print(f"{source.id}  {one_line(source.title)}  {source.pages}쪽  대목 {source.passages}개")
                for line in source.notes:
                    print(f"  {line}")
    if as_json:
        out({"sources": added, "failures": failures})
    if failures:
        raise typer.Exit(1)


def thesaurus(
    file: Annotated[Path, typer.Argument(help="용어, 설명, 동의어, 상위어 따위의 열이 있는 CSV")],
    columns: Annotated[str, typer.Option(help="열의 구실을 정합니다: TERM_NM=용어,TERM_DC=설명,SEQ=빼기")] = "",
    look: Annotated[bool, typer.Option("--look", help="읽지 않고, 열을 무엇으로 읽을지 보여 줍니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """용어집(CSV)을 서재에 들여옵니다. 동의어로도 찾게 되고, replace로 바꾸거나 remove로 뺄 수 있습니다."""
    from knowledge.ingestion.thesaurus_import import HEAD_BYTES, look_at_columns, name_role

    with suppress(OSError), file.open("rb") as content:  # what cannot be opened is said when it is read
        found = look_at_columns(content.read(HEAD_BYTES), file.name)
        roles = {one.name: name_role(one.role) for one in found} | {
            name: name_role(role) for name, role in _roles_of(columns).items()
        }
        if look and as_json:
            out({"columns": [{"name": one.name, "role": one.role, "samples": list(one.samples)} for one in found]})
        elif not as_json:
            for one in found:
                print(f"{one_line(one.name)} = {roles[one.name]}   {one_line(' / '.join(one.samples))[:60]}")
    if look:
        return
    with opened_library(library, owner) as shelf, progress_bar(file.name) as report:
        source = shelf.add_thesaurus(file, columns=_roles_of(columns), progress=report)
        entries = len(shelf.entries(source.id))
    if as_json:
        out(source_json(source) | {"entries": entries})
    else:
        print(f"{source.id}  {one_line(source.title)}  용어 {source.passages}개  풀이 {entries}개")
        print(f"되돌리기: hyunmoo remove {source.id}")


def _roles_of(columns: str) -> dict[str, str]:
    """열=구실 pairs, the roles by what people call them or by their ids."""
    from knowledge.ingestion.thesaurus_import import ROLE_NAMES_KOREAN

    pairs = (part.partition("=") for part in columns.split(",") if "=" in part)
    return {name.strip(): ROLE_NAMES_KOREAN.get(role.strip(), role.strip()) for name, _, role in pairs}


def sources(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """서재에 있는 자료를 보여 줍니다."""
    with opened_library(library, owner) as shelf:
        found = shelf.sources()
    if as_json:
        out({"sources": [source_json(source) for source in found]})
        return
    for source in found:
        print(f"{source.id}  {one_line(source.title)}  {source.pages}쪽")
    if not found:
        note("서재가 비어 있습니다. hyunmoo ingest 파일 로 교재를 읽어 들이세요.")


def rename(
    source: Annotated[str, typer.Argument(help="자료 id")],
    title: Annotated[str, typer.Argument(help="새 제목")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """자료의 제목을 바꿉니다. 답변의 인용에도 새 제목이 보입니다."""
    with opened_library(library, owner) as shelf:
        former = shelf.source(source).title
        found = shelf.rename(source, title)
    if as_json:
        out(source_json(found) | {"former_title": former})
    else:
        print(f"바꿨습니다: {one_line(found.title)}")
        print(f"되돌리기: hyunmoo rename {source} {quote(one_line(former))}")


def remove(
    source: Annotated[str, typer.Argument(help="자료 id")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """자료를 서재에서 뺍니다(restore로 되돌릴 수 있습니다)."""
    with opened_library(library, owner) as shelf:
        shelf.remove(source)
    if as_json:
        out({"removed": source})
    else:
        print(f"뺐습니다. 되돌리기: hyunmoo restore {source}")


def restore(
    what: Annotated[str, typer.Argument(metavar="자료|백업파일", help="삭제한 자료의 id, 또는 백업 파일")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """삭제한 자료를 되살립니다. 백업 파일을 주면 서재 전체를 그 백업대로 되돌립니다(지금 내용은 따로 보관)."""
    if Path(what).is_file() or what.endswith(BACKUP_ENDING):
        restore_backup(Path(what), settings_for(library, owner).library, as_json)
        return
    with opened_library(library, owner) as shelf:
        found = shelf.restore(what)
    if as_json:
        out(source_json(found))
    else:
        print(f"되돌렸습니다: {one_line(found.title)}")


def replace(
    source: Annotated[str, typer.Argument(help="자료 id")],
    file: Annotated[Path, typer.Argument(help="새 판")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """자료를 새 판으로 바꿉니다. 자료 id와, 새 판에도 있는 인용은 그대로 남습니다."""
    with opened_library(library, owner) as shelf, progress_bar(file.name) as report:
        found = shelf.replace(source, file, progress=report)
    if as_json:
        out(source_json(found))
    else:
        print(f"바꿨습니다: {found.id}  {one_line(found.title)}  {found.pages}쪽  대목 {found.passages}개")


def check(
    repair: Annotated[bool, typer.Option("--repair", help="고칠 수 있는 것을 고칩니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """서재가 온전한지 살핍니다. 고치지 못한 문제가 있으면 1로 끝납니다."""
    from agent.upkeep import check_everything
    from knowledge.integrity.record import look_at_record

    problems = look_at_record(settings_for(library, owner).library, repair)
    accounts: list[tuple[Source, list[LeftOut]]] = []
    if repair or not problems:
        with opened_library(library, owner) as shelf:
            problems += check_everything(shelf, repair)
            accounts = [(source, shelf.left_out(source.id)) for source in shelf.sources()]
    if as_json:
        left_out = [asdict(one) | {"source_id": source.id} for source, account in accounts for one in account]
        said = [{"code": p.code, "detail": p.detail, "repaired": p.repaired} for p in problems]
        out({"problems": said, "left_out": left_out})
    for problem in () if as_json else problems:
        print(f"{problem.code}: {problem.detail}{' (복구했습니다)' if problem.repaired else ''}")
        note(f"  {describe_problem(problem)}")
    for source, account in () if as_json else accounts:
        for one in account:
            shown = ", ".join(one_line(example) for example in one.examples)
            print(f"「{one_line(source.title)}」 싣지 않은 글 {one.characters:,}자: {one.name} ({shown})")
    if not problems and not as_json:
        print("이상이 없습니다.")
    if any(not problem.repaired for problem in problems):
        raise typer.Exit(1)


def setup(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """처음 쓸 준비를 합니다: 낱말 벡터를 만들고 견본 교재를 읽습니다(한 번만)."""
    settings = settings_for(library, owner)
    # A sample that the person has removed stays removed: the mark, not the shelf, says that the samples were read.
    mark = settings.library / ".samples-read"
    if not mark.exists():
        from knowledge.index.embedders import prepare

        note("처음 한 번만 낱말 벡터를 준비하고 견본 교재를 읽습니다(10초쯤) / preparing, once (about ten seconds)")
        with progress_bar("낱말 벡터 / word vectors") as report:
            prepare(settings, lambda done, total: report("index", done, total))
        with opened_library(library, owner) as shelf:
            for book in SAMPLES:
                with progress_bar(f"견본 교재 / sample {book.name}") as report:
                    shelf.add(book, progress=report)
        mark.write_text("1", encoding="utf-8")
        note("준비를 마쳤습니다 / ready")
    if as_json:
        out({"ready": True})
