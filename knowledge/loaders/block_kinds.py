"""What each line of a page is, by its form and by what stands around it, where the file's format did not say.

A loader that knows (a heading's style, a list's level, a table's cells) says so in ``LoadedPage.blocks``. Every other
line becomes a block here. A paragraph that has the form of something else is called that: a caption, an item with its
marker, a task put to the reader. What the form leaves open the surroundings tell: options follow their task, lines
under "연습 문제" are tasks, those under "목차" a contents list.
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
LONGEST_TASK = 400  # characters of a line that belongs to a task
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
_SECTIONS = tuple(
    (kind, lexicon.pattern("block_forms", purpose, re.I))
    for kind, purpose in (
        (BlockKind.EXERCISE, "section_of_tasks"),
        (BlockKind.CONTENTS, "section_of_contents"),
        (BlockKind.REFERENCE, "section_of_references"),
        (BlockKind.FOOTNOTE, "section_of_notes"),
    )
)
_TASK = lexicon.pattern("block_forms", "task")
_PLAIN_TASK = lexicon.pattern("block_forms", "plain_task")
_QUESTION = lexicon.pattern("block_forms", "question")
_TASK_LABEL = lexicon.pattern("block_forms", "task_label")
_NUMBER = re.compile(r"[(\[]?[A-Z]?-?\d{1,3}(?:[-.~∼]\d{1,3}){0,2}[.)\]]?(?=\s|[.)\]])")
_SOFT = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE)  # what surroundings may call otherwise


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


class Surroundings:
    """What the lines before leave open: a list, a section that is a contents list or a set of tasks, a task."""

    def __init__(self) -> None:
        self.items = OpenList()
        self.section: BlockKind | None = None
        self.level = 0  # of the heading that opened the section
        self.task = False  # whether the line above belongs to a task
        self.asked = False  # whether a task above waits for its options: its material may stand between
        self.options = False  # whether the line above is an option

    def begin_page(self) -> None:
        """A contents list ends with its page; the lines of the next one show by their own form what they are."""
        if self.section is BlockKind.CONTENTS:
            self.section = None

    def open(self, level: int, title: str) -> None:
        """A heading opens a section, and ends those of its level or below."""
        if self.section is not None and level and level > self.level:
            return
        self.section = next((kind for kind, form in _SECTIONS if form.search(title)), None)
        self.level = level

    def take(self, block: LoadedBlock, text: str) -> LoadedBlock:
        """A block as what its surroundings make of it; they know of it from then on."""
        if block.kind is BlockKind.HEADING:
            self.open(block.level, text)
        elif block.kind in _SOFT and self._belongs(block, text):
            block = replace(block, kind=BlockKind.EXERCISE, level=0, marker="")
        elif self.section is not None and block.kind in _SOFT and block.kind is not BlockKind.TABLE:
            block = replace(block, kind=self.section, level=0)
        if block.kind is BlockKind.LIST_ITEM and not block.level:
            block = replace(block, level=self.items.depth(block.marker))
        elif block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.EXERCISE):
            self.items.close()
        option = bool(_OPTION.match(text))
        if block.kind is BlockKind.EXERCISE:
            self.asked = True
        elif block.kind is BlockKind.HEADING:
            self.asked = False
        if self.asked and self.options and not option:
            self.asked = block.kind is BlockKind.EXERCISE
        self.options = option
        self.task = block.kind is BlockKind.EXERCISE
        return block

    def _belongs(self, block: LoadedBlock, text: str) -> bool:
        """Whether a line belongs to the task above it: an option, or an item to be worked on."""
        if len(text) > LONGEST_TASK:
            return False
        return self.asked if _OPTION.match(text) else self.task and block.kind is BlockKind.LIST_ITEM


def _shape(marker: str) -> str:
    """What markers of one list have in common: "3." and "12." are alike, "가." and "나." too."""
    return re.sub(r"[①-⑳]", "①", re.sub(r"\d+", "1", re.sub("[가-하]", "가", re.sub("[a-z]", "a", marker))))


def type_pages(pages: Sequence[LoadedPage]) -> tuple[LoadedPage, ...]:
    """The pages with a block for every line that holds something."""
    around = Surroundings()
    return tuple(replace(page, blocks=tuple(type_page(page, around))) for page in pages)


def type_page(page: LoadedPage, around: Surroundings | None = None) -> Iterator[LoadedBlock]:
    """The page's blocks in reading order; ``around`` is what the page before left open."""
    around = around or Surroundings()
    around.begin_page()
    for block in _cover(page):
        text = page.text[block.start : block.end]
        yield around.take(_recognise(block, text), text)


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


def _recognise(block: LoadedBlock, text: str) -> LoadedBlock:
    """A paragraph, an item or a row as what its form says that it is."""
    if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and _asks(text):
        return replace(block, kind=BlockKind.EXERCISE, level=0)
    if block.kind is not BlockKind.PARAGRAPH:
        return block
    for kind, form, most in _FORMS:
        if len(text) <= most and form.search(text):
            return replace(block, kind=kind)
    if marker := _MARKER.match(text):
        return replace(block, kind=BlockKind.LIST_ITEM, marker=marker["marker"])
    formula = len(text) <= LONGEST_FORMULA and _MATHS.search(text)
    if formula and not _HANGUL.search(text) and not _WORD.search(text):
        return replace(block, kind=BlockKind.FORMULA)
    return block


def _asks(text: str) -> bool:
    """Whether a line puts a task to its reader: it asks and is numbered or labelled, or it can only be a task."""
    if len(text) > LONGEST_TASK:
        return False
    if _PLAIN_TASK.search(text):
        return True
    return bool((_TASK.search(text) or _QUESTION.search(text)) and (_TASK_LABEL.match(text) or _NUMBER.match(text)))
