"""Hangul: raised letters, equations, letters of its own, numbers of lists, merged cells, and what is left out."""

from __future__ import annotations

import struct

import pytest

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.loaders.office import hwp, hwp_records, hwp_shapes
from knowledge.loaders.office.hancom_tex import write_tex
from knowledge.loaders.office.hangul_equations import own_letters
from knowledge.models import BlockKind
from tests.knowledge.loaders.office.packages import HH, HP, body, read, t, utf16, zipped

HEADER = (
    f'<hh:head {HH}><hh:charPr id="0"/><hh:charPr id="1"><hh:supscript/></hh:charPr>'
    '<hh:charPr id="2"><hh:subscript/></hh:charPr>'
    '<hh:numbering id="1"><hh:paraHead start="1" level="1" numFormat="DIGIT">^1.</hh:paraHead>'
    '<hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2)</hh:paraHead></hh:numbering>'
    '<hh:bullet id="1" char="□"/><hh:paraPr id="0"/>'
    '<hh:paraPr id="1"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>'
    '<hh:paraPr id="2"><hh:heading type="NUMBER" idRef="1" level="1"/></hh:paraPr>'
    '<hh:paraPr id="3"><hh:heading type="BULLET" idRef="1" level="1"/></hh:paraPr>'
    '<hh:paraPr id="4"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr></hh:head>'
)


def page(inner: str) -> tuple[LoadedPage, Outcome]:
    parts: dict[str, str | bytes] = {"mimetype": "application/hwp+zip", "Contents/header.xml": HEADER}
    pages, outcome = read(".hwpx", zipped(parts | {"Contents/section0.xml": f"<hs:sec {HP}>{inner}</hs:sec>"}))
    return pages[0], outcome


def run(inner: str, look: int = 0) -> str:
    return f'<hp:run charPrIDRef="{look}">{inner}</hp:run>'


def hp(*runs: str, look: int = 0) -> str:
    return f'<hp:p paraPrIDRef="{look}">{"".join(runs)}</hp:p>'


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ((run(t("10")), run(t("-9"), 1), run(t(" m"))), "10⁻⁹ m"),
        ((run(t("10")), run(t("2"), 1), run(t("3"), 1)), "10²³"),
        ((run(t("C")), run(t("6"), 2), run(t("H")), run(t("12"), 2)), "C₆H₁₂"),
        ((run(t("e")), run(t("kx"), 1)), "e^(kx)"),
        ((run(t("1446")), run(t("1)"), 1), run(t("년"))), "1446년"),
        ((run(t("기술료")), run(t("*"), 1), run(t("는"))), "기술료는"),
        ((run(t("촉매")), run(t("catalyst"), 1)), "촉매(catalyst)"),
    ],
)
def test_raised_and_lowered_runs(runs: tuple[str, ...], said: str) -> None:
    assert page(hp(*runs))[0].text == said


def test_the_same_in_the_binary_format() -> None:
    text = utf16("10") + struct.pack("<H", 9) + bytes(14) + utf16("23과 H2O")
    head = struct.pack("<IIHBBHHHI", len(text) // 2, 0, 0, 0, 0, 0, 0, 0, 0)
    looks = struct.pack("<10I", 0, 0, 10, 1, 12, 0, 15, 2, 16, 0)  # units: a tab takes eight
    data = b"".join(
        struct.pack("<I", tag | level << 10 | len(part) << 20) + part
        for tag, level, part in ((hwp.PARAGRAPH, 0, head), (hwp.TEXT, 1, text), (hwp.RUNS, 1, looks))
    )
    assert [block.text for block in body(data)] == ["10 ²³과 H₂O"]


def test_lists_of_the_binary_format() -> None:
    def level(text: str, form: int) -> bytes:
        return struct.pack("<I", form << 5) + bytes(8) + struct.pack("<H", len(text)) + utf16(text)

    numbering = level("^1.", 0) + level("^2)", 8) + level("(^3)", 10) + bytes(2) + struct.pack("<3I", 1, 1, 1)
    shape = [struct.pack("<I", 2 << 23 | n << 25) + bytes(26) + struct.pack("<H", 1) for n in range(3)]
    parts = [(hwp_shapes.NUMBERING, numbering), *((hwp_shapes.SHAPE, one) for one in shape)]
    records = b"".join(struct.pack("<I", tag | len(part) << 20) + part for tag, part in parts)
    shapes = hwp_shapes.HwpShapes.read(hwp_records.records(records))
    said = [shapes.marker(place)[0] for place in (0, 1, 1, 2, 0, 1)]
    assert said == ["1.", "가)", "나)", "(ㄱ)", "2.", "가)"]


def test_numbers_bullets_and_outlines() -> None:
    first = "<hp:secPr outlineShapeIDRef='1'/>"
    inner = (
        hp(run(first + t("머리")), look=4)
        + hp(run(t("첫째")), look=1)
        + hp(run(t("안")), look=2)
        + hp(run(t("둘째")), look=1)
        + hp(run(t("네모")), look=3)
    )
    shown, _ = page(inner)
    assert shown.text.split("\n") == ["1. 머리", "1. 첫째", "가) 안", "2. 둘째", "네모"]
    assert [(b.kind, b.level, b.marker) for b in shown.blocks[1:]] == [
        *((BlockKind.LIST_ITEM, 1, "1."), (BlockKind.LIST_ITEM, 2, "가)"), (BlockKind.LIST_ITEM, 1, "2.")),
        (BlockKind.LIST_ITEM, 2, "□"),
    ]


def test_notes_are_blocks_behind_their_paragraph() -> None:
    note = f"<hp:footNote><hp:subList>{hp(run(t('풀이')))}</hp:subList></hp:footNote>"
    shown, _ = page(hp(run(t("1896")), run(f"<hp:ctrl>{note}</hp:ctrl>"), run(t("년의 일"))))
    assert shown.text == "1896년의 일\n풀이" and shown.blocks[1].kind is BlockKind.FOOTNOTE


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<hp:ctrl><hp:header><hp:subList>{}</hp:subList></hp:header></hp:ctrl>", "running_head"),
        ("<hp:ctrl><hp:footer><hp:subList>{}</hp:subList></hp:footer></hp:ctrl>", "running_head"),
        ("<hp:ctrl><hp:hiddenComment><hp:subList>{}</hp:subList></hp:hiddenComment></hp:ctrl>", "comment"),
        ("<hp:ctrl><hp:fieldBegin type='MEMO'><hp:subList>{}</hp:subList></hp:fieldBegin></hp:ctrl>", "comment"),
        ("<hp:t><hp:deleteBegin/>없을글<hp:deleteEnd/></hp:t>", "deleted"),
        ("<hp:equation><hp:shapeComment>없을글</hp:shapeComment><hp:script>x</hp:script></hp:equation>", "alternative"),
        ("<hp:rect><hp:shapeComment>없을글</hp:shapeComment></hp:rect>", "alternative"),
    ],
)
def test_what_is_not_the_text_is_left_out_and_counted(inner: str, reason: str) -> None:
    shown, outcome = page(hp(run(t("본문")), run(inner.format(hp(run(t("없을글")))))))
    assert "없을글" not in shown.text and outcome.left_out.examples[reason] == ["없을글"]


def cell(row: int, column: int, text: str, tall: int = 1, wide: int = 1) -> str:
    return (
        f'<hp:tc><hp:subList>{hp(run(t(text)))}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        f'<hp:cellSpan colSpan="{wide}" rowSpan="{tall}"/></hp:tc>'
    )


def table(*rows: tuple[str, ...]) -> str:
    return "<hp:tbl>" + "".join(f"<hp:tr>{''.join(cells)}</hp:tr>" for cells in rows) + "</hp:tbl>"


def test_merged_cells_are_said_wherever_they_cover() -> None:
    shown, _ = page(
        hp(
            run(
                table(
                    (cell(0, 0, "지역", tall=2), cell(0, 1, "2023년", wide=2), cell(0, 3, "2024년", wide=2)),
                    (cell(1, 1, "쌀"), cell(1, 2, "콩"), cell(1, 3, "쌀"), cell(1, 4, "콩")),
                    (
                        cell(2, 0, "고창", tall=2),
                        cell(2, 1, "10"),
                        cell(2, 2, "20"),
                        cell(2, 3, "30"),
                        cell(2, 4, "40"),
                    ),
                    (cell(3, 1, "없음", wide=2), cell(3, 3, "50"), cell(3, 4, "60")),
                )
            )
        )
    )
    assert shown.text.split("\n") == [
        *("지역 | 2023년 쌀 | 2023년 콩 | 2024년 쌀 | 2024년 콩", "고창 | 10 | 20 | 30 | 40"),
        "고창 | 없음 | 없음 | 50 | 60",
    ]


def test_a_cell_over_columns_that_no_head_tells_apart_is_said_once() -> None:
    rows = (
        (cell(0, 0, "이름"), cell(0, 1, "설명", wide=2)),
        (cell(1, 0, "가"), cell(1, 1, "한 말", wide=2)),
        (cell(2, 0, "나"), cell(2, 1, "앞"), cell(2, 2, "뒤")),
    )
    assert page(hp(run(table(*rows))))[0].text.split("\n") == ["이름 | 설명", "가 | 한 말", "나 | 앞 | 뒤"]


@pytest.mark.parametrize(
    ("script", "tex"),
    [
        ("x = {-b +- sqrt {b^2 -4ac}} over {2a}", r"x = \frac{- b \pm \sqrt{b^{2} - 4ac}}{2a}"),
        ("lim from {n -> inf} {1 over n} = 0", r"\lim_{n \to \infty} \frac{1}{n} = 0"),
        ("sum _{k=1} ^{n} k^2", r"\sum_{k = 1}^{n} k^{2}"),
        ("int _0 ^1 f(x)dx", r"\int_{0}^{1} f (x) dx"),
        ("root 3 of {x+1}", r"\sqrt[3]{x + 1}"),
        ("pmatrix{a & b # c & d}", r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}"),
        ("cases{x+y=1 # x-y=0}", r"\begin{cases}x + y = 1 \\ x - y = 0\end{cases}"),
        ("vec{AB} cdot bar{CD}", r"\vec{AB} \cdot \bar{CD}"),
        ("alpha + OMEGA", r"\alpha + \Omega"),
        ("left lbrace a_n right rbrace", r"\left\{ a_{n} \right\}"),
        ('"거리" = 속력 TIMES 시간', r"\text{거리} = \text{속력} \times \text{시간}"),
        ("rm H _2 O", "H_{2} O"),
        ("x`in`R", r"x \in R"),
        ("}{ {", ""),
    ],
)
def test_equations_are_tex(script: str, tex: str) -> None:
    assert write_tex(script) == tex


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\uf53a글", "\u1112\u119e\u11ab글"),
        ("\uebd4미", "\u110a\u119e미"),
        ("\U000f02b3 셋째, \U000f02ba\U000f02c6 열셋째", "③ 셋째, ⑬ 열셋째"),
        ("\U000f0854책\U000f0855", "『책』"),
        ("봄\uf09e가을", "봄·가을"),
        ("그대로", "그대로"),
    ],
)
def test_letters_of_its_own_are_unicode(text: str, said: str) -> None:
    assert own_letters(text) == said


def test_letters_that_stay_private_are_told() -> None:
    shown, outcome = page(hp(run(t("가\U000f1234나"))))
    assert "\U000f1234" in shown.text and "1자" in outcome.findings[0].said
