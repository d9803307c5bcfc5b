"""A piece of a document is found again by its hash alone, and a question whose pieces are gone is left out."""

from __future__ import annotations

from bench.fitting.asked.hidden_pieces import find_piece, hide_piece, restore_row
from bench.natural_score import normalize

TEXT = normalize("장독대는 **된장**과 간장을 담근 독을 두는 곳이다. 햇볕이 잘 드는 곳에 만든다.")


def test_a_piece_is_found_in_any_of_the_texts_and_its_words_are_not_kept() -> None:
    piece = hide_piece("독을 두는 곳")
    assert find_piece(piece, ["다른 글", TEXT]) == "독을두는곳"
    assert find_piece(piece, [normalize("독을 두지 않는 곳")]) == ""
    assert "독" not in str(piece)


def test_a_question_is_whole_only_where_every_need_is_found() -> None:
    row = {"needs": [[hide_piece("된장과 간장"), hide_piece("없는 말")]], "helps": [hide_piece("햇볕이 잘 드는")]}
    assert restore_row(row, [TEXT]) == {"needs": [["된장과간장"]], "helps": ["햇볕이잘드는"]}
    assert restore_row({"needs": [[hide_piece("없는 말")]], "helps": []}, [TEXT]) is None
