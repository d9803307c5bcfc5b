"""A file's name as people say it, for books that are called by it and for questions that name one."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

LONGEST_FILE_NAME = 90  # characters
_SEPARATORS = re.compile(r"_+|\s+")
_COPY = re.compile(r"\s*\(\d{1,2}\)$")
_LANGUAGE = re.compile(r"(?:\.auto)?(?:\.[a-z]{2}(?:[_-][A-Za-z]{2,4})?)$")  # of subtitles: lecture.ko.srt
_HANGUL = re.compile("[가-힣]")


def readable_stem(filename: str) -> str:
    """A file's name as a person would say it: no ending, language, underscores or copy number, and not what a program
    put in front in another script.
    """
    stem = _LANGUAGE.sub("", _COPY.sub("", unicodedata.normalize("NFC", Path(filename).stem)))
    parts = [part for part in stem.split("__") if part.strip(" _")]
    first = next((i for i, part in enumerate(parts) if _HANGUL.search(part)), 0)
    return _SEPARATORS.sub(" ", " ".join(parts[first:])).strip()[:LONGEST_FILE_NAME] or filename
