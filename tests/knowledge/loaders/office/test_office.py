"""What the loaders of office formats promise: the words in order, tables as rows, headings at
their offsets, clear refusals.

Every document is made here, small and by hand.
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import pytest

from errors import IngestError
from knowledge import loaders
from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import Block, Cell, paginate, rows, without_lists
from knowledge.loaders.office import hwp, hwp_records, xlsx
from knowledge.loaders.registry import FORMATS
from knowledge.loaders.text import csv
from settings import Settings

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
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
    pages = list(import_module(FORMATS[ending][1]).load(content, outcome, most))
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


# HWPX


def hwpx(body: str, **parts: str) -> bytes:
    header = (
        f'<hh:head {HH}><hh:paraPr id="0"/><hh:paraPr id="1"><hh:heading type="OUTLINE" level="0"/></hh:paraPr>'
        '<hh:style id="0" name="바탕글" paraPrIDRef="0"/><hh:style id="1" name="개요 2" paraPrIDRef="0"/></hh:head>'
    )
    base = {"mimetype": "application/hwp+zip", "Contents/header.xml": header}
    return zipped(base | {"Contents/section0.xml": f"<hs:sec {HP}>{body}</hs:sec>"} | parts)


def p(inner: str, attributes: str = "") -> str:
    return f'<hp:p paraPrIDRef="0" styleIDRef="0" {attributes}><hp:run>{inner}</hp:run></hp:p>'


def t(text: str) -> str:
    return f"<hp:t>{text}</hp:t>"


def cell(row: int, column: int, inner: str, rows: int = 1) -> str:
    return (
        f'<hp:tc><hp:subList>{inner}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        f'<hp:cellSpan colSpan="1" rowSpan="{rows}"/></hp:tc>'
    )


def test_hwpx_paragraphs_headings_notes_and_tables() -> None:
    note = f"<hp:ctrl><hp:footNote><hp:subList>{p(t('각주의 말'))}</hp:subList></hp:footNote></hp:ctrl>"
    grid = "".join(
        f"<hp:tr>{''.join(cells)}</hp:tr>"
        for cells in (
            (cell(0, 0, p(t("구분"))), cell(0, 1, p(t("값")))),
            (cell(1, 0, p(t("갑")), rows=2), cell(1, 1, p(t("하나")) + p(t("둘")))),
            (cell(2, 1, p(t("셋"))),),
        )
    )
    body = (
        '<hp:p paraPrIDRef="1" styleIDRef="0"><hp:run><hp:t>첫째 장</hp:t></hp:run></hp:p>'
        + p(t("본문<hp:tab/>낱말<hp:lineBreak/>다음 줄") + note + t(" 끝."))
        + p(f"<hp:tbl><hp:pos treatAsChar='1'/>{grid}</hp:tbl>")
        + '<hp:p paraPrIDRef="0" styleIDRef="1"><hp:run><hp:t>둘째 마디</hp:t></hp:run></hp:p>'
        + p("<hp:equation><hp:script>LEFT ( a RIGHT )`=~{1} over {2}</hp:script></hp:equation>")
        + p(t("남<hp:deleteBegin/>지운 말<hp:deleteEnd/>은 말"))
        + p(t("새 쪽"), 'pageBreak="1"')
    )
    pages, _ = read(".hwpx", hwpx(body))
    assert pages[0].text.split("\n") == [
        *("첫째 장", "본문 낱말", "다음 줄 끝.", "각주의 말"),
        *("구분 | 값", "갑 | 하나 둘", "갑 | 셋"),
        *("둘째 마디", "( a ) = {1} over {2}", "남은 말"),
    ]
    assert [(h.level, h.title) for h in pages[0].headings] == [(1, "첫째 장"), (2, "둘째 마디")]
    assert [page.text for page in pages[1:]] == ["새 쪽"]


def test_hwpx_boxes_are_read_and_furniture_is_not() -> None:
    box = f"<hp:rect><hp:drawText><hp:subList>{p(t('상자 속'))}</hp:subList></hp:drawText></hp:rect>"
    group = f"<hp:container>{box}<hp:shapeComment>사각형입니다.</hp:shapeComment></hp:container>"
    head = f"<hp:ctrl><hp:header><hp:subList>{p(t('머리말'))}</hp:subList></hp:header></hp:ctrl>"
    memo = f"<hp:ctrl><hp:fieldBegin type='MEMO'><hp:subList>{p(t('메모'))}</hp:subList></hp:fieldBegin></hp:ctrl>"
    pages, _ = read(".hwpx", hwpx(p(head + t("본문") + memo + group)))
    assert pages[0].text == "본문\n상자 속"


def test_hwpx_sections_begin_pages_in_the_order_of_the_spine() -> None:
    spine = (
        '<package><metadata><title>갑의 책</title></metadata><manifest><item id="b" href="Contents/section1.xml"/>'
        '<item id="a" href="Contents/section0.xml"/></manifest><spine><itemref idref="b"/><itemref '
        'idref="a"/></spine></package>'
    )
    second = f"<hs:sec {HP}>{p(t('갑의 책'))}{p(t('먼저'))}</hs:sec>"
    parts = {"Contents/content.hpf": spine, "Contents/section1.xml": second}
    pages, outcome = read(".hwpx", hwpx(p(t("나중")), **parts))
    assert [page.text for page in pages] == ["갑의 책\n먼저", "나중"] and outcome.title == "갑의 책"


def test_a_locked_hwpx_is_refused() -> None:
    manifest = '<m:manifest xmlns:m="o"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    assert refused(".hwpx", hwpx(p(t("가")), **{"META-INF/manifest.xml": manifest})) == "encrypted"


# HWP 5


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    size = min(len(data), 0xFFF)
    long = struct.pack("<I", len(data)) if size == 0xFFF else b""
    return struct.pack("<I", tag | level << 10 | size << 20) + long + data


def paragraph(level: int, text: bytes, style: int = 0, breaks: int = 0) -> bytes:
    head = struct.pack("<IIHBBHHHI", len(text) // 2, 0, 0, style, breaks, 0, 0, 0, 0)
    return record(hwp.PARAGRAPH, level, head) + record(hwp.TEXT, level + 1, text)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def anchor(unit: int, kind: bytes) -> bytes:
    return struct.pack("<H", unit) + kind[::-1] + bytes(8) + struct.pack("<H", unit)


def body(data: bytes) -> list[Block]:
    return hwp.Reader([0], [0, 1]).paragraphs(hwp_records.records(data))


def test_hwp_text_is_read_past_its_control_characters() -> None:
    text = utf16("앞") + anchor(2, b"secd") + utf16("뒤") + anchor(9, b"tab ") + utf16("탭\n줄\u0018이음\r")
    assert list(hwp.pieces(text)) == ["앞", None, "뒤", " ", "탭", "\n", "줄", "-", "이음"]
    assert body(paragraph(0, text)) == [Block("앞뒤 탭\n줄-이음")]
    assert body(paragraph(0, utf16("첫째 장"), style=1) + paragraph(0, utf16("새 쪽"), breaks=4)) == [
        Block("첫째 장", level=1),
        Block("새 쪽", opens=True),
    ]


def test_hwp_tables_notes_and_equations() -> None:
    def filled(column: int, row: int, text: str, tall: int = 1) -> bytes:
        place = bytes(8) + struct.pack("<HHHH", column, row, 1, tall) + bytes(8)
        return record(hwp.LIST, 2, place) + paragraph(2, utf16(text))

    script = utf16("x^2`=1")
    data = (
        paragraph(0, anchor(11, b"tbl ") + anchor(17, b"fn  ") + utf16("값은 ") + anchor(11, b"eqed"))
        + record(hwp.CONTROL, 1, b" lbt" + bytes(40))
        + record(hwp.TABLE, 2, bytes(20))
        + filled(0, 0, "갑", tall=2)
        + filled(1, 0, "을")
        + filled(1, 1, "병")
        + record(hwp.CONTROL, 1, b"  nf" + bytes(8))
        + record(hwp.LIST, 2, bytes(16))
        + paragraph(2, utf16("각주의 말"))
        + record(hwp.CONTROL, 1, b"deqe" + bytes(40))
        + record(hwp.EQUATION, 2, bytes(4) + struct.pack("<H", len(script) // 2) + script)
    )
    assert [block.text for block in body(data)] == ["값은 x^2 =1", "갑 | 을", "갑 | 병", "각주의 말"]


def test_hwp_records_cut_short_are_left_out_and_long_ones_read() -> None:
    long = utf16("가" * 3000)
    whole = paragraph(0, long)
    assert body(whole) == [Block("가" * 3000)]
    assert body(paragraph(0, utf16("앞")) + whole[:-10]) == [Block("앞")]
    assert hwp_records.records(b"\xff" * 40) == []


def test_hwp_styles_and_shapes_give_levels() -> None:
    def counted(text: str) -> bytes:
        return struct.pack("<H", len(text)) + utf16(text)

    styles = [("바탕글", "Normal", 0), ("개요 3", "Outline 3", 0), ("내 제목", "", 1)]
    data = record(hwp.SHAPE, 0, bytes(4)) + record(hwp.SHAPE, 0, struct.pack("<I", 1 << 23 | 1 << 25))
    for name, english, shape in styles:
        data += record(hwp.STYLE, 0, counted(name) + counted(english) + bytes(4) + struct.pack("<H", shape))
    assert hwp.levels(hwp_records.records(data)) == ([0, 2], [0, 3, 2])


def test_a_distribution_stream_is_deciphered() -> None:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    seed, key = 12345, b"0123456789abcdef"
    hidden = bytearray(256)
    hidden[:4] = seed.to_bytes(4, "little")
    start = 4 + (seed & 0xF)
    hidden[start : start + 16] = key
    state, place = seed, 0
    while place < 256:  # the mask, from the C library's generator
        state = (state * 214013 + 2531011) % 2**32
        mask = state >> 16 & 0xFF
        state = (state * 214013 + 2531011) % 2**32
        for _ in range((state >> 16 & 0xF) + 1):
            if 4 <= place < 256:
                hidden[place] ^= mask
            place += 1
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(paragraph(0, utf16("배포용"))) + packer.flush()
    packed += bytes(-len(packed) % 16)
    machine = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    stream = record(hwp_records.DISTRIBUTE_DATA, 0, bytes(hidden)) + machine.update(packed) + machine.finalize()
    assert body(hwp_records.unpacked(hwp_records.deciphered(stream))) == [Block("배포용")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"HWP Document File V3.00 \x1a\x01\x02", "hwp_old"),
        (b'<?xml version="1.0"?><HWPML Version="2.8"></HWPML>', "hwp_old"),
        (b"PK\x03\x04", "wrong_extension"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
        (b"plain words", "broken"),
    ],
)
def test_what_is_no_hwp_5_is_named(content: bytes, code: str) -> None:
    assert refused(".hwp", content) == code


# Word


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


def wc(text: str, shape: str = "") -> str:
    return f"<w:tc><w:tcPr>{shape}</w:tcPr>{wp(r(text))}</w:tc>"


def test_docx_headings_tables_notes_boxes_and_changes() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator"/><w:footnote '
        f'w:id="2">{wp(r("풀이"))}</w:footnote></w:footnotes>'
    )
    box = f"<w:r><w:pict><w:txbxContent>{wp(r('상자'))}</w:txbxContent></w:pict></w:r>"
    csv = (
        f"<w:tbl><w:tr>{wc('가')}{wc('나')}{wc('다')}</w:tr>"
        f"<w:tr>{wc('합', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}"
        f"{wc('넓게', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:tr>"
        f"<w:tr>{wc('', '<w:vMerge/>')}{wc('1')}{wc('2')}</w:tr></w:tbl>"
    )
    changed = f"<w:del><w:r><w:delText>옛</w:delText></w:r></w:del><w:ins>{r('새')}</w:ins>"
    formula = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    body = (
        wp(r("목차 1"), "T")
        + wp(r("첫째 장"), "Mine")
        + wp(r("본문") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + changed + formula + box)
        + csv
        + wp('<w:r><w:br w:type="page"/></w:r>' + r("새 쪽"))
    )
    pages, _ = read(".docx", docx(body, **{"word/footnotes.xml": notes}))
    assert pages[0].text.split("\n") == [
        *("첫째 장", "본문새 x^2", "상자", "1) 풀이", "가 | 나 | 다", "합 | 넓게", "합 | 1 | 2"),
    ]
    assert [h.title for h in pages[0].headings] == ["첫째 장"] and pages[1].text == "새 쪽"


def test_docx_pages_are_those_that_word_drew() -> None:
    drawn = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = wp(r("하나")) + wp('<w:r><w:br w:type="page"/></w:r>') + wp(drawn) + wp(drawn + r("셋")) + wp(r("넷" * 4000))
    pages, _ = read(".docx", docx(body))
    assert [page.text[:2] for page in pages] == ["하나", "", "셋\n"]


# PowerPoint


def test_pptx_slides_titles_tables_and_notes() -> None:
    def shape(text: str, kind: str = "", top: int = 0) -> str:
        mark = f'<p:ph type="{kind}"/>' if kind else ""
        frame = f'<p:spPr><a:xfrm><a:off x="0" y="{top}"/></a:xfrm></p:spPr>'
        words = f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"
        return f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr>{frame}{words}</p:sp>"

    def slide(inner: str) -> str:
        return f"<p:sld {P} {A}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"

    tc = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    grid = (
        f"<p:graphicFrame><a:graphic><a:tbl><a:tr>{tc.format('가')}{tc.format('나')}</a:tr></a:tbl></a:graphic>"
        f"</p:graphicFrame>"
    )
    book = (
        f'<p:presentation {P} {R}><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" '
        f'r:id="r1"/></p:sldIdLst></p:presentation>'
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": book,
        "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")),
        "ppt/slides/slide1.xml": slide(grid + shape("7", "sldNum")),
        "ppt/slides/slide2.xml": slide(shape("아래", top=900000) + shape("위", top=200000) + shape("표지", "title")),
        "ppt/slides/_rels/slide2.xml.rels": relations(("notesSlide", "../notesSlides/n.xml")),
        "ppt/notesSlides/n.xml": slide(shape("할 말", "body")),
    }
    pages, outcome = read(".pptx", zipped(parts))
    assert [page.text for page in pages] == ["표지\n위\n아래\n할 말", "가 | 나"]
    assert outcome.title == "표지" and [h.title for h in pages[0].headings] == ["표지"]


# Sheets


def workbook(sheet: str, state: str = "visible") -> bytes:
    book = f'<workbook {S} {R}><sheets><sheet name="성적" state="{state}" r:id="r1"/></sheets></workbook>'
    styles = f'<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    words = (
        f"<sst "
        f"{S}><si><t>이름</t></si><si><r><t>생</t></r><r><t>일</t></r><rPh><t>x</t></rPh></si><si><t>갑</t></si></sst>"
    )
    related = (("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))
    return zipped(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations(*related),
            "xl/styles.xml": styles,
            "xl/sharedStrings.xml": words,
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{sheet}</sheetData></worksheet>",
        }
    )


def test_xlsx_rows_say_their_columns() -> None:
    head = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" '
        't="inlineStr"><is><t>비율</t></is></c></row>'
    )
    row = (
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>45292</v></c><c r="D3" s="2"><v>0.125</v></c></row>'
    )
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}.10000000000000001</v></c></row>' for n in range(4, 154))
    pages, outcome = read(".xlsx", workbook(head + row + many))
    assert pages[0].text.split("\n")[:4] == [
        *("성적", "이름 | 생일 | 비율", "이름: 갑 | 생일: 2024-01-01 | 비율: 12.5%", "이름: 4.1"),
    ]
    assert [h.title for h in pages[0].headings] == ["성적"] and len(pages) == 2 and not outcome.notes
    assert refused(".xlsx", workbook(head + row, "hidden")) == "no_text"


@pytest.mark.parametrize(
    ("text", "shown", "said"),
    [
        ("3", "", "3"),
        ("0.30000000000000004", "", "0.3"),
        ("1", "date", "1900-01-01"),
        ("45292.75", "date", "2024-01-01 18:00"),
        ("0.5", "date", "12:00"),
        ("x", "date", "x"),
        ("1E+20", "", "1e+20"),
    ],
)
def test_numbers_as_they_are_shown(text: str, shown: str, said: str) -> None:
    assert xlsx.number(text, shown) == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_separator(encoding: str, mark: str) -> None:
    lines = [["나라", "수도"], ["한국", '"서울, 큰 도시"'], ["일본", "도쿄"]]
    content = "\r\n".join(mark.join(line) for line in lines).encode(encoding)
    pages, _ = read(".csv", content)
    assert pages[0].text == "나라 | 수도\n나라: 한국 | 수도: 서울, 큰 도시\n나라: 일본 | 수도: 도쿄"
    assert csv.delimiter("한 줄뿐") == ","


# HTML and EPUB

PAGE = """<html><head><title>쪽 이름</title><meta charset="{}"><script>var x = 1;</script></head><body><nav>차림표</nav>
<h1>첫째 <em>장</em></h1><p>한 문단이
두 줄.<br>다음<script>alert(1)</script></p>글<table><tr><th rowspan="2">가</th><td>나</td></tr><tr><td>다</td></tr></table>
<pre>  a = 1

  b</pre><ul><li>하나<li>둘</ul></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr"])
def test_html_blocks_without_scripts_and_menus(encoding: str) -> None:
    pages, outcome = read(".html", PAGE.format(encoding).encode(encoding))
    assert pages[0].text.split("\n") == [
        *("첫째 장", "한 문단이 두 줄.", "다음", "글", "가 | 나", "가 | 다", "  a = 1", "  b", "하나", "둘"),
    ]
    assert outcome.title == "쪽 이름" and [(h.level, h.title) for h in pages[0].headings] == [(1, "첫째 장")]


def epub(**parts: str) -> bytes:
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    item = '<item id="{0}" href="{0}.xhtml" media-type="application/xhtml+xml"/>'
    book = (
        f'<package xmlns:dc="d"><metadata><dc:title>갑의 '
        f"책</dc:title></metadata><manifest>{item.format('a')}{item.format('b')}</manifest>"
        '<spine><itemref idref="b"/><itemref idref="a"/></spine></package>'
    )
    chapter = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="h"><head><title/></head><body><h2>{0} 장</h2><a '
        'id="x"/><p>{0}&nbsp;글</p></body></html>'
    )
    base = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/book.opf": book}
    return zipped(base | {f"OEBPS/{n}.xhtml": chapter.format(n) for n in "ab"} | parts)


def test_epub_chapters_are_pages_in_reading_order() -> None:
    pages, outcome = read(".epub", epub())
    assert [page.text for page in pages] == ["b 장\nb 글", "a 장\na 글"]
    assert outcome.title == "갑의 책" and pages[0].headings[0].level == 2
    locked = '<encryption><EncryptedData><EncryptionMethod Algorithm="aes128"/></EncryptedData></encryption>'
    assert refused(".epub", epub(**{"META-INF/encryption.xml": locked})) == "encrypted"


# What holds for all of them


@pytest.mark.parametrize(("ending", "make"), [(".docx", docx), (".hwpx", hwpx)])
def test_entities_are_never_expanded(ending: str, make: Callable[..., bytes]) -> None:
    part = {".docx": "word/document.xml", ".hwpx": "Contents/section0.xml"}[ending]
    secret = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    assert refused(ending, make("", **{part: secret})) == "broken"


def test_a_package_that_grows_out_of_measure_is_not_unpacked() -> None:
    assert refused(".docx", docx("", **{"word/document.xml": " " * 30_000_000})) == "zip_bomb"


def test_a_package_of_another_kind_is_named() -> None:
    with pytest.raises(LoadError, match=r"\.docx"):
        read(".pptx", docx(wp(r("가"))))
    assert refused(".xlsx", zipped({"a.txt": "가"})) == "wrong_extension"
    assert refused(".docx", b"\xd0\xcf\x11\xe0" + bytes(100)) == "wrong_extension"
    assert refused(".docx", b"\xd0\xcf\x11\xe0" + utf16("EncryptedPackage")) == "encrypted"
    assert refused(".docx", docx(wp(r("가")))[:-30]) == "broken"


def test_nothing_to_read_and_too_much_are_said() -> None:
    assert refused(".docx", docx(wp(""))) == "no_text"
    assert refused(".docx", docx("".join(wp(r("가나다 " * 100)) for _ in range(40))), most=2) == "too_long"


def test_pages_are_cut_at_paragraphs_and_before_headings() -> None:
    blocks = [Block("가" * 1000), Block("나" * 1000), Block("장", level=1), Block("다" * 1000), Block("라" * 2500)]
    assert [[block.text[0] for block in page] for page in paginate(blocks)] == [["가", "나"], ["장", "다"], ["라"]]
    long = [piece.text for page in paginate([Block(("말이다. " * 4000).strip())]) for piece in page]
    assert len(long) > 2 and all(piece.endswith("말이다.") and len(piece) <= 6000 for piece in long)


def test_outline_levels_used_as_lists_are_no_headings() -> None:
    said = [Block("장", 1), Block("하나", 2), Block("둘", 2), Block("셋", 2), Block("글")]
    assert [block.level for block in without_lists(said)] == [1, 0, 0, 0, 0]


def test_layout_tables_are_read_through() -> None:
    def grid(*lines: Iterable[str]) -> list[Cell]:
        return [Cell(y, x, [Block(s)] if s else []) for y, line in enumerate(lines) for x, s in enumerate(line)]

    assert rows(grid(["", "상자"], ["", "글"])) == [Block("상자"), Block("글")]
    assert rows(grid(["Ⅱ", "", "추진 배경"])) == [Block("Ⅱ 추진 배경", level=1)]
    inner = rows(grid(["가", "나"], ["다", ""]))
    assert [block.text for block in rows([Cell(0, 0, [Block("밖")]), Cell(0, 1, inner)])] == ["밖", "가 | 나", "다"]


def test_a_file_is_read_in_the_child_process(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(docx(wp(r("첫째 장"), "H") + wp(r("본문"))))
    loaded = loaders.load(path, filename="갑.docx", settings=Settings())
    assert (loaded.kind, loaded.title, loaded.pages[0].text) == ("docx", "첫째 장", "첫째 장\n본문")
    for name in ("갑.hwpx", "갑.txt"):
        with pytest.raises(IngestError) as caught:
            loaders.load(path, filename=name, settings=Settings())
        assert caught.value.code == "wrong_extension"
