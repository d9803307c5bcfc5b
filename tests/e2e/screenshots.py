"""Pictures of every page for the docs, wide and narrow: ``python -m tests.e2e.screenshots
--browser PATH``, from the root.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.running import PATIENCE, ROOT, button, go, running_app, running_browser, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
FOLDER = ROOT / "docs" / "screenshots"
COLORS = 128  # a palette keeps a page under 100 KB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium or Chrome")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_browser(parser.parse_args().browser) as browser:
        for name, (width, height) in SIZES.items():
            with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as address:
                page = browser.new_page(viewport={"width": width, "height": height}, locale="ko-KR")
                page.goto(address)
                page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
                walk(page, name)
                page.close()


def walk(page: Page, size: str) -> None:
    """Study a little, a picture at each stop."""
    go(page, "서재")
    keep(page, f"library-empty-{size}")
    samples = [ROOT / "samples" / "history.pdf", ROOT / "samples" / "science.pdf"]
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(samples)
    button(page, "삭제").nth(1).wait_for(timeout=PATIENCE)
    keep(page, f"library-{size}")
    go(page, "질문")
    field = page.locator("[data-testid=stChatInput] textarea")
    field.fill("을사늑약은 언제 체결되었나?")
    field.press("Enter")
    chip = page.get_by_role("button", name="12쪽").first
    chip.wait_for(timeout=PATIENCE)
    keep(page, f"ask-{size}")
    chip.click()
    cited = page.locator(".st-key-cited-page img").first
    cited.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(800)
    keep(page, f"citation-{size}")
    button(page, "닫기").click()
    cited.wait_for(state="detached", timeout=PATIENCE)
    quiz(page, size)
    go(page, "요약")
    button(page, "요약하기").click()
    page.get_by_role("button", name="쪽").first.wait_for(timeout=PATIENCE)
    keep(page, f"summary-{size}")
    for name, picture in (("오답노트", "wrong-notes"), ("학습 현황", "progress"), ("모델", "model")):
        go(page, name)
        page.wait_for_timeout(1500)  # until the charts are drawn
        keep(page, f"{picture}-{size}")


def quiz(page: Page, size: str) -> None:
    go(page, "퀴즈")
    button(page, "퀴즈 만들기").click()
    button(page, "채점").wait_for(timeout=PATIENCE)
    choices, fields = page.get_by_test_id("stRadio"), page.get_by_test_id("stTextInput").locator("input")
    for place in range(choices.count()):
        choices.nth(place).locator("[role=radiogroup] label").first.click()
    for place in range(fields.count()):
        fields.nth(place).fill("갑신정변")
    top(page)
    keep(page, f"quiz-{size}")
    button(page, "채점").click()
    button(page, "틀린 문제만 다시 풀기").wait_for(timeout=PATIENCE)
    top(page)
    page.wait_for_timeout(4000)  # until the toast has gone
    keep(page, f"quiz-result-{size}")


def top(page: Page) -> None:
    settled(page)
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()


def keep(page: Page, name: str) -> None:
    """One picture, as small as a palette makes it."""
    from PIL import Image

    settled(page)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
