"""The guide to a source, what goes on from an answer, and the page beside the chat, on a slow line and a phone too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, button, go, opened, running_app, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, WebSocketRoute

pytestmark = pytest.mark.browser
SLOW = 0.08  # seconds that every message of the app takes longer


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, history: Path) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("guide"), history) as found:
        yield found


@pytest.fixture(scope="module")
def reader(address: str, browser: Browser) -> Iterator[Page]:
    page = opened(browser, address)
    yield page
    page.close()


def slow_down(route: WebSocketRoute) -> None:
    """Every message of the app comes late."""
    server = route.connect_to_server()

    def later(message: str | bytes) -> None:
        time.sleep(SLOW)
        route.send(message)

    server.on_message(later)


def test_the_guide_on_a_card_is_made_and_its_question_is_asked_and_answered(reader: Page) -> None:
    go(reader, "서재")
    field = reader.get_by_test_id("stFileUploaderDropzone").first
    said = "getComputedStyle(e.querySelector('button [data-testid=stMarkdownContainer]'), '::after').content"
    assert "파일 고르기" in field.evaluate(f"e => {said}") and "per file" not in field.inner_text()
    assert field.locator("button p").evaluate("e => getComputedStyle(e).fontSize") == "0px"
    reader.get_by_text("자료 안내").click()
    questions = reader.locator("[class*=st-key-ask-card-] button:visible")
    questions.first.wait_for(timeout=2 * PATIENCE)
    settled(reader)
    card = reader.locator("[class*=st-key-source-]").first.inner_text()
    assert "핵심 용어" in card and "강화도 조약" in card and "1장 개항과 근대화의 시작" in card
    assert questions.count() == 5
    asked = questions.first.inner_text()
    questions.first.click()
    reader.get_by_test_id("stChatMessage").filter(has_text=asked).wait_for(timeout=PATIENCE)
    reader.locator(".st-key-suggestions button:visible").first.wait_for(timeout=PATIENCE)
    settled(reader)
    answer = reader.get_by_test_id("stChatMessage").last
    assert answer.locator("blockquote").count() and "근거를 찾지 못했습니다" not in answer.inner_text()


def test_a_suggestion_is_asked_over_a_slow_line_too(address: str, browser: Browser, reader: Page) -> None:
    del reader  # it has had the guide made
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="ko-KR", reduced_motion="reduce")
    page.route_web_socket("**/_stcore/stream", slow_down)
    page.goto(address)
    suggestions = page.locator(".st-key-suggestions button:visible")
    suggestions.first.wait_for(timeout=PATIENCE)
    settled(page)
    assert 2 <= suggestions.count() <= 3
    asked = suggestions.first.inner_text()
    suggestions.first.click()
    page.get_by_test_id("stChatMessage").filter(has_text=asked).wait_for(timeout=PATIENCE)
    page.wait_for_function(
        "t => ![...document.querySelectorAll('.st-key-suggestions button')].some(b => b.innerText == t)",
        arg=asked,
        timeout=PATIENCE,
    )
    settled(page)
    assert page.get_by_test_id("stAlert").count() == 0
    assert page.get_by_test_id("stChatMessage").last.locator("blockquote").count()
    page.close()


def test_an_answer_is_copied_with_its_sources(reader: Page) -> None:
    reader.reload()
    settled(reader)
    button(reader, "복사").last.click()
    shown = reader.get_by_test_id("stCode").last
    shown.wait_for(timeout=PATIENCE)
    assert "[1] 「한국 근현대사" in shown.inner_text() and "쪽" in shown.inner_text()
    reader.keyboard.press("Escape")


def test_the_page_beside_the_chat_is_leafed_through_and_looked_at_closely(reader: Page) -> None:
    chip = reader.get_by_test_id("stChatMessage").last.get_by_role("button", name="쪽 ·").first
    chip.click()
    picture = reader.locator(".st-key-cited-page img").first
    picture.wait_for(timeout=PATIENCE)
    settled(reader)
    panel = reader.locator(".st-key-cited-page")
    before, width = panel.get_by_text(" / 25쪽").inner_text(), picture.bounding_box()
    button(reader, "다음 쪽").click()
    panel.get_by_text(f"{int(before.split(' /')[0]) + 1} / 25쪽").wait_for(timeout=PATIENCE)
    button(reader, "이전 쪽").click()
    panel.get_by_text(before).wait_for(timeout=PATIENCE)
    panel.get_by_text("150%").click()
    settled(reader)
    closer = reader.locator(".st-key-cited-page img").first.bounding_box()
    assert width and closer and closer["width"] > 1.3 * width["width"]
    reader.keyboard.press("Escape")
    panel.wait_for(state="detached", timeout=PATIENCE)


def test_back_closes_the_page_on_a_phone_and_stays(address: str, browser: Browser, reader: Page) -> None:
    del reader
    phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="ko-KR", color_scheme="dark")
    phone.goto(address)
    phone.get_by_test_id("stChatInput").wait_for(timeout=PATIENCE)
    settled(phone)
    for _ in range(2):  # and once more: a step in the history that is left over would show
        phone.get_by_test_id("stChatMessage").last.get_by_role("button", name="쪽 ·").first.click()
        phone.locator(".st-key-leaf-cited").wait_for(timeout=PATIENCE)
        settled(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        phone.go_back()
        phone.locator(".st-key-cited-page").wait_for(state="detached", timeout=PATIENCE)
        settled(phone)
        assert phone.url.startswith(address) and phone.get_by_test_id("stChatInput").count() == 1
    phone.close()


def test_a_study_sheet_is_made_and_taken_away(reader: Page) -> None:
    go(reader, "요약")
    button(reader, "학습지 만들기").click()
    reader.get_by_role("heading", name="연표").wait_for(timeout=PATIENCE)
    settled(reader)
    with reader.expect_download() as taken:
        button(reader, "학습지 (Markdown)").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert "## 핵심 용어" in text and "## 연표" in text and "1905.11.17" in text and "\\" not in text


def test_an_answer_becomes_a_quiz(reader: Page) -> None:
    go(reader, "질문")
    button(reader, "이 답으로 퀴즈").last.click()
    button(reader, "채점").wait_for(timeout=PATIENCE)
    settled(reader)
    assert reader.get_by_role("heading", level=1).inner_text().startswith("퀴즈")
