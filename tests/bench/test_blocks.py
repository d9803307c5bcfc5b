"""Blocks labelled by hand: the labels are sound, and a block is found by its letters wherever the loader put them."""

from __future__ import annotations

import hashlib
import json

from bench.fitting.split import is_unopened
from bench.knowledge.blocks import (
    BLOCK_LABELS,
    HASH_DIGITS,
    NOT_READ,
    Label,
    Places,
    judge,
    keep_letters,
    letters_of,
    macro,
    read_labels,
    score,
)
from knowledge.loaders.base import LoadedBlock, LoadedPage
from knowledge.models import BlockKind

TEXT = "꽃의 구조\n꽃받침은 꽃을 받친다.\n수술은 꽃가루를 만든다.\nx² + 1"


def label(kind: str, *lines: str) -> Label:
    """A label as the file holds it, of the lines of a block."""
    pieces = [keep_letters(line) for line in lines]
    hashed = [(len(piece), hashlib.sha256(piece.encode()).hexdigest()) for piece in ("".join(pieces), *pieces)]
    return Label("a.md", 0, "slides", kind, 0, hashed[0], tuple((n, said[:HASH_DIGITS]) for n, said in hashed[1:]))


def page(*blocks: LoadedBlock) -> Places:
    return Places(letters_of(LoadedPage(1, TEXT, blocks=blocks)))


def test_labels_are_many_of_every_kind_and_keep_no_text() -> None:
    labels = read_labels()
    files = {one.file for one in labels}
    assert len(labels) >= 400 and len(files) >= 25
    assert {one.kind for one in labels} == {kind.value for kind in BlockKind}
    assert 0.25 < sum(map(is_unopened, files)) / len(files) < 0.7
    rows = [json.loads(line) for line in BLOCK_LABELS.read_text(encoding="utf-8").splitlines()]
    fields = {"file", "page", "group", "kind", "level", "length", "sha256", "pieces"}
    assert all(set(row) <= fields and row["length"] >= 2 for row in rows)


def test_a_block_is_known_by_its_letters_whatever_stands_between_them() -> None:
    start = TEXT.index("꽃받침")
    places = page(LoadedBlock(BlockKind.LIST_ITEM, start, TEXT.index("\nx"), 2))
    assert judge(label("list_item", "• 꽃받침은  꽃을", "받친다", "수술은 꽃가루를 만든다"), places) == ("list_item", 2)
    assert judge(label("formula", "x2+1"), places)[0] == ""


def test_lines_that_stand_apart_are_found_one_by_one() -> None:
    places = page(LoadedBlock(BlockKind.PARAGRAPH, 0, len(TEXT)))
    assert judge(label("paragraph", "수술은 꽃가루를 만든다", "꽃받침은 꽃을 받친다"), places)[0] == "paragraph"


def test_boilerplate_that_is_not_read_is_right_and_anything_else_is_missing() -> None:
    places = page()
    assert judge(label("boilerplate", "무궁화 중학교"), places)[0] == "boilerplate"
    assert judge(label("heading", "무궁화 중학교"), places)[0] == NOT_READ


def test_a_line_that_stands_twice_is_taken_twice() -> None:
    text = "질문\n질문"
    blocks = (LoadedBlock(BlockKind.HEADING, 0, 2, 1), LoadedBlock(BlockKind.PARAGRAPH, 3, 5))
    places = Places(letters_of(LoadedPage(1, text, blocks=blocks)))
    assert [judge(label("heading", "질문"), places)[0] for _ in range(3)] == ["heading", "paragraph", "paragraph"]


def test_the_macro_figure_weighs_every_kind_alike() -> None:
    pairs = [("heading", "heading")] * 9 + [("heading", "paragraph"), ("code", "paragraph"), ("paragraph", "paragraph")]
    assert score(pairs)["heading"] == (10, 1.0, 0.9, 18 / 19)
    assert macro(pairs) == (18 / 19 + 0 + 2 / 4) / 3
