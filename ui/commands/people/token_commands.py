"""``user token``: tokens by which programs speak for a person; each is shown once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, LibraryOption, settings_for
from ui.commands.output import note, one_line, out

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.tokens import PersonalToken, Tokens

token_app = typer.Typer(help="프로그램이 내 대신 쓸 토큰을 만들고, 보고, 없앱니다.", no_args_is_help=True)
PersonArgument = Annotated[str, typer.Argument(help="계정의 이름이나 id")]


@contextmanager
def opened_tokens(library: Path | None) -> Iterator[Tokens]:
    from accounts import Accounts
    from accounts.tokens import Tokens

    accounts = Accounts.open(settings_for(library))
    try:
        yield Tokens(accounts.database)
    finally:
        accounts.close()


@token_app.command("add")
def add_token(
    person: PersonArgument,
    name: Annotated[str, typer.Option("--name", help="어디에 쓰는 토큰인지")] = "token",
    scope: Annotated[list[str] | None, typer.Option("--scope", help="read, write, admin(여러 번 쓸 수 있음)")] = None,
    days: Annotated[int, typer.Option("--days", help="쓸 수 있는 날수")] = 90,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """토큰을 만들어 한 번만 보여 줍니다."""
    with opened_tokens(library) as tokens:
        secret, kept = tokens.add(person, name, scope or ("read",), days)
    if as_json:
        out({"token": secret} | token_json(kept))
        return
    print(secret)
    note(
        f"이 토큰은 다시 볼 수 없습니다. {kept.expires_at:%Y-%m-%d}까지 {', '.join(kept.scopes)} 권한으로 쓸 수 있습니다."
    )


@token_app.command("list")
def list_tokens(person: PersonArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """계정의 토큰을 보여 줍니다. 토큰 자체는 보이지 않습니다."""
    with opened_tokens(library) as tokens:
        found = tokens.all(person)
    if as_json:
        out({"tokens": [token_json(one) for one in found]})
        return
    for one in found:
        print(f"{one.id}  {one_line(one.name)}  {', '.join(one.scopes)}  {one.expires_at:%Y-%m-%d}까지")
    if not found:
        note("토큰이 없습니다.")


@token_app.command("revoke")
def revoke_token(
    person: PersonArgument,
    token: Annotated[str, typer.Argument(help="토큰의 id (token list가 보여 줍니다)")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """토큰을 없앱니다. 그 토큰은 바로 쓸 수 없게 됩니다."""
    with opened_tokens(library) as tokens:
        tokens.revoke(person, token)
    if as_json:
        out({"revoked": token})
    else:
        note("토큰을 없앴습니다.")


def token_json(token: PersonalToken) -> dict[str, object]:
    told = asdict(token)
    for name in ("created_at", "seen_at", "expires_at"):
        told[name] = told[name].isoformat() if told[name] else None
    return told | {"scopes": list(token.scopes)}
