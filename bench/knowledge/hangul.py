"""Is everything that an HWP or HWPX file says in what we read of it? Its paragraphs, taken
straight from its records or XML.

    python3 run.py bench hangul FOLDER...

Counted here without our loader's code: for HWP every paragraph record of the decompressed body (olefile, zlib), for
HWPX every text element of the sections; page heads and feet, remarks and what change tracking struck out aside. Where a
control stands in a paragraph (an equation, a number, a note) it is parted. A piece is there when its text stands in
ours, spaces aside; the paragraphs in tables' cells, captions, notes and text boxes are among them. ``rows``: lines of
ours that are rows of a table.
"""

from __future__ import annotations

import argparse
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import olefile
from lxml import etree

from bench.report import publish
from errors import HyunmooError
from knowledge.loaders import load
from settings import Settings

_TEXT, _CONTROL, _LIST = 67, 71, 72
_WIDE = {*range(1, 10), 11, 12, *range(14, 24)}  # control characters that take eight units
_FURNITURE = ("header", "footer", "masterPage", "hiddenComment", "fieldBegin", "indexmark")


def squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def hwp_paragraphs(content: bytes) -> Iterator[str]:
    """The text of every paragraph in the body's sections, heads and feet aside."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        packed = file.openstream("FileHeader").read()[36] & 1
        for name in file.listdir():
            if name[0] != "BodyText":
                continue
            data = file.openstream(name).read()
            yield from _records(zlib.decompress(data, -15) if packed else data)


def _records(data: bytes) -> Iterator[str]:
    place, skip = 0, None
    while place + 4 <= len(data):
        (head,) = struct.unpack_from("<I", data, place)
        tag, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        place += 4
        if size == 0xFFF:
            (size,) = struct.unpack_from("<I", data, place)
            place += 4
        body = data[place : place + size]
        place += size
        if skip is not None and level <= skip:
            skip = None
        if tag == _CONTROL and body[:4][::-1] in (b"head", b"foot", b"tcmt", b"%%me") and skip is None:
            skip = level
        if tag == _TEXT and skip is None:
            yield from _plain(body)


def _plain(body: bytes) -> list[str]:
    """A paragraph's text, parted at its controls."""
    units = struct.unpack(f"<{len(body) // 2}H", body[: len(body) // 2 * 2])
    kept, i = [], 0
    while i < len(units):
        kept.append(units[i] if units[i] >= 32 else 0)
        i += 8 if units[i] in _WIDE else 1
    return struct.pack(f"<{len(kept)}H", *kept).decode("utf-16-le", "replace").split("\0")


def hwpx_paragraphs(content: bytes) -> Iterator[str]:
    """The text of every paragraph's own runs in the sections."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(n for n in package.namelist() if re.fullmatch(r"Contents/section\d+\.xml", n)):
            root = etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True))
            for paragraph in root.iter("{*}p"):
                if any(etree.QName(above).localname in _FURNITURE for above in paragraph.iterancestors()):
                    continue
                for text in (text for run in paragraph.iterchildren("{*}run") for text in run.iterchildren("{*}t")):
                    if text.find("{*}deleteBegin") is None:
                        yield from text.itertext()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    files = [f for p in arguments.paths for f in (sorted(p.rglob("*.hwp*")) if p.is_dir() else [p])]
    rows: list[tuple[object, ...]] = []
    total = there = 0
    for file in files:
        try:
            pages = load(file, filename=file.name, settings=Settings()).pages
        except HyunmooError as error:
            rows.append((file.name, error.code, "", "", ""))
            continue
        tabular = sum(" | " in line for page in pages for line in page.text.split("\n"))
        try:
            read = hwp_paragraphs if olefile.isOleFile(file) else hwpx_paragraphs
            said = [squeeze(paragraph) for paragraph in read(file.read_bytes())]
        except (OSError, ValueError, KeyError, zlib.error, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
            rows.append((file.name, f"not counted: {type(error).__name__}", "", tabular, ""))
            continue
        ours = squeeze("".join(page.text for page in pages))
        wanted = [paragraph for paragraph in said if paragraph]
        missing = [paragraph for paragraph in wanted if paragraph not in ours]
        total, there = total + len(wanted), there + len(wanted) - len(missing)
        rows.append(
            (file.name, "read", f"{len(wanted) - len(missing)}/{len(wanted)}", tabular, "; ".join(missing)[:80])
        )
    publish("hangul", ("file", "outcome", "pieces", "rows", "missing"), rows, f"pieces there {there}/{total}")


if __name__ == "__main__":
    main()
