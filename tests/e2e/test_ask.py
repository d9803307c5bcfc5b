"""The 질문 page in a real browser: what a reader does with an answer, typing Korean; and a
model that is slow to write.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, button, go, opened, running_app, settled
from tests.e2e.slow_writer import SlowWriter
from tests.e2e.test_study import yellow_pixels

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser


QUESTION = "을사늑약은 언제 체결되었나?"


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory, history: Path) -> Iterator[str]:
    """The app with the embedded engine and a library of its own."""
    with running_app(tmp_path_factory.mktemp("quick"), history) as address:
        yield address


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory, history: Path) -> Iterator[str]:
    """The app in front of a model that does not come to an end."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), SlowWriter)
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HYUNMOO_LLM", "server")
        environment.setenv("HYUNMOO_SERVER_URL", f"http://127.0.0.1:{served.server_port}/v1")
        with running_app(tmp_path_factory.mktemp("slow"), history) as address:
            yield address
    served.shutdown()
    served.server_close()
    thread.join()


def asking(browser: Browser, address: str) -> Page:
    page = opened(browser, address)
    go(page, "질문")
    return page


@pytest.fixture(scope="module")
def reader(quick: str, browser: Browser) -> Iterator[Page]:
    """A reader on a wide screen whose library holds the sample history textbook."""
    page = asking(browser, quick)
    yield page
    page.close()


def ask(page: Page, question: str) -> None:
    """Type a question key by key, as a person does, and send it with Enter."""
    field = page.locator("[data-testid=stChatInput] textarea")
    field.click()
    page.keyboard.type(question)
    assert field.input_value() == question, "keys were lost"
    page.keyboard.press("Enter")


def answered(page: Page, question: str) -> Locator:
    """Ask; the new answer's bubble."""
    before = page.get_by_test_id("stExpander").filter(has_text="과정").count()
    ask(page, question)
    page.wait_for_function(
        (
            "n => [...document.querySelectorAll('[data-testid=stExpander]')].filter(e => "
            "e.innerText.includes('과정')).length > n"
        ),
        arg=before,
        timeout=PATIENCE,
    )
    settled(page)
    return page.get_by_test_id("stChatMessage").last


def sidebar(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar")


def test_an_empty_conversation_says_what_to_do(reader: Page) -> None:
    shown = reader.get_by_test_id("stMainBlockContainer").inner_text()
    assert "아래 칸에 교재에서 궁금한 것을" in shown
    assert "아직 대화가 없습니다" in sidebar(reader).inner_text()


def test_the_quote_comes_first_and_its_chip_tells_how_sure_it_is(reader: Page) -> None:
    answer = answered(reader, QUESTION)
    assert answer.locator("blockquote").count(), answer.inner_text()
    assert "1905년 11월 17일" in answer.locator("blockquote").first.inner_text()
    chip = answer.get_by_role("button", name="12쪽").first
    assert "확인됨" in chip.inner_text()
    assert chip.get_by_test_id("stIconMaterial").first.inner_text() == "check_circle"


def test_the_steps_of_an_answer_can_be_read(reader: Page) -> None:
    answer = reader.get_by_test_id("stChatMessage").last
    answer.get_by_text("답이 나온 과정").click()
    steps = answer.get_by_test_id("stExpanderDetails")
    steps.get_by_text("교재를 찾아봅니다").wait_for(timeout=PATIENCE)
    shown = steps.inner_text()
    for label in ("질문을 살펴봅니다", "교재를 찾아봅니다", "답을 씁니다", "근거를 확인합니다"):
        assert label in shown
    assert "초" in shown and "검색" in shown and "search_textbooks" not in shown


def test_the_page_opens_beside_the_chat_with_the_sentence_marked(reader: Page) -> None:
    chip = reader.get_by_test_id("stChatMessage").last.get_by_role("button", name="12쪽").first
    chip.click()
    picture = reader.locator(".st-key-cited-page img").first
    picture.wait_for(timeout=PATIENCE)
    settled(reader)
    assert yellow_pixels(picture.screenshot()) > 500
    chat, side = reader.get_by_test_id("stChatMessage").last.bounding_box(), picture.bounding_box()
    assert chat and side and side["x"] >= chat["x"] + chat["width"] and side["y"] < 900
    field = reader.locator("[data-testid=stChatInput] textarea")
    field.fill("옆에 두고 쓸 수 있다")
    assert field.input_value() == "옆에 두고 쓸 수 있다"
    field.fill("")
    reader.get_by_role("heading", level=1).click()
    reader.keyboard.press("Escape")
    picture.wait_for(state="detached", timeout=PATIENCE)


def test_a_refusal_shows_what_is_near_and_claims_nothing(reader: Page) -> None:
    answer = answered(reader, "갑신정변에 든 비용은 얼마였나?")
    shown = answer.inner_text()
    assert "근거를 찾지 못했습니다" in shown and "가장 가까운 내용" in shown and "근거 없음" not in shown
    assert "가까운 내용" in answer.get_by_role("button", name="쪽").first.inner_text()


def test_a_question_that_the_book_knows_nothing_of_gets_no_passages(reader: Page) -> None:
    answer = answered(reader, "슈뢰딩거 방정식은 누가 만들었나?")
    assert "근거를 찾지 못했습니다" in answer.inner_text() and "가장 가까운 내용" not in answer.inner_text()
    assert answer.get_by_role("button", name="쪽").count() == 0


def test_what_a_reader_thinks_is_kept_with_a_reason_and_a_better_answer(reader: Page) -> None:
    answer = reader.get_by_test_id("stChatMessage").last
    answer.get_by_role("radio", name="아쉬워요").or_(answer.get_by_role("button", name="아쉬워요")).click()
    answer.get_by_text("무엇이 아쉬웠나요?").wait_for(timeout=PATIENCE)
    answer.get_by_role("button", name="빠진 것이 있어요").click()
    settled(reader)
    answer.get_by_label("바른 답").fill("교재에 없는 물음입니다.")
    answer.get_by_role("button", name="저장").click()
    reader.get_by_text("의견을 저장했습니다").first.wait_for(timeout=PATIENCE)
    answer.get_by_text("무엇이 아쉬웠나요?").wait_for(state="detached", timeout=PATIENCE)


def test_a_conversation_is_named_found_and_taken_away_as_markdown(reader: Page) -> None:
    rename(reader, "을사늑약 공부")
    sidebar(reader).get_by_role("button", name="을사늑약 공부").wait_for(timeout=PATIENCE)
    button(reader, "새 대화").click()
    settled(reader)
    answered(reader, "갑신정변은 언제 일어났나?")
    assert sidebar(reader).get_by_role("button", name="갑신정변은").count() == 1
    search = sidebar(reader).get_by_label("대화 검색")
    search.fill("슈뢰딩거")
    search.press("Enter")
    sidebar(reader).get_by_role("button", name="갑신정변은").wait_for(state="detached", timeout=PATIENCE)
    settled(reader)
    sidebar(reader).get_by_role("button", name="을사늑약 공부").click()
    settled(reader)
    assert "1905년 11월 17일" in reader.get_by_test_id("stMainBlockContainer").inner_text()
    menu(reader)
    with reader.expect_download() as taken:
        button(reader, "Markdown으로 내려받기").click()
    assert taken.value.suggested_filename == "을사늑약 공부.md"
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert text.startswith("# 을사늑약 공부") and "12쪽" in text and "1905년 11월 17일" in text
    reader.keyboard.press("Escape")
    search.fill("없는말이다")
    search.press("Enter")
    sidebar(reader).get_by_text("찾는 대화가 없습니다").wait_for(timeout=PATIENCE)
    search.fill("")
    search.press("Enter")
    sidebar(reader).get_by_role("button", name="갑신정변은").wait_for(timeout=PATIENCE)


def test_a_deleted_conversation_comes_back(reader: Page) -> None:
    menu(reader)
    button(reader, "이 대화 삭제").click()
    button(reader, "되돌리기").wait_for(timeout=PATIENCE)
    settled(reader)
    assert sidebar(reader).get_by_role("button", name="을사늑약 공부").count() == 0
    assert "1905년" not in reader.get_by_test_id("stMainBlockContainer").inner_text()
    button(reader, "되돌리기").click()
    sidebar(reader).get_by_role("button", name="을사늑약 공부").wait_for(timeout=PATIENCE)
    settled(reader)
    assert "1905년 11월 17일" in reader.get_by_test_id("stMainBlockContainer").inner_text()


def test_the_chosen_register_is_heard_at_once_and_after_a_reload(quick: str, browser: Browser) -> None:
    page = asking(browser, quick)
    page.get_by_text("답변 설정").click()
    page.get_by_role("radio", name="합니다체").click()
    settled(page)
    assert "현무입니다" in answered(page, "안녕하세요").inner_text()
    page.reload()
    page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
    settled(page)
    page.get_by_text("답변 설정").click()
    assert page.get_by_role("radio", name="합니다체").get_attribute("aria-checked") == "true"
    page.close()


def test_a_phone_shows_the_page_over_the_chat(quick: str, browser: Browser, reader: Page) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="ko-KR")
    phone.goto(quick)
    phone.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
    settled(phone)
    answered(phone, QUESTION).get_by_role("button", name="12쪽").first.click()
    picture = phone.locator(".st-key-cited-page img").first
    picture.wait_for(timeout=PATIENCE)
    settled(phone)
    box = picture.bounding_box()
    assert box and 0 <= box["y"] < 700 and box["width"] > 300
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    button(phone, "닫기").click()
    picture.wait_for(state="detached", timeout=PATIENCE)
    phone.close()


def test_a_slow_model_is_watched_and_stopped_and_nothing_is_kept(slow: str, browser: Browser) -> None:
    page = asking(browser, slow)
    ask(page, QUESTION)
    button(page, "취소").wait_for(timeout=PATIENCE)
    bubble = page.get_by_test_id("stChatMessage").last
    bubble.locator("blockquote").wait_for(timeout=PATIENCE)  # the quote, while the model writes
    bubble.get_by_text("강제로 체결되었습니다").first.wait_for(timeout=PATIENCE)
    shown = bubble.inner_text()
    assert "교재를 찾아봅니다" in shown and "초 지남" in shown
    assert shown.index("1905년 11월 17일") < shown.index("강제로 체결되었습니다")
    button(page, "취소").click()
    page.get_by_text("답변을 중지했습니다").wait_for(timeout=PATIENCE)
    settled(page)
    before = SlowWriter.written
    page.wait_for_timeout(1500)
    assert SlowWriter.written <= before + 3, "the model goes on writing"
    assert "아직 대화가 없습니다" in sidebar(page).inner_text()
    page.reload()
    page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
    settled(page)
    assert page.get_by_test_id("stChatMessage").count() == 0
    page.close()


def menu(page: Page) -> None:
    """Open the present conversation's menu."""
    sidebar(page).get_by_test_id("stPopover").get_by_role("button").click()
    button(page, "이 대화 삭제").wait_for(timeout=PATIENCE)


def rename(page: Page, name: str) -> None:
    menu(page)
    field = page.get_by_label("대화 이름")
    field.fill(name)
    field.press("Enter")
    settled(page)
    page.keyboard.press("Escape")
