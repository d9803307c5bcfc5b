"""What each line of a page is, by its form, where the file's format did not say.

A loader that knows (a heading's style, a list's level, a table's cells) says so in ``LoadedPage.blocks``. Every other
line becomes a block here, and a paragraph that has the form of something else is called that: a caption, an item with
its marker, a task put to the reader, a line of a contents list or of a list of works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.loaders.base import LoadedBlock, LoadedHeading, LoadedPage
from knowledge.models import BlockKind
from korean import lexicon

ROW = " | "  # between the cells of a table's row
LONGEST_CAPTION = 150  # characters
LONGEST_FORMULA = 120  # characters
DEEPEST_ITEM = 6
_MARKER = lexicon.pattern("block_forms", "item_marker")
_OPTION = re.compile(r"[①-⑳]")
_MATHS = re.compile(r"[=≈≤≥<>∑∫√±×÷→∞]")
_WORD = re.compile(r"[A-Za-z]{5}")  # longer than the names of functions
_HANGUL = re.compile("[가-힣]")
# In this order: what is said first is what a line of both forms is.
_FORMS = tuple(
    (kind, lexicon.pattern("block_forms", purpose, re.I), most)
    for kind, purpose, most in (
        (BlockKind.CONTENTS, "contents", 200),
        (BlockKind.CAPTION, "caption", LONGEST_CAPTION),
        (BlockKind.FOOTNOTE, "footnote", 600),
        (BlockKind.BOILERPLATE, "boilerplate", 200),
        (BlockKind.REFERENCE, "reference", 400),
    )
)
_TASK = lexicon.pattern("block_forms", "task")
_QUESTION = lexicon.pattern("block_forms", "question")
_TASK_LABEL = lexicon.pattern("block_forms", "task_label")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]")


class OpenList:
    """The markers of the open list: an item's depth is where its kind of marker stands among them."""

    def __init__(self) -> None:
        self.shapes: list[str] = []

    def close(self) -> None:
        """A heading or running text ends the list."""
        self.shapes.clear()

    def depth(self, marker: str) -> int:
        """The depth of an item from 1: below the items whose marker it does not share."""
        shape = _shape(marker)
        if shape in self.shapes:
            del self.shapes[self.shapes.index(shape) + 1 :]
        elif len(self.shapes) < DEEPEST_ITEM:
            self.shapes.append(shape)
        return len(self.shapes)


def _shape(marker: str) -> str:
    """What markers of one list have in common: "3." and "12." are alike, "가." and "나." too."""
    return re.sub(r"[①-⑳]", "①", re.sub(r"\d+", "1", re.sub("[가-하]", "가", re.sub("[a-z]", "a", marker))))


def type_pages(pages: Sequence[LoadedPage]) -> tuple[LoadedPage, ...]:
    """The pages with a block for every line that holds something."""
    outline = OpenList()
    return tuple(replace(page, blocks=tuple(type_page(page, outline))) for page in pages)


def type_page(page: LoadedPage, outline: OpenList | None = None) -> Iterator[LoadedBlock]:
    """The page's blocks in reading order; ``outline`` is the list that the page before left open."""
    outline = outline or OpenList()
    task = False  # whether the line above was a task, whose options follow
    for block in _cover(page):
        text = page.text[block.start : block.end]
        if block.kind is BlockKind.PARAGRAPH:
            block = _recognise(block, text, outline, task)
        elif block.kind is BlockKind.LIST_ITEM and not block.level:
            block = replace(block, level=outline.depth(block.marker))
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.EXERCISE):
            outline.close()
        task = block.kind is BlockKind.EXERCISE
        yield block


def _cover(page: LoadedPage) -> Iterator[LoadedBlock]:
    """The loader's own blocks, and a paragraph, heading or row for every line between them."""
    own = sorted(page.blocks, key=lambda block: block.start)
    headings = {heading.start: heading for heading in page.headings}
    position = 0
    for block in own:
        yield from _lines(page.text, position, block.start, headings)
        if block.end > max(block.start, position):
            yield replace(block, start=max(block.start, position))
        position = max(position, block.end)
    yield from _lines(page.text, position, len(page.text), headings)


def _lines(text: str, start: int, end: int, headings: dict[int, LoadedHeading]) -> Iterator[LoadedBlock]:
    position = start
    for line in text[start:end].split("\n"):
        stripped = line.strip()
        if stripped:
            begin = position + line.index(stripped[0])
            until = begin + len(stripped)
            heading = headings.get(begin) or headings.get(position)
            if heading is not None:
                yield LoadedBlock(BlockKind.HEADING, begin, until, heading.level)
            else:
                yield LoadedBlock(BlockKind.TABLE if ROW in stripped else BlockKind.PARAGRAPH, begin, until)
        position += len(line) + 1


def _recognise(block: LoadedBlock, text: str, outline: OpenList, task: bool) -> LoadedBlock:
    """A paragraph as what its form says that it is."""
    for kind, form, most in _FORMS:
        if len(text) <= most and form.search(text):
            return replace(block, kind=kind)
    marker = _MARKER.match(text)
    asks = _TASK.search(text) or _QUESTION.search(text)
    if asks and (_TASK_LABEL.match(text) or (marker and _NUMBER.fullmatch(marker["marker"]))):
        return replace(block, kind=BlockKind.EXERCISE)
    if task and _OPTION.match(text):
        return replace(block, kind=BlockKind.EXERCISE)
    if marker:
        said = marker["marker"]
        return replace(block, kind=BlockKind.LIST_ITEM, level=outline.depth(said), marker=said)
    formula = len(text) <= LONGEST_FORMULA and _MATHS.search(text)
    if formula and not _HANGUL.search(text) and not _WORD.search(text):
        return replace(block, kind=BlockKind.FORMULA)
    return block
