"""서술형: a criterion for every cited span, partial credit, and a reason that quotes the answer and the book."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge import Library
from learning import Learner, Question, make_quiz
from learning.grading.rubric import criteria, grade_essay, marks


@pytest.fixture(scope="module")
def essays(sample_library: Library) -> list[Question]:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    return make_quiz(sample_library, [source], n=6, kinds=("essay",), seed=2)


def test_a_rubric_has_a_criterion_for_every_exact_span(sample_library: Library, essays: list[Question]) -> None:
    for q in essays:
        cited = (q.citation, *q.citations)
        assert len(criteria(q)) == len(cited) >= 2 and q.stem.endswith(f"({2 * len(cited)}점)")
        assert all(sample_library.text(c.source_id, c.start, c.end) == c.quote for c in cited)
        assert all(criterion.words for criterion in criteria(q))


def test_the_whole_earns_all_and_a_part_its_share(essays: list[Question]) -> None:
    for q in essays:
        assert grade_essay(q, q.answer[0])[0] == 1.0
        share, told = grade_essay(q, " ".join(q.citation.quote.split()))
        assert 0 < share < 1 and "기준을 채웠습니다" in told and "교재: “" in told
        assert grade_essay(q, "잘 모르겠습니다.")[0] == 0.0


def test_a_denial_and_another_number_earn_nothing(essays: list[Question]) -> None:
    q = essays[0]
    quote = " ".join(q.citation.quote.split())
    assert marks(q, quote.rstrip(".") + "는 것은 아니다.")[0].points == 0
    dated = [(q, c) for q in essays for c in criteria(q) if "년" in c.quote and any(x.isdigit() for x in c.quote)]
    for q, criterion in dated:
        wrong = "".join(str((int(x) + 1) % 10) if x.isdigit() else x for x in criterion.quote)
        assert next(m for m in marks(q, wrong) if m.criterion == criterion).points == 0


def test_partial_credit_is_kept_and_told(sample_folder: Path, essays: list[Question], tmp_path: Path) -> None:
    shutil.copytree(sample_folder, tmp_path / "samples")  # what is answered stays out of the samples
    library = Library.open(tmp_path / "samples")
    learner = Learner(library.database, library.owner)
    grade = learner.submit(essays[0].id, " ".join(essays[0].citation.quote.split()))
    assert 0 < grade.score < 1 and not grade.correct and "기준 1" in grade.feedback
    library.close()
