"""What is shown is text: no link, no picture, no formula and no directive comes out of it."""

from __future__ import annotations

import re

import pytest

from ui.escape import WORD_JOINER, escape

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
