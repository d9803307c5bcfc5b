"""A shelf of papers over the sample history textbook, and a paper of every kind of question."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import Library
from learning import KINDS, Question, make_quiz
from learning.papers.exam_paper import ExamPaper
from learning.papers.paper_shelf import PaperShelf


@pytest.fixture(scope="module")
def papers(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperShelf]:
    folder = tmp_path_factory.mktemp("papers") / "library"
    shutil.copytree(sample_folder, folder)
    library = Library.open(folder)
    yield PaperShelf(library)
    library.close()


@pytest.fixture(scope="module")
def paper_questions(papers: PaperShelf) -> list[Question]:
    source = next(one.id for one in papers.library.sources() if one.filename == "history.pdf")
    return make_quiz(papers.library, [source], n=20, seed=5, kinds=tuple(KINDS))


@pytest.fixture
def paper(papers: PaperShelf, paper_questions: list[Question]) -> ExamPaper:
    return papers.keep("1학기 중간고사", paper_questions)
