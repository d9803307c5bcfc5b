"""CSV, HTML and EPUB, and what holds for every package: entities, size, wrong kinds, cut pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from errors import IngestError
from knowledge import loaders
from knowledge.loaders.base import LoadError
from knowledge.loaders.blocks import TextBlock, paginate, without_lists
from knowledge.loaders.table_rows import Cell, rows
from knowledge.loaders.text import csv
from settings import Settings
from tests.knowledge.loaders.office.packages import docx, hwpx, r, read, refused, utf16, wp, zipped


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_separator(encoding: str, mark: str) -> None:
    lines = [["나라", "수도"], ["한국", '"서울, 큰 도시"'], ["일본", "도쿄"]]
    content = "\r\n".join(mark.join(line) for line in lines).encode(encoding)
    pages, _ = read(".csv", content)
    assert pages[0].text == "나라 | 수도\n나라: 한국 | 수도: 서울, 큰 도시\n나라: 일본 | 수도: 도쿄"
    assert csv.delimiter("한 줄뿐") == ","


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
    blocks = [
        TextBlock("가" * 1000),
        TextBlock("나" * 1000),
        TextBlock("장", level=1),
        TextBlock("다" * 1000),
        TextBlock("라" * 2500),
    ]
    assert [[block.text[0] for block in page] for page in paginate(blocks)] == [["가", "나"], ["장", "다"], ["라"]]
    long = [piece.text for page in paginate([TextBlock(("말이다. " * 4000).strip())]) for piece in page]
    assert len(long) > 2 and all(piece.endswith("말이다.") and len(piece) <= 6000 for piece in long)


def test_outline_levels_used_as_lists_are_no_headings() -> None:
    said = [TextBlock("장", 1), TextBlock("하나", 2), TextBlock("둘", 2), TextBlock("셋", 2), TextBlock("글")]
    assert [block.level for block in without_lists(said)] == [1, 0, 0, 0, 0]


def test_layout_tables_are_read_through() -> None:
    def grid(*lines: Iterable[str]) -> list[Cell]:
        return [Cell(y, x, [TextBlock(s)] if s else []) for y, line in enumerate(lines) for x, s in enumerate(line)]

    assert rows(grid(["", "상자"], ["", "글"])) == [TextBlock("상자"), TextBlock("글")]
    assert rows(grid(["Ⅱ", "", "추진 배경"])) == [TextBlock("Ⅱ 추진 배경", level=1)]
    inner = rows(grid(["가", "나"], ["다", ""]))
    assert [block.text for block in rows([Cell(0, 0, [TextBlock("밖")]), Cell(0, 1, inner)])] == ["밖", "가 | 나", "다"]


def test_a_file_is_read_in_the_child_process(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(docx(wp(r("첫째 장"), "H") + wp(r("본문"))))
    loaded = loaders.load(path, filename="갑.docx", settings=Settings())
    assert (loaded.kind, loaded.title, loaded.pages[0].text) == ("docx", "첫째 장", "첫째 장\n본문")
    for name in ("갑.hwpx", "갑.txt"):
        with pytest.raises(IngestError) as caught:
            loaders.load(path, filename=name, settings=Settings())
        assert caught.value.code == "wrong_extension"
