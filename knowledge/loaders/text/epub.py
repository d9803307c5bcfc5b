"""EPUB: chapters in reading order, each beginning a page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import TextBlock, finish, paginate, tidy
from knowledge.loaders.pictures.embedded_pictures import EMBEDDED_PICTURE
from knowledge.loaders.text.html import blocks, parse
from knowledge.loaders.xml_archive import Package, attribute, broken_file_error, local, resolve

_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # only typefaces are hidden


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages of about 3,000 characters, a new one for each chapter. Raises LoadError: locked, broken, without text."""
    package = Package(content, "epub")
    _refuse_locked_book(package)
    container = package.xml("META-INF/container.xml")
    name = next((attribute(item, "full-path") for item in container.iter() if local(item) == "rootfile"), "")
    book = package.xml(name)
    outcome.title = next((tidy(item.text or "") for item in book.iter() if local(item) == "title"), "")[:120]
    found: list[TextBlock] = []
    lost = 0
    for part in _spine(book, posixpath.dirname(name)):
        try:
            chapter = blocks(parse(package.read(part), outcome), outcome, book=True)
            chapter = [_find_part(block, package, posixpath.dirname(part)) for block in chapter]
        except LoadError as error:
            if error.code not in ("broken", "not_text"):
                raise
            lost += 1
            continue
        found += [replace(chapter[0], opens=True), *chapter[1:]] if chapter else []
    if lost:
        if not found:
            raise broken_file_error()
        outcome.notes.append(f"깨져 있어 읽지 못한 장이 {lost}개 있습니다.")
    yield from finish(paginate(found), outcome, most)


def _find_part(block: TextBlock, package: Package, folder: str) -> TextBlock:
    """A picture's block with the part of the book that holds its bytes; none where the book does not hold it."""
    if block.picture is None or block.picture.part.startswith(EMBEDDED_PICTURE):
        return block
    name = resolve(folder, block.picture.part)
    return replace(block, picture=replace(block.picture, part=name if package.has(name) else ""))


def _refuse_locked_book(package: Package) -> None:
    tree = package.optional("META-INF/encryption.xml")
    for item in [] if tree is None else tree.iter():
        if local(item) == "EncryptionMethod" and attribute(item, "Algorithm") not in _FONTS:
            raise LoadError("encrypted", "복제 방지(DRM)가 걸린 전자책입니다. DRM이 없는 파일을 올려 주세요.")


def _spine(book: Any, folder: str) -> list[str]:
    """The chapters' parts in reading order."""
    items = {}
    order = []
    for item in book.iter():
        if local(item) == "item" and "html" in attribute(item, "media-type"):
            items[attribute(item, "id")] = resolve(folder, attribute(item, "href"))
        elif local(item) == "itemref":
            order.append(attribute(item, "idref"))
    return [items[key] for key in dict.fromkeys(order) if key in items]
