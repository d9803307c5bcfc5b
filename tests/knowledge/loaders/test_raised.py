"""Raised and lowered runs are written in one way in every format, and a note's mark is told from a power."""

from __future__ import annotations

import pytest

from knowledge.loaders.raised import is_note_mark, lower_text, raise_text


@pytest.mark.parametrize(
    ("run", "said"),
    [("23", "²³"), ("-10", "⁻¹⁰"), ("−3", "⁻³"), ("2+", "²⁺"), ("n", "ⁿ"), (" 8 ", "⁸"), ("n+1", "ⁿ⁺¹")],
)
def test_a_raised_run_is_written_in_raised_characters_where_there_are_such(run: str, said: str) -> None:
    assert raise_text(run) == said


@pytest.mark.parametrize(
    ("run", "said"), [("2k", "^(2k)"), ("T", "^(T)"), ("2n+1", "²ⁿ⁺¹"), ("0.5", "^(0.5)"), ("(n)", "^(n)")]
)
def test_any_other_raised_run_stands_in_brackets(run: str, said: str) -> None:
    assert raise_text(run) == said


@pytest.mark.parametrize(("run", "said"), [("2", "₂"), ("10", "₁₀"), ("max", "_(max)"), ("i+1", "_(i+1)"), ("", "")])
def test_a_lowered_run_likewise(run: str, said: str) -> None:
    assert lower_text(run) == said


def test_what_is_raised_already_stays_as_it_is() -> None:
    assert raise_text("²³") == "²³" and lower_text("₂") == "₂"
    assert raise_text("°") == "°" and raise_text("′") == "′" and raise_text("®") == "®"


@pytest.mark.parametrize("run", ["3)", "12)", "[4]", "(2)", "*", "**", "†", "주2)", "1),"])
def test_a_note_is_told_by_its_form(run: str) -> None:
    assert is_note_mark(run)


@pytest.mark.parametrize("run", ["2", "23", "-1", "n", "T", "2k", "+"])
def test_what_may_be_a_power_is_no_note_by_its_form(run: str) -> None:
    assert not is_note_mark(run)
