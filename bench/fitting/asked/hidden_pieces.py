"""Pieces of shared documents that a labelled question names without their words: how many letters, and their hash.

What is taken from shared documents does not stand in this project, so a piece is found again in the document itself,
in the form that ``natural_score.normalize`` gives texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.natural_score import normalize

ROLLING_BASE = 1_000_003  # of the rolling hash, modulo 2^64
LETTERS_OF_A_HASH = 16
Piece = dict[str, Any]


def hide_piece(text: str) -> Piece:
    """A piece by its number of letters, a rolling hash to find it by, and the hash that it is known by."""
    letters = normalize(text)
    rolled = int(_windows(letters, len(letters))[0])
    return {"letters": len(letters), "rolled": rolled, "sha256": _name(letters)}


def find_piece(piece: Piece, texts: Iterable[str]) -> str:
    """The piece where it stands in one of the texts, which are normalised already; empty where it does in none."""
    for text in texts:
        if piece["letters"] > len(text):
            continue
        for at in np.flatnonzero(_windows(text, piece["letters"]) == np.uint64(piece["rolled"])).tolist():
            letters = text[at : at + piece["letters"]]
            if _name(letters) == piece["sha256"]:
                return letters
    return ""


def restore_row(row: dict[str, Any], texts: Sequence[str]) -> dict[str, Any] | None:
    """A labelled question with the words of its pieces; None where one that it needs is found nowhere."""
    needs = [[found for piece in need if (found := find_piece(piece, texts))] for need in row["needs"]]
    helps = [found for piece in row["helps"] if (found := find_piece(piece, texts))]
    return row | {"needs": needs, "helps": helps} if all(needs) else None


def _name(letters: str) -> str:
    return hashlib.sha256(letters.encode("utf-8")).hexdigest()[:LETTERS_OF_A_HASH]


def _windows(text: str, size: int) -> NDArray[np.uint64]:
    """The rolling hash of every run of ``size`` letters."""
    sums, value, wrap = [0], 0, (1 << 64) - 1
    for char in text:
        value = (value * ROLLING_BASE + ord(char)) & wrap
        sums.append(value)
    every = np.array(sums, dtype=np.uint64)
    with np.errstate(over="ignore"):
        found: NDArray[np.uint64] = every[size:] - every[:-size] * np.uint64(pow(ROLLING_BASE, size, 1 << 64))
    return found
