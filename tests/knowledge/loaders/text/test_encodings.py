"""A byte that is no letter costs itself and not the file, and the message says where it stands."""

from __future__ import annotations

import pytest

from errors import HyunmooError
from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.text.encodings import decode
from tests.knowledge.loaders.office.packages import read

LINES = "첫째 줄이다.\n둘째 줄이다.\n셋째 줄이다.\n"


def put(content: bytes, line: int, byte: int, bad: bytes) -> bytes:
    """The content with bytes put in at a line and a byte, both from 1."""
    lines = content.split(b"\n")
    lines[line - 1] = lines[line - 1][: byte - 1] + bad + lines[line - 1][byte - 1 :]
    return b"\n".join(lines)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-8-sig"])
@pytest.mark.parametrize(("line", "bad"), [(1, b"\xff"), (2, b"\xff"), (3, b"\x80"), (2, b"\xff\xff")])
@pytest.mark.parametrize("ending", [".txt", ".md", ".csv"])
def test_a_bad_byte_is_shown_and_named(encoding: str, line: int, bad: bytes, ending: str) -> None:
    content = put(LINES.encode(encoding), line, 4 if encoding == "utf-8-sig" and line == 1 else 1, bad)
    pages, outcome = read(ending, content)
    text = "\n".join(page.text for page in pages)
    assert all(word in text for word in ("첫째 줄이다.", "둘째 줄이다.", "셋째 줄이다."))
    assert f"{line}번째 줄" in outcome.findings[0].said and f"{len(bad)}개" in outcome.findings[0].said


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@pytest.mark.parametrize(("line", "byte"), [(1, 1), (2, 4), (3, 7)])
def test_a_null_byte_is_dropped_and_named(encoding: str, line: int, byte: int) -> None:
    outcome = Outcome()
    assert decode(put(LINES.encode(encoding), line, byte, b"\x00"), outcome) == LINES
    assert f"{line}번째 줄 {byte}번째 바이트" in outcome.findings[0].said


def test_an_end_filled_with_null_bytes_is_cut_off() -> None:
    outcome = Outcome()
    assert decode(LINES.encode() + b"\x00" * 4096, outcome) == LINES and len(outcome.findings) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_sixteen_bits_with_and_without_a_mark(encoding: str) -> None:
    assert decode((LINES * 5).encode(encoding)) == LINES * 5


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(500), b"\xff\xd8" * 300])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises((LoadError, HyunmooError)) as caught:
        decode(content)
    assert caught.value.code == "not_text"
