"""ZIP packages of XML (DOCX, PPTX, XLSX, HWPX, EPUB), read without trusting them: sizes
bounded, no entities, no network.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from knowledge.loaders.base import LoadError

LARGEST_PART = 200 * 2**20  # bytes of one part once unpacked
LARGEST_SUM = 2**30
MOST_ARCHIVE_PARTS = 50_000
BOMB_RATIO = 100  # XML packs 10 to 50 times smaller, never this much ...
BOMB_SIZE = 2**20  # ... at this size
ARCHIVE_KINDS = {
    "docx": "word/",
    "pptx": "ppt/",
    "xlsx": "xl/",
    "hwpx": "Contents/section",
    "epub": "META-INF/container.xml",
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Package:
    """An open package of the ``kind`` that its ending says. Raises LoadError where it is
    something else, locked or broken.
    """

    def __init__(self, content: bytes, kind: str) -> None:
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise (
                _locked_file_error() if _ENCRYPTED in content else _other("옛 오피스·한글", f"{kind.upper()} 형식으로")
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise broken_file_error() from None
        self._parts = {part.filename: part for part in parts}
        self._folded = {name.casefold(): name for name in self._parts}
        self._left = LARGEST_SUM
        if len(parts) > MOST_ARCHIVE_PARTS or sum(part.file_size for part in parts) > LARGEST_SUM:
            raise _bomb()
        found = self._kind()
        if found and found != kind:
            raise LoadError(
                "wrong_extension",
                f"이름과 달리 {found.upper()} 문서입니다. 확장자를 .{found}(으)로 바꾸어 올려 주세요.",
            )
        if not found:
            raise LoadError(
                "wrong_extension",
                f"{kind.upper()} 문서가 아니라 다른 파일을 담은 ZIP 묶음입니다. 풀어서 안의 문서를 올려 주세요.",
            )

    def _kind(self) -> str:
        if "mimetype" in self._parts:
            stated = self.read("mimetype").strip()
            for mark, kind in ((b"hwp+zip", "hwpx"), (b"epub+zip", "epub")):
                if mark in stated:
                    return kind
        return next(
            (k for k, start in ARCHIVE_KINDS.items() if any(name.startswith(start) for name in self._parts)), ""
        )

    def names(self, pattern: str) -> list[str]:
        """Parts whose whole name fits, by the number in it."""
        found = [name for name in self._parts if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: ([int(digits) for digits in re.findall(r"\d+", name)], name))

    def has(self, name: str) -> bool:
        return name.casefold() in self._folded

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises LoadError: missing, locked, broken, or too large."""
        part = self._parts.get(self._folded.get(name.casefold(), name))
        if part is None:
            raise broken_file_error()
        if part.flag_bits & 1:
            raise _locked_file_error()
        if part.file_size > min(LARGEST_PART, self._left) or (
            part.file_size > BOMB_SIZE and part.file_size > BOMB_RATIO * max(part.compress_size, 1)
        ):
            raise _bomb()
        try:
            data = self._zip.read(part)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise broken_file_error() from None
        self._left -= len(data)
        return data

    def xml(self, name: str) -> Any:
        """A part as an lxml element. Raises LoadError."""
        return parse_xml(self.read(name))

    def optional(self, name: str) -> Any:
        """A part as an lxml element, None where there is none or it is broken."""
        try:
            return self.xml(name) if self.has(name) else None
        except LoadError as error:
            if error.code != "broken":
                raise
            return None

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part of an Office document refers to: id -> (kind, part)."""
        folder, base = posixpath.split(name)
        tree = self.optional(f"{folder}/_rels/{base}.rels".lstrip("/"))
        found = {}
        for item in [] if tree is None else tree:
            if isinstance(item.tag, str) and item.get("TargetMode") != "External":
                kind = (item.get("Type") or "").rsplit("/", 1)[-1]
                found[item.get("Id") or ""] = (kind, resolve(folder, item.get("Target") or ""))
        return found

    def title(self) -> str:
        """The title in an Office document's properties."""
        tree = self.optional("docProps/core.xml")
        return "" if tree is None else (tree.findtext("{http://purl.org/dc/elements/1.1/}title") or "")


def resolve(folder: str, target: str) -> str:
    """A reference inside a package as a part's name."""
    path = unquote(target.split("#")[0])
    return path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))


def parse_xml(data: bytes) -> Any:
    """An element, with entities left alone, nothing fetched and libxml2's own limits on.
    Raises LoadError (``broken``).
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise broken_file_error() from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise broken_file_error()
    return root


def local(element: Any) -> str:
    """An element's name without its namespace; empty for entities and the like."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _without_namespace(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def children(element: Any, name: str) -> list[Any]:
    """An element's children of one name, in any namespace."""
    return list(element.iterchildren("{*}" + name))


def first(element: Any, *path: str) -> Any:
    """The element found by following local names down, or None."""
    for name in path:
        element = next(element.iterchildren("{*}" + name), None)
        if element is None:
            return None
    return element


def attribute(element: Any, name: str, default: str = "") -> str:
    """An attribute's value in any namespace."""
    if element is None:
        return default
    value = element.get(name)
    if value is None:
        tag = element.tag
        value = element.get(tag[: tag.find("}") + 1] + name)  # mostly it is in its element's own
    if value is not None:
        return str(value)
    for key, value in element.items():
        if _without_namespace(key) == name:
            return str(value)
    return default


def whole(text: str, default: int = 0) -> int:
    """A whole number below a million as it stands in an attribute; ``default`` for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else default


def broken_file_error() -> LoadError:
    return LoadError("broken", "파일이 깨져 있어 열 수 없습니다. 다시 내려받거나 다시 저장해 올려 주세요.")


def _locked_file_error() -> LoadError:
    return LoadError("encrypted", "암호가 걸린 문서입니다. 암호를 푼 뒤 다시 올려 주세요.")


def _other(what: str, wanted: str) -> LoadError:
    return LoadError("wrong_extension", f"이름과 달리 {what} 문서입니다. {wanted} 다시 저장해 올려 주세요.")


def _bomb() -> LoadError:
    return LoadError(
        "zip_bomb", "압축을 풀면 지나치게 커지는 파일이라 열지 않았습니다. 문서를 다시 저장하거나 나누어 올려 주세요."
    )
