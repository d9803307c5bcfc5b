"""A school's server in a real browser: what answers without a session, wrong passwords, and a link to reset one."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from accounts import Accounts, Administration
from accounts.failed_tries import NAME_AND_ADDRESS
from knowledge import Library
from learning import make_quiz
from learning.classes.assignments import Assignments
from learning.classes.class_rooms import ClassRooms
from settings import Settings
from storage.tables import utcnow
from tests.e2e.running import PATIENCE, faults, go, running_app, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD, OTHER = "나무 위의 거북이 셋", "바다 밑 고래 다섯 마리"


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


@pytest.mark.browser
def test_five_wrong_passwords_bar_a_name_until_it_is_reset(browser: Browser, served: Served) -> None:
    people = served.people()
    forgetful = people.add("잊은이", password=PASSWORD)
    page = open_page(browser, served.address, "/login")
    assert page.title() == "로그인 · 현무"
    for _ in range(NAME_AND_ADDRESS.most):
        login(page, "잊은이", OTHER)
        page.get_by_role("alert").filter(has_text="맞지 않습니다").wait_for(timeout=PATIENCE)
    login(page, "잊은이")
    page.get_by_role("alert").filter(has_text="여러 번 틀려서").wait_for(timeout=PATIENCE)
    page.goto(served.address + Administration(people, None).make_reset_link(forgetful.id))
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


@pytest.mark.browser
def test_the_door_and_the_pages_of_a_class_have_no_serious_fault(browser: Browser, served: Served, book: Path) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    set_a_class(served, book)
    people = served.people()
    link = Administration(people, None).make_reset_link(people.add("새 사람").id)
    page = open_page(browser, served.address, link)
    people.close()
    found = {"reset": faults(page)}
    page.goto(f"{served.address}/login")
    found["login"] = faults(page)
    login(page, "선생")
    page.get_by_test_id("stSidebarNavLink").first.wait_for(timeout=PATIENCE)
    settled(page)
    go(page, "반")
    page.locator("summary").filter(has_text="새 과제").first.click()
    settled(page)
    found["반"] = faults(page)
    go(page, "과제")
    page.get_by_text("저녁 반").first.wait_for(timeout=PATIENCE)
    found["과제"] = faults(page)
    page.get_by_role("button", name="시작").first.click()
    page.get_by_role("button", name="제출").first.wait_for(timeout=PATIENCE)
    settled(page)
    found["과제 풀기"] = faults(page)
    page.context.close()
    assert {name: some for name, some in found.items() if some} == {}


def set_a_class(served: Served, book: Path) -> None:
    """A class of the teacher's, and one that they are in and that is set a quiz from another teacher's book."""
    people = served.people()
    other = people.add("옆반", "teacher", PASSWORD)
    people.close()
    library = Library.open(served.folder / "library", other.owner)
    questions = make_quiz(library, [library.add(book).id], n=3, kinds=["ox", "short"], seed=1)
    ClassRooms(library.database, "default").make("낮 반")
    room = ClassRooms(library.database, other.owner).make("저녁 반")
    ClassRooms(library.database, "default").join(room.code)
    assigned = Assignments(library.database, other.owner)
    assigned.assign(room.id, "저녁 과제", questions, utcnow() + timedelta(days=1))
    library.close()
