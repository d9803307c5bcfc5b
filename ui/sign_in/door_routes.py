"""What the pages before the app do: sign in, sign up, choose a password by a link, sign out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from accounts import Account, Accounts, SignUp
from errors import AccountError, HyunmooError
from settings import Settings
from ui.sign_in.cookies import SESSION_COOKIE, drop_cookie, is_own_form, is_secure, read_own_cookie, set_cookie
from ui.sign_in.door_pages import CSS, HEADERS, STYLESHEET, DoorPage
from ui.sign_in.html_elements import Html, element

LARGEST_FORM = 16_384  # bytes
MOST_FIELDS = 20
BAD_REQUEST, TOO_MANY, SEE_OTHER, FORBIDDEN_FORM = 400, 429, 303, 403
_OWN_PAGE = re.compile(r"/[a-z_]{0,40}")  # where one may be sent after signing in: a page of the app by its name


class Door:
    """The routes of one library's accounts."""

    def __init__(self, accounts: Callable[[], Accounts], settings: Settings) -> None:
        self._accounts, self.settings = accounts, settings

    def routes(self) -> list[BaseRoute]:
        """Every page, each with what it takes."""
        return [
            Route("/login", self.show_login, methods=["GET"]),
            Route("/login", self.login, methods=["POST"]),
            Route("/sign-up", self.show_sign_up, methods=["GET"]),
            Route("/sign-up", self.sign_up, methods=["POST"]),
            Route("/reset", self.show_reset, methods=["GET"]),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/logout", self.show_logout, methods=["GET"]),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/notice", self.show_notice, methods=["GET"]),
            Route(STYLESHEET, self.show_css, methods=["GET"]),
        ]

    # -- signing in ----------------------------------------------------------------------------------------------------

    async def show_login(self, request: Request) -> Response:
        return self._login_page(DoorPage(request, self.settings), {"next": request.query_params.get("next", "")})

    async def login(self, request: Request) -> Response:
        page, fields = DoorPage(request, self.settings), await read_form(request)
        again = partial(self._login_page, page, fields)
        if not is_own_form(request, fields, self.settings):
            return again(page.say("form_expired"), FORBIDDEN_FORM)
        try:
            accounts = self._accounts()
            signed = await run_in_threadpool(
                accounts.login, fields.get("name", ""), fields.get("password", ""), address_of(request)
            )
        except HyunmooError as error:
            return again(tell(error, page.language), status_of(error))
        return await self._let_in(request, *signed, fields.get("next", ""))

    def _login_page(self, page: DoorPage, fields: dict[str, str], error: str = "", status: int = 200) -> Response:
        wanted = own_page(fields.get("next", ""))
        form = page.form(
            "/login",
            page.say("login"),
            element("input", type="hidden", name="next", value=wanted),
            page.field("name", "user_name", fields.get("name", ""), autocomplete="username", required=True),
            page.field("password", "password", type="password", autocomplete="current-password", required=True),
        )
        more = [element("p", page.say("forgot"), class_="help")]
        if self.settings.sign_up != "closed":
            more.append(element("p", element("a", page.say("no_account"), href=page.link("/sign-up"))))
        return page.respond(page.say("login"), [form, *more], error, status)

    async def _let_in(self, request: Request, account: Account, token: str, wanted: str) -> Response:
        """Into the app with a new session; the one that the browser had before ends."""
        del account
        await run_in_threadpool(self._accounts().logout, read_own_cookie(request, SESSION_COOKIE, self.settings))
        response = RedirectResponse(own_page(wanted), SEE_OTHER, HEADERS)
        set_cookie(response, request, SESSION_COOKIE, token, self.settings, self.settings.session_hours)
        return response

    async def show_logout(self, request: Request) -> Response:
        page = DoorPage(request, self.settings)
        return page.respond(page.say("logout"), [page.form("/logout", page.say("logout"))])

    async def logout(self, request: Request) -> Response:
        page, fields = DoorPage(request, self.settings), await read_form(request)
        if not is_own_form(request, fields, self.settings):
            form = page.form("/logout", page.say("logout"))
            return page.respond(page.say("logout"), [form], page.say("form_expired"), FORBIDDEN_FORM)
        await run_in_threadpool(self._accounts().logout, read_own_cookie(request, SESSION_COOKIE, self.settings))
        response = RedirectResponse("/login", SEE_OTHER, {**HEADERS, "Clear-Site-Data": '"cache", "storage"'})
        drop_cookie(response, SESSION_COOKIE, is_secure(request.url.scheme, self.settings))
        return response

    # -- signing up ----------------------------------------------------------------------------------------------------

    async def show_sign_up(self, request: Request) -> Response:
        code = request.query_params.get("code", "")[:40]
        return self._sign_up_page(DoorPage(request, self.settings), {"code": code})

    async def sign_up(self, request: Request) -> Response:
        page, fields = DoorPage(request, self.settings), await read_form(request)
        again = partial(self._sign_up_page, page, fields)
        if not is_own_form(request, fields, self.settings):
            return again(page.say("form_expired"), FORBIDDEN_FORM)
        form = SignUp(
            name=fields.get("name", ""),
            password=fields.get("password", ""),
            again=fields.get("again", ""),
            code=fields.get("code", ""),
            mail=fields.get("mail", ""),
            agrees=fields.get("agrees") == "1",
            under_14=fields.get("under_14") == "1",
            guardian=fields.get("guardian", ""),
            guardian_agrees=fields.get("guardian_agrees") == "1",
            language=page.language,
        )
        try:
            signed = await run_in_threadpool(self._accounts().sign_up, form, address_of(request))
        except HyunmooError as error:
            return again(tell(error, page.language), status_of(error))
        return await self._let_in(request, *signed, "/")

    def _sign_up_page(self, page: DoorPage, fields: dict[str, str], error: str = "", status: int = 200) -> Response:
        form = page.form(
            "/sign-up",
            page.say("sign_up"),
            page.field(
                "code",
                "invitation_code",
                fields.get("code", ""),
                autocomplete="off",
                required=self.settings.sign_up == "code",
            ),
            page.field("name", "user_name", fields.get("name", ""), autocomplete="username", required=True),
            page.field(
                "password",
                "password",
                help_key="password_help",
                type="password",
                autocomplete="new-password",
                required=True,
            ),
            page.field("again", "password_again", type="password", autocomplete="new-password", required=True),
            page.field("mail", "mail", fields.get("mail", ""), type="email", autocomplete="email"),
            page.tick("agrees", "agree_notice", fields),
            page.tick("under_14", "under_14", fields),
            page.field("guardian", "guardian", fields.get("guardian", "")),
            page.tick("guardian_agrees", "guardian_agrees", fields),
        )
        link = element("p", element("a", page.say("has_account"), href=page.link("/login")))
        return page.respond(page.say("sign_up"), [form, *self._notice(page), link], error, status)

    def _notice(self, page: DoorPage) -> list[Html]:
        days = self.settings.audit_days
        said = [page.say("notice_kept"), page.say("notice_why"), page.say("notice_long", days=days)]
        return [
            element("h2", page.say("notice")),
            *(element("p", text, class_="help") for text in [*said, page.say("notice_rights")]),
        ]

    async def show_notice(self, request: Request) -> Response:
        page = DoorPage(request, self.settings)
        return page.respond(page.say("notice"), self._notice(page)[1:])

    # -- a password by a link ------------------------------------------------------------------------------------------

    async def show_reset(self, request: Request) -> Response:
        page, secret = DoorPage(request, self.settings), request.query_params.get("link", "")[:200]
        return await self._reset_page(page, secret)

    async def reset(self, request: Request) -> Response:
        page, fields = DoorPage(request, self.settings), await read_form(request)
        secret = fields.get("link", "")[:200]
        if not is_own_form(request, fields, self.settings):
            return await self._reset_page(page, secret, page.say("form_expired"), FORBIDDEN_FORM)
        try:
            signed = await run_in_threadpool(
                self._accounts().reset_password,
                secret,
                fields.get("password", ""),
                fields.get("again", ""),
                address_of(request),
            )
        except HyunmooError as error:
            return await self._reset_page(page, secret, tell(error, page.language), status_of(error))
        return await self._let_in(request, *signed, "/")

    async def _reset_page(self, page: DoorPage, secret: str, error: str = "", status: int = 200) -> Response:
        try:
            name = await run_in_threadpool(self._accounts().name_of_link, secret)
        except AccountError as refused:
            link = element("p", element("a", page.say("go_login"), href=page.link("/login")))
            said = error or tell(refused, page.language)
            return page.respond(page.say("reset_title"), [link], said, max(status, BAD_REQUEST))
        form = page.form(
            "/reset",
            page.say("save_password"),
            element("input", type="hidden", name="link", value=secret),
            page.field(
                "password",
                "password_new",
                help_key="password_help",
                type="password",
                autocomplete="new-password",
                required=True,
            ),
            page.field("again", "password_again", type="password", autocomplete="new-password", required=True),
        )
        return page.respond(
            page.say("reset_title"), [element("p", page.say("reset_for", name=name)), form], error, status
        )

    async def show_css(self, _request: Request) -> Response:
        return Response(CSS, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name; empty where it is larger than a form of ours can be."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def own_page(path: str) -> str:
    """A page of the app that was asked for; the first one for anything else, so that nobody is sent elsewhere."""
    return path if _OWN_PAGE.fullmatch(path) else "/"


def address_of(request: Request) -> str:
    """Where a request comes from, for the limits of tries."""
    return request.client.host if request.client is not None else ""


def tell(error: HyunmooError, language: str) -> str:
    """An error's sentence in a language."""
    return error.english if language == "en" and error.english else error.message


def status_of(error: HyunmooError) -> int:
    """The status of a page that says why something was refused."""
    return TOO_MANY if error.code == "too_many_tries" else BAD_REQUEST
