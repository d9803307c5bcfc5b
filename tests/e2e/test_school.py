"""A school in real browsers: signing up and in, a class, an assignment, its item table, and leaving for good."""

from __future__ import annotations

import http.client
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from accounts import Accounts, Administration
from accounts.failed_tries import NAME_AND_ADDRESS
from settings import Settings
from tests.e2e.running import PATIENCE, go, running_app, settled
from tests.e2e.test_accessibility import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")

PASSWORD, OTHER = "나무 위의 거북이 셋", "바다 밑 고래 다섯 마리"
QUESTION = "을사늑약은 언제 체결되었나?"


@dataclass
class Served:
    """The running app and its library."""

    address: str
    folder: Path

    def people(self) -> Accounts:
        return Accounts.open(Settings(library=self.folder / "library"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, history: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("school")
    with running_app(folder, history) as address:
        people = Accounts.open(Settings(library=folder / "library"))
        people.add("관리", "admin", PASSWORD)
        people.add("선생", "teacher", PASSWORD, owner="default")  # the shelf that was there before
        people.close()
        yield Served(address, folder)


def open_page(browser: Browser, address: str, path: str, width: int = 1280, scheme: str = "light") -> Page:
    """A page in a browser of its own: no cookie is shared."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="ko-KR", reduced_motion="reduce", color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{address}{path}")
    return page


def login(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("이름").fill(name)
    page.get_by_label("비밀번호").fill(password)
    page.keyboard.press("Enter")


def enter(browser: Browser, address: str, name: str, width: int = 1280, scheme: str = "light") -> Page:
    """Somebody in the app."""
    page = open_page(browser, address, "/login", width, scheme)
    login(page, name)
    page.get_by_test_id("stSidebarNavLink").first.wait_for(timeout=PATIENCE, state="attached")
    settled(page)
    return page


def sign_up(browser: Browser, address: str, name: str, code: str) -> Page:
    """A pupil signs up on a phone, in the dark, by keyboard alone."""
    page = open_page(browser, address, "/sign-up", 390, "dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for label, text in (("초대 코드", code), ("이름", name), ("비밀번호", PASSWORD), ("비밀번호 한 번 더", PASSWORD)):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.type(text)
    page.get_by_label("동의합니다").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_test_id("stApp").wait_for(timeout=PATIENCE)
    settled(page)
    return page


def ask(served: Served, method: str, path: str, **headers: str) -> int:
    """The status of a bare request."""
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_without_a_session_no_endpoint_of_the_app_answers(served: Served) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Origin": served.address,
    }
    assert ask(served, "GET", "/_stcore/stream", **upgrade) == 403
    for method, path in (
        ("GET", "/"),
        ("GET", "/_stcore/host-config"),
        ("GET", f"/media/{'0' * 56}.png"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
    ):
        assert ask(served, method, path) == 401, path
    assert ask(served, "GET", "/quiz", Accept="text/html") == 303
    assert ask(served, "GET", "/_stcore/health") == 200


def test_five_wrong_passwords_bar_a_name_until_it_is_reset(browser: Browser, served: Served) -> None:
    people = served.people()
    people.add("잊은이", password=PASSWORD)
    page = open_page(browser, served.address, "/login")
    assert faults(page) == [] and page.title() == "로그인 · 현무"
    for _ in range(NAME_AND_ADDRESS.most):
        login(page, "잊은이", OTHER)
        page.get_by_role("alert").filter(has_text="맞지 않습니다").wait_for(timeout=PATIENCE)
    login(page, "잊은이")
    page.get_by_role("alert").filter(has_text="여러 번 틀려서").wait_for(timeout=PATIENCE)
    page.goto(served.address + Administration(people, None).make_reset_link("잊은이"))
    assert faults(page) == []
    page.get_by_label("새 비밀번호").fill(OTHER)
    page.get_by_label("비밀번호 한 번 더").fill(OTHER)
    page.keyboard.press("Enter")
    page.get_by_test_id("stSidebarNavLink").first.wait_for(timeout=PATIENCE)
    settled(page)
    page.get_by_role("button", name="로그아웃").click()
    page.get_by_role("heading", name="로그인").wait_for(timeout=PATIENCE)
    assert people.login("잊은이", OTHER, "10.0.0.9")
    page.context.close()
    people.close()


def make_class(page: Page) -> str:
    """The teacher makes a class, shares the book, and sets four questions of it; the code of the class."""
    go(page, "반")
    page.get_by_label("반 이름").fill("2학년 3반")
    page.keyboard.press("Enter")
    page.get_by_text("초대 코드").first.wait_for(timeout=PATIENCE)
    settled(page)
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.locator(".stMain").inner_text())
    assert code
    page.get_by_text("새 과제").first.click()
    page.get_by_label("문항 수").fill("4")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="문항 만들기").click()
    page.get_by_label("과제 제목").wait_for(timeout=PATIENCE)
    page.get_by_label("과제 제목").fill("근대사 확인")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="과제 내기").click()
    page.get_by_text("근대사 확인 · 0명 중 0명 제출").wait_for(timeout=PATIENCE)
    settled(page)
    return code.group()


def take_task(page: Page, answers: dict[str, str]) -> None:
    """Answer every question rightly, as far as ``answers`` knows it, and hand in."""
    go(page, "과제")
    page.get_by_role("button", name="시작").click()
    page.get_by_role("button", name="제출").wait_for(timeout=PATIENCE)
    settled(page)
    for group in page.locator(".stMain [data-testid=stRadio]").all():
        group.locator("label").filter(has=page.locator("input")).first.click()
        settled(page)
    for box in page.locator(".stMain [data-testid=stTextInput] input").all():
        box.fill("모름")
        box.press("Enter")
        settled(page)
    page.get_by_role("button", name="제출").click()
    page.get_by_text("4점 중").first.wait_for(timeout=PATIENCE)
    settled(page)


def test_a_class_works_and_nobody_sees_another_s_rows(browser: Browser, served: Served) -> None:
    teacher = enter(browser, served.address, "선생")
    code = make_class(teacher)
    pupils = {name: sign_up(browser, served.address, name, code) for name in ("하나", "두리")}
    one, two = pupils.values()
    one.locator("textarea").first.fill(QUESTION)
    one.keyboard.press("Enter")
    one.get_by_text("1905").first.wait_for(timeout=PATIENCE)  # the teacher's book answers
    settled(one)
    for page in pupils.values():
        take_task(page, {})
    assert faults(one) == []
    two.goto(served.address)
    two.get_by_test_id("stApp").wait_for(timeout=PATIENCE)
    settled(two)
    assert "1905" not in two.locator(".stMain").inner_text()
    media = one.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name).filter(n => n.includes('/media/'))"
    )
    assert all(two.request.get(address).status == 404 for address in media)
    teacher.reload()
    teacher.get_by_text("근대사 확인 · 2명 중 2명 제출").wait_for(timeout=PATIENCE)
    settled(teacher)
    teacher.get_by_text("근대사 확인 · 2명 중 2명 제출").click()
    teacher.get_by_role("button", name="결과").click()
    teacher.get_by_role("heading", name="문항 분석").wait_for(timeout=PATIENCE)
    settled(teacher)
    told = teacher.locator(".stMain").inner_text()
    assert "하나" in told and "두리" in told and "정답률" in told and "변별도" in told and "알파" in told
    assert faults(teacher) == []
    people = served.people()
    looked = [entry for entry in Administration(people, None).audit("하나") if entry.action == "looked_at_results"]
    assert [entry.actor for entry in looked] == ["선생"]
    people.close()
    for page in (teacher, one, two):
        page.context.close()


def test_an_account_is_taken_along_and_deleted_for_good(browser: Browser, served: Served) -> None:
    people = served.people()
    people.add("떠날이", password=PASSWORD)
    page = enter(browser, served.address, "떠날이", 390, "dark")
    go(page, "계정")
    page.get_by_role("button", name="압축 파일 만들기").click()
    page.get_by_role("button", name="압축 파일 내려받기").wait_for(timeout=PATIENCE)
    settled(page)
    assert faults(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="압축 파일 내려받기").click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as packed:
        (account,) = json.loads(packed.read("accounts.json"))
        assert account["name"] == "떠날이" and "password" not in account
    page.get_by_text("계정 지우기").first.click()
    page.get_by_label("지금 비밀번호").last.fill(PASSWORD)
    page.get_by_text("되살릴 수 없다는 것을 압니다").click()
    settled(page)
    page.get_by_test_id("stFormSubmitButton").get_by_role("button", name="계정 지우기").click()
    page.get_by_role("heading", name="로그인").wait_for(timeout=PATIENCE)
    assert "떠날이" not in [one.name for one in Administration(people, None).people()]
    people.close()
    library = served.folder / "library"
    held = [file.name for file in library.rglob("*") if file.is_file() and "떠날이".encode() in file.read_bytes()]
    assert held == []
    page.context.close()
