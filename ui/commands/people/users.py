"""People in a terminal: add one, list them, give a role, make a link for a password, stop or remove one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from accounts import ROLES, Accounts, Administration, parse_role
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, settings_for
from ui.commands.output import note, one_line, out

app = typer.Typer(help="계정을 만들고, 보고, 역할을 바꾸고, 비밀번호 링크를 만들고, 지웁니다.", no_args_is_help=True)
UserArgument = Annotated[str, typer.Argument(help="이름 (user list가 보여 줍니다)")]
RoleOption = Annotated[str, typer.Option("--role", help="역할: 학생, 교사, 관리자")]


@contextmanager
def administering(library: Path | None) -> Iterator[Administration]:
    """Accounts in the hands of who has the machine."""
    accounts = Accounts.open(settings_for(library))
    try:
        yield Administration(accounts, None)
    finally:
        accounts.close()


def full_address(library: Path | None, path: str) -> str:
    """A path of the app as an address, where it is known by which one others reach it."""
    return settings_for(library).public_url.rstrip("/") + path


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="이름")],
    role: RoleOption = "학생",
    mail: Annotated[str, typer.Option("--mail", help="메일 주소")] = "",
    owner: OwnerOption = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """계정을 만들고, 비밀번호를 정하는 한 번 쓰는 링크를 보여 줍니다."""
    with administering(library) as people:
        account = people.accounts.add(name, parse_role(role), mail=mail, owner=owner)
        link = full_address(library, people.make_reset_link(account.id))
    if as_json:
        out({"id": account.id, "name": account.name, "role": account.role, "owner": account.owner, "link": link})
        return
    print(f"{one_line(account.name)} ({ROLES[account.role].korean}) 계정을 만들었습니다.")
    print(f"비밀번호를 정하는 링크(24시간, 한 번): {link}")


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """계정을 모두 보여 줍니다."""
    with administering(library) as people:
        found = people.people()
    if as_json:
        times = ({"created_at": one.created_at.isoformat(), "seen_at": str(one.seen_at or "")} for one in found)
        out({"people": [asdict(one) | at for one, at in zip(found, times, strict=True)]})
        return
    for one in found:
        seen = f"{one.seen_at:%Y-%m-%d %H:%M}" if one.seen_at else "아직 로그인하지 않음"
        stopped = ", 사용 중지" if one.is_stopped else ""
        print(f"{one_line(one.name)}  {ROLES[one.role].korean}  {seen}{stopped}")
    if not found:
        note("계정이 없습니다. 혼자 쓰는 동안에는 없어도 됩니다.")


@app.command()
def role(
    name: UserArgument,
    new: Annotated[str, typer.Argument(help="역할: 학생, 교사, 관리자")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """역할을 바꿉니다."""
    with administering(library) as people:
        account = people.give_role(people.require(name).id, parse_role(new))
    if as_json:
        out({"id": account.id, "name": account.name, "role": account.role})


@app.command()
def rename(
    name: UserArgument,
    new: Annotated[str, typer.Argument(help="새 이름")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """이름을 바로잡습니다. 다음부터 새 이름으로 로그인합니다."""
    with administering(library) as people:
        account = people.rename(people.require(name).id, new)
    if as_json:
        out({"id": account.id, "name": account.name})


@app.command()
def reset(name: UserArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """비밀번호를 새로 정하는 한 번 쓰는 링크를 만듭니다."""
    with administering(library) as people:
        link = full_address(library, people.make_reset_link(people.require(name).id))
    if as_json:
        out({"name": name, "link": link})
    else:
        print(link)


@app.command()
def invite(
    role: RoleOption = "학생",
    uses: Annotated[int, typer.Option("--uses", min=1, max=1000, help="쓸 수 있는 횟수")] = 30,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="쓸 수 있는 날수")] = 14,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """가입할 때 적는 초대 코드를 만듭니다."""
    with administering(library) as people:
        code = people.invite(parse_role(role), uses, days)
    if as_json:
        out({"code": code, "role": parse_role(role), "uses": uses, "days": days})
    else:
        print(code)


@app.command()
def stop(
    name: UserArgument,
    resume: Annotated[bool, typer.Option("--resume", help="다시 쓰게 합니다")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """사용을 중지합니다. 자료는 그대로 두고 로그인과 처리를 멈춥니다."""
    with administering(library) as people:
        account = people.stop(people.require(name).id, not resume)
    if as_json:
        out({"name": account.name, "stopped": not resume})


@app.command()
def remove(
    name: UserArgument,
    yes: Annotated[bool, typer.Option("--yes", help="묻지 않습니다")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """계정과 그 사람의 자료, 대화, 문제, 풀이를 되살릴 수 없게 지웁니다."""
    from agent.owners.leaving import delete_for_good

    if not yes:
        typer.confirm(f"{name}: 계정과 자료를 모두 지웁니다. 되살릴 수 없습니다. 지울까요?", abort=True, err=True)
    with administering(library) as people:
        account = people.prepare_removal(people.require(name).id)
        gone = delete_for_good(people.accounts.settings, account.owner)
    if as_json:
        out({"removed": account.name, "rows": gone.rows, "files": gone.files})
    else:
        print(f"{one_line(account.name)}의 계정을 지웠습니다(기록 {gone.rows}건, 파일 {gone.files}개).")


@app.command()
def log(
    name: Annotated[str, typer.Argument(help="이름. 없으면 모두")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """누가 무엇을 했고 누구의 결과를 보았는지 보여 줍니다."""
    with administering(library) as people:
        found = people.audit(name)
    if as_json:
        out({"entries": [asdict(one) | {"at": one.at.isoformat()} for one in found]})
        return
    for one in found:
        who = one_line(one.actor or "-")
        about = f" → {one_line(one.subject)}" if one.subject and one.subject != one.actor else ""
        print(f"{one.at:%Y-%m-%d %H:%M}  {one.action}  {who}{about}")
