"""Who calls: the owner whose rows are read and written, and what the call may do. It comes from the token alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from accounts.tokens import TOKEN_SCOPES, TokenScope
from server.error_answers import ApiRefusal

EVERY_SCOPE: frozenset[TokenScope] = frozenset(TOKEN_SCOPES)


@dataclass(frozen=True)
class Caller:
    """Who a request comes from, as its token says, or as the settings say on a machine without accounts."""

    owner: str
    scopes: frozenset[TokenScope]

    def require(self, scope: TokenScope) -> None:
        """Raises ApiRefusal (``scope_missing``)."""
        if scope not in self.scopes:
            raise ApiRefusal(
                f"이 토큰으로는 할 수 없는 일입니다. {scope} 권한이 있는 토큰으로 다시 부르세요.",
                code="scope_missing",
                english=f"This token may not do that; call with one that has the scope {scope}.",
                status=403,
            )


def caller_of(request: Request) -> Caller:
    """The caller whom the gate has let in."""
    found: Caller = request.scope["state"]["caller"]
    return found


BEARER = HTTPBearer(
    auto_error=False, description="hyunmoo user token add 로 만든 토큰. 혼자 쓰는 컴퓨터에서는 필요 없습니다."
)


def _needs(scope: TokenScope) -> Callable[..., Caller]:
    def check(request: Request, _shown: Annotated[object, Depends(BEARER)]) -> Caller:
        found = caller_of(request)
        found.require(scope)
        return found

    return check


Reader = Annotated[Caller, Depends(_needs("read"))]
Writer = Annotated[Caller, Depends(_needs("write"))]
Operator = Annotated[Caller, Depends(_needs("admin"))]
