"""A figure in an answer, in a real browser: the picture with its caption, on a narrow screen and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.running import PATIENCE, button, go, opened, running_app, settled
from tests.knowledge.figures.illustrated import AFTER, CAPTIONS, word

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reader(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A reader who has just put in a book with figures."""
    path: Path = tmp_path_factory.mktemp("figures") / "세포와 잎.docx"
    word(path)
    with running_app(tmp_path_factory.mktemp("app")) as address:
        page = opened(browser, address)
        go(page, "서재")
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)
        button(page, "삭제").first.wait_for(timeout=PATIENCE)
        settled(page)
        yield page
        page.close()


def test_a_figure_is_shown_with_its_caption_and_leads_to_its_page(reader: Page) -> None:
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    go(reader, "질문")
    field = reader.locator("[data-testid=stChatInput] textarea")
    field.fill("그림 1-2를 설명해 줘")
    field.press("Enter")
    picture = reader.get_by_role("img", name=CAPTIONS[1])
    picture.wait_for(timeout=PATIENCE)
    settled(reader)
    answer = reader.get_by_test_id("stChatMessage").last
    assert CAPTIONS[1] in answer.inner_text() and AFTER.split("[")[0].strip() in answer.inner_text()
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 120
    for scheme in ("dark", "light"):
        reader.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        reader.set_viewport_size({"width": 390, "height": 844})
        settled(reader)
        box = picture.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert reader.evaluate("document.documentElement.scrollWidth") <= 390
    reader.set_viewport_size({"width": 1280, "height": 900})
    settled(reader)
    button(reader, "1쪽에서 보기").last.click()
    reader.locator(".st-key-cited-page").wait_for(timeout=PATIENCE)
    settled(reader)
    assert CAPTIONS[1] in reader.locator(".st-key-cited-page").inner_text()
    assert all(url.startswith(("http://127.0.0.1", "http://localhost", "data:", "blob:")) for url in asked)
