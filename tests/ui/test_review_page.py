"""검토: what was said of an answer is decided on the page, and the decision can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import Assistant
from knowledge import Library
from settings import Settings
from tests.ui.pages import opened


def test_a_correction_is_accepted_and_taken_back(
    settings: Settings, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(settings.library)
    empty = opened(folder, "review", monkeypatch)
    assert empty.info and not empty.exception
    assistant = Assistant.open(settings)
    answer = assistant.ask("광합성은 어디에서 일어나나?", thread="t")
    kept = assistant.feedback(answer.id, False, "", "세종은 [광합성](http://a.b)을 반포하였다.")[-1]
    page = opened(folder, "review", monkeypatch)
    styles = " ".join(one.proto.body for one in page.get("html"))
    assert "st-key-zoomed-200" in styles, "a cited page is looked at closely on every page, not beside the chat alone"
    assert any("뒷받침" in one.value for one in page.warning), "what no book carries is said to be so"
    assert any(one.value.startswith("바른 답") for one in page.markdown)
    page.button(key="switch-language").click().run()
    assert any("no evidence" in one.value for one in page.caption), "the state in the reader's language"
    page.button(key="switch-language").click().run()
    assert all("](http" not in one.value for one in page.markdown), "what a reader wrote is no link"
    page.button(key=f"accept-{kept.id}").click().run()
    assert not page.exception and assistant.opinions.item(kept.id).state == "accepted"
    page.segmented_control(key="review-state").set_value("accepted").run()
    page.button(key=f"reopen-{kept.id}").click().run()
    assert assistant.opinions.item(kept.id).state == "pending"
    assistant.close()
