"""The table of file formats: a row says how a file begins and ends, who reads it and what it is called.

A reader is a module with ``load``, imported by its name in the child process that parses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Signature(NamedTuple):
    """The first bytes by which a file is told for what it is, and what that is called."""

    begins: bytes
    name: str


PDF = Signature(b"%PDF-", "PDF")
ZIPPED = Signature(b"PK\x03\x04", "ZIP 묶음(DOCX, HWPX 따위)")
OLE = Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "옛 오피스·한글 문서")
OLD_HWP = Signature(b"HWP Document File V", "옛 한글 문서(3.0 이전)")
PNG = Signature(b"\x89PNG", "PNG 그림")
JPEG = Signature(b"\xff\xd8\xff", "JPEG 그림")
UNREAD = (  # of files that no row reads
    Signature(b"{\\rtf", "RTF 문서"),
    Signature(b"GIF8", "GIF 그림"),
    Signature(b"\x1f\x8b", "gzip 묶음"),
    Signature(b"\x7fELF", "실행 파일"),
    Signature(b"MZ\x90", "실행 파일"),
)


class TitledBy(StrEnum):
    """What a file of a format is called by, before its name."""

    TEXT = "text"  # its markup and its headings
    TYPE = "type"  # its largest type, which may be another thing than the title: the file's name has a say
    FILE = "file"  # nothing in it: headings name sheets or records


@dataclass(frozen=True)
class Loader:
    """A format. ``endings`` with their dot, ``signatures`` of the known ones that such a file may begin with.

    ``leads``: every file of it holds its first signature near its beginning. ``draws``: ``module:function`` that draws
    a page as a picture, from a file, a page number and pixels a point, and says at how many it did; "" where there
    is no paper. ``inked``: a figure is the ink beside its caption, a caption without ink names none. ``slides``: a
    page stands for itself, no sentence runs over its end.
    """

    kind: str
    name: str
    endings: tuple[str, ...]
    reader: str
    mime: str
    signatures: tuple[Signature, ...] = ()
    leads: bool = False
    draws: str = ""
    titled_by: TitledBy = TitledBy.TEXT
    timed: bool = False  # whether the markers of its blocks are times, by which it is cited
    slides: bool = False
    inked: bool = False


LOADERS: dict[str, Loader] = {}


def register_loader(row: Loader) -> Loader:
    """Add a format to the table. Raises ValueError for a kind or an ending that is there already."""
    if row.kind in LOADERS or any(loader_for(ending) for ending in row.endings):
        raise ValueError(f"loader {row.kind} is there already")
    LOADERS[row.kind] = row
    return row


def unregister_loader(kind: str) -> None:
    """Take a format out of the table again."""
    LOADERS.pop(kind, None)


def loader_for(ending: str) -> Loader | None:
    """The format of files that end so (``".pdf"``); None for one that is not read."""
    return next((row for row in LOADERS.values() if ending in row.endings), None)


def known_endings() -> tuple[str, ...]:
    """Every ending that is read, with its dot."""
    return tuple(ending for row in LOADERS.values() for ending in row.endings)


def format_names() -> str:
    """What can be read, as people call it."""
    return ", ".join(row.name for row in LOADERS.values())


def foreign_signature(ending: str, first: bytes) -> Signature | None:
    """What the first bytes of a file say that it is, where that is another thing than its ending says."""
    row = loader_for(ending)
    own = row.signatures if row else ()
    return next((one for one in _signatures() if first.startswith(one.begins) and one not in own), None)


def _signatures() -> Iterator[Signature]:
    yield from dict.fromkeys(signature for row in LOADERS.values() for signature in row.signatures)
    yield from UNREAD


_OFFICE = (ZIPPED, OLE)  # which of them it is, the loader tells
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_HOME = "knowledge.loaders"
for _row in (
    Loader(
        "pdf",
        "PDF",
        (".pdf",),
        f"{_HOME}.pdf.document",
        "application/pdf",
        (PDF,),
        leads=True,
        draws=f"{_HOME}.pictures.page_drawing:draw_pdf_page",
        inked=True,
        titled_by=TitledBy.TYPE,
    ),
    Loader("md", "Markdown", (".md", ".markdown"), f"{_HOME}.text.markdown", "text/markdown"),
    Loader("txt", "TXT", (".txt",), f"{_HOME}.text.plain", "text/plain"),
    Loader(
        "subtitles",
        "자막",
        (".srt", ".vtt"),
        f"{_HOME}.text.subtitles",
        "text/vtt",
        titled_by=TitledBy.FILE,
        timed=True,
    ),
    Loader("jsonl", "JSONL", (".jsonl",), f"{_HOME}.text.jsonl", "application/jsonl", titled_by=TitledBy.FILE),
    Loader("hwp", "HWP", (".hwp",), f"{_HOME}.office.hwp", "application/x-hwp", (*_OFFICE, OLD_HWP)),
    Loader("hwpx", "HWPX", (".hwpx",), f"{_HOME}.office.hwpx", "application/hwp+zip", _OFFICE),
    Loader("docx", "Word", (".docx",), f"{_HOME}.office.docx", f"{_OPEN_XML}.wordprocessingml.document", _OFFICE),
    Loader(
        "pptx",
        "PowerPoint",
        (".pptx",),
        f"{_HOME}.office.pptx",
        f"{_OPEN_XML}.presentationml.presentation",
        _OFFICE,
        slides=True,
    ),
    Loader(
        "xlsx",
        "Excel",
        (".xlsx",),
        f"{_HOME}.office.xlsx",
        f"{_OPEN_XML}.spreadsheetml.sheet",
        _OFFICE,
        titled_by=TitledBy.FILE,
    ),
    Loader("csv", "CSV", (".csv", ".tsv"), f"{_HOME}.text.csv", "text/csv", titled_by=TitledBy.FILE),
    Loader("epub", "EPUB", (".epub",), f"{_HOME}.text.epub", "application/epub+zip", _OFFICE),
    Loader("html", "HTML", (".html", ".htm", ".xhtml"), f"{_HOME}.text.html", "text/html"),
    Loader(
        "image",
        "그림",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"),
        f"{_HOME}.ocr.image",
        "image/*",
        (PNG, JPEG),
        draws=f"{_HOME}.pictures.page_drawing:draw_picture",
        titled_by=TitledBy.TYPE,
    ),
):
    register_loader(_row)
