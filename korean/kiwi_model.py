"""The morpheme vectors as they lie in Kiwi's own model file: read in a second, where
asking Kiwi for each takes a minute.

``cong.mdl`` (format of Kiwi 0.21 and later) is a header, a compressed trie, then rows of 4-bit numbers: context
embeddings, then one output embedding a morpheme, from which Kiwi itself computes its similarities. Each group of
eight numbers has a byte of its own: a 6-bit scale and a 2-bit zero point. Kiwi multiplies, divides by nine and
rounds to whole numbers; so do we. The format is not promised by Kiwi, so a reader compares some rows with what Kiwi
answers before it believes them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HEADER = struct.Struct(
    "<QQHHBBBBQQQQQ"
)  # vocabulary, contexts, dimension, flags, key bytes, window, bits, group, nodes, 4 offsets
_HALF = 2  # bytes of a 16-bit float
_CONTEXT_EXTRAS = 3 * _HALF  # bias, confidence, sum of valid tokens
_SCALE_BIAS, _ZERO_BIAS, _DIVISOR = 9, 6, 9
_AT_ONCE = 8192  # rows


@dataclass(frozen=True)
class _Layout:
    """Where the output embeddings begin, and how a row of them is divided (bytes)."""

    rows: int
    start: int
    dimension: int
    group: int

    @property
    def row_bytes(self) -> int:
        return self.dimension // 2 + _HALF + self.dimension // self.group


def read_output_embeddings(path: Path) -> NDArray[np.int8] | None:
    """The output embeddings ``(morphemes, dimension) int8`` by Kiwi's morpheme id; None where
    the file is laid out otherwise.
    """
    layout = _read_layout(path)
    if layout is None:
        return None
    shape = (layout.rows, layout.row_bytes)
    packed = np.memmap(path, dtype=np.uint8, mode="r", offset=layout.start, shape=shape)
    values = np.empty((layout.rows, layout.dimension), dtype=np.int8)
    for start in range(0, layout.rows, _AT_ONCE):
        values[start : start + _AT_ONCE] = _unpack(packed[start : start + _AT_ONCE], layout)
    return values


def _read_layout(path: Path) -> _Layout | None:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
        size = path.stat().st_size
        rows, contexts, dimension, _, _, _, bits, group, _, _, _, _, start = _HEADER.unpack(header)
    except (OSError, struct.error):
        return None
    if bits != 4 or not group or dimension % group or dimension % 2:
        return None
    layout = _Layout(rows, start, dimension, group)
    layout = _Layout(rows, start + contexts * (layout.row_bytes + _CONTEXT_EXTRAS), dimension, group)
    return layout if layout.start + layout.rows * layout.row_bytes <= size else None


def _unpack(packed: NDArray[np.uint8], layout: _Layout) -> NDArray[np.int8]:
    half = layout.dimension // 2
    numbers = np.empty((len(packed), layout.dimension), dtype=np.int16)
    numbers[:, 0::2] = packed[:, :half] & 0x0F
    numbers[:, 1::2] = packed[:, :half] >> 4
    local = packed[:, half + _HALF :].astype(np.int16).repeat(layout.group, axis=1)
    numbers -= (local >> 6) + _ZERO_BIAS
    numbers *= (local & 0x3F) + _SCALE_BIAS
    rounded = (np.abs(numbers) + _DIVISOR // 2) // _DIVISOR
    return (np.sign(numbers) * rounded).astype(np.int8)
