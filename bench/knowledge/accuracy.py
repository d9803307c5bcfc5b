"""How much of a text came out right: character accuracy, spaces aside."""

from __future__ import annotations

import unicodedata

import numpy as np

from knowledge.loaders.pdf.legibility import repair_syllables, replace_bullets


def accuracy(true: str, read: str) -> float:
    """1 less the edit distance over the true text's length, 0 at the least (ISRI's character accuracy).

    Both texts without white space, in NFC, known faults of fonts mended ("졲재" for "존재") as the true text may itself be
    out of a PDF. Running heads and page numbers, which our loader leaves out, count as lost.
    """
    a, b = bare(true), bare(read)
    return max(0.0, 1.0 - distance(a, b) / len(a)) if a else float(not b)


def bare(text: str) -> str:
    return "".join(repair_syllables(replace_bullets(unicodedata.normalize("NFC", text))).split())


def distance(a: str, b: str) -> int:
    """Levenshtein's distance, a row at a time."""
    codes = np.frombuffer(b.encode("utf-32-le"), "<u4")
    steps = np.arange(len(codes) + 1)
    row = steps.copy()
    for number, char in enumerate(a, 1):
        after = np.empty_like(row)
        after[0] = number
        np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)), out=after[1:])
        row = np.minimum.accumulate(after - steps) + steps
    return int(row[-1])
