"""A shelf with a sample textbook of its own, for tests that answer questions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Library
from settings import Settings
from tests.learning.quizzes.exam_parts import PAPER


@pytest.fixture(scope="module")
def exam_shelf(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Iterator[Library]:
    """A copy of the samples with an exam paper beside them."""
    folder = tmp_path_factory.mktemp("paper")
    paper = folder / "중간고사.txt"
    paper.write_text(PAPER, "utf-8")
    shutil.copytree(sample_folder, folder / "library")
    library = Library.open(folder / "library")
    library.add(paper)
    yield library
    library.close()


@pytest.fixture
def deck_of_terms(tmp_path: Path) -> Iterator[Library]:
    """A source of term lines only: no full sentence in it."""
    terms = {
        "마그마": "땅속 깊은 곳에서 암석이 녹은 물질",
        "용암": "화산에서 땅 밖으로 흘러나온 뜨거운 액체",
        "화강암": "천천히 식어 알갱이가 큰 밝은 돌",
        "현무암": "빨리 식어 알갱이가 작은 어두운 돌",
        "퇴적암": "쌓인 흙과 모래가 오래 눌려 굳은 돌",
        "변성암": "높은 열과 압력을 받아 성질이 달라진 돌",
        "화석": "옛날에 살던 생물의 흔적이 남은 것",
        "습곡": "양쪽에서 미는 힘으로 지층이 휘어진 모양",
        "단층": "힘을 받은 지층이 끊어져 어긋난 모양",
        "지진": "땅이 갑자기 흔들리며 갈라지는 현상",
        "풍화": "바위가 비바람에 잘게 부서지는 과정",
        "침식": "흐르는 물이 땅을 깎아 내는 작용",
        "운반": "깎인 알갱이가 물을 따라 옮겨지는 작용",
        "삼각주": "강 하구에 모래가 쌓여 생긴 넓은 평야",
    }
    path = tmp_path / "지질.md"
    lines = "\n".join(f"- {term}: {said}" for term, said in terms.items())
    path.write_text(f"# 땅의 변화\n\n## 낱말 모음\n\n{lines}\n", encoding="utf-8")
    library = Library.open(tmp_path / "deck", settings=Settings(library=tmp_path / "deck"))
    library.add(path)
    yield library
    library.close()
