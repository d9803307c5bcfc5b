"""The table of formats: ending -> module with ``load``; imported by name in the child process that parses."""

from __future__ import annotations

FORMATS = {
    ".pdf": ("pdf", "knowledge.loaders.pdf.document"),
    ".md": ("md", "knowledge.loaders.text.markdown"),
    ".markdown": ("md", "knowledge.loaders.text.markdown"),
    ".txt": ("txt", "knowledge.loaders.text.plain"),
    ".jsonl": ("jsonl", "knowledge.loaders.text.jsonl"),
    ".hwp": ("hwp", "knowledge.loaders.office.hwp"),
    ".hwpx": ("hwpx", "knowledge.loaders.office.hwpx"),
    ".docx": ("docx", "knowledge.loaders.office.docx"),
    ".pptx": ("pptx", "knowledge.loaders.office.pptx"),
    ".xlsx": ("xlsx", "knowledge.loaders.office.xlsx"),
    ".csv": ("csv", "knowledge.loaders.text.csv"),
    ".tsv": ("csv", "knowledge.loaders.text.csv"),
    ".epub": ("epub", "knowledge.loaders.text.epub"),
    ".html": ("html", "knowledge.loaders.text.html"),
    ".htm": ("html", "knowledge.loaders.text.html"),
    ".xhtml": ("html", "knowledge.loaders.text.html"),
    ".png": ("image", "knowledge.loaders.ocr.image"),
    ".jpg": ("image", "knowledge.loaders.ocr.image"),
    ".jpeg": ("image", "knowledge.loaders.ocr.image"),
    ".tif": ("image", "knowledge.loaders.ocr.image"),
    ".tiff": ("image", "knowledge.loaders.ocr.image"),
    ".webp": ("image", "knowledge.loaders.ocr.image"),
    ".bmp": ("image", "knowledge.loaders.ocr.image"),
}

_ZIPPED = (".docx", ".pptx", ".xlsx", ".hwpx", ".epub", ".hwp")  # which of them it is, the loader tells
_IMAGES = tuple(ending for ending, (kind, _) in FORMATS.items() if kind == "image")  # as well

# What a file really is, by its first bytes.
SIGNATURES = (
    (b"%PDF-", "PDF", (".pdf",)),
    (b"PK\x03\x04", "ZIP 묶음(DOCX, HWPX 따위)", _ZIPPED),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "옛 오피스·한글 문서", _ZIPPED),
    (b"HWP Document File V", "옛 한글 문서(3.0 이전)", (".hwp",)),
    (b"{\\rtf", "RTF 문서", ()),
    (b"\x89PNG", "PNG 그림", _IMAGES),
    (b"\xff\xd8\xff", "JPEG 그림", _IMAGES),
    (b"GIF8", "GIF 그림", ()),
    (b"\x1f\x8b", "gzip 묶음", ()),
    (b"\x7fELF", "실행 파일", ()),
    (b"MZ\x90", "실행 파일", ()),
)
