"""The lexicon: every row has its source, every file says what it is, and every list is one that can be used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from korean import lexicon
from settings import ROOT

THEMES = lexicon.themes()


@pytest.mark.parametrize("theme", THEMES)
def test_a_file_says_what_it_is_and_every_row_its_source(theme: str) -> None:
    head = [
        line for line in (lexicon.FOLDER / f"{theme}.tsv").read_text(encoding="utf-8").splitlines() if line[:1] == "#"
    ]
    said = " ".join(head)
    assert "Source:" in said and "Figure:" in said and len(said) > 120, "what it is, its source, and a figure"
    for row in lexicon.rows(theme):
        assert row.source.startswith(
            ("our own, ", "KS X 1001", "SI brochure", "IEC 80000-13", "Korean Chemical Society")
        ), row
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row.date), row


@pytest.mark.parametrize("theme", THEMES)
def test_every_list_can_be_used(theme: str) -> None:
    for purpose in lexicon.lists(theme):
        if purpose.startswith("re:"):
            assert lexicon.pattern(theme, purpose.removeprefix("re:")).pattern, (theme, purpose)
            assert "{{" not in lexicon.alternation(theme, purpose), (theme, purpose)
        elif purpose.startswith("pair:"):
            assert lexicon.pairs(theme, purpose.removeprefix("pair:"))


def test_every_unit_that_a_rule_names_is_one_that_grading_knows() -> None:
    lists = lexicon.lists("units")
    known = {
        word.partition("=")[0].lower()
        for name, words in lists.items()
        if name.startswith("dimension:")
        for word in words
    }
    for purpose in (
        "of_terms",
        "counted_as_many",
        "measured_as_long",
        "goes_by_ones",
        "powers_of_two",
        "ends_at_a_hundred",
    ):
        assert {unit.lower() for unit in lists[purpose]} <= known, purpose


def test_a_pair_of_opposites_stands_in_one_list_only() -> None:
    pairs = [
        frozenset(pair) for name in ("nouns", "stems", "written_forms") for pair in lexicon.pairs("antonyms", name)
    ]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    "line",
    ["둘\tnative\tour own", "둘\t\tour own, for a test\t2026-12-01", "둘\tnative\tour own, for a test\t2026-12-01\tx"],
)
def test_a_row_of_another_shape_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "broken.tsv").write_text(f"# a test\n{line}\n", encoding="utf-8")
    assert "broken.tsv:2" in _read(tmp_path)


def test_a_word_twice_in_a_list_is_refused(tmp_path: Path) -> None:
    line = "둘\tnative\tour own, for a test\t2026-12-01\n"
    (tmp_path / "broken.tsv").write_text(line + line, encoding="utf-8")
    assert "twice" in _read(tmp_path)


def test_lists_that_name_others_are_put_together(tmp_path: Path) -> None:
    rows = ("둘\tcount", "둘째\tcount", "{{count}} 번\\s?째\tre:order", "하나/1\tpair:value", "{{pair:value}}\tre:one")
    (tmp_path / "own.tsv").write_text(
        "".join(f"{row}\tour own, for a test\t2026-12-01\n" for row in rows), encoding="utf-8"
    )
    code = "print(lexicon.alternation('own', 're:order'), lexicon.alternation('own', 're:one'))"
    assert _read(tmp_path, code).split("\n")[0] == r"(?:(?:둘째|둘) 번\s?째) (?:(?:하나))"


def _read(folder: Path, code: str = "lexicon.rows('broken')") -> str:
    """What a process says that reads the lexicon in ``folder``."""
    start = "import sys; from pathlib import Path; from korean import lexicon; lexicon.FOLDER = Path(sys.argv[1]); "
    ran = subprocess.run(
        [sys.executable, "-c", start + code, folder], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    return ran.stdout + ran.stderr
