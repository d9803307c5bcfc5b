"""HWP 5 and HWPX: paragraphs, tables, notes, equations, and what is refused."""

from __future__ import annotations

import struct
import zlib

import pytest

from knowledge.loaders.blocks import TextBlock
from knowledge.loaders.office import hwp, hwp_records, hwp_shapes
from tests.knowledge.loaders.office.packages import HP, body, hwpx, read, refused, t, utf16


def p(inner: str, attributes: str = "") -> str:
    return f'<hp:p paraPrIDRef="0" styleIDRef="0" {attributes}><hp:run>{inner}</hp:run></hp:p>'


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
        *("둘째 마디", r"$\left(a \right) = \frac{1}{2}$", "남은 말"),
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


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    size = min(len(data), 0xFFF)
    long = struct.pack("<I", len(data)) if size == 0xFFF else b""
    return struct.pack("<I", tag | level << 10 | size << 20) + long + data


def paragraph(level: int, text: bytes, style: int = 0, breaks: int = 0) -> bytes:
    head = struct.pack("<IIHBBHHHI", len(text) // 2, 0, 0, style, breaks, 0, 0, 0, 0)
    return record(hwp.PARAGRAPH, level, head) + record(hwp.TEXT, level + 1, text)


def anchor(unit: int, kind: bytes) -> bytes:
    return struct.pack("<H", unit) + kind[::-1] + bytes(8) + struct.pack("<H", unit)


def test_hwp_text_is_read_past_its_control_characters() -> None:
    text = utf16("앞") + anchor(2, b"secd") + utf16("뒤") + anchor(9, b"tab ") + utf16("탭\n줄\u0018이음\r")
    assert [piece for _, piece in hwp.pieces(text)] == ["앞", None, "뒤", " ", "탭", "\n", "줄", "-", "이음"]
    assert body(paragraph(0, text)) == [TextBlock("앞뒤 탭\n줄-이음")]
    assert body(paragraph(0, utf16("첫째 장"), style=1) + paragraph(0, utf16("새 쪽"), breaks=4)) == [
        TextBlock("첫째 장", level=1),
        TextBlock("새 쪽", opens=True),
    ]


def test_hwp_tables_notes_and_equations() -> None:
    def filled(column: int, row: int, text: str, tall: int = 1) -> bytes:
        place = bytes(8) + struct.pack("<HHHH", column, row, 1, tall) + bytes(8)
        return record(hwp.LIST_RECORD, 2, place) + paragraph(2, utf16(text))

    script = utf16("x^2`=1")
    data = (
        paragraph(0, anchor(11, b"tbl ") + anchor(17, b"fn  ") + utf16("값은 ") + anchor(11, b"eqed"))
        + record(hwp.CONTROL, 1, b" lbt" + bytes(40))
        + record(hwp.TABLE, 2, bytes(20))
        + filled(0, 0, "갑", tall=2)
        + filled(1, 0, "을")
        + filled(1, 1, "병")
        + record(hwp.CONTROL, 1, b"  nf" + bytes(8))
        + record(hwp.LIST_RECORD, 2, bytes(16))
        + paragraph(2, utf16("각주의 말"))
        + record(hwp.CONTROL, 1, b"deqe" + bytes(40))
        + record(hwp.EQUATION, 2, bytes(4) + struct.pack("<H", len(script) // 2) + script)
    )
    assert [block.text for block in body(data)] == ["값은 $x^{2} = 1$", "갑 | 을", "갑 | 병", "각주의 말"]


def test_hwp_records_cut_short_are_left_out_and_long_ones_read() -> None:
    long = utf16("가" * 3000)
    whole = paragraph(0, long)
    assert body(whole) == [TextBlock("가" * 3000)]
    assert body(paragraph(0, utf16("앞")) + whole[:-10]) == [TextBlock("앞")]
    assert hwp_records.records(b"\xff" * 40) == []


def test_hwp_styles_and_shapes_give_levels() -> None:
    def counted(text: str) -> bytes:
        return struct.pack("<H", len(text)) + utf16(text)

    styles = [("바탕글", "Normal", 0), ("개요 3", "Outline 3", 0), ("내 제목", "", 1)]
    data = record(hwp_shapes.SHAPE, 0, bytes(4)) + record(hwp_shapes.SHAPE, 0, struct.pack("<I", 1 << 23 | 1 << 25))
    for name, english, shape in styles:
        data += record(
            hwp_shapes.STYLE_RECORD, 0, counted(name) + counted(english) + bytes(4) + struct.pack("<H", shape)
        )
    shapes = hwp_shapes.HwpShapes.read(hwp_records.records(data))
    assert (shapes.levels, shapes.styles) == ([0, 2], [0, 3, 2])


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
    assert body(hwp_records.inflate(hwp_records.decipher(stream))) == [TextBlock("배포용")]


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
