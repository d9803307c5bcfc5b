"""Bytes to text: UTF-8, UTF-16 with its mark or without, CP949. A byte that is none costs itself and not the file."""

from __future__ import annotations

import re

from knowledge.loaders.base import LoadError, Outcome

PLACES_NAMED = 5  # bad bytes of a file whose line and byte are told
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FEW = 4  # odd bytes that any file may hold, and ...
_SHARE = 0.01  # ... more of them in a larger one, ...
_MOST_SHARE = 0.2  # ... but never so many of a tiny one


def decode(content: bytes, outcome: Outcome | None = None) -> str:
    """The text of a file; what could not be read in it is told to ``outcome``. Raises LoadError (``not_text``)."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\x00" in content and (text := _decode_wide(content)):
        return text
    said = outcome or Outcome()
    bare = _drop_nulls(content, said)
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = bare.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(bare) < len(content) and _CONTROLS.search(text):
            raise _no_text_error()  # zeros and control characters: a program's file
        return text
    return _decode_loosely(bare, said)


def _most_odd(content: bytes) -> int:
    return min(max(_FEW, int(len(content) * _SHARE)), int(len(content) * _MOST_SHARE))


def _decode_wide(content: bytes) -> str:
    """UTF-16 without its mark: every second byte of line ends, spaces and Latin letters is zero; else ""."""
    start = content[:4000]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if len(content) % 2 or max(even, odd) < 0.05 * len(start) / 2 or min(even, odd) > max(even, odd) / 10:
        return ""
    try:
        text = content.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return ""
    return "" if len(_CONTROLS.findall(text)) > len(text) * _SHARE else text


def _drop_nulls(content: bytes, outcome: Outcome) -> bytes:
    """The bytes without zeros; an end filled up with them counts as one. Raises LoadError where they are many."""
    bare = content.rstrip(b"\x00")
    padding = len(content) - len(bare)
    count = bare.count(b"\x00")
    if count > _most_odd(bare):
        raise _no_text_error()
    if count or padding:
        first = content.index(b"\x00")
        line, byte = content.count(b"\n", 0, first) + 1, first - (content.rfind(b"\n", 0, first) + 1) + 1
        outcome.remark("null_bytes", count=f"{count + padding:,}", line=f"{line:,}", byte=f"{byte:,}")
    return bare.replace(b"\x00", b"")


def _decode_loosely(content: bytes, outcome: Outcome) -> str:
    """The text in the encoding that has fewer bad bytes, each of which is shown as U+FFFD."""
    most = _most_odd(content)
    tried = [found for encoding in ("utf-8", "cp949") if (found := _mark_bad(content, encoding, most))]
    if not tried:
        raise _no_text_error()
    text, places = min(tried, key=lambda one: len(one[1]))
    if len(_CONTROLS.findall(text)) + len(places) > most:
        raise _no_text_error()
    named = ", ".join(f"{line:,}번째 줄 {byte:,}번째 바이트" for line, byte in places[:PLACES_NAMED])
    more = " 따위" if len(places) > PLACES_NAMED else ""
    outcome.remark("bad_bytes", places=named + more, count=f"{len(places):,}")
    return text.removeprefix("\ufeff")


def _mark_bad(content: bytes, encoding: str, most: int) -> tuple[str, list[tuple[int, int]]] | None:
    """The text with U+FFFD for bad bytes, and their lines and bytes from 1; None where they are more than ``most``."""
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        said, start = "", 0
        while start < len(line):
            try:
                said += line[start:].decode(encoding)
                break
            except UnicodeDecodeError as error:
                said += line[start : start + error.start].decode(encoding) + "\ufffd"
                places.append((number, start + error.start + 1))
                start += error.start + (1 if encoding == "cp949" else error.end - error.start)
            if len(places) > most:
                return None
        lines.append(said)
    return "\n".join(lines), places


def _no_text_error() -> LoadError:
    return LoadError("not_text", "글자 파일이 아니거나 알 수 없는 인코딩입니다. UTF-8로 저장한 뒤 다시 올려 주세요.")
