"""Plain text: UTF-8, UTF-16 with a mark, or CP949; pages of about 2,000 characters, cut at a paragraph's end."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from korean.text import clean

PLAIN_PAGE_CHARACTERS = 2000


def decode(content: bytes) -> str:
    """The text of a file in whichever of the encodings fits exactly. Raises LoadError (``not_text``)."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp949")
    if b"\x00" not in content or encodings == ("utf-16",):
        for encoding in encodings:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise LoadError("not_text", "글자 파일이 아니거나 알 수 없는 인코딩입니다. UTF-8로 저장한 뒤 다시 올려 주세요.")


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    lines = [line.rstrip() for line in clean(decode(content)).split("\n")]
    first = next((line.strip() for line in lines if line.strip()), "")
    outcome.title = first if 0 < len(first) <= 40 and not first.endswith((".", "다", "요")) else ""
    pages: list[list[str]] = [[]]
    size = 0
    for line in lines:
        if size + len(line) > PLAIN_PAGE_CHARACTERS and size:
            pages.append([])
            size = 0
        pages[-1].append(line)
        size += len(line) + 1
    outcome.total = len(pages)
    if len(pages) > most:
        raise LoadError("too_long", f"너무 긴 문서입니다({len(pages):,}쪽). 나누어 올려 주세요.")
    for number, page in enumerate(pages, 1):
        yield LoadedPage(number, "\n".join(page).strip("\n"))
