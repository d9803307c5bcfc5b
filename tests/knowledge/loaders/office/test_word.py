"""Word: raised runs, marks of notes, changes, hidden text, symbols, numbers of lists, merged cells, equations."""

from __future__ import annotations

import pytest

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.models import BlockKind
from tests.knowledge.loaders.office.packages import W, docx, r, read, wp


def run(text: str, shape: str) -> str:
    return f"<w:r><w:rPr>{shape}</w:rPr><w:t>{text}</w:t></w:r>"


UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
STYLES = (
    f'<w:styles {W}><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    f'<w:style w:styleId="Up"><w:rPr>{UP}</w:rPr></w:style>'
    '<w:style w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Ghost"><w:basedOn w:val="Gone"/></w:style>'
    '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
)


def page(body: str, **parts: str) -> tuple[LoadedPage, Outcome]:
    pages, outcome = read(".docx", docx(body, **({"word/styles.xml": STYLES} | parts)))
    return pages[0], outcome


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (r("10") + run("-9", UP) + r(" m"), "10⁻⁹ m"),
        (r("10") + run("2", UP) + run("3", UP), "10²³"),
        (r("C") + run("6", DOWN) + r("H") + run("12", DOWN), "C₆H₁₂"),
        (r("e") + run("kx", UP), "e^(kx)"),
        (r("x") + run("2", '<w:rStyle w:val="Up"/>'), "x²"),
        (r("x") + run("2", f'<w:rStyle w:val="Up"/>{DOWN}'), "x₂"),
        (r("촉매") + run("catalyst", UP), "촉매(catalyst)"),
    ],
)
def test_raised_and_lowered_runs(runs: str, said: str) -> None:
    assert page(wp(runs))[0].text == said


@pytest.mark.parametrize("mark", ["1)", "[1]", "*", "주1)", "†"])
def test_a_mark_of_a_note_comes_out_of_the_text(mark: str) -> None:
    shown, outcome = page(wp(r("1910") + run(mark, UP) + r("년")))
    assert shown.text == "1910년" and outcome.left_out.characters["note_mark"] == len(mark)


@pytest.mark.parametrize(
    ("before", "mark", "after", "said"),
    [
        ("1592", "2", "년에", "1592년에"),
        ("조약이다.", "12", " 그 뒤", "조약이다. 그 뒤"),
        ("실학", "3", "은", "실학은"),
        ("10", "3", "은", "10³은"),
        ("25", "2", "은", "25²은"),
        ("cm", "2", "이다", "cm²이다"),
        ("x", "*", "는", "x*는"),
    ],
)
def test_a_bare_raised_number_is_a_mark_where_nothing_can_have_a_power(
    before: str, mark: str, after: str, said: str
) -> None:
    assert page(wp(r(before) + run(mark, UP) + r(after)))[0].text == said


def test_notes_follow_their_paragraph_as_blocks_of_their_own() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{wp(r(f"풀이{n}"))}</w:footnote>' for n in (2, 3, 4))
    marked = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>*</w:t></w:r>'
    body = wp(r("3000") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("명이고 다")) + wp(r("둘") + marked)
    shown, outcome = page(body, **{"word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>"})
    assert shown.text.split("\n") == ["3000명이고 다", "1) 풀이2", "둘", "2) 풀이3"]
    assert shown.blocks[1].kind is BlockKind.FOOTNOTE and "풀이4" in outcome.left_out.examples["deleted"][0]


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ("<w:del><w:r><w:delText>없을글</w:delText></w:r></w:del>", "deleted"),
        (f"<w:moveFrom>{r('없을글')}</w:moveFrom>", "deleted"),
        (run("없을글", "<w:strike/>"), "deleted"),
        (run("없을글", "<w:vanish/>"), "hidden"),
        (run("없을글", '<w:rStyle w:val="Ghost"/>'), "hidden"),
        (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            f"{run('없을글', '<w:rStyle w:val=' + chr(34) + 'PlaceholderText' + chr(34) + '/>')}</w:sdtContent></w:sdt>",
            "placeholder",
        ),
        ('<w:r><w:drawing><docPr descr="없을글"/></w:drawing></w:r>', "alternative"),
    ],
)
def test_what_nobody_sees_is_left_out_and_counted(runs: str, reason: str) -> None:
    shown, outcome = page(wp(r("앞 ") + runs + run("뒤", '<w:vanish w:val="0"/>')))
    assert shown.text == "앞 뒤" and outcome.left_out.examples[reason] == ["없을글"]


def tr(*cells: str, shape: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{shape}</w:trPr>' if shape else ''}{''.join(cells)}</w:tr>"


def tc(text: str, shape: str = "") -> str:
    return f"<w:tc><w:tcPr>{shape}</w:tcPr>{wp(r(text) if text else '')}</w:tc>"


SPAN, DOWNWARDS, ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_deleted_and_hidden_rows_are_left_out() -> None:
    rows = tr(tc("왕"), tc("일")) + tr(tc("옛왕"), tc("옛일"), shape="<w:del/>") + tr(tc("문종"), tc("화차"))
    shown, outcome = page(f"<w:tbl>{rows}{tr(tc('숨음'), tc('ㄱ'), shape='<w:hidden/>')}</w:tbl>")
    assert shown.text == "왕 | 일\n문종 | 화차"
    assert outcome.left_out.examples["deleted"] == ["옛왕옛일"] and outcome.left_out.characters["hidden"] == 3


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    gone = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + r("앞부분과 ") + "</w:p>"
    assert page(gone + wp(r("뒷부분")))[0].text == "앞부분과 뒷부분"


def test_merged_cells_are_said_in_every_row_and_column() -> None:
    rows = (
        tr(tc("반", DOWNWARDS), tc("1학기", SPAN), tc("2학기", SPAN))
        + tr(tc("", ON), tc("중간"), tc("기말"), tc("중간"), tc("기말"))
        + tr(tc("1반", DOWNWARDS), tc("80"), tc("85"), tc("90"), tc("95"))
        + tr(tc("", ON), tc("결시", SPAN), tc("70"), tc("75"))
    )
    shown, _ = page(f"<w:tbl>{rows}</w:tbl>")
    assert shown.text.split("\n") == [
        *("반 | 1학기 중간 | 1학기 기말 | 2학기 중간 | 2학기 기말", "1반 | 80 | 85 | 90 | 95"),
        "1반 | 결시 | 결시 | 70 | 75",
    ]
    assert [block.level for block in shown.blocks] == [1, 0, 0]


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        ('<w:sym w:font="Symbol" w:char="F062"/>', "β"),
        ('<w:sym w:font="Symbol" w:char="F0B3"/>', "≥"),
        ('<w:sym w:font="Wingdings" w:char="F0E8"/>', "➔"),
        ('<w:sym w:font="Wingdings" w:char="F081"/>', "①"),
        ('<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>W</w:t>', "Ω"),
        ("<w:t>\uf06c</w:t>", "λ"),
    ],
)
def test_symbol_fonts_are_unicode(symbol: str, said: str) -> None:
    assert page(wp(r("값 ") + f"<w:r>{symbol}</w:r>" + r(" 임")))[0].text == f"값 {said} 임"


def numbering(*levels: tuple[str, str]) -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (style, text) in enumerate(levels)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )


def item(text: str, level: int = 0, key: int = 1) -> str:
    shape = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr></w:pPr>'
    return f"<w:p>{shape}{r(text)}</w:p>"


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((("decimal", "%1."), ("ganada", "%2)")), ["1. 하나", "가) 안", "나) 안", "2. 둘", "가) 안"]),
        ((("upperRoman", "제%1장"), ("decimal", "%1.%2")), ["제I장 하나", "I.1 안", "I.2 안", "제II장 둘", "II.1 안"]),
        ((("decimalEnclosedCircle", "%1"), ("lowerLetter", "(%2)")), ["① 하나", "(a) 안", "(b) 안", "② 둘", "(a) 안"]),
        ((("chosung", "%1."), ("bullet", "-")), ["ㄱ. 하나", "안", "안", "ㄴ. 둘", "안"]),
    ],
)
def test_numbers_of_lists_stand_before_their_items(levels: tuple[tuple[str, str], ...], said: list[str]) -> None:
    body = item("하나") + item("안", 1) + item("안", 1) + item("둘") + item("안", 1)
    shown, _ = page(body, **{"word/numbering.xml": numbering(*levels)})
    assert shown.text.split("\n") == said
    assert [block.level for block in shown.blocks] == [1, 2, 2, 1, 2] and shown.blocks[0].kind is BlockKind.LIST_ITEM
    assert shown.blocks[1].marker in (said[1].split()[0], "-")


def test_a_list_of_a_style_and_one_that_starts_elsewhere() -> None:
    body = wp(r("가"), "L") + wp(r("나"), "L") + item("다", key=2) + item("라", key=2)
    shown, _ = page(body, **{"word/numbering.xml": numbering(("decimal", "%1)"))})
    assert shown.text.split("\n") == ["1) 가", "2) 나", "5) 다", "6) 라"]


def m(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (m(f"<m:f><m:num>{mr('a')}</m:num><m:den>{mr('b')}</m:den></m:f>"), r"$\frac{a}{b}$"),
        (m(f"<m:rad><m:deg/><m:e>{mr('2π')}</m:e></m:rad>"), r"$\sqrt{2\pi}$"),
        (m(f"<m:sSub><m:e>{mr('a')}</m:e><m:sub>{mr('n+1')}</m:sub></m:sSub>"), "$a_{n+1}$"),
        (
            m(f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{mr('k=1')}</m:sub><m:sup>{mr('n')}</m:sup>"
              f"<m:e>{mr('k')}</m:e></m:nary>"),
            r"$\sum_{k=1}^{n} k$",
        ),
        (
            m(f"<m:func><m:fName>{mr('sin')}</m:fName><m:e>{mr('θ')}</m:e></m:func>"),
            r"$\sin \theta$",
        ),
        (m(f"<m:m><m:mr><m:e>{mr('1')}</m:e><m:e>{mr('2')}</m:e></m:mr></m:m>"), r"$\begin{matrix}1 & 2\end{matrix}$"),
    ],
)  # fmt: skip
def test_equations_are_tex(formula: str, said: str) -> None:
    assert page(wp(r("식") + formula))[0].text == "식" + said


def test_an_equation_alone_is_a_formula_block() -> None:
    shown, _ = page(wp(r("앞")) + wp(f"<m:oMathPara>{m(mr('y=2x'))}</m:oMathPara>"))
    assert shown.text == "앞\n$$y=2x$$" and shown.blocks[1].kind is BlockKind.FORMULA


def test_readings_stand_behind_the_word() -> None:
    def ruby(base: str, reading: str) -> str:
        return f"<w:r><w:ruby><w:rt>{r(reading)}</w:rt><w:rubyBase>{r(base)}</w:rubyBase></w:ruby></w:r>"

    assert (
        page(wp(ruby("漢", "한") + ruby("江", "강") + r("은 ") + ruby("서울", "首爾")))[0].text
        == "漢江(한강)은 서울(首爾)"
    )
