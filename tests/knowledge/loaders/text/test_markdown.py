"""Markdown: HTML in it is read, money is no formula, marks of notes leave the text."""

from __future__ import annotations

import pytest

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.models import BlockKind
from tests.knowledge.loaders.office.packages import read


def page(source: str) -> tuple[LoadedPage, Outcome]:
    pages, outcome = read(".md", source.encode())
    return pages[0], outcome


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<table>\n<tr><th>왕<th>일</tr>\n\n<tr><td>문종<td>화차</tr>\n</table>", ["왕 | 일", "문종 | 화차"]),
        ("<div>상자 글</div>", ["상자 글"]),
        ("<details>\n<summary>물음</summary>\n\n**답**이다.\n\n</details>", ["물음", "답이다."]),
        ("<ul><li>하나</li><li>둘</li></ul>", ["하나", "둘"]),
        ("가<br>나", ["가", "나"]),
        ("x<sup>3</sup>과 H<sub>2</sub>O", ["x³과 H₂O"]),
        ("x^3^과 H~2~O, 3~5쪽과 7~9쪽", ["x³과 H₂O, 3~5쪽과 7~9쪽"]),
        ("이것은 <ruby>水<rt>수</rt></ruby>이다", ["이것은 水(수)이다"]),
        ("앞 <!-- 감춘글 --> 뒤", ["앞 뒤"]),
        ("<!-- 감춘글 -->\n\n뒤", ["뒤"]),
        ('<div style="display:none">\n\n감춘글\n\n</div>\n\n뒤', ["뒤"]),
        ("앞 ~~감춘글~~ 뒤", ["앞 뒤"]),
        ("시작 <eos> 끝", ["시작 <eos> 끝"]),
        ("<Note>주의할 점</Note> 이다", ["주의할 점 이다"]),
        ("==중요==한 것", ["중요한 것"]),
        ("앞 ![수식입니다.](a.png) 뒤", ["앞 뒤"]),
        ("앞 ![그림입니다. 원본 그림의 이름: CLP0001.bmp](a.png) 뒤", ["앞 뒤"]),
        ("![거북선의 그림](a.png)", ["거북선의 그림"]),
    ],
)
def test_html_and_its_kin_within(source: str, said: list[str]) -> None:
    shown, _ = page(source)
    assert shown.text.split("\n") == said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("커피는 $4.5이고 차는 **$3**이다.", "커피는 $4.5이고 차는 $3이다."),
        ("$100 지폐와 **굵은** $50 지폐", "$100 지폐와 굵은 $50 지폐"),
        ("`$PATH`와 **`$HOME`**", "$PATH와 $HOME"),
        ("값 $a$원과 *$b$*원", "값 $a$원과 $b$원"),
        ("입장료는 $5, **할인**은 $2, 식은 $x_1*x_2*x_3$이다.", "입장료는 $5, 할인은 $2, 식은 $x_1*x_2*x_3$이다."),
        ("모두 $20달러와 **30**달러$였다", "모두 $20달러와 30달러$였다"),
        (r"식은 \(a_1 * b_1 * c\)이다", r"식은 \(a_1 * b_1 * c\)이다"),
    ],
)
def test_dollar_signs_of_money_and_of_formulas(source: str, said: str) -> None:
    assert page(source)[0].text == said


@pytest.mark.parametrize("source", ["$$\nE = mc^2\n$$", "\\begin{align}\nE &= mc^2\n\\end{align}", "$E = mc^2$"])
def test_a_formula_alone_is_a_formula_block(source: str) -> None:
    shown, _ = page(f"앞\n\n{source}\n\n뒤")
    kinds = [BlockKind.PARAGRAPH, BlockKind.FORMULA, BlockKind.PARAGRAPH]
    assert [block.kind for block in shown.blocks] == kinds and "mc^2" in shown.text


@pytest.mark.parametrize(
    "note",
    ["[^1]: 풀이 글이다.", "[^1]: 풀이\n    글이다.", "[^2]: 다른 것\n[^1]: 풀이 글이다.", "[^1]:   풀이 글이다."],
)
def test_notes_follow_the_paragraph_that_points_to_them(note: str) -> None:
    shown, outcome = page(f"1919[^1]년의 일이다.\n\n다음 문단.\n\n{note}")
    lines = shown.text.split("\n")
    assert lines[0] == "1919년의 일이다." and lines[1].startswith("풀이") and lines[2] == "다음 문단."
    assert shown.blocks[1].kind is BlockKind.FOOTNOTE and outcome.left_out.characters["note_mark"] == 3


def test_code_is_kept_as_it_stands() -> None:
    shown, _ = page("```\nx = $a + $b  # [^1] <b>\n\ny = 2\n```\n`[^1]`")
    assert shown.text == "x = $a + $b  # [^1] <b>\ny = 2\n[^1]" and shown.blocks[0].kind is BlockKind.CODE


def test_items_have_depth_and_marker_and_heads_their_level() -> None:
    shown, _ = page("1. 첫째\n   - 안쪽\n2. 둘째\n\n- [x] 한 일\n\n| 왕 | 일 |\n|---|---|\n| 문종 | 화차 |")
    assert [(b.kind, b.level, b.marker) for b in shown.blocks] == [
        *((BlockKind.LIST_ITEM, 1, "1."), (BlockKind.LIST_ITEM, 2, "-"), (BlockKind.LIST_ITEM, 1, "2.")),
        *((BlockKind.LIST_ITEM, 1, "-"), (BlockKind.TABLE, 1, ""), (BlockKind.TABLE, 0, "")),
    ]
    assert "한 일" in shown.text and "[x]" not in shown.text
