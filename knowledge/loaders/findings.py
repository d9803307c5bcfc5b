"""What is wrong with a file, page by page, said before anything of it is indexed.

A loader names what it met by a code and pages; the sentence for people is made here, so that a finding
reads the same in every format. What leaves nothing to index is no finding: it is refused (LoadError) with
pages and remedy in its message.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

FAINT = 20  # letters: a page with fewer is nearly empty
_LETTER = re.compile(r"[^\W_]")

SENTENCES = {
    "image_pages": Template("$pages은 글자가 없는 그림이라 읽지 못했습니다. $remedy"),
    "no_unicode": Template("$pages은 글꼴에 글자 정보(유니코드)가 없어 읽지 못했습니다. $remedy"),
    "doubtful_text": Template("$pages에는 바르게 읽지 못한 글자가 있습니다(글꼴에 글자 정보가 빠짐)."),
    "broken_pages": Template("$pages은 깨져 있어 읽지 못했습니다."),
    "recognised": Template("$pages은 글자 인식(OCR)으로 읽었습니다. 잘못 읽은 글자가 있을 수 있습니다."),
    "no_words": Template("$pages의 그림에서는 글자를 찾지 못했습니다."),
    "left_out": Template(
        "$pages은 글자 인식을 $seconds초 안에 마치지 못해 빠졌습니다. 설정의 ocr_seconds를 늘린 뒤 다시 올려 주세요."
    ),
    "wordless": Template(
        "$pages에는 글머리표나 기호만 있고 글자가 없습니다. 글자가 그림으로 들어 있는지 확인해 주세요."
    ),
    "ocr_layer": Template(
        "$pages은 그림 위에 보이지 않게 실린 글자 인식 결과를 읽었습니다. 잘못 읽은 글자가 있을 수 있습니다."
    ),
    "handwritten": Template(
        "$pages은 손글씨로 보입니다. 파일에 든 글자 인식 결과를 읽었으나 잘못 읽은 글자가 많을 수 있습니다."
    ),
    "doubtful_scan": Template("$pages은 손글씨이거나 흐려서 잘못 읽은 글자가 많을 수 있습니다."),
    "illegible": Template(
        "$pages은 손글씨이거나 흐려서 글자를 알아보지 못했습니다. 글로 옮겨 적은 파일을 올려 주세요."
    ),
    "mostly_picture": Template("$pages은 거의 그림입니다. 그림 속에 글자가 있다면 읽지 못했습니다. $remedy"),
    "nearly_empty": Template("$pages에는 글자가 거의 없습니다. 빠진 내용이 없는지 확인해 주세요."),
}

FILE_SENTENCES = {  # about the file as a whole
    "bad_bytes": Template(
        "글자로 읽을 수 없는 바이트가 $count개 있어 \ufffd로 표시했습니다($places). 나머지는 모두 읽었습니다."
    ),
    "null_bytes": Template(
        "빈 바이트(NUL)가 $count개 있어 빼고 읽었습니다($line번째 줄 $byte번째 바이트부터). 나머지는 모두 읽었습니다."
    ),
    "distribution_notice": Template(
        "배포용 문서라 안내문만 들어 있고 본문은 읽지 못했습니다. 한글에서 일반 문서나 PDF로 저장해 다시 올려 주세요."
    ),
    "private_letters": Template("글꼴 고유의 글자(옛 한글·기호) $count자는 유니코드로 바꾸지 못했습니다."),
    "hidden_sheets": Template("숨긴 시트는 읽지 않았습니다: $names"),
    "hidden_cells": Template("숨긴 행과 열은 읽지 않았습니다: $names"),
    "formulas_without_value": Template(
        "계산된 값이 저장되지 않은 수식이 $count칸 있어 비어 있습니다($names). 엑셀에서 열어 저장한 뒤 다시 올려 주세요."
    ),
}

# What to type where Tesseract, or its Korean data, is not installed.
INSTALL = {
    "linux": "sudo apt install tesseract-ocr tesseract-ocr-kor",
    "darwin": "brew install tesseract tesseract-lang",
    "win32": "winget install UB-Mannheim.TesseractOCR (설치할 때 Korean을 고르세요)",
}
OFF = "설정의 ocr_seconds가 0이라 글자 인식을 하지 않았습니다. 늘린 뒤 다시 올려 주세요."
_AGAIN = "다시 올려"  # what a sentence says when the same file may be read better another time


@dataclass(frozen=True)
class FileFinding:
    """One thing that a reader should know of a file: stable code, pages from 1, a Korean sentence."""

    code: str
    pages: tuple[int, ...]
    said: str


def finding(code: str, pages: Sequence[int], **more: object) -> FileFinding:
    """The finding of a code of SENTENCES; a missing name in ``more`` fails."""
    said = SENTENCES[code].substitute(pages=page_ranges(pages), **more).rstrip()
    return FileFinding(code, tuple(sorted(pages)), said)


def remark(code: str, **more: object) -> FileFinding:
    """A finding about the file as a whole."""
    return FileFinding(code, (), FILE_SENTENCES[code].substitute(**more).rstrip())


def remedy(lacking: str, system: str = sys.platform) -> str:
    """How to get the pictures read: ``lacking`` is "program", "korean" or "off"."""
    if lacking == "off":
        return OFF
    what = "Tesseract를" if lacking == "program" else "Tesseract의 한국어 자료를"
    return f"글자 인식(OCR)을 하려면 {what} 설치한 뒤 다시 올려 주세요: {INSTALL.get(system, INSTALL['linux'])}"


def asks_again(notes: Sequence[str]) -> bool:
    """Whether a source's notes ask for the same file again."""
    return any(_AGAIN in note for note in notes)


def letters(text: str) -> int:
    """How many letters and digits a text has."""
    return len(_LETTER.findall(text))


def faint(texts: Sequence[str]) -> list[int]:
    """The pages (from 1) with hardly a letter, where the document as a whole has hardly any; else none."""
    counts = [letters(text) for text in texts]
    if not counts or sum(counts) >= FAINT * len(counts):
        return []
    return [number for number, count in enumerate(counts, 1) if count < FAINT]


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers for people: ``1, 3~5쪽``."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}~{b}" for a, b in parts) + "쪽"
