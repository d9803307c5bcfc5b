"""시험지 in a real browser, from the first question to the printed file: made, edited, replaced, one's own, deleted and
brought back, points, B형, the heading, exported, reloaded, copied.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, button, exact_button, faults, go, opened, running_app, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
QUESTIONS = 12


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory, history: Path, browser: Browser) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("papers")
    with running_app(folder, history) as address:
        page = opened(browser, address, height=1800)
        page.folder = folder / "library"  # type: ignore[attr-defined]
        yield page
        page.close()


def field(page: Page, label: str, value: str) -> None:
    """Write into the field of a label and leave it."""
    found = page.get_by_label(label, exact=True).locator("visible=true").first
    found.fill(value)
    found.press("Tab")
    settled(page)


def open_part(page: Page, name: str) -> None:
    page.locator("summary").filter(has_text=name).first.click()
    settled(page)


def stems(page: Page) -> list[str]:
    """What the questions on the page begin with, in their order."""
    found = page.locator("[class*='st-key-item-']").all_inner_texts()
    return [text.strip().split("\n")[0] for text in found]


def test_a_paper_is_made_of_so_many_of_each_kind(teacher: Page) -> None:
    go(teacher, "시험지")
    field(teacher, "시험지 제목", "1학기 중간고사")
    field(teacher, "객관식", str(QUESTIONS - 2))
    field(teacher, "서술형", "2")
    field(teacher, "총점", "100")
    button(teacher, "시험지 만들기").click()
    teacher.get_by_text(f"{QUESTIONS}문제 · 100점").wait_for(timeout=2 * PATIENCE)
    settled(teacher)
    assert len(stems(teacher)) == 10


def test_a_question_is_edited_and_its_faults_are_told_at_once(teacher: Page) -> None:
    button(teacher, "1번 고치기").click()
    stem = teacher.get_by_role("textbox", name="발문").first
    stem.wait_for(timeout=PATIENCE)
    settled(teacher)
    stem.fill("")
    stem.press("Tab")
    teacher.get_by_text("발문이 비어 있습니다").wait_for(timeout=PATIENCE)
    assert button(teacher, "고친 문제 저장").is_disabled()
    stem.fill("다음 중 알맞은 것은 무엇인가? (고침)")
    stem.press("Tab")
    teacher.get_by_text("발문이 비어 있습니다").wait_for(state="detached", timeout=PATIENCE)
    settled(teacher)
    button(teacher, "고친 문제 저장").click()
    button(teacher, "1번 고치기").wait_for(timeout=PATIENCE)
    settled(teacher)
    assert "(고침)" in stems(teacher)[0] and button(teacher, "1번 이전 문제로").count() == 1


def test_a_question_is_replaced_moved_deleted_and_brought_back(teacher: Page) -> None:
    before, there = stems(teacher), teacher.locator("[class*='st-key-item-']").nth(1).inner_text()
    button(teacher, "2번 다른 문제로").click()
    teacher.get_by_text("2번을 다른 문제로 바꿨습니다").wait_for(timeout=PATIENCE)
    settled(teacher)
    replaced = teacher.locator("[class*='st-key-item-']").nth(1).inner_text()
    assert button(teacher, "2번 이전 문제로").count() == 1 and replaced != there
    down = button(teacher, "1번 아래로")
    down.focus()
    teacher.keyboard.press("Enter")
    teacher.wait_for_timeout(500)
    settled(teacher)
    assert "(고침)" in stems(teacher)[1]
    teacher.locator("[class*='st-key-down-'] button:focus").wait_for(timeout=PATIENCE)  # it may be moved on
    button(teacher, "3번 삭제").click()
    teacher.get_by_text("3번 문제를 삭제했습니다").wait_for(timeout=PATIENCE)
    teacher.get_by_text(f"{QUESTIONS - 1}문제 ·").wait_for(timeout=PATIENCE)
    settled(teacher)
    assert stems(teacher)[2] == before[3].replace("4.", "3.", 1)
    exact_button(teacher, "되돌리기").click()
    teacher.get_by_text(f"{QUESTIONS}문제 ·").wait_for(timeout=PATIENCE)
    settled(teacher)
    assert stems(teacher)[2] == before[2]


def test_one_s_own_question_stands_at_the_end(teacher: Page) -> None:
    open_part(teacher, "직접 쓴 문제 더하기")
    field(teacher, "발문", "우리 학교 앞을 흐르는 강의 이름으로 알맞은 것은?")
    for number, name in enumerate(("한내", "두내", "세내", "네내", "다섯내"), 1):
        field(teacher, f"선택지 {chr(0x245F + number)}", name)
    teacher.get_by_role("radiogroup", name="정답").get_by_text("③").last.click()
    settled(teacher)
    button(teacher, "문제 더하기").click()
    teacher.get_by_text(f"{QUESTIONS + 1}문제 ·").wait_for(timeout=PATIENCE)
    settled(teacher)
    assert "우리 학교 앞을" in stems(teacher)[-1]  # the list has turned to it


def test_points_are_shared_out_and_the_heading_is_kept(teacher: Page) -> None:
    open_part(teacher, "배점 나누기")
    teacher.locator("[class*='st-key-total-'] input").fill("80")
    teacher.keyboard.press("Tab")
    settled(teacher)
    teacher.locator(".st-key-share-points button").first.click()
    teacher.get_by_text(f"{QUESTIONS + 1}문제 · 80점").wait_for(timeout=PATIENCE)
    settled(teacher)
    open_part(teacher, "시험지 정보")
    field(teacher, "학교", "한빛중학교")
    field(teacher, "과목", "역사")


def test_a_form_and_its_key_are_printed_in_every_format(teacher: Page, tmp_path: Path) -> None:
    open_part(teacher, "인쇄와 내보내기")
    button(teacher, "B형 만들기").click()
    teacher.get_by_role("radio", name="B형").or_(teacher.get_by_text("B형", exact=True)).first.click()
    settled(teacher)
    for name, ending in (("PDF", "pdf"), ("HWPX", "hwpx"), ("DOCX", "docx"), ("Moodle XML", "xml")):
        menu = teacher.get_by_role("combobox", name=re.compile("파일 형식"))
        menu.click()
        menu.press_sequentially(name)
        menu.press("Enter")
        settled(teacher)
        with teacher.expect_download(timeout=2 * PATIENCE) as download:
            teacher.locator(".st-key-paper-download button").first.click()
        assert download.value.suggested_filename == f"1학기 중간고사 (B형).{ending}"
        kept = tmp_path / f"paper.{ending}"
        download.value.save_as(kept)
        assert kept.stat().st_size > 2000
    from pypdf import PdfReader

    said = "".join(page.extract_text() for page in PdfReader(tmp_path / "paper.pdf").pages)
    assert "한빛중학교" in said and f"{QUESTIONS + 1}." in said and "(고침)" in said


def test_a_trial_leaves_no_mark(teacher: Page) -> None:
    button(teacher, "풀어 보기 (기록하지 않음)").click()
    teacher.get_by_text("시험 삼아 푸는 중입니다").wait_for(timeout=PATIENCE)
    settled(teacher)
    exact_button(teacher, "채점").click()
    button(teacher, "이대로 채점").wait_for(timeout=PATIENCE)
    button(teacher, "이대로 채점").click()
    teacher.get_by_text("오답노트와 학습 현황에 남지 않았습니다").wait_for(timeout=PATIENCE)
    settled(teacher)
    with sqlite3.connect(teacher.folder / "hyunmoo.db") as record:  # type: ignore[attr-defined]
        for table in ("attempts", "cards", "sittings"):
            assert record.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    button(teacher, "시험지로 돌아가기").click()
    teacher.get_by_text("1학기 중간고사").first.wait_for(timeout=PATIENCE)
    settled(teacher)


def test_a_paper_is_there_after_a_reload_and_copied(teacher: Page) -> None:
    button(teacher, "1학기 중간고사").click()
    teacher.get_by_text(f"{QUESTIONS + 1}문제 · 80점").wait_for(timeout=PATIENCE)
    settled(teacher)
    teacher.reload()
    teacher.get_by_text(f"{QUESTIONS + 1}문제 · 80점").wait_for(timeout=PATIENCE)
    settled(teacher)
    button(teacher, "시험지 목록").click()
    exact_button(teacher, "복사").click()
    button(teacher, "1학기 중간고사 (사본)").wait_for(timeout=PATIENCE)
    settled(teacher)
    exact_button(teacher, "삭제").first.click()
    button(teacher, "1학기 중간고사 (사본)").wait_for(state="detached", timeout=PATIENCE)
    exact_button(teacher, "되돌리기").click()
    button(teacher, "1학기 중간고사 (사본)").wait_for(timeout=PATIENCE)
    settled(teacher)


def test_the_editor_has_no_serious_fault(teacher: Page) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    button(teacher, "1학기 중간고사 (사본)").click()
    button(teacher, "2번 고치기").wait_for(timeout=PATIENCE)
    button(teacher, "2번 고치기").click()
    settled(teacher)
    for name in ("시험지 정보", "배점 나누기", "직접 쓴 문제 더하기", "인쇄와 내보내기"):
        open_part(teacher, name)
    assert faults(teacher) == []
