"""Excel: values as the sheet shows them, merged cells everywhere they cover, what is hidden left out and named."""

from __future__ import annotations

import pytest

from knowledge.loaders.office import sheet_rows
from tests.knowledge.loaders.office.packages import read, refused, relations, zipped

S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
FORMATS = ("General", "yyyy-mm-dd", "0.0%", "00000", "[h]:mm", ";;;", '0"년"', '"제"@"호"')


def c(place: str, value: str, style: int = 0) -> str:
    """A cell: a number where the value is one, else words."""
    if value.replace(".", "").lstrip("-").isdigit():
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(*lines: str, after: str = "", before: str = "", hidden: tuple[int, ...] = ()) -> str:
    """Rows of values parted by commas, "" for none; "." for a cell that is not there."""
    rows = []
    for number, line in enumerate(lines, 1):
        cells = "".join(c(f"{chr(65 + i)}{number}", v) for i, v in enumerate(line.split(",")) if v)
        rows.append(
            f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if number in hidden else ""}>{cells}</row>'
        )
    return f"<worksheet {S}>{before}<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"


def merged(*places: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{place}"/>' for place in places) + "</mergeCells>"


def workbook(*sheets: str, states: tuple[str, ...] = (), more: dict[str, str] | None = None) -> bytes:
    listed = "".join(
        f'<sheet name="시트{n}" state="{(states or ("visible",) * len(sheets))[n - 1]}" r:id="r{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    codes = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(FORMATS)))
    related = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"<workbook {S} {R}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*related, ("styles", "styles.xml"), ("sharedStrings", "words.xml")),
        "xl/styles.xml": f"<styleSheet {S}><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/words.xml": f"<sst {S}><si><r><t>넓이 m</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r>"
        "<rPh><t>x</t></rPh></si></sst>",
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, 1)},
        **(more or {}),
    }
    return zipped(parts)


def lines(*sheets: str, **more: object) -> list[str]:
    pages, _ = read(".xlsx", workbook(*sheets, **more))  # type: ignore[arg-type]
    return "\n".join(page.text for page in pages).split("\n")


def test_rows_say_their_columns_on_pages_of_a_hundred() -> None:
    many = [f"{n}.5" for n in range(4, 154)]
    pages, outcome = read(".xlsx", workbook(sheet("", "이름,생일,,비율", "갑,1900,,7", *many)))
    assert pages[0].text.split("\n")[:4] == [
        "시트1",
        "이름 | 생일 | 비율",
        "이름: 갑 | 생일: 1900 | 비율: 7",
        "이름: 4.5",
    ]
    assert [h.title for h in pages[0].headings] == ["시트1"] and len(pages) == 2 and not outcome.findings


@pytest.mark.parametrize(
    ("style", "value", "said"),
    [
        (1, "45292", "2024-01-01"),
        (2, "0.125", "12.5%"),
        (3, "42", "00042"),
        (4, "2.25", "54:00"),
        (6, "1446", "1446년"),
        (7, "일곱", "제일곱호"),
        (0, "0.30000000000000004", "0.3"),
    ],
)
def test_values_are_shown_in_their_cells_format(style: int, value: str, said: str) -> None:
    row = f'<row r="1">{c("A1", "항목")}{c("B1", "값")}</row><row r="2">{c("A2", "나")}{c("B2", value, style)}</row>'
    assert lines(f"<worksheet {S}><sheetData>{row}</sheetData></worksheet>")[-1] == f"항목: 나 | 값: {said}"


def test_a_format_that_shows_nothing_hides_its_value_and_the_account_has_it() -> None:
    row = f'<row r="1">{c("A1", "가")}{c("B1", "나")}</row><row r="2">{c("A2", "보임")}{c("B2", "8848", 5)}</row>'
    pages, outcome = read(".xlsx", workbook(f"<worksheet {S}><sheetData>{row}</sheetData></worksheet>"))
    assert "8848" not in pages[0].text and outcome.left_out.examples["hidden"] == ["8848"]


def test_raised_runs_of_a_cell_are_raised() -> None:
    data = f'<worksheet {S}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    assert lines(data) == ["시트1", "넓이 m²"]


def test_cells_merged_downwards_are_said_in_every_row() -> None:
    found = lines(sheet("분야,사람,책", "의학,허준,동의보감", ",이제마,동의수세보원", after=merged("A2:A3")))
    assert found[-1] == "분야: 의학 | 사람: 이제마 | 책: 동의수세보원"


def test_cells_merged_across_are_said_in_every_column() -> None:
    found = lines(sheet("시간,토,일", "오전,등산,", "오후,낮잠,독서", after=merged("B2:C2")))
    assert found[2:] == ["시간: 오전 | 토: 등산 | 일: 등산", "시간: 오후 | 토: 낮잠 | 일: 독서"]


def test_cells_merged_both_ways_are_said_in_the_whole_block() -> None:
    found = lines(sheet("시간,월,화,수", "1,국어,과학,", "2,영어,,", "3,음악,체육,미술", after=merged("C2:D3")))
    assert found[3] == "시간: 2 | 월: 영어 | 화: 과학 | 수: 과학"


@pytest.mark.parametrize(
    ("rows", "merges", "label"),
    [
        (("도시,1월,,2월,", ",낮,밤,낮,밤", "춘천,3,-9,5,-6"), ("A1:A2", "B1:C1", "D1:E1"), "2월 밤: -6"),
        (("도시,기온,,", ",낮,,밤", ",최고,평균,최저", "춘천,9,4,-6"), ("A1:A3", "B1:D1", "B2:C2"), "기온 밤 최저: -6"),
        (("반,남,여,계", ",,,", "1반,14,13,27"), ("A1:A2", "B1:B2", "C1:C2", "D1:D2"), "계: 27"),
        (("학년도,2019,,2020,", ",1학기,2학기,1학기,2학기", "3학년,88,91,84,79"), ("B1:C1", "D1:E1"), "2020 2학기: 79"),
    ],
)
def test_head_rows_are_joined(rows: tuple[str, ...], merges: tuple[str, ...], label: str) -> None:
    found = lines(sheet(*rows, after=merged(*merges)))
    assert found[-1].split(" | ")[-1] == label and len(found) == 3


def test_a_title_over_the_whole_table_is_a_line_and_no_head() -> None:
    found = lines(sheet("우리 반 자리,,", "줄,왼쪽,오른쪽", "1,가람,나래", after=merged("A1:C1")))
    assert found[1:] == ["우리 반 자리", "줄 | 왼쪽 | 오른쪽", "줄: 1 | 왼쪽: 가람 | 오른쪽: 나래"]


def test_hidden_rows_columns_and_sheets_are_left_out_and_named() -> None:
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    shown = sheet("문제,정답,힌트", "하나,감춘답,도움", "감춘줄,ㄴ,ㄷ", before=columns, hidden=(3,))
    pages, outcome = read(".xlsx", workbook(shown, sheet("감춘쪽,x"), states=("visible", "veryHidden")))
    text = "\n".join(page.text for page in pages)
    assert text == "시트1\n문제 | 힌트\n문제: 하나 | 힌트: 도움"
    said = " ".join(one.said for one in outcome.findings)
    assert "시트2" in said and "3행" in said and "B열" in said
    assert outcome.left_out.characters["hidden"] == len("정답감춘답감춘줄ㄴㄷ감춘쪽x")


def test_only_hidden_sheets_leave_nothing_to_read() -> None:
    assert refused(".xlsx", workbook(sheet("가,나"), states=("hidden",))) == "no_text"


def test_comments_stand_behind_their_row() -> None:
    said = "<text><r><t>꼭 외울 것</t></r></text>"
    note = f"<comments {S}><commentList><comment ref='B2'>{said}</comment></commentList></comments>"
    more = {
        "xl/comments1.xml": note,
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("comments", "../comments1.xml")),
    }
    assert lines(sheet("왕,일", "세종,측우기", "문종,화차"), more=more)[2:4] == ["왕: 세종 | 일: 측우기", "꼭 외울 것"]


def test_formulas_without_a_value_are_named() -> None:
    row = f'<row r="1">{c("A1", "가")}{c("B1", "3")}<c r="C1"><f>B1*2</f></c><c r="D1"><f>B1*3</f><v>9</v></c></row>'
    pages, outcome = read(".xlsx", workbook(f"<worksheet {S}><sheetData>{row}</sheetData></worksheet>"))
    assert pages[0].text.endswith("가 | 3 | 9")
    assert "1칸" in outcome.findings[0].said and "시트1 C1" in outcome.findings[0].said


def test_texts_of_boxes_over_a_sheet_are_read() -> None:
    drawing = '<d xmlns:a="a"><a:p><a:r><a:t>상자 안</a:t></a:r><a:r><a:t>의 글</a:t></a:r></a:p></d>'
    more = {
        "xl/drawings/d.xml": drawing,
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", "../drawings/d.xml")),
    }
    assert lines(sheet("가,나", "1,2"), more=more)[-1] == "상자 안의 글"


def test_a_book_larger_than_anybody_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MOST_CELLS", 5)
    assert refused(".xlsx", workbook(sheet("가,나,다", "1,2,3"))) == "too_long"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("3", "", "3"),
        ("1E+20", "", "1e+20"),
        ("x", "yyyy-mm-dd", "x"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("45292.75", "yyyy-mm-dd hh:mm", "2024-01-01 18:00"),
        ("-7", "0;(0)", "(7)"),
    ],
)
def test_numbers_as_they_are_shown(text: str, code: str, said: str) -> None:
    assert sheet_rows.show_number(text, code) == said
