"""Letters of symbol fonts (Symbol, Wingdings) as the Unicode characters that they look like.

Source: Adobe's Symbol encoding and Microsoft's charts of Wingdings. Word writes
these letters at U+F000 above their byte.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SYMBOL = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"  # from 0x20
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"  # from 0xA0
    "\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_CIRCLED, _BLACK = "⓪①②③④⑤⑥⑦⑧⑨⑩", "⓿❶❷❸❹❺❻❼❽❾❿"
_FONTS: dict[str, dict[int, str]] = {
    "symbol": {0x20 + i: char for i, char in enumerate(_SYMBOL)}
    | {0xA0 + i: char for i, char in enumerate(_SYMBOL_HIGH)},
    "wingdings": {
        **{0x80 + i: char for i, char in enumerate(_CIRCLED + _BLACK)},
        **{0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x4A: "☺"},
        **{0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "◆"},
        **{0x74: "◆", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x78: "☒", 0x7B: "❀", 0x9E: "·", 0x9F: "•", 0xA0: "▪"},
        **{0xA1: "○", 0xA2: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xD8: "➢"},
        **{0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘"},
        **{
            0xE8: "➔",
            0xEF: "⇦",
            0xF0: "⇨",
            0xF1: "⇧",
            0xF2: "⇩",
            0xF3: "⇔",
            0xFB: "✗",
            0xFC: "✓",
            0xFD: "☒",
            0xFE: "☑",
        },
    },
    "wingdings 2": {
        **{0x69 + i: char for i, char in enumerate(_CIRCLED + _BLACK)},
        **{0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x95: "·", 0x96: "•", 0x97: "●"},
        **{0x9A: "○", 0xA1: "▪", 0xA2: "■", 0xA3: "□", 0xAE: "◆"},
    },
    "wingdings 3": {
        **{
            0x66: "←",
            0x67: "→",
            0x68: "↑",
            0x69: "↓",
            0x70: "▲",
            0x71: "▼",
            0x72: "△",
            0x73: "▽",
            0x74: "◀",
            0x75: "▶",
        },
        **{0x76: "◁", 0x77: "▷", 0x7D: "▶", 0x7C: "◀"},
    },
}
OTHER_SIGN = "\ufffd"
_PRIVATE = re.compile("[\uf020-\uf0ff]")


@lru_cache(maxsize=1000)
def is_symbol_font(font: str) -> bool:
    """Whether a typeface has pictures and letters of its own in place of the usual ones."""
    return font.strip().lower() in _FONTS


def translate_symbols(text: str, font: str) -> str:
    """A run in a symbol font as Unicode; a sign without a like is U+FFFD."""
    table = _FONTS.get(font.strip().lower())
    if table is None:
        return text
    return "".join(char if char.isspace() else _sign(table, ord(char), char) for char in text)


def _sign(table: dict[int, str], code: int, char: str) -> str:
    byte = code - 0xF000 if 0xF020 <= code <= 0xF0FF else code
    if byte > 0xFF:
        return char  # a letter that another typeface lends
    return table.get(byte, OTHER_SIGN)


def translate_private(text: str) -> str:
    """Letters at U+F0xx whose typeface nobody names, as of Symbol."""
    return _PRIVATE.sub(lambda found: _sign(_FONTS["symbol"], ord(found[0]), found[0]), text)
