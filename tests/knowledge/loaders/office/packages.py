"""Office documents put together by hand, and read as uploads are."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from importlib import import_module

import pytest

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import TextBlock
from knowledge.loaders.office import hwp, hwp_records
from knowledge.loaders.office.hwp_shapes import HwpShapes
from knowledge.loaders.registry import loader_for

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


HP = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'


HH = 'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def relations(*targets: tuple[str, str]) -> str:
    items = "".join(f'<Relationship Id="r{i}" Type="x/{kind}" Target="{t}"/>' for i, (kind, t) in enumerate(targets, 1))
    return f'<Relationships xmlns="p">{items}</Relationships>'


def read(ending: str, content: bytes, most: int = 5000) -> tuple[list[LoadedPage], Outcome]:
    outcome = Outcome()
    row = loader_for(ending)
    assert row is not None
    pages = list(import_module(row.reader).load(content, outcome, most))
    assert [page.number for page in pages] == list(range(1, outcome.total + 1))
    for page in pages:
        assert page.text == unicodedata.normalize("NFC", page.text) and "\n\n" not in page.text
        assert all(page.text.startswith(h.title, h.start) for h in page.headings)
    return pages, outcome


def refused(ending: str, content: bytes, most: int = 5000) -> str:
    with pytest.raises(LoadError) as caught:
        read(ending, content, most)
    assert caught.value.message.endswith("올려 주세요.")
    return caught.value.code


def hwpx(body: str, **parts: str) -> bytes:
    header = (
        f'<hh:head {HH}><hh:paraPr id="0"/><hh:paraPr id="1"><hh:heading type="OUTLINE" level="0"/></hh:paraPr>'
        '<hh:style id="0" name="바탕글" paraPrIDRef="0"/><hh:style id="1" name="개요 2" paraPrIDRef="0"/></hh:head>'
    )
    base = {"mimetype": "application/hwp+zip", "Contents/header.xml": header}
    return zipped(base | {"Contents/section0.xml": f"<hs:sec {HP}>{body}</hs:sec>"} | parts)


def t(text: str) -> str:
    return f"<hp:t>{text}</hp:t>"


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def body(data: bytes) -> list[TextBlock]:
    shapes = HwpShapes([0], [0, 1], scripts=[0, 1, -1])
    return hwp.Reader(shapes, Outcome()).paragraphs(hwp_records.records(data))


def docx(body: str, **parts: str) -> bytes:
    styles = (
        f'<w:styles {W}><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Mine"><w:basedOn w:val="H"/></w:style><w:style w:styleId="T"><w:name w:val="toc '
        '1"/></w:style></w:styles>'
    )
    base = {"_rels/.rels": relations(("officeDocument", "word/document.xml")), "word/styles.xml": styles}
    document = f"<w:document {W} {M}><w:body>{body}</w:body></w:document>"
    return zipped(base | {"word/document.xml": document} | parts)


def wp(inner: str, style: str = "") -> str:
    shape = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{shape}{inner}</w:p>"


def r(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"
