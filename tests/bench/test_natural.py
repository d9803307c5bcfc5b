"""The scores of natural questions: pieces, noise, refusals."""

from __future__ import annotations

from typing import Any

from bench.natural_score import judge_answer


def ask(**changed: Any) -> dict[str, Any]:
    return {"kind": "fact", "needs": [["1443년"], ["세종", "임금 세종"]], "helps": ["백성을 위해"], **changed}


def test_an_answer_with_every_piece_is_complete_and_marks_do_not_matter() -> None:
    verdict = judge_answer(ask(), "", ["**세 종**이 1443 년에 만들었다."], False)
    assert (verdict.state, verdict.lacks, verdict.noise, verdict.quoted) == ("complete", (), 0.0, True)


def test_a_piece_that_lacks_is_named() -> None:
    verdict = judge_answer(ask(), "1443년이다.", [], False)
    assert (verdict.state, verdict.lacks, verdict.quoted) == ("partial", ("세종",), False)


def test_noise_is_the_share_of_sentences_with_no_piece() -> None:
    verdict = judge_answer(ask(), "", ["세종이 만들었다. 날씨가 맑았다. 백성을 위해 만들었다.", "1443년이다."], False)
    assert verdict.noise == 0.25


def test_what_is_refused_is_refused_even_where_it_shows_a_piece() -> None:
    assert judge_answer(ask(), "1443년 세종", [], True).state == "refused"
    assert judge_answer(ask(), "", [], False).state == "refused"


def test_an_unanswerable_question_that_is_answered_is_neither_right_nor_refused() -> None:
    verdict = judge_answer(ask(kind="unanswerable", needs=[]), "1443년이다.", ["1443년이다."], False)
    assert (verdict.state, verdict.noise) == ("answered", None)
