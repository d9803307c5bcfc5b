"""What HWP and HWPX have in common: equations, letters of Hangul's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.loaders.base import Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock
from knowledge.loaders.office.hancom_tex import write_tex
from knowledge.loaders.office.symbol_fonts import OTHER_SIGN, translate_symbols
from knowledge.models import BlockKind
from korean.old_hangul import write_old_hangul

_OWN = {
    **{"\U000f080f": " ", "\U000f081c": "", "\U000f03da": "□", "\U000f012b": "㊞"},
    **{"\U000f0852": "“", "\U000f0853": "”", "\U000f0854": "『", "\U000f0855": "』"},
}
_OWN_LETTER = re.compile("[" + "".join(_OWN) + "]")
# Numbers in circles and in boxes: ten digits, nine tens of two-digit numbers, ten units of these, from these places on.
_NUMBER_SETS = (0xF0286, 0xF02B0)
_NUMBER = re.compile(
    "|".join(
        f"[{chr(start + 10)}-{chr(start + 18)}][{chr(start + 19)}-{chr(start + 28)}]|[{chr(start)}-{chr(start + 9)}]"
        for start in _NUMBER_SETS
    )
)
_SYMBOL_LETTER = re.compile("[\uf020-\uf0ff]")
_OLD_HANGUL = re.compile("[\ue0bc-\uf01f\uf100-\uf8f7]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd]")


def equation(script: str) -> str:
    """An equation's script as LaTeX between dollar signs; "" for an empty one."""
    tex = write_tex(script)
    return f"${tex}$" if tex else ""


def put_equation(script: str, paragraph: Paragraph) -> None:
    """An equation among a paragraph's words."""
    if said := equation(script):
        paragraph.say(f" {said} ")


def as_notes(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """The paragraphs of a note."""
    return [replace(block, level=0, kind=BlockKind.FOOTNOTE, depth=0, marker="") for block in blocks]


def tell_private(blocks: Sequence[TextBlock], outcome: Outcome) -> None:
    """Say how many letters of a document only its own typeface can show."""
    count = sum(len(_PRIVATE.findall(block.text)) for block in blocks)
    if count:
        outcome.remark("private_letters", count=f"{count:,}")


def own_letters(text: str) -> str:
    """Private use characters of known meaning as what they mean."""
    if not _PRIVATE.search(text):
        return text
    said = _NUMBER.sub(_write_number, _OWN_LETTER.sub(lambda match: _OWN[match.group()], text))
    if _SYMBOL_LETTER.search(said) and not _OLD_HANGUL.search(said):
        said = _SYMBOL_LETTER.sub(_write_symbol, said)
    return write_old_hangul(said)


def _write_number(match: re.Match[str]) -> str:
    codes = [ord(char) for char in match.group()]
    start = max(start for start in _NUMBER_SETS if start <= codes[0])
    number = codes[0] - start if len(codes) == 1 else 10 * (codes[0] - start - 9) + codes[1] - start - 19
    if not number:
        return "⓪"
    return chr(0x2460 + number - 1) if number <= 20 else f"({number})"


def _write_symbol(match: re.Match[str]) -> str:
    sign = translate_symbols(match.group(), "Wingdings")
    return match.group() if sign == OTHER_SIGN else sign
