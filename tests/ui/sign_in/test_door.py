"""The way in: forms of our own pages, cookies that no script reads, nobody sent elsewhere, nothing without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

pytest.importorskip("starlette")
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from accounts import Accounts, Administration
from settings import Settings
from ui.sign_in.cookies import FORM_COOKIE, FORM_FIELD, SESSION_COOKIE
from ui.sign_in.door_pages import STYLESHEET
from ui.sign_in.door_routes import Door, own_page
from ui.sign_in.html_elements import Html, element
from ui.sign_in.safe_headers import SafeHeaders
from ui.sign_in.signed_in_only import DOOR_PATHS, SignedInOnly

HERE = "http://127.0.0.1:8501"
PASSWORD = "나무 위의 거북이 셋"
MEDIA, UPLOAD = "/media/0a1b2c3d4e5f.png", "/_stcore/upload_file/some-session/some-file"
CLOSED = (
    "/",
    "/quiz",
    "/_stcore/host-config",
    "/static/index.js",
    "/component/x",
    MEDIA,
    UPLOAD,
    "/loginx",
    "/login/x",
)


async def answer(request: object) -> PlainTextResponse:
    return PlainTextResponse("현무")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_bytes(b"\x0a\x12" + MEDIA.encode() + b"\x10" + UPLOAD.encode() + b"\x18\x01")
    await socket.close()


@pytest.fixture
def people(settings: Settings) -> Iterator[Accounts]:
    opened = Accounts.open(settings)
    yield opened
    opened.close()


def make_client(people: Accounts, settings: Settings, base: str = HERE, required: bool = False) -> TestClient:
    routes = Door(lambda: people, settings).routes()
    anything = Route("/{path:path}", answer, methods=["GET", "POST", "PUT", "DELETE"])
    app = Starlette(
        routes=[*routes, WebSocketRoute("/_stcore/stream", talk), anything],
        middleware=[
            Middleware(SafeHeaders, settings=settings),
            Middleware(SignedInOnly, accounts=lambda: people, required=required),
        ],
    )
    return TestClient(app, base_url=base, follow_redirects=False)


@pytest.fixture
def client(people: Accounts, settings: Settings) -> TestClient:
    people.add("김하나", "admin", PASSWORD)
    people.add("이두리", "student", PASSWORD)
    return make_client(people, settings)


def fill(client: TestClient, path: str, **fields: str) -> dict[str, str]:
    """The fields of the form on a page, filled in."""
    page = client.get(path, headers={"accept": "text/html"})
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    return {name: unescape(value) for name, value in hidden.items()} | fields


def login(client: TestClient, name: str = "김하나", password: str = PASSWORD, path: str = "/login"):
    fields = fill(client, path, name=name, password=password)
    return client.post("/login", data=fields, headers={"origin": str(client.base_url)})


def test_alone_without_an_account_nobody_is_asked(people: Accounts, settings: Settings) -> None:
    alone = make_client(people, settings)
    assert [alone.get(path).status_code for path in CLOSED] == [200] * len(CLOSED)
    with alone.websocket_connect("/_stcore/stream") as socket:
        assert MEDIA.encode() in socket.receive_bytes()
    served = make_client(people, settings, required=True)
    assert served.get("/").status_code == 401


def test_without_a_session_nothing_but_the_way_in_answers(client: TestClient) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert {client.request(method, path).status_code for path in CLOSED} == {401}, method
    page = client.get("/quiz", headers={"accept": "text/html,*/*"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/quiz")
    for cookie in ("", "nobody's", "a" * 43):
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/_stcore/stream", headers={"cookie": f"{SESSION_COOKIE}={cookie}"}),
        ):
            pass
    for path in DOOR_PATHS:
        assert client.get(path).status_code in (200, 400), path  # a link that is none is refused on its page


def test_a_login_opens_the_app_and_media_that_it_was_told_of(people: Accounts, settings: Settings) -> None:
    people.add("김하나", "admin", PASSWORD)
    people.add("이두리", "student", PASSWORD)
    one, other = make_client(people, settings), make_client(people, settings)
    other.app = one.app  # the same served app, two browsers
    for client, name in ((one, "김하나"), (other, "이두리")):
        entered = login(client, name)
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert client.get("/").text == "현무" and client.get(MEDIA).status_code == client.put(UPLOAD).status_code == 404
    cookie = {"cookie": f"{SESSION_COOKIE}={one.cookies[SESSION_COOKIE]}"}
    with one.websocket_connect("/_stcore/stream", headers=cookie) as socket:
        socket.receive_bytes()
    assert one.get(MEDIA).status_code == one.put(UPLOAD).status_code == 200
    assert other.get(MEDIA).status_code == other.put(UPLOAD).status_code == 404


def test_the_cookie_is_for_no_script_and_no_other_site(
    client: TestClient, people: Accounts, settings: Settings
) -> None:
    told = login(client).headers.get_list("set-cookie")
    session = next(one for one in told if one.startswith(SESSION_COOKIE))
    assert "HttpOnly" in session and "SameSite=lax" in session and "Secure" not in session and "Path=/" in session
    safe = make_client(people, settings, "https://school.example")
    told = login(safe).headers.get_list("set-cookie")
    session = next(one for one in told if SESSION_COOKIE in one)
    assert session.startswith(f"__Host-{SESSION_COOKIE}=") and "Secure" in session and "HttpOnly" in session
    behind = make_client(people, settings.model_copy(update={"public_url": "https://school.example"}))
    assert any(one.startswith("__Host-") and "Secure" in one for one in login(behind).headers.get_list("set-cookie"))


def test_a_session_that_was_planted_before_the_login_is_not_taken_over(client: TestClient, people: Accounts) -> None:
    client.cookies.set(SESSION_COOKIE, "planted-by-somebody-else")
    login(client)
    assert people.account_of_session("planted-by-somebody-else") is None
    first = client.cookies.get(SESSION_COOKIE, domain="127.0.0.1")
    login(client)
    assert first and people.account_of_session(first) is None  # and the one before it has ended


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", ""])
def test_a_form_from_elsewhere_is_refused(client: TestClient, people: Accounts, origin: str) -> None:
    fields = fill(client, "/login", name="김하나", password=PASSWORD)
    headers = {"origin": origin} if origin else {}
    answered = client.post("/login", data=fields, headers=headers)
    assert answered.status_code == 403 and SESSION_COOKIE not in str(answered.headers.get_list("set-cookie"))


def test_a_form_without_its_token_is_refused_by_every_page(client: TestClient) -> None:
    for path in ("/login", "/sign-up", "/reset", "/logout"):
        for token in ("", "0" * 64):
            fields = fill(client, path, name="김하나", password=PASSWORD) | {FORM_FIELD: token}
            assert client.post(path, data=fields, headers={"origin": HERE}).status_code in (400, 403), path
    login(client)
    assert client.get("/").text == "현무"
    client.post("/logout", data={}, headers={"origin": HERE})
    assert client.get("/").text == "현무"  # nobody is signed out by another site either
    left = client.post("/logout", data=fill(client, "/logout"), headers={"origin": HERE})
    assert left.headers["location"] == "/login" and client.get("/").status_code == 401


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/a//b", "javascript:alert(1)", "/x?y=z", "", "/%2f"],
)
def test_nobody_is_sent_elsewhere_after_a_login(client: TestClient, wanted: str) -> None:
    fields = fill(client, "/login", name="김하나", password=PASSWORD) | {"next": wanted}
    entered = client.post("/login", data=fields, headers={"origin": HERE})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert own_page("/wrong_notes") == "/wrong_notes"


def test_a_refusal_is_said_on_the_page_in_both_languages_and_escapes_what_was_typed(client: TestClient) -> None:
    name = '"><script>alert(1)</script>'
    answered = login(client, name, "틀린 비밀번호")
    assert answered.status_code == 400 and "<script" not in answered.text and "&lt;script&gt;" in answered.text
    assert "이름이나 비밀번호가 맞지 않습니다" in answered.text and 'role="alert"' in answered.text
    fields = fill(client, "/login?lang=en", name="x", password="y")
    english = client.post("/login?lang=en", data=fields, headers={"origin": HERE})
    assert "The name or the password is wrong" in english.text and '<html lang="en">' in english.text
    for _ in range(5):
        answered = login(client, "이두리", "틀린 비밀번호")
    assert answered.status_code == 400 and login(client, "이두리", "틀린 비밀번호").status_code == 429
    big = client.post("/login", content=b"name=" + b"x" * 100_000, headers={"origin": HERE})
    assert big.status_code == 403


def test_signing_up_and_choosing_a_password_sign_in(client: TestClient, people: Accounts) -> None:
    desk = Administration(people, None)
    form = {"code": desk.invite(), "name": "박세리", "password": PASSWORD, "again": PASSWORD}
    refused = client.post("/sign-up", data=fill(client, "/sign-up", **form), headers={"origin": HERE})
    assert refused.status_code == 400 and "동의" in refused.text and PASSWORD not in refused.text
    filled = fill(client, "/sign-up", **form, agrees="1")
    assert client.post("/sign-up", data=filled, headers={"origin": HERE}).status_code == 303
    assert client.get("/").text == "현무"
    link = desk.make_reset_link(desk.require("이두리").id)
    assert "이두리" in client.get(link).text
    new = fill(client, link, password="바다 밑 고래 다섯", again="바다 밑 고래 다섯")
    assert client.post("/reset", data=new, headers={"origin": HERE}).status_code == 303
    assert client.post("/reset", data=new, headers={"origin": HERE}).status_code == 400
    assert people.login("이두리", "바다 밑 고래 다섯")


def test_every_page_forbids_scripts_frames_and_caches(client: TestClient) -> None:
    for path in DOOR_PATHS - {STYLESHEET, "/_stcore/health"}:
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"] and headers["cache-control"] == "no-store"
        assert "<script" not in client.get(path).text and "<style" not in client.get(path).text


def test_an_element_escapes_texts_and_attributes_and_keeps_elements() -> None:
    inner = element("b", "<i>&")
    assert element("p", inner, '"', title='"<') == '<p title="&quot;&lt;"><b>&lt;i&gt;&amp;</b>&quot;</p>'
    assert element("input", required=True, checked=False) == "<input required>" and isinstance(inner, Html)


def test_every_answer_is_taken_for_what_it_is_and_https_is_kept_to(
    client: TestClient, people: Accounts, settings: Settings
) -> None:
    for path in ("/login", "/", STYLESHEET):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and "x-frame-options" in headers
        assert "strict-transport-security" not in headers
    safe = make_client(people, settings, "https://school.example")
    assert "max-age=31536000" in safe.get("/").headers["strict-transport-security"]


def test_over_https_no_cookie_counts_but_the_one_that_is_bound_to_the_host(
    client: TestClient, people: Accounts, settings: Settings
) -> None:
    """Any site under the same domain can plant the other one, and with it a session or a form of its own choice."""
    token = people.login("이두리", PASSWORD)[1]
    behind = settings.model_copy(update={"public_url": "https://school.example"})
    people.settings = behind
    for safe in (make_client(people, settings, "https://school.example"), make_client(people, behind)):
        for name, status in ((SESSION_COOKIE, 401), (f"__Host-{SESSION_COOKIE}", 200)):
            assert safe.get("/", headers={"cookie": f"{name}={token}"}).status_code == status, name
    planted = "a" * 43
    form = client.get("/login", headers={"cookie": f"{FORM_COOKIE}={planted}"}).text
    form_token = re.findall(rf'name="{FORM_FIELD}" value="([^"]+)"', form)[0]
    fields = {"name": "이두리", "password": PASSWORD, FORM_FIELD: form_token}
    headers = {"origin": "https://school.example"}
    safe = make_client(people, behind, "https://school.example")
    for prefix, status in (("", 403), ("__Host-", 303)):
        sent = headers | {"cookie": f"{prefix}{FORM_COOKIE}={planted}"}
        assert safe.post("/login", data=fields, headers=sent).status_code == status, prefix


def test_the_other_language_keeps_what_the_page_was_asked_with(client: TestClient, people: Accounts) -> None:
    def links(page: str) -> list[str]:
        return [unescape(link) for link in re.findall(r'<a href="([^"]+)" lang="', page)]

    desk = Administration(people, None)
    link = desk.make_reset_link(desk.require("이두리").id)
    assert links(client.get(link).text) == [f"?lang=en&{link.partition('?')[2]}"]
    english = client.get(link.replace("?", "?lang=en&")).text
    assert '<html lang="en">' in english and "이두리" in english and links(english)[0].startswith("?lang=ko&link=")
    assert links(client.get("/sign-up?code=AB%26C&other=1").text) == ["?lang=en&code=AB%26C"]
    page = client.get("/login?lang=en&next=/quiz").text
    assert links(page) == ["?lang=ko&next=%2Fquiz"]
    sent_to = unescape(re.findall(r'action="([^"]+)"', page)[0])
    fields = fill(client, "/login?lang=en&next=/quiz", name="이두리", password="틀린 비밀번호")
    refused = client.post(sent_to, data=fields, headers={"origin": HERE}).text
    assert '<html lang="en">' in refused and links(refused) == ["?lang=ko&next=%2Fquiz"]
