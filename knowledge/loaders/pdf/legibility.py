"""Whether text taken out of a PDF can be what stands on the page: fonts without a Unicode
map give letters, but wrong ones.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BULLETS = re.compile("[\uf000-\uf0ff\U000f0000-\U000fffff](?=\\s)")
_FAULT = {2: 4, 3: 8}  # final consonant as read (ㄲ, ㄳ) -> as printed (ㄴ, ㄹ)
# Blocks whose letters come together with Korean; a page with letters of three other blocks was misread.
_KNOWN = (
    (0x0, 0x52F),
    (0x1100, 0x11FF),
    (0x1E00, 0x1FFF),
    (0x2000, 0x33FF),
    (0x3400, 0xA4CF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
)
_KNOWN_HIGH = (
    (0xF900, 0xFAFF),
    (0xFB00, 0xFB06),
    (0xFE00, 0xFFEF),
    (0x1D400, 0x1D7FF),
    (0x1F000, 0x1FAFF),
    (0x20000, 0x3FFFF),
)


def replace_bullets(text: str) -> str:
    """Symbol fonts' bullets (private use characters before a space) as "•", character for character."""
    return _BULLETS.sub("•", text)


def repair_syllables(text: str) -> str:
    """Syllables whose final ㄴ or ㄹ a known font fault gives as ㄲ or ㄳ ("졲재하는 젃차"), mended, character for character.

    Only syllables outside KS X 1001 are touched (no word has them), and only where the fault shows three times.
    """
    found = [char for char in text if 0xAC00 <= ord(char) <= 0xD7A3 and _final(char) in _FAULT and not _in_ks(char)]
    if len(found) < 3:
        return text
    table = {char: chr(ord(char) - _final(char) + _FAULT[_final(char)]) for char in set(found)}
    return "".join(table.get(char, char) for char in text)


def _final(char: str) -> int:
    return (ord(char) - 0xAC00) % 28


def damage(text: str) -> float:
    """The share of letters that no Korean or Latin text has there, 0 to 1.

    Wrong are: replacement and private use characters, unassigned ones, Hangul syllables outside KS X 1001 (its 2,350
    are 99.9 % of written Korean; syllables by chance are outside it four times in five), and letters of stray scripts.
    """
    letters = wrong = 0
    stray: dict[int, int] = {}
    for char in text:
        kind = _kind(char)
        letters += kind != "other"
        wrong += kind == "wrong"
        if kind == "stray":
            stray[ord(char) >> 7] = stray.get(ord(char) >> 7, 0) + 1
    if len(stray) >= 3:
        wrong += sum(stray.values())
    return wrong / letters if letters >= 10 else 0.0


@lru_cache(maxsize=20_000)
def _kind(char: str) -> str:
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "good" if _in_ks(char) else "wrong"
    if 0xF8E5 <= code <= 0xF8FE:  # pieces of large brackets in Adobe's fonts
        return "other"
    category = unicodedata.category(char)
    if code == 0xFFFD or category in ("Co", "Cn"):
        return "wrong"
    if category[0] not in "LM":
        return "other"
    return "good" if any(a <= code <= b for a, b in (*_KNOWN, *_KNOWN_HIGH)) else "stray"


def _in_ks(char: str) -> bool:
    try:
        return len(char.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False
