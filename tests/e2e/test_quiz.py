"""A quiz in a real browser: from chosen pages, taken by keyboard, its reasons and marked pages, a
disagreement, an export, the figures.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, PRESS, button, exact_button, go, opened, running_app, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAGES, QUESTIONS = 25, 4  # of the textbook; of the quiz
ENOUGH = 500  # yellow pixels of a marked sentence


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory, history: Path, browser: Browser) -> Iterator[Page]:
    """A reader with a library of their own that holds the sample history textbook; a page fits on the screen whole."""
    with running_app(tmp_path_factory.mktemp("quiz"), history) as address:
        page = opened(browser, address, height=1800)
        yield page
        page.close()


def test_an_empty_record_leads_to_a_quiz(learner: Page) -> None:
    go(learner, "학습 현황")
    assert "아직 푼 문제가 없습니다" in text(learner)
    button(learner, "퀴즈로 가기").click()
    button(learner, "퀴즈 만들기").wait_for(timeout=PATIENCE)


def test_a_quiz_from_chosen_pages_is_taken_by_keyboard(learner: Page) -> None:
    go(learner, "퀴즈")
    last = learner.get_by_role("slider").last
    last.focus()
    for _ in range(8):
        last.press("ArrowLeft")
    settled(learner)
    first, end = (int(one) for one in learner.get_by_test_id("stSliderThumbValue").all_inner_texts())
    assert first == 1 and end < PAGES
    count = learner.get_by_label("문항 수").first
    count.fill(str(QUESTIONS))
    count.press("Enter")
    settled(learner)
    for kind in (
        "빈칸 채우기",
        "단답형",
        "<보기> 합답형",
        "옳지 않은 것 고르기",
        "순서 배열",
        "서술형",
        "바르게 짝지은 것",
    ):
        learner.get_by_role("button", name=kind, exact=True).click()
    settled(learner)
    button(learner, "퀴즈 만들기").click()
    button(learner, "채점").wait_for(timeout=PATIENCE)
    learner.get_by_text("한 문제씩").click()
    learner.get_by_text(f"1 / {QUESTIONS}").wait_for(timeout=PATIENCE)
    settled(learner)
    for number in range(1, QUESTIONS + 1):
        learner.get_by_text(f"{number} / {QUESTIONS}", exact=True).wait_for(timeout=PATIENCE)
        settled(learner)
        learner.keyboard.press("2" if number > 1 else "1")
        learner.get_by_text(f"{QUESTIONS}문제 중 {number}문제에 답했습니다.").wait_for(timeout=PATIENCE)
        settled(learner)
        learner.keyboard.press("Enter")
    exact_button(learner, "다시 풀기").wait_for(timeout=PATIENCE)
    settled(learner)
    assert f"{QUESTIONS}문제 중" in text(learner) and "걸린 시간" in text(learner)
    chips = learner.locator("[class*='st-key-chips-quiz-']").get_by_role("button")
    cited = [int(one.split("쪽")[0].split("]")[1]) for one in chips.all_inner_texts()]
    assert len(cited) >= QUESTIONS and max(cited) <= end


def test_a_reason_opens_its_marked_page(learner: Page) -> None:
    learner.locator("[class*='st-key-chips-quiz-']").get_by_role("button").first.click()
    pictures = learner.get_by_role("dialog").locator("img")
    pictures.first.wait_for(timeout=PATIENCE)
    settled(learner)
    marked = 0
    for _ in range(20):  # a picture may still be on its way
        marked = max(yellow_pixels(one.screenshot()) for one in pictures.all())
        if marked > ENOUGH:
            break
        learner.wait_for_timeout(250)
    learner.keyboard.press("Escape")
    pictures.first.wait_for(state="detached", timeout=PATIENCE)
    assert marked > ENOUGH


def test_the_quiz_goes_to_anki(learner: Page, tmp_path: Path) -> None:
    menu = learner.get_by_role("combobox", name="내보내기")
    menu.click()
    menu.press_sequentially("Anki")
    menu.press("Enter")
    file = button(learner, "Anki 카드 (apkg) 내려받기")
    file.wait_for(timeout=PATIENCE)
    settled(learner)
    with learner.expect_download() as download:
        file.click()
    kept = tmp_path / "quiz.apkg"
    download.value.save_as(kept)
    with zipfile.ZipFile(kept) as package:
        name = next(one for one in package.namelist() if one.startswith("collection.anki2"))
        package.extract(name, tmp_path)
    with sqlite3.connect(tmp_path / name) as collection:
        assert collection.execute("SELECT count(*) FROM notes").fetchone() == (QUESTIONS,)


def test_a_grade_is_disagreed_with_and_reviewed(learner: Page) -> None:
    wrong = button(learner, "정답으로 인정").count()
    assert wrong, "every guess was right"
    button(learner, "정답으로 인정").first.click()
    learner.get_by_text("정답으로 인정했습니다").wait_for(timeout=PATIENCE)
    settled(learner)
    assert button(learner, "정답으로 인정").count() == wrong - 1
    go(learner, "오답노트")
    learner.get_by_text("인정한 답 검토 (1)").click()
    button(learner, "처음 채점으로 되돌리기").click()
    button(learner, "처음 채점으로 되돌리기").wait_for(state="detached", timeout=PATIENCE)
    settled(learner)
    assert exact_button(learner, "다시 풀기").count() == wrong


def test_the_notes_are_printed_and_lead_to_a_new_question(learner: Page, tmp_path: Path) -> None:
    go(learner, "오답노트")
    with learner.expect_download() as download:
        button(learner, "인쇄용 오답노트").click()
    download.value.save_as(tmp_path / "notes.pdf")
    from pypdf import PdfReader

    printed = PdfReader(tmp_path / "notes.pdf")
    said = "".join(page.extract_text() for page in printed.pages)
    assert "내 답:" in said and "왜 틀렸나" in said and sum(len(page.images) for page in printed.pages) >= 1
    button(learner, "비슷한 새 문제").first.click()
    learner.get_by_role("heading", name="퀴즈", level=1).wait_for(timeout=PATIENCE)
    learner.get_by_text("1문제 중 0문제에 답했습니다.").wait_for(timeout=PATIENCE)
    settled(learner)


def test_the_figures_lead_to_practice(learner: Page) -> None:
    go(learner, "학습 현황")
    charts = learner.get_by_test_id("stVegaLiteChart")
    charts.nth(1).wait_for(timeout=PATIENCE)
    settled(learner)
    for heading in ("단원별 숙달도", "앞으로 2주간 복습", "약한 개념"):
        assert heading in text(learner)
    button(learner, "연습하기").first.click()
    button(learner, "다음").or_(button(learner, "채점")).first.wait_for(timeout=PATIENCE)
    settled(learner)


def test_a_mock_exam_runs_against_the_clock(learner: Page) -> None:
    go(learner, "퀴즈")
    if button(learner, "새 퀴즈").count():
        button(learner, "새 퀴즈").click()
        settled(learner)
    learner.get_by_text("모의고사", exact=True).click()
    count = learner.get_by_label("문항 수").last
    count.fill("3")
    count.press("Enter")
    settled(learner)
    button(learner, "모의고사 시작").click()
    clock = learner.get_by_text("남은 시간")
    clock.wait_for(timeout=PATIENCE)
    settled(learner)
    learner.get_by_text("한꺼번에").click()
    button(learner, "채점").wait_for(timeout=PATIENCE)
    before = clock.inner_text()
    assert button(learner, "힌트").count() == 0
    learner.wait_for_timeout(2500)
    assert clock.inner_text() != before
    exact_button(learner, "채점").click()
    button(learner, "이대로 채점").click()
    learner.get_by_text("단원별 점수").wait_for(timeout=PATIENCE)
    settled(learner)
    assert "3문제 중" in text(learner)


def test_what_is_typed_stays_wherever_one_goes(learner: Page) -> None:
    button(learner, "새 퀴즈").click()
    settled(learner)
    for kind in (
        "5지선다",
        "O·X",
        "빈칸 채우기",
        "<보기> 합답형",
        "옳지 않은 것 고르기",
        "순서 배열",
        "서술형",
        "바르게 짝지은 것",
        "자료 해석",
    ):
        learner.get_by_role("button", name=kind, exact=True).click()
    count = learner.get_by_label("문항 수").first
    count.fill("2")
    count.press("Enter")
    settled(learner)
    button(learner, "퀴즈 만들기").click()
    button(learner, "채점").wait_for(timeout=PATIENCE)
    learner.get_by_text("한 문제씩").click()
    learner.get_by_text("1 / 2", exact=True).wait_for(timeout=PATIENCE)
    settled(learner)
    field = learner.locator(".st-key-one-question input")
    field.click()
    learner.keyboard.type("을사늑약")
    learner.keyboard.press("Control+Enter")
    learner.get_by_text("2 / 2", exact=True).wait_for(timeout=PATIENCE)
    settled(learner)
    field.click()
    learner.keyboard.type("통감부")
    button(learner, "이전").click(delay=PRESS)
    learner.get_by_text("1 / 2", exact=True).wait_for(timeout=PATIENCE)
    settled(learner)
    assert field.input_value() == "을사늑약"
    field.fill("을사조약")
    learner.get_by_text("한꺼번에").click(delay=PRESS)
    button(learner, "채점").wait_for(timeout=PATIENCE)
    settled(learner)
    fields = learner.get_by_test_id("stMainBlockContainer").get_by_test_id("stTextInput").locator("input")
    assert [one.input_value() for one in fields.all()] == ["을사조약", "통감부"]
    fields.first.fill("을사늑약")
    go(learner, "학습 현황")
    go(learner, "퀴즈")
    assert [one.input_value() for one in fields.all()] == ["을사늑약", "통감부"]
    button(learner, "새 퀴즈").click()
    button(learner, "풀던 퀴즈 이어 풀기 (2문제 중 2문제 답함)").click()
    button(learner, "채점").wait_for(timeout=PATIENCE)
    settled(learner)
    assert [one.input_value() for one in fields.all()] == ["을사늑약", "통감부"]
    learner.reload()
    learner.get_by_text("풀던 퀴즈가 있습니다").wait_for(timeout=PATIENCE)
    button(learner, "풀던 퀴즈 이어 풀기 (2문제 중 2문제 답함)").click()
    button(learner, "채점").wait_for(timeout=PATIENCE)
    settled(learner)
    assert [one.input_value() for one in fields.all()] == ["을사늑약", "통감부"]


def text(page: Page) -> str:
    return page.get_by_test_id("stApp").inner_text()


def yellow_pixels(picture: bytes) -> int:
    from PIL import Image

    pixels = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 20) or []
    return sum(n for n, (red, green, blue) in pixels if red > 230 and green > 200 and blue < 150)
