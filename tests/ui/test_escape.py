"""What is shown is text: no link, no picture, no formula and no directive comes out of it."""

from __future__ import annotations

import re

import pytest

from ui.escape import WORD_JOINER, escape, escape_lines, escape_quote, highlight_spans

# As Streamlit's own Markdown finds bare addresses in what the escapes have left (mdast-util-gfm-autolink-literal).
FINDS = (
    re.compile(r"(https?://|www(?=\.))([-.\w]+)([^ \t\r\n]*)", re.I),
    re.compile(r"([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)"),
)


@pytest.mark.parametrize(
    "text", ["https://evil.example/a", "WWW.evil.example", "쓰기: a.b@evil.example 로", "mailto:a@b.example"]
)
def test_a_bare_address_is_no_link(text: str) -> None:
    shown = re.sub(r"\\(?=[^\w\s])", "", escape(text))
    assert shown.replace(WORD_JOINER, "") == text and not any(find.search(shown) for find in FINDS)


def test_everything_that_markdown_reads_is_escaped() -> None:
    assert escape("*[x](y)* $a$ :red[b]") == r"\*\[x\]\(y\)\* \$a\$ \:red\[b\]"


def test_a_formula_of_a_quote_is_drawn_and_nothing_else_of_it_runs() -> None:
    assert escape_quote("넓이는 $\\frac{a}{2}$ 이다.") == "넓이는 $\\frac{a}{2}$ 이다\\."
    assert escape_quote("$$x^2$$ [x](y)") == r"$x^2$ \[x\]\(y\)"
    assert escape_quote("값은 $5 이고 $10 이다") == r"값은 \$5 이고 \$10 이다"
    assert escape_quote("$http://a.b/x_1$").startswith(r"\$http")


def test_rows_of_cells_are_a_table_and_a_row_alone_has_no_bars() -> None:
    assert escape_lines("이름 | 해\n가 | 1905") == "| 이름 | 해 |\n> |---|---|\n> | 가 | 1905 |"
    assert escape_quote("가 | 1905") == "가 · 1905"
    assert "|" not in escape_lines("가 | 나 | 다").replace(r"\|", "")


def test_every_span_is_marked_and_those_that_overlap_as_one() -> None:
    text = "하나 둘 셋\n넷 *다섯*"
    marked = highlight_spans(text, [(7, 8), (0, 2), (1, 4), (90, 95), (-9, -1)])
    assert marked == ":yellow-background[하나 둘] 셋" + "\n\n" + r":yellow-background[넷] \*다섯\*"
    assert highlight_spans(text, []) == "하나 둘 셋\n\n" + r"넷 \*다섯\*"
