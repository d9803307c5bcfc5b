"""HTML: headings, paragraphs, lists, tables, formulas and notes; no scripts, styles, menus or pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import TextBlock, finish, paginate, tidy
from knowledge.loaders.text.encodings import decode
from knowledge.loaders.text.html_walk import HtmlWalk
from knowledge.loaders.xml_archive import broken_file_error

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)/>"
)
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,60})\s[^<>]{20000,}")
MOST_ATTRIBUTES = 2_000  # of one tag
_KOREAN = {"euc-kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "x-windows-949"}


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages of about 3,000 characters, from heading to heading where it fits. Raises LoadError."""
    root = parse(content, outcome)
    title = root.find(".//title")
    outcome.title = tidy("".join(title.itertext())).replace("\n", " ")[:120] if title is not None else ""
    yield from finish(paginate(blocks(root, outcome)), outcome, most)


def parse(content: bytes, outcome: Outcome | None = None) -> Any:
    """The document's root element, in whatever encoding it says or seems to be. Raises LoadError."""
    said = _CHARSET.search(content[:4096])
    name = said.group(1).decode("ascii", "replace").lower() if said else ""
    name = "cp949" if name in _KOREAN else name
    try:
        text = content.decode(name) if name and not name.startswith("utf") else decode(content, outcome)
    except (LookupError, UnicodeDecodeError):
        text = decode(content, outcome)
    except LoadError:
        if name != "utf-8" or b"\x00" in content:
            raise
        text = content.decode("utf-8", "replace")
    return parse_text(text)


def parse_text(text: str) -> Any:
    """The root element of a document or of a piece of one. Raises LoadError."""
    from lxml import etree

    # HTML has no entities of its own to expand; huge_tree only lifts the depth from 256, where
    # libxml2 would drop the rest.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    text = _LONG_TAG.sub(_drop_attributes, text.replace("\x00", ""))
    body = _CLOSED.sub(r"<\1\2></\1>", text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise broken_file_error() from None
    if root is None:
        raise broken_file_error()
    return root


def _drop_attributes(tag: re.Match[str]) -> str:
    """A tag without its attributes where they are too many: the parser holds each to all others."""
    return f"<{tag[1]}" if tag[0].count("=") > MOST_ATTRIBUTES else tag[0]


def blocks(root: Any, outcome: Outcome, book: bool = False) -> list[TextBlock]:
    """The blocks of a document, in order; what is not its text is told to the outcome. ``book``: a chapter of one."""
    walk = HtmlWalk(root, outcome, book)
    walk.into(root, 0)
    walk.end()
    return walk.found
