"""A text in a Markdown file reads as it was written: what could run does not, what could not is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from learning.exchange.markdown_text import escape_markdown

PLAIN = "1905년 11월 17일(금)에 체결되었다. 값은 3.5-2=1.5, 비율은 1:2! snake_case, 50% {가}"


def test_what_could_not_run_is_left_as_it_is() -> None:
    assert escape_markdown(PLAIN) == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "![x](http://evil.example/x.png)",
        "<script>alert(1)</script>",
        "<http://evil.example>",
        "http://evil.example",
        "www.evil.example",
        "a@evil.example",
        "[x]: http://evil.example",
        "# 제목",
        "- 항목",
        "1. 항목",
        "> 인용",
        "    코드",
        "`코드`",
        "**굵게** _기울임_ ~~지움~~",
        "a | b",
        "---",
        "&lt;b&gt;",
    ],
)
def test_what_could_run_is_shown_as_text(text: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    (opening, inline, closing) = parser.parse(escape_markdown(text))
    assert opening.type == "paragraph_open" and closing.type == "paragraph_close"
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children or ()) == " ".join(text.split())


@pytest.mark.parametrize("text", ["http://evil.example", "www.evil.example", "a@evil.example"])
def test_a_bare_address_is_parted_where_it_begins(text: str) -> None:
    assert not any(begins in escape_markdown(text) for begins in ("http://", "www.", "a@"))


@given(st.text(st.sampled_from("ab가 .-_*[]()<>#!:/@w&;`~|$+=1)\\"), max_size=40))
def test_any_text_is_shown_letter_by_letter(text: str) -> None:
    wanted = " ".join(text.split())
    tokens = MarkdownIt("commonmark", {"html": True}).parse(escape_markdown(text))
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown == wanted and all(token.type in ("paragraph_open", "inline", "paragraph_close") for token in tokens)
