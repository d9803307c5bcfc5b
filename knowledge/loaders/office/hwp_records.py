"""The container of HWP 5: an OLE file of streams, each a run of records that nest by level;
body streams packed, or ciphered.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import dataclass, field

from knowledge.loaders.base import LoadError
from knowledge.loaders.xml_archive import broken_file_error

LARGEST_STREAM = 200 * 2**20  # bytes once unpacked
DEEPEST_RECORD = 200  # levels of records; documents need about thirty
SIGNATURE = b"HWP Document File"
PACKED, LOCKED, DISTRIBUTION, RIGHTS = (
    1,
    2,
    4,
    0x10 | 0x100 | 0x400,
)  # flags of FileHeader; certificates count as rights
DISTRIBUTE_DATA = 0x1C
FEW_CHARACTERS = 500  # of a body that only says where the text is


@dataclass
class Record:
    """A record and those under it."""

    tag: int
    level: int
    data: bytes
    under: list[Record] = field(default_factory=list)


def records(data: bytes) -> list[Record]:
    """The trees of a stream; what is cut short at its end is left out."""
    top = Record(-1, -1, b"")
    path = [top]
    place = 0
    while place + 4 <= len(data):
        (head,) = struct.unpack_from("<I", data, place)
        tag, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        place += 4
        if size == 0xFFF:
            if place + 4 > len(data):
                break
            (size,) = struct.unpack_from("<I", data, place)
            place += 4
        if place + size > len(data) or level > DEEPEST_RECORD:
            break
        record = Record(tag, level, data[place : place + size])
        place += size
        while path[-1].level >= level:
            path.pop()
        path[-1].under.append(record)
        path.append(record)
    return top.under


class Container:
    """An opened HWP 5 file. Raises LoadError: another format, locked, or broken."""

    def __init__(self, content: bytes) -> None:
        import olefile

        _refuse_others(content)
        try:
            self._file = olefile.OleFileIO(io.BytesIO(content))
            self._streams = {"/".join(path): path for path in self._file.listdir()}
        except (OSError, ValueError, IndexError, struct.error, RecursionError):
            raise broken_file_error() from None
        header = self._raw("FileHeader") if "FileHeader" in self._streams else b""
        if not header.startswith(SIGNATURE) or len(header) < 40:
            raise LoadError("wrong_extension", "이름과 달리 한글 문서가 아닙니다. 문서를 다시 저장해 올려 주세요.")
        (self.flags,) = struct.unpack_from("<I", header, 36)
        if self.flags & LOCKED:
            raise LoadError("encrypted", "암호가 걸린 한글 문서입니다. 한글에서 암호를 푼 뒤 다시 올려 주세요.")
        if self.flags & RIGHTS and not self.flags & DISTRIBUTION:
            raise LoadError("encrypted", "보안(DRM)이 걸린 한글 문서입니다. 보안을 푼 뒤 다시 올려 주세요.")

    def _raw(self, name: str) -> bytes:
        try:
            with self._file.openstream(self._streams[name]) as stream:
                return bytes(stream.read())
        except (OSError, ValueError, IndexError, KeyError, struct.error):
            raise broken_file_error() from None

    def document(self) -> list[Record]:
        """The records of DocInfo: shapes and styles."""
        return records(self._inflate(self._raw("DocInfo"))) if "DocInfo" in self._streams else []

    def sections(self) -> list[str]:
        """The names of the body's streams in order."""
        folder = "ViewText" if self.flags & DISTRIBUTION else "BodyText"
        if self.flags & DISTRIBUTION and not any(name.startswith("ViewText/") for name in self._streams):
            raise LoadError(
                "encrypted",
                "배포용으로 저장한 한글 문서라 본문을 읽을 수 없습니다. 한글에서 일반 문서나 PDF로 저장해 올려 주세요.",
            )
        found = [name for name in self._streams if re.fullmatch(rf"{folder}/Section\d+", name)]
        return sorted(found, key=lambda name: int(re.sub(r"\D", "", name)))

    def section(self, name: str) -> list[Record]:
        """The records of one section."""
        data = self._raw(name)
        return records(self._inflate(decipher(data) if self.flags & DISTRIBUTION else data))

    def holds_notice_only(self, characters: int) -> bool:
        """Whether a body of so few characters stands beside a sealed one that could not be taken: a distribution
        document saved for other programs.
        """
        sealed = any(name.startswith("ViewText/") for name in self._streams)
        return sealed and not self.flags & DISTRIBUTION and characters < FEW_CHARACTERS

    def title(self) -> str:
        """The title in the document's properties."""
        name = "\x05HwpSummaryInformation"
        return _property(self._raw(name), 2) if name in self._streams else ""

    def _inflate(self, data: bytes) -> bytes:
        return inflate(data) if self.flags & PACKED else data


def _refuse_others(content: bytes) -> None:
    if content.startswith(b"HWP Document File V"):
        raise LoadError("hwp_old", "한글 3.0 이전 형식입니다. 한글에서 열어 HWP나 HWPX, PDF로 다시 저장해 올려 주세요.")
    if content.startswith(b"PK"):
        raise LoadError("wrong_extension", "이름과 달리 HWPX 문서입니다. 확장자를 .hwpx로 바꾸어 올려 주세요.")
    if b"<HWPML" in content[:1000] or b"<HWPML".decode().encode("utf-16-le") in content[:2000]:
        raise LoadError("hwp_old", "HWPML 형식의 한글 문서입니다. 한글에서 HWP나 HWPX로 다시 저장해 올려 주세요.")
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(
            "broken", "한글 문서가 아니거나 깨진 파일입니다. 다시 내려받거나 한글에서 다시 저장해 올려 주세요."
        )


def inflate(data: bytes) -> bytes:
    """A raw deflate stream, as far as it goes. Raises LoadError where nothing comes out, or too much."""
    machine = zlib.decompressobj(-15)
    try:
        found = machine.decompress(data, LARGEST_STREAM)
    except zlib.error:
        raise broken_file_error() from None
    if machine.unconsumed_tail:
        raise LoadError("zip_bomb", "풀면 지나치게 커지는 문서라 읽지 않습니다. 문서를 나누어 올려 주세요.")
    return found


def decipher(data: bytes) -> bytes:
    """A stream of a distribution document in the clear.

    Its first record hides the key behind a pseudo-random mask (the generator of the Microsoft C library,
    seeded with the record's first four bytes); the rest is AES-128 in ECB mode. From Hancom's published
    description of these documents.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    head = struct.unpack_from("<I", data)[0] if len(data) > 260 else 0
    if head & 0x3FF != DISTRIBUTE_DATA or head >> 20 != 256:
        raise broken_file_error()
    hidden = bytearray(data[4:260])
    seed = state = int.from_bytes(hidden[:4], "little")
    place = 0
    while place < 256:
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        mask = state >> 16 & 0x7FFF & 0xFF
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        for _ in range((state >> 16 & 0xF) + 1):
            if 4 <= place < 256:
                hidden[place] ^= mask
            place += 1
    start = 4 + (seed & 0xF)
    body = data[260:]
    machine = Cipher(algorithms.AES(bytes(hidden[start : start + 16])), modes.ECB()).decryptor()
    return machine.update(body[: len(body) // 16 * 16]) + machine.finalize()


def _property(data: bytes, wanted: int) -> str:
    """A text of a property set stream (MS-OLEPS), empty where there is none."""
    try:
        (start,) = struct.unpack_from("<I", data, 44)
        (count,) = struct.unpack_from("<I", data, start + 4)
        for index in range(min(count, 100)):
            number, offset = struct.unpack_from("<II", data, start + 8 + 8 * index)
            if number == wanted:
                kind, length = struct.unpack_from("<II", data, start + offset)
                text = data[start + offset + 8 :][: 2 * min(length, 1000)]
                return text.decode("utf-16-le", "replace").split("\x00")[0] if kind == 31 else ""
    except struct.error:
        return ""
    return ""
