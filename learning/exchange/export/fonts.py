"""A Korean font of this machine, for paper: Nanum, Noto, Malgun Gothic or Apple's, in the usual folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from errors import QuizError

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
    "~/AppData/Local/Microsoft/Windows/Fonts",
)
# Regular, bold, and the number of the Korean face where a file holds several; the first one found is used.
FACES = (
    ("NanumGothic.ttf", "NanumGothicBold.ttf", 0),
    ("NanumBarunGothic.ttf", "NanumBarunGothicBold.ttf", 0),
    ("malgun.ttf", "malgunbd.ttf", 0),
    ("AppleSDGothicNeo.ttc", "", 0),
    ("AppleGothic.ttf", "", 0),
    ("NotoSansKR-Regular.ttf", "NotoSansKR-Bold.ttf", 0),
    ("NotoSansKR-Regular.otf", "NotoSansKR-Bold.otf", 0),
    ("NotoSansCJKkr-Regular.otf", "NotoSansCJKkr-Bold.otf", 0),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", 1),
)


@dataclass(frozen=True)
class Font:
    """The files of a face; ``bold`` is the regular one where there is no other."""

    regular: Path
    bold: Path
    number: int


def korean_fonts(folders: Sequence[str | Path] = FOLDERS) -> tuple[Font, ...]:
    """The Korean fonts found, best first. Raises QuizError (``no_korean_font``)."""
    found = _find_fonts(tuple(str(folder) for folder in folders))
    if not found:
        raise QuizError(
            "PDF에 쓸 한글 글꼴이 이 컴퓨터에 없습니다. 나눔 글꼴을 설치해 주세요 "
            "(데비안·우분투: sudo apt install fonts-nanum, 페도라: sudo dnf install google-noto-sans-cjk-fonts, "
            "macOS·Windows: 네이버 나눔고딕).",
            code="no_korean_font",
            english="No Korean font was found for the PDF; install one (Debian, Ubuntu: sudo apt install fonts-nanum).",
        )
    return found


@cache
def _find_fonts(folders: tuple[str, ...]) -> tuple[Font, ...]:
    names = {name.casefold() for regular, bold, _ in FACES for name in (regular, bold) if name}
    files: dict[str, Path] = {}
    for folder in (Path(folder).expanduser() for folder in folders):
        if folder.is_dir():
            for path in sorted(folder.rglob("*.[tToO][tT][fFcC]")):
                if path.name.casefold() in names:
                    files.setdefault(path.name.casefold(), path)
    return tuple(
        Font(files[regular.casefold()], files.get(bold.casefold(), files[regular.casefold()]), number)
        for regular, bold, number in FACES
        if regular.casefold() in files
    )
