"""The library in one file and back from it, and books read again where the record of them was lost."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from errors import HyunmooError
from storage.upkeep.backup import BACKUP_ENDING
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_library, settings_for
from ui.commands.output import note, one_line, out, progress_bar, source_json


def backup(
    file: Annotated[Path | None, typer.Argument(help="백업 파일(없으면 오늘 날짜의 이름)", dir_okay=False)] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """서재 전체(교재 파일, 대화, 학습 기록)를 파일 하나로 백업합니다. 앱을 쓰는 중에도 할 수 있습니다."""
    from knowledge.integrity.library_backup import back_up_library

    target = file or Path(time.strftime(f"hyunmoo-%Y%m%d-%H%M%S{BACKUP_ENDING}"))
    with progress_bar(target.name) as report:
        made = back_up_library(
            settings_for(library, owner).library, target, lambda done, total: report("backup", done, total)
        )
    size = target.stat().st_size
    for sha256 in made["missing"]:
        note(f"보관된 파일이 없거나 손상되어 백업에 넣지 못했습니다: {sha256}")
    if as_json:
        out({"backup": str(target), "bytes": size, "missing": made["missing"]})
    else:
        print(f"백업했습니다: {target} ({size / 2**20:,.1f}MB). 복원: hyunmoo restore {target}")


def restore_backup(file: Path, library: Path, as_json: bool) -> None:
    """Put the whole library back as a backup has it."""
    from knowledge.integrity.library_backup import restore_library

    done = restore_library(file, library)
    if as_json:
        out({"restored": str(file), "kept": done["kept"]})
        return
    print(f"복원했습니다: {library} ({done['made']}에 만든 백업)")
    if done["kept"]:
        print(f"복원하기 전의 내용은 여기에 두었습니다: {done['kept']}")


def reread(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """보관된 교재 파일 가운데 서재 목록에 없는 것을 다시 읽습니다(데이터베이스를 잃었을 때)."""
    added, failures = [], []
    with opened_library(library, owner) as shelf, progress_bar("reread") as report:
        for name, outcome in shelf.reread(report):
            if isinstance(outcome, HyunmooError):
                failures.append({"file": name, "code": outcome.code, "message": outcome.message})
                note(outcome.message)
                continue
            added.append(source_json(outcome))
            if not as_json:
                print(f"{outcome.id}  {one_line(outcome.title)}  {outcome.pages}쪽")
    if as_json:
        out({"sources": added, "failures": failures})
    elif not added and not failures:
        note("다시 읽을 파일이 없습니다.")
    if failures:
        raise typer.Exit(1)
