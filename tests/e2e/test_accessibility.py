"""Every page before axe-core: nothing serious, in Korean and light on a wide screen, in English and dark on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, faults, go, running_app, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")

QUESTION = "을사늑약은 언제 체결되었나?"
PAGES = {
    "ko": ("서재", "퀴즈", "시험지", "요약", "오답노트", "모델", "학습 현황"),
    "en": ("Library", "Quiz", "Exam papers", "Summary", "Wrong notes", "Model", "Progress"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, history: Path) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("axe"), history) as found:
        yield found


def open_and_ask(browser: Browser, address: str, width: int, scheme: str) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, locale="ko-KR", reduced_motion="reduce", color_scheme=scheme
    )
    page.goto(address)
    page.get_by_test_id("stChatInput").wait_for(timeout=PATIENCE)
    settled(page)
    page.locator("textarea").first.fill(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_text("1905").first.wait_for(timeout=PATIENCE)
    settled(page)
    return page


def test_no_page_has_a_serious_fault_in_korean_and_light(browser: Browser, address: str) -> None:
    page = open_and_ask(browser, address, 1280, "light")
    assert page.evaluate("document.documentElement.lang") == "ko" and page.title() == "질문 · 현무"
    page.locator(".st-key-talk[role=log][aria-live=polite]").wait_for(timeout=PATIENCE)
    found = {"질문": faults(page)}
    chip = page.locator(".stMain button:visible").filter(has_text="쪽").first
    chip.focus()
    page.keyboard.press("Enter")
    page.locator(".st-key-cited-page img").wait_for(timeout=PATIENCE)
    settled(page)
    found["쪽"] = faults(page)
    assert "쪽의 그림" in (page.locator(".st-key-cited-page img").get_attribute("alt") or "")
    page.locator(".st-key-close-cited button:focus").wait_for(timeout=PATIENCE)
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-cite-] button:focus").wait_for(timeout=PATIENCE)
    for name in PAGES["ko"]:
        go(page, name)
        found[name] = faults(page)
    page.close()
    assert {name: some for name, some in found.items() if some} == {}


def test_no_page_has_a_serious_fault_in_english_and_dark_on_a_phone(browser: Browser, address: str) -> None:
    page = open_and_ask(browser, address, 390, "dark")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="English").click()
    page.get_by_text("Conversations").first.wait_for(timeout=PATIENCE)
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert sum(int(part) for part in background.strip("rgb()").split(", ")) < 150  # dark, as the reader's system is
    found = {"Ask": faults(page)}
    for name in PAGES["en"]:
        go(page, name)
        found[name] = faults(page)
    page.close()
    assert {name: some for name, some in found.items() if some} == {}
