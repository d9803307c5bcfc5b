"""HTML: headings, paragraphs, lists and tables; no scripts, styles, menus or pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import Cell, TextBlock, finish, heading, paginate, rows, tidy
from knowledge.loaders.text.encodings import decode
from knowledge.loaders.xml_archive import broken_file_error, local, whole
from korean.text import clean

_SKIPPED = {
    *("script", "style", "head", "template", "noscript", "nav", "svg", "canvas", "iframe", "object", "audio", "video"),
    *("button", "select", "textarea", "input", "rp", "annotation", "annotation-xml", "map"),
}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
    *(
        "kbd",
        "label",
        "mark",
        "q",
        "rb",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
    ),
    *("tt", "u", "var", "wbr", "img", "math", "mrow", "mi", "mn", "mo", "msup", "msub", "mfrac", "msqrt", "mtext"),
    *("semantics", "mstyle", "nobr", "center", "tspan"),
}
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)/>"
)
_KOREAN = {"euc-kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "x-windows-949"}
_DEEPEST = 200


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages of about 3,000 characters, from heading to heading where it fits. Raises LoadError."""
    root = parse(content)
    title = root.find(".//title")
    outcome.title = tidy("".join(title.itertext())).replace("\n", " ")[:120] if title is not None else ""
    yield from finish(paginate(blocks(root)), outcome, most)


def parse(content: bytes) -> Any:
    """The document's root element, in whatever encoding it says or seems to be. Raises LoadError."""
    from lxml import etree

    said = _CHARSET.search(content[:4096])
    name = said.group(1).decode("ascii", "replace").lower() if said else ""
    name = "cp949" if name in _KOREAN else name
    try:
        text = content.decode(name) if name and not name.startswith("utf") else decode(content)
    except (LookupError, UnicodeDecodeError):
        text = decode(content)
    except LoadError:
        if name != "utf-8" or b"\x00" in content:
            raise
        text = content.decode("utf-8", "replace")
    # HTML has no entities of its own to expand; huge_tree only lifts the depth from 256, where
    # libxml2 would drop the rest.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    body = _CLOSED.sub(r"<\1\2></\1>", text.replace("\x00", "")).encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise broken_file_error() from None
    if root is None:
        raise broken_file_error()
    return root


def blocks(root: Any) -> list[TextBlock]:
    """The blocks of a document, in order."""
    walk = _Walk()
    walk.into(root, 0)
    walk.end()
    return walk.found


class _Walk:
    """Goes through a document, gathering inline text until a block ends it."""

    def __init__(self) -> None:
        self.found: list[TextBlock] = []
        self.words: list[str] = []
        self.level = 0

    def end(self) -> None:
        text = tidy("".join(self.words))
        self.words = []
        if text:
            self.found.append(heading(text, self.level) if self.level else TextBlock(text))

    def say(self, text: str | None) -> None:
        if text:
            self.words.append(re.sub(r"\s+", " ", text))

    def into(self, element: Any, depth: int) -> None:
        """One element and what is in it; the text after it belongs to its parent."""
        name = local(element).lower()
        if not name or name in _SKIPPED or element.get("hidden") is not None:
            return
        if depth > _DEEPEST:
            self.say("".join(element.itertext()))
            return
        if name == "br":
            self.words.append("\n")
        elif name in ("rt", "rtc"):
            said = " ".join("".join(element.itertext()).split())
            self.words.append(f"({said})" if said else "")
        elif name in _INLINE:
            self._inside(element, depth)
        elif name == "table":
            self.end()
            self.found += self._table(element, depth)
        elif name in ("pre", "listing"):
            self.end()
            text = "\n".join(line.rstrip() for line in clean("".join(element.itertext())).split("\n") if line.strip())
            self.found += [TextBlock(text.replace("\u2028", " "))] if text else []
        else:
            self.end()
            before, self.level = self.level, int(name[1]) if re.fullmatch("h[1-6]", name) else self.level
            self._inside(element, depth)
            self.end()
            self.level = before

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
        taken: dict[tuple[int, int], bool] = {}
        caption: list[TextBlock] = []
        lines = []
        for child in table.iter():
            if local(child) in ("tr", "caption") and next(child.iterancestors("table"), None) is table:
                if local(child) == "tr":
                    lines.append(child)
                else:
                    caption = self._apart(child, depth)
        for number, line in enumerate(lines):
            column = 0
            for cell in line:
                if local(cell) not in ("td", "th"):
                    continue
                while taken.get((number, column)):
                    column += 1
                wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
                cells.append(Cell(number, column, self._apart(cell, depth), tall))
                taken.update({(number + y, column + x): True for y in range(1, tall) for x in range(wide)})
                column += wide
        return caption + rows(cells)

    @staticmethod
    def _apart(element: Any, depth: int) -> list[TextBlock]:
        """What is in a cell, on its own."""
        walk = _Walk()
        walk._inside(element, depth + 1)
        walk.end()
        return walk.found


def _span(cell: Any, name: str) -> int:
    return min(max(whole(cell.get(name) or "", 1), 1), 200)
