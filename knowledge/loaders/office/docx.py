"""DOCX: headings by style, lists, tables row by row, text boxes, notes; pages as Word last drew them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.blocks import PAGE_CHARACTERS, finish, paginate, tidy, without_lists
from knowledge.loaders.office.docx_paragraphs import DocxReader
from knowledge.loaders.office.docx_styles import Lists, Styles
from knowledge.loaders.xml_archive import Package, broken_file_error, first


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages as Word last drew them, or by page breaks and about 3,000 characters. Raises LoadError."""
    package = Package(content, "docx")
    main = next(
        (name for kind, name in package.relations("").values() if kind == "officeDocument"), "word/document.xml"
    )
    body = first(package.xml(main), "body")
    if body is None:
        raise broken_file_error()
    folder = posixpath.dirname(main)
    drawn = next(body.iter("{*}lastRenderedPageBreak"), None) is not None
    styles = Styles.read(package.optional(f"{folder}/styles.xml"))
    reader = DocxReader(outcome, styles, Lists(package.optional(f"{folder}/numbering.xml")), drawn)
    reader.read_notes(package, folder)
    reader.parts = package.relations(main)
    blocks = without_lists(reader.read_body(body))
    reader.tell_unread_notes()
    _tell_others(package, main, outcome)
    pages = paginate(blocks, 0, empty=True) if drawn else paginate(blocks, PAGE_CHARACTERS)
    yield from finish(pages, outcome, most, package.title())


def _tell_others(package: Package, main: str, outcome: Outcome) -> None:
    """Running heads and remarks in the margin are no part of the text: the outcome knows of them."""
    reasons = {"header": "running_head", "footer": "running_head", "comments": "comment"}
    for kind, name in package.relations(main).values():
        tree = package.optional(name) if kind in reasons else None
        if tree is not None:
            outcome.leave_out(reasons[kind], tidy("".join(item.text or "" for item in tree.iter("{*}t"))))
