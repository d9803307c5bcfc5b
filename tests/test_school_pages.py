"""What docs/school.md and docs/security.md name as the place of an answer is there."""

from __future__ import annotations

import re

import pytest

from settings import ROOT, Settings

PATHS = re.compile(r"`((?:accounts|agent|docs|knowledge|learning|storage|tests|ui)/[\w/.]+)`")
SETTINGS = re.compile(r"HYUNMOO_([A-Z_]+)")


@pytest.mark.parametrize("page", ["school.md", "security.md"])
def test_every_file_and_setting_that_is_named_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = PATHS.findall(text)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert {name.lower() for name in SETTINGS.findall(text)} <= set(Settings.model_fields)


def test_both_lists_of_the_school_have_five_answers() -> None:
    text = (ROOT / "docs" / "school.md").read_text(encoding="utf-8")
    for head in ("## 필수", "## 선택"):
        part = text.partition(head)[2].partition("\n## ")[0]
        assert re.findall(r"^\| (\d)\. ", part, re.M) == list("12345")
