"""The pages before the app, as plain HTML: they need no script, have no picture, and follow the system's colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from settings import Settings
from ui.sign_in.cookies import FORM_COOKIE, FORM_FIELD, make_form_token, set_cookie
from ui.sign_in.html_elements import Html, element
from ui.texts.account_texts import ACCOUNT_TEXTS

STYLESHEET = "/account.css"
KEPT_QUERY = ("link", "code", "next")  # what a page was asked with that stays when its language changes
LONGEST_QUERY_KEPT = 200  # characters
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
CSS = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #ffffff; --line: #6b7680; --key: #1f6f5c; --bad: #a3161f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceff1; --paper: #14191c; --line: #95a1a9; --key: #7fd1bb; --bad: #ff9c9c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6; font-family: system-ui, sans-serif; }
main { max-width: 26rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input[type=text], input[type=password], input[type=email] { width: 100%; padding: .6rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
.tick { display: flex; gap: .6rem; align-items: start; font-weight: 400; } .tick input { margin-top: .45rem; }
button { margin-top: 1.5rem; width: 100%; padding: .7rem; font: inherit; font-weight: 600; border: 0;
  border-radius: .4rem; background: var(--key); color: var(--paper); cursor: pointer; }
a { color: var(--key); } :focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
.bad { border-left: 4px solid var(--bad); padding-left: .8rem; color: var(--bad); } .help { font-size: .9rem; }
.top { text-align: right; margin: 0; }
"""


class DoorPage:
    """One page for one request, in the language that it asked for."""

    def __init__(self, request: Request, settings: Settings) -> None:
        self.request, self.settings = request, settings
        asked = request.query_params.get("lang") or request.headers.get("accept-language", "")[:2]
        self.language = asked if asked in ("ko", "en") else settings.language
        self.kept = {key: request.query_params.get(key, "")[:LONGEST_QUERY_KEPT] for key in KEPT_QUERY}
        self.cookie, self.token = make_form_token(request, settings)

    def say(self, key: str, **values: object) -> str:
        """A text in the page's language."""
        text = ACCOUNT_TEXTS[key][0 if self.language == "ko" else 1]
        return text.format(**values) if values else text

    def link(self, path: str) -> str:
        """An address of ours that keeps the language."""
        return f"{path}?lang={self.language}"

    def here(self, language: str) -> str:
        """The query of this very page in a language."""
        return "?" + urlencode({"lang": language} | {key: value for key, value in self.kept.items() if value})

    def respond(self, title: str, body: Sequence[str], error: str = "", status: int = 200) -> Response:
        """The whole page; a refusal stands first and is read out."""
        other = "en" if self.language == "ko" else "ko"
        top = element(
            "p",
            element("a", self.say("other_language"), href=self.here(other), lang=other, hreflang=other),
            class_="top",
        )
        said = [element("p", error, class_="bad", role="alert")] if error else []
        main = element("main", top, element("h1", title), *said, *body)
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", f"{title} · 현무"),
            element("link", rel="stylesheet", href=STYLESHEET),
        )
        page = "<!DOCTYPE html>" + element("html", head, element("body", main), lang=self.language)
        response = HTMLResponse(page, status, HEADERS)
        set_cookie(response, self.request, FORM_COOKIE, self.cookie, self.settings, hours=24)
        return response

    def form(self, path: str, button: str, *fields: Html) -> Html:
        """A form of ours, with its token; what it is sent to knows what the page was asked with."""
        token = element("input", type="hidden", name=FORM_FIELD, value=self.token)
        return element(
            "form",
            token,
            *fields,
            element("button", button, type="submit"),
            method="post",
            action=path + self.here(self.language),
        )

    def field(self, name: str, key: str, value: str = "", help_key: str = "", **attributes: str | bool) -> Html:
        """A labelled field, with a line of help where there is one."""
        about = {"aria_describedby": f"{name}-help"} if help_key else {}
        told: dict[str, str | bool] = {"type": "text", "id": name, "name": name, **about, **attributes}
        if value:
            told["value"] = value
        parts = [element("label", self.say(key), for_=name), element("input", **told)]
        if help_key:
            parts.append(element("p", self.say(help_key), id=f"{name}-help", class_="help"))
        return element("div", *parts)

    def tick(self, name: str, key: str, fields: Mapping[str, str], required: bool = False) -> Html:
        """A box to tick."""
        box = element(
            "input", type="checkbox", name=name, value="1", checked=fields.get(name) == "1", required=required
        )
        return element("label", box, element("span", self.say(key)), class_="tick")
