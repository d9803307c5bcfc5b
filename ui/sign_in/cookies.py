"""The cookies of a signed-in browser, and whether a form came from a page of ours.

A session's cookie is HttpOnly and SameSite=Lax; over HTTPS it is Secure and bound to the very host (``__Host-``). A
form carries what only who has the browser's form cookie can know (a signed double submit), and its Origin is checked
besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from accounts.secret_values import derive_secret, is_same_secret, make_secret
from settings import Settings

SESSION_COOKIE, FORM_COOKIE = "hyunmoo_session", "hyunmoo_form"
HOST_PREFIX = "__Host-"
FORM_FIELD = "form_token"
_FORM_PURPOSE = "a form of a page of ours"


def is_secure(scheme: str, settings: Settings) -> bool:
    """Whether the browser speaks HTTPS to the app, or to the proxy before it."""
    return scheme in ("https", "wss") or settings.public_url.startswith("https:")


def read_cookie(cookies: Mapping[str, str], name: str, secure: bool) -> str:
    """A cookie of ours, "" where there is none. Over HTTPS (``secure``) none but the one that is bound to the host: any
    site under the same domain could have planted the other.
    """
    return cookies.get(HOST_PREFIX + name) or ("" if secure else cookies.get(name)) or ""


def set_cookie(response: Response, request: Request, name: str, value: str, settings: Settings, hours: int) -> None:
    """Give a browser a cookie of ours."""
    secure = is_secure(request.url.scheme, settings)
    response.set_cookie(
        (HOST_PREFIX if secure else "") + name,
        value,
        max_age=hours * 3600,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, name: str, secure: bool) -> None:
    """Take a cookie of ours back."""
    for prefix in ("", HOST_PREFIX) if secure else ("",):
        response.set_cookie(prefix + name, "", max_age=0, path="/", secure=bool(prefix), httponly=True, samesite="lax")


def read_own_cookie(request: Request, name: str, settings: Settings) -> str:
    """A cookie of ours that a request brings; "" where there is none."""
    return read_cookie(request.cookies, name, is_secure(request.url.scheme, settings))


def make_form_token(request: Request, settings: Settings) -> tuple[str, str]:
    """The form cookie of a browser, a new one where it has none, and the token that its forms carry."""
    cookie = read_own_cookie(request, FORM_COOKIE, settings) or make_secret()
    return cookie, derive_secret(cookie, _FORM_PURPOSE)


def is_own_form(request: Request, fields: Mapping[str, str], settings: Settings) -> bool:
    """Whether a form was filled in on a page of ours, in this browser."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    cookie = read_own_cookie(request, FORM_COOKIE, settings)
    if not cookie or urlsplit(origin).netloc != request.headers.get("host"):
        return False
    return is_same_secret(fields.get(FORM_FIELD, ""), derive_secret(cookie, _FORM_PURPOSE))
