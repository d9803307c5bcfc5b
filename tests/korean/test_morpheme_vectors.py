"""Kiwi's vectors as they are read from its model file: what Kiwi itself answers, and nothing
where the file is another one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from kiwipiepy_model import get_model_path

from korean import vectors
from korean.analyzer import kiwi
from korean.kiwi_model import read_output_embeddings


@pytest.mark.parametrize("word", ["광합성", "조약", "세종"])
def test_the_model_file_says_what_kiwi_answers(word: str) -> None:
    embeddings = read_output_embeddings(Path(get_model_path()) / "cong.mdl")
    assert embeddings is not None
    unit = embeddings.astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    identifier = kiwi().tokenize(word)[0].id
    near = kiwi().most_similar_morphemes(identifier, top_n=2000)
    read = unit[[item.id for item in near]] @ unit[identifier]
    assert np.abs(read - np.array([item.score for item in near])).max() < 0.02


@pytest.mark.parametrize("content", [b"", b"short", bytes(400), b"\x01" * 4000])
def test_another_file_is_not_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cong.mdl"
    path.write_bytes(content)
    assert read_output_embeddings(path) is None
    assert read_output_embeddings(tmp_path / "absent.mdl") is None


def test_vectors_are_made_once_unit_length_and_near_for_near_words(tmp_path: Path) -> None:
    made = vectors.load(tmp_path)
    assert vectors.is_ready(tmp_path) and not list(tmp_path.glob("*.partial"))
    rows = [made.row("광합성", "NNG"), made.row("엽록소", "NNG"), made.row("조약", "NNG"), made.row("협약", "NNG")]
    assert min(rows) >= 0 and made.row("없는낱말임", "NNG") == -1
    taken = made.take(rows)
    assert np.allclose(np.linalg.norm(taken, axis=1), 1, atol=0.01)
    cosines = taken @ taken.T
    assert min(cosines[0, 1], cosines[2, 3]) > max(cosines[0, 2], cosines[1, 3])
    written = (tmp_path / "kiwi-vectors-2.npy").stat().st_mtime_ns
    vectors.load(tmp_path)
    assert (tmp_path / "kiwi-vectors-2.npy").stat().st_mtime_ns == written
