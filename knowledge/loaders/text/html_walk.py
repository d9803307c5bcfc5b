"""A walk through a web page that gathers its text, block by block."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from knowledge.loaders.base import Outcome
from knowledge.loaders.blocks import TextBlock, heading, tidy
from knowledge.loaders.raised import find_note_mark, write_run
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.text import html_marks as marks
from knowledge.loaders.text.mathml import write_tex
from knowledge.loaders.xml_archive import local, whole
from knowledge.models import BlockKind
from korean.text import clean

_BLOCKS = {  # every other element stands in a line, one that HTML does not know too
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
    ),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
    ),
    *("main", "menu", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"),
    *("th", "thead", "tr", "ul", *(f"h{level}" for level in range(1, 7))),
}
_DELETED = {"del", "s", "strike"}
_DEEPEST = 200
MOST_TAKEN = 100_000  # places of a table that merged cells reach into; after that each takes its own alone


class HtmlWalk:
    """Goes through a document, gathering inline text until a block ends it."""

    def __init__(self, root: Any, outcome: Outcome, book: bool = False, within: HtmlWalk | None = None) -> None:
        self.outcome, self.book = outcome, book
        self.found: list[TextBlock] = []
        self.words: list[str] = []
        self.level = 0
        self.shape = TextBlock("")  # kind, depth and marker of what is being read
        self.lists: list[tuple[str, int]] = []  # tag and number of each open list
        self.ruby: tuple[int, str, str] | None = None  # place in the words, base and reading of the last one
        self.pictures: list[TextBlock] = []  # of the paragraph that is being read
        self.waiting: list[str] = []  # ids of notes to be put after this paragraph
        self.root = root
        self.hidden: frozenset[str] = within.hidden if within else marks.find_hidden_selectors(root)
        self.notes: dict[str, Any] = within.notes if within else marks.find_notes(root)
        self.placed: set[str] = within.placed if within else set()

    def end(self) -> None:
        """What was gathered is a block; the notes that it points to follow it."""
        text = tidy("".join(self.words))
        self.words = []
        self.ruby = None
        if text:
            self.found.append(heading(text, self.level) if self.level else replace(self.shape, text=text))
        pictures, self.pictures = self.pictures, []
        self.found += pictures
        waiting, self.waiting = self.waiting, []
        for target in waiting:
            self._place_note(target)

    def say(self, text: str | None) -> None:
        """Text with its white space as one blank."""
        if text:
            self.words.append(re.sub(r"\s+", " ", text))

    def into(self, element: Any, depth: int) -> None:
        """One element and what is in it; the text after it belongs to its parent."""
        name = local(element).lower()
        if not name or name == "head" or self._is_left_out(element, name):
            return
        if depth > _DEEPEST:
            self.say("".join(element.itertext()))
            return
        if name == "br":
            self.words.append("\n")
        elif name in ("img", "image"):
            self.pictures += marks.find_picture(element)
        elif name in ("sup", "sub"):
            self._script(element, name)
        elif name == "ruby":
            self._ruby(element)
        elif name == "math":
            self._formula(element)
        elif name in _BLOCKS:
            self._block(element, name, depth)
        else:
            self._inline(element, name, depth)

    def _is_left_out(self, element: Any, name: str) -> bool:
        """Whether an element is no text of the page; then the outcome knows of it."""
        reason = ""
        if name in marks.PROGRAM_PARTS:
            reason = "program"
        elif name in _DELETED:
            reason = "deleted"
        elif marks.is_hidden(element, self.hidden):
            reason = "hidden"
        elif marks.is_navigation(element, name, self.book):
            reason = "navigation"
        elif element.get("id") in self.placed:
            return True
        if reason:
            self.outcome.leave_out(reason, " ".join("".join(element.itertext()).split()))
        return bool(reason)

    def _block(self, element: Any, name: str, depth: int) -> None:
        self.end()
        level, shape = self.level, self.shape
        if name == "table":
            self.found += self._table(element, depth)
        elif name in ("pre", "listing"):
            text = "\n".join(line.rstrip() for line in clean("".join(element.itertext())).split("\n") if line.strip())
            code = TextBlock(text.replace("\u2028", " "), kind=BlockKind.CODE)
            self.found += [code] if text else []
        else:
            if re.fullmatch("h[1-6]", name):
                self.level = int(name[1])
            elif name in ("ul", "ol", "dl"):
                self.lists.append((name, whole(element.get("start") or "", 1) - 1))
            elif name == "li":
                self.shape = self._item()
            elif name in ("figcaption", "caption"):
                self.shape = TextBlock("", kind=BlockKind.CAPTION)
            elif marks.is_note(element) or element.get("id") in self.notes:
                self.shape = TextBlock("", kind=BlockKind.FOOTNOTE)
            self._inside(element, depth)
            self.end()
            if name in ("ul", "ol", "dl"):
                self.lists.pop()
        self.level, self.shape = level, shape

    def _item(self) -> TextBlock:
        """The next item of the innermost list: its depth and its marker."""
        if not self.lists:
            self.lists.append(("ul", 0))
        name, count = self.lists[-1]
        self.lists[-1] = (name, count + 1)
        marker = f"{count + 1}." if name == "ol" else "•"
        return TextBlock("", kind=BlockKind.LIST_ITEM, depth=min(len(self.lists), 6), marker=marker)

    def _inline(self, element: Any, name: str, depth: int) -> None:
        text = "".join(element.itertext()) if len(element) or name in ("a", "span", "small") else element.text or ""
        short = len(text) <= 60
        if short and marks.is_note_reference(element, name, text):
            self._refer(element, text)
        elif short and self.level and marks.is_edit_mark(element, " ".join(text.split())):
            self.outcome.leave_out("navigation", text)
        elif name == "a" and short and marks.is_back_link(element, text):
            self.outcome.leave_out("note_mark", text)
        else:
            self._inside(element, depth)

    def _script(self, element: Any, name: str) -> None:
        """A raised or lowered run: a power or an index, or a mark that points to a note."""
        text = "".join(element.itertext())
        before = tidy("".join(self.words[-4:]))
        if (
            name == "sup"
            and len(text) <= 20
            and (marks.is_note_reference(element, name, text) or (before and find_note_mark(before, text)))
        ):
            self._refer(element, text)
        else:
            self.words.append(write_run("".join(self.words[-2:]), text, raised=name == "sup"))

    def _refer(self, element: Any, text: str) -> None:
        self.outcome.leave_out("note_mark", text)
        target = marks.target_of(element)
        if target in self.notes and target not in self.placed:
            self.waiting.append(target)

    def _place_note(self, target: str) -> None:
        """The blocks of a note, right here."""
        if target in self.placed:
            return
        walk = HtmlWalk(self.root, self.outcome, self.book, self)
        walk.shape = TextBlock("", kind=BlockKind.FOOTNOTE)
        walk._inside(self.notes[target], _DEEPEST // 2)
        walk.end()
        self.placed.add(target)
        self.found += [replace(block, kind=BlockKind.FOOTNOTE, depth=0, marker="") for block in walk.found]

    def _ruby(self, element: Any) -> None:
        """A word with its reading behind it, in one piece over characters: 대한민국(大韓民國)."""
        base: list[str] = []
        reading: list[str] = []
        for name, text in marks.list_ruby_parts(element, ""):
            (reading if name in marks.RUBY_READINGS else base).append(
                "".join(text.split()) if name in marks.RUBY_READINGS else text
            )
        word, said = " ".join("".join(base).split()), "".join(reading)
        single = len(word) == 1
        if single and self.ruby and self.ruby[0] == len(self.words) - 1:
            word, said = self.ruby[1] + word, self.ruby[2] + said  # a character each: they are one word
            self.words.pop()
        self.words.append(f"{word}({said})" if said and said != word else word)
        self.ruby = (len(self.words) - 1, word, said) if single else None

    def _formula(self, element: Any) -> None:
        text = write_tex(element).strip()
        if not text:
            return
        if element.get("display") == "block":
            self.end()
            self.found.append(TextBlock(f"$${text}$$", kind=BlockKind.FORMULA))
        else:
            self.words.append(f"${text}$")

    def _inside(self, element: Any, depth: int) -> None:
        self.say(element.text)
        for child in element:
            self.into(child, depth + 1)
            self.say(child.tail)

    def _table(self, table: Any, depth: int) -> list[TextBlock]:
        """A table's rows; spanned columns keep their place, and tables that only lay out
        a page come out as their text.
        """
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        caption: list[TextBlock] = []
        lines = []
        heads: set[int] = set()
        for child in table.iter():
            if local(child) in ("tr", "caption") and next(child.iterancestors("table"), None) is table:
                if local(child) == "tr":
                    lines.append(child)
                else:
                    caption = [replace(block, kind=BlockKind.CAPTION) for block in self._apart(child, depth)]
        for number, line in enumerate(lines):
            if self._is_left_out(line, "tr"):
                continue
            column = 0
            own = [cell for cell in line if local(cell) in ("td", "th")]
            if own and (local(line.getparent()) == "thead" or all(local(cell) == "th" for cell in own)):
                heads.add(number)
            for cell in own:
                while (number, column) in taken:
                    column += 1
                wide, tall = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(lines) - number)
                if len(taken) > MOST_TAKEN:
                    wide = tall = 1
                said = [] if self._is_left_out(cell, "td") else self._apart(cell, depth)
                cells.append(Cell(number, column, said, tall, wide))
                taken |= {(number + y, column + x) for y in range(1, tall) for x in range(wide)}
                column += wide
        return caption + rows(cells, heads)

    def _apart(self, element: Any, depth: int) -> list[TextBlock]:
        """What is in a cell, on its own."""
        walk = HtmlWalk(self.root, self.outcome, self.book, self)
        walk._inside(element, depth + 1)
        walk.end()
        return walk.found


def _span(cell: Any, name: str) -> int:
    return min(max(whole(cell.get(name) or "", 1), 1), 200)
