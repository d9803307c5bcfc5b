"""Web pages and chapters: what is raised, what points to a note, what leads about the site, what nobody sees."""

from __future__ import annotations

import pytest

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.models import BlockKind
from tests.knowledge.loaders.office.packages import read


def page(body: str, head: str = "") -> tuple[LoadedPage, Outcome]:
    content = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    pages, outcome = read(".html", content.encode())
    return pages[0], outcome


def text(body: str, head: str = "") -> str:
    return page(body, head)[0].text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>10<sup>-9</sup> m</p>", "10⁻⁹ m"),
        ("<p>2<sup>64</sup>개</p>", "2⁶⁴개"),
        ("<p>CaCO<sub>3</sub></p>", "CaCO₃"),
        ("<p>e<sup>2x</sup></p>", "e^(2x)"),
        ("<p>v<sub>max</sub></p>", "v_(max)"),
        ("<p>섭씨 36<sup>o</sup>C</p>", "섭씨 36°C"),
        ("<p>지시약<sup>indicator</sup>은</p>", "지시약(indicator)은"),
        ("<table><tr><td>넓이</td><td>9 cm<sup>2</sup></td></tr></table>", "넓이 | 9 cm²"),
    ],
)
def test_raised_and_lowered_runs(body: str, said: str) -> None:
    assert text(body) == said


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n">7</a></sup>',
        '<a href="#n"><sup>7</sup></a>',
        '<sup class="reference">7</sup>',
        "<sup>[7]</sup>",
        "<sup>7)</sup>",
        "<sup>*</sup>",
        '<a href="#n" role="doc-noteref">7</a>',
        '<a href="#n">[7]</a>',
        '<a href="#n" style="vertical-align: super">7</a>',
        "<sup>7</sup>",
    ],
)
def test_a_mark_of_a_note_comes_out_of_the_text(mark: str) -> None:
    shown, outcome = page(f"<p>임진왜란은 1592{mark}년에 났다.</p>")
    assert shown.text == "임진왜란은 1592년에 났다." and outcome.left_out.characters["note_mark"]


def test_a_note_follows_the_paragraph_that_points_to_it() -> None:
    notes = '<ol><li id="n1"><a href="#r1">↑</a> 첫 풀이.</li><li id="n2">둘째 풀이. <a href="#r2">↩</a></li></ol>'
    shown, _ = page(f'<p>하나<sup><a href="#n2">2</a></sup>.</p><p>둘<sup><a href="#n1">1</a></sup>.</p>{notes}')
    assert shown.text.split("\n") == ["하나.", "둘째 풀이.", "둘.", "첫 풀이."]
    assert [block.kind for block in shown.blocks][1::2] == [BlockKind.FOOTNOTE, BlockKind.FOOTNOTE]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<nav>없을글</nav>", "navigation"),
        ("<header>없을글</header>", "navigation"),
        ("<footer>없을글</footer>", "navigation"),
        ("<aside>없을글</aside>", "navigation"),
        ('<div role="banner">없을글</div>', "navigation"),
        ('<ul role="menu"><li>없을글</ul>', "navigation"),
        ("<button>없을글</button>", "navigation"),
        ("<h2>장<span>[<a href='/e'>없을글</a>]</span></h2>", "navigation"),
        ('<div style="color:red; display: none">없을글</div>', "hidden"),
        ('<p style="visibility:hidden">없을글</p>', "hidden"),
        ("<p hidden>없을글</p>", "hidden"),
        ('<span aria-hidden="true">없을글</span>', "hidden"),
        ('<div class="a ad">없을글</div>', "hidden"),
        ('<p id="ad2">없을글</p>', "hidden"),
        ("<table><tr><td>칸</td></tr><tr hidden><td>없을글</td></tr></table>", "hidden"),
        ("<p>새 글 <del>없을글</del></p>", "deleted"),
        ("<p>새 글 <s>없을글</s></p>", "deleted"),
        ("<script>없을글</script>", "program"),
    ],
)
def test_what_is_not_the_text_is_left_out_and_counted(body: str, reason: str) -> None:
    shown, outcome = page(f"{body}<p>있을 글</p>", "<style>.ad, p#x {display:none} #ad2{visibility:hidden}</style>")
    assert "없을글" not in shown.text and "있을 글" in shown.text
    assert any("없을글" in said for said in outcome.left_out.examples[reason])


@pytest.mark.parametrize(
    "body",
    [
        "<article><header>머리</header><p>남을글</p></article>",
        "<main><aside>남을글</aside></main>",
        "<header><h1>남을글</h1></header>",
        "<details><summary>정답</summary>남을글</details>",
        "<section><footer>남을글</footer></section>",
        '<div class="shown">남을글</div>',
    ],
)
def test_what_belongs_to_the_text_stays(body: str) -> None:
    assert "남을글" in text(body + "<p>본문</p>", "<style>.hidden{display:none}</style>")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<ruby>漢<rt>한</rt>江<rt>강</rt></ruby>은", "漢江(한강)은"),
        ("<ruby>한<rt>漢</rt>강<rt>江</rt></ruby>은", "한강(漢江)은"),
        ("<ruby>漢江<rp>(</rp><rt>한강</rt><rp>)</rp></ruby>은", "漢江(한강)은"),
        ("<ruby><rb>漢</rb><rb>江</rb><rtc><rt>한</rt><rt>강</rt></rtc></ruby>은", "漢江(한강)은"),
        ("<ruby>漢<rt>한</rt></ruby><ruby>江<rt>강</rt></ruby>은", "漢江(한강)은"),
        ("<ruby>강<rt>강</rt></ruby>은", "강은"),
    ],
)
def test_readings_stand_behind_the_whole_word(body: str, said: str) -> None:
    assert text(f"<p>{body}</p>") == said


def test_merged_cells_and_several_head_rows() -> None:
    table = (
        "<table><tr><th rowspan=2>과목<th colspan=2>1학기<tr><th>중간<th>기말"
        "<tr><td rowspan=2>국어<td>81<td>92<tr><td colspan=2>결시</table>"
    )
    shown, _ = page(table)
    assert shown.text.split("\n") == ["과목 | 1학기 중간 | 1학기 기말", "국어 | 81 | 92", "국어 | 결시 | 결시"]
    assert [block.level for block in shown.blocks] == [1, 0, 0]


def test_formulas_are_tex() -> None:
    own = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1^2</annotation></semantics></math>'
    built = "<math><mfrac><mi>a</mi><msqrt><mi>b</mi></msqrt></mfrac><mo>≤</mo><msup><mi>c</mi><mn>2</mn></msup></math>"
    assert text(f"<p>식 {own}와 {built}</p>") == r"식 $x_1^2$와 $\frac{a}{\sqrt{b}}\le c^{2}$"
    block, _ = page('<math display="block"><mi>y</mi></math>')
    assert block.text == "$$y$$" and block.blocks[0].kind is BlockKind.FORMULA


def test_lists_have_depth_and_markers() -> None:
    shown, _ = page("<ol start=3><li>셋<ul><li>안</ul><li>넷</ol><figure><figcaption>그림 설명</figcaption></figure>")
    assert [(b.kind, b.level, b.marker) for b in shown.blocks] == [
        (BlockKind.LIST_ITEM, 1, "3."),
        (BlockKind.LIST_ITEM, 2, "•"),
        (BlockKind.LIST_ITEM, 1, "4."),
        (BlockKind.CAPTION, 0, ""),
    ]
