"""One study session in a real browser: a textbook goes in, a question, its evidence, a
quiz, a grade, the wrong notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, button, exact_button, go, settled, stocked

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAGES = ("서재", "질문", "퀴즈", "요약", "오답노트", "학습 현황", "모델")
QUESTIONS = 5


@pytest.fixture(scope="module")
def reader(app: str, browser: Browser) -> Iterator[Page]:
    """A reader whose library holds the sample history textbook."""
    page = stocked(browser, app)
    yield page
    page.close()


def test_an_answer_leads_to_its_page_with_the_sentence_marked(reader: Page) -> None:
    go(reader, "질문")
    field = reader.locator("[data-testid=stChatInput] textarea")
    field.fill("을사늑약은 언제 체결되었나?")
    field.press("Enter")
    chip = reader.get_by_role("button", name="12쪽").first
    chip.wait_for(timeout=PATIENCE)
    settled(reader)
    assert "1905년 11월 17일" in reader.get_by_test_id("stChatMessage").last.inner_text()
    chip.click()
    picture = reader.locator(".st-key-cited-page img").first
    picture.wait_for(timeout=PATIENCE)
    settled(reader)
    assert yellow_pixels(picture.screenshot()) > 1000
    reader.keyboard.press("Escape")
    picture.wait_for(state="detached", timeout=PATIENCE)


def test_a_quiz_is_graded_and_its_wrong_answers_are_noted(reader: Page) -> None:
    go(reader, "퀴즈")
    button(reader, "퀴즈 만들기").click()
    button(reader, "채점").wait_for(timeout=PATIENCE)
    settled(reader)
    choices = reader.get_by_test_id("stRadio")
    fields = reader.locator("[data-testid=stTextInput] input, [data-testid=stTextArea] textarea")  # an essay among them
    assert choices.count() + fields.count() == QUESTIONS
    for place in range(choices.count()):
        choices.nth(place).locator("[role=radiogroup] label").first.click()
    for place in range(fields.count()):
        fields.nth(place).fill("전혀 아닌 답")
    button(reader, "채점").click()
    button(reader, "틀린 문제만 다시 풀기").wait_for(timeout=PATIENCE)
    settled(reader)
    right = score(reader)
    assert right < QUESTIONS and fields.count() == 0
    go(reader, "오답노트")
    assert exact_button(reader, "다시 풀기").count() == QUESTIONS - right


def test_the_library_is_searched_and_leafed_through(reader: Page) -> None:
    go(reader, "서재")
    field = reader.get_by_label("서재에서 검색")
    field.fill("을사늑약 외교권")
    field.press("Enter")
    button(reader, "원문 보기").first.wait_for(timeout=PATIENCE)
    settled(reader)
    assert "일치한 낱말: 을사늑약, 외교권" in reader.get_by_test_id("stApp").inner_text()
    button(reader, "원문 보기").first.click()
    dialog = reader.get_by_role("dialog")
    picture = dialog.locator("img").first
    picture.wait_for(timeout=PATIENCE)
    settled(reader)
    assert yellow_pixels(picture.screenshot()) > 1000
    dialog.get_by_role("button", name="다음 쪽").click()
    reader.wait_for_timeout(500)
    settled(reader)
    assert dialog.get_by_role("spinbutton").input_value() == "13"
    reader.keyboard.press("Escape")
    dialog.wait_for(state="detached", timeout=PATIENCE)
    field.fill("")
    field.press("Enter")
    button(reader, "원문 보기").first.wait_for(state="detached", timeout=PATIENCE)


def test_a_removed_source_comes_back(reader: Page) -> None:
    go(reader, "서재")
    button(reader, "삭제").click()
    button(reader, "되돌리기").wait_for(timeout=PATIENCE)
    settled(reader)
    assert button(reader, "삭제").count() == 0
    button(reader, "되돌리기").click()
    button(reader, "삭제").wait_for(timeout=PATIENCE)


def test_no_page_is_wider_than_a_phone(app: str, browser: Browser, reader: Page) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="ko-KR")
    phone.goto(app)
    phone.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
    for name in PAGES:
        go(phone, name)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, name
    phone.close()


def score(page: Page) -> int:
    """How many were right, as the page says it."""
    text = page.get_by_test_id("stApp").inner_text()
    found = re.search(rf"(\d+) / {QUESTIONS}\b|{QUESTIONS}문제 중 (\d+)문제", text)
    assert found, text
    return int(found[1] or found[2])


def yellow_pixels(picture: bytes) -> int:
    from PIL import Image

    pixels = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 20) or []
    return sum(n for n, (red, green, blue) in pixels if red > 230 and green > 200 and blue < 150)
