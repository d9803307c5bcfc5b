"""Pictures of every page for the docs, wide and narrow: ``python -m tests.e2e.screenshots
--browser PATH``, from the root.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.e2e.running import PATIENCE, ROOT, button, go, running_app, running_browser, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
FOLDER = ROOT / "docs" / "screenshots"
COLORS = 128  # a palette keeps a page under 100 KB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium or Chrome")
    parser.add_argument("--to", type=Path, default=FOLDER, help="folder of the pictures")
    parser.add_argument("--dark", action="store_true", help="as at night")
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    look: Literal["light", "dark"] = "dark" if chosen.dark else "light"
    with running_browser(chosen.browser) as browser:
        for name, (width, height) in SIZES.items():
            with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as address:
                page = browser.new_page(viewport={"width": width, "height": height}, locale="ko-KR", color_scheme=look)
                page.goto(address)
                page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)
                Walk(page, name, chosen.to).walk()
                page.close()


class Walk:
    """A person at one screen who studies a little; a picture at each stop."""

    def __init__(self, page: Page, size: str, folder: Path) -> None:
        self.page, self.size, self.folder = page, size, folder

    def walk(self) -> None:
        """Every page that a person alone sees."""
        self.library()
        self.ask()
        self.quiz()
        self.papers()
        page = self.page
        go(page, "요약")
        button(page, "요약하기").click()
        page.get_by_role("button", name="쪽").first.wait_for(timeout=PATIENCE)
        self.keep("summary")
        for name, picture in (
            ("오답노트", "wrong-notes"),
            ("검토", "review"),
            ("학습 현황", "progress"),
            ("모델", "model"),
        ):
            go(page, name)
            page.wait_for_timeout(1500)  # until the charts are drawn
            self.keep(picture)

    def library(self) -> None:
        page = self.page
        go(page, "서재")
        self.keep("library-empty")
        samples = [ROOT / "samples" / "history.pdf", ROOT / "samples" / "science.pdf"]
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(samples)
        button(page, "삭제").nth(1).wait_for(timeout=PATIENCE)
        self.keep("library")

    def ask(self) -> None:
        page = self.page
        go(page, "질문")
        field = page.locator("[data-testid=stChatInput] textarea")
        field.fill("을사늑약은 언제 체결되었나?")
        field.press("Enter")
        chip = page.get_by_role("button", name="12쪽").first
        chip.wait_for(timeout=PATIENCE)
        self.keep("ask")
        page.get_by_text("아쉬워요").first.click()
        page.get_by_label("바른 답").first.fill("을사늑약은 1905년 11월 17일에 체결되었다.")
        button(page, "저장").first.click()
        settled(page)
        chip.click()
        cited = page.locator(".st-key-cited-page img").first
        cited.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(800)
        self.keep("citation")
        button(page, "닫기").click()
        cited.wait_for(state="detached", timeout=PATIENCE)

    def quiz(self) -> None:
        page = self.page
        go(page, "퀴즈")
        button(page, "퀴즈 만들기").click()
        button(page, "채점").wait_for(timeout=PATIENCE)
        choices = page.get_by_test_id("stRadio")
        fields = page.locator("[data-testid=stTextInput] input, [data-testid=stTextArea] textarea")
        for place in range(choices.count()):
            choices.nth(place).locator("[role=radiogroup] label").first.click()
        for place in range(fields.count()):
            fields.nth(place).fill("갑신정변")
        self.top()
        self.keep("quiz")
        button(page, "채점").click()
        button(page, "틀린 문제만 다시 풀기").wait_for(timeout=PATIENCE)
        self.top()
        page.wait_for_timeout(4000)  # until the toast has gone
        self.keep("quiz-result")

    def papers(self) -> None:
        page = self.page
        go(page, "시험지")
        self.keep("papers-empty")
        page.get_by_label("시험지 제목", exact=True).locator("visible=true").first.fill("1학기 중간고사")
        button(page, "시험지 만들기").click()
        page.locator("[class*='st-key-item-']").first.wait_for(timeout=2 * PATIENCE)
        self.top()
        self.keep("papers")
        page.locator("[class*='st-key-item-']").first.scroll_into_view_if_needed()
        self.keep("papers-editor")

    def top(self) -> None:
        settled(self.page)
        self.page.get_by_role("heading", level=1).scroll_into_view_if_needed()

    def keep(self, name: str) -> None:
        """One picture, as small as a palette makes it."""
        from PIL import Image

        settled(self.page)
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        picture = picture.quantize(COLORS, dither=Image.Dither.NONE)
        picture.save(self.folder / f"{name}-{self.size}.png", optimize=True)


if __name__ == "__main__":
    main()
