"""What a sentence shares with a question, feature by feature, over a passage of four sentences and one of two."""

from __future__ import annotations

from dataclasses import replace
from math import log1p

import numpy as np
import pytest

import korean
from knowledge.index.morpheme_codec import dump
from knowledge.search.sentence_features import (
    NAMES,
    Candidate,
    best_feature,
    bigrams,
    common_subsequence,
    list_candidates,
    merits,
    own_merits,
    sentence_features,
    weigh_query,
)
from knowledge.search.signals import Query, make_query
from korean.analyzer import Token, split_blocks
from korean.vectors import MorphemeVectors
from storage.tables import PassageRow

FIRST = (
    "서재필은 미국에서 돌아왔다. 그는 독립신문을 창간하였다. 신문은 (한글로) 나왔다. 독립신문은 1896년에 나온 신문이다."
)
SECOND = "독립신문은 널리 읽혔다. 독립문도 그때 세워졌다."


def passage(number: int, text: str, start: int = 0) -> PassageRow:
    ((*sentences,),) = split_blocks([text])
    every = [token for _, _, tokens in sentences for token in tokens]
    spans = [[start + first, start + last] for first, last, _ in sentences]
    return PassageRow(
        id=90_000 + number, source_id="s", page=number, start=start, end=start + len(text), text=text, spans=spans,
        tokens=dump(every),
    )  # fmt: skip


def asked_with(question: str, **idf: float) -> Query:
    return make_query(question, korean.tokenize(question), idf, None)


def naming(*words: str, **idf: float) -> Query:
    """A query of words that are given as ``form/tag``, whatever the analyser would make of them."""
    forms = [word.split("/") for word in words]
    starts = [10 * number for number in range(len(forms))]
    tokens = [Token(form, tag, at, at + len(form)) for at, (form, tag) in zip(starts, forms)]
    return make_query(" ".join(form for form, _ in forms), tokens, idf, None)


FOUNDED = ("독립신문/NNP", "창간/NNG", "서재필/NNP")


@pytest.fixture
def found() -> list[Candidate]:
    return list_candidates([passage(1, FIRST), passage(2, SECOND, 100)], [4.0, 3.0], None)


def table(query: Query, found: list[Candidate], morphemes: MorphemeVectors | None = None) -> dict[str, list[float]]:
    rows = sentence_features(weigh_query(query, found, morphemes), found, morphemes)
    assert rows.shape == (len(found), len(NAMES))
    return {name: rows[:, i].tolist() for i, name in enumerate(NAMES)}


def test_every_sentence_is_a_candidate_with_its_place(found: list[Candidate]) -> None:
    assert [(one.hit, one.place) for one in found] == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1)]
    assert [one.passage for one in found] == [1.0] * 4 + [0.75] * 2
    assert [one.page for one in found] == [1] * 4 + [2] * 2
    for one, text, start in [(found[1], FIRST, 0), (found[4], SECOND, 100), (found[5], SECOND, 100)]:
        assert one.text == text[one.start - start : one.end - start]
    assert found[1].text == "그는 독립신문을 창간하였다." and found[5].text == "독립문도 그때 세워졌다."
    unscored = list_candidates([passage(1, FIRST)], [0.0], None)
    assert [one.passage for one in unscored] == [0.0] * 4 and list_candidates([], [], None) == []


def test_a_word_of_every_sentence_tells_them_apart_less(found: list[Candidate]) -> None:
    query = naming(*FOUNDED, 독립신문=1.0, 창간=1.0, 서재필=2.0)
    assert query.terms == ("독립신문", "창간", "서재필")
    weighed = weigh_query(query, found, None)
    assert weighed.query.weights.tolist() == pytest.approx(
        [0.1 + log1p(6 / 3), 0.1 + log1p(6), 2 * (0.1 + log1p(6))], rel=1e-5
    )
    assert weighed.bigrams["서재"] == pytest.approx(log1p(6)) and weighed.bigrams["독립"] == pytest.approx(log1p(6 / 4))
    assert weighed.sequence == ("독립신문", "창간", "서재필") and weighed.focus is None
    strange = weigh_query(asked_with("공룡"), found, None)
    assert strange.query.weights.tolist() == pytest.approx([0.01 * (0.1 + log1p(6))])
    assert strange.bigrams == {"공룡": pytest.approx(log1p(6))}


def test_what_is_held_here_before_and_after(found: list[Candidate]) -> None:
    query = naming(*FOUNDED)
    values, weights = table(query, found), weigh_query(query, found, None).query.weights
    a, b, c = weights / weights.sum()
    assert values["share"] == pytest.approx([c, a + b, 0, a, a, 0], abs=1e-6)
    assert values["union"] == pytest.approx([c, 1, a + b, a, a, a], abs=1e-6), "not across passages"
    assert values["after"] == pytest.approx([a + b, 0, a, 0, 0, 0], abs=1e-6)
    assert values["carried"] == pytest.approx([0, c, 0, 0, 0, 0], abs=1e-6), "only where a pronoun points back"
    assert values["meaning"] == pytest.approx([c, a + b, 0, a, a, 0], abs=1e-6)


def test_what_was_carried_into_a_sentence_is_carried_on() -> None:
    text = "서재필은 미국에 살았다. 그는 신문을 만들었다. 그는 다리를 놓았다. 신문이 늘었다. 그는 떠났다."
    values = table(asked_with("서재필"), list_candidates([passage(3, text)], [1.0], None))
    assert values["carried"] == pytest.approx([0, 1, 1, 0, 0])
    two = list_candidates(
        [passage(4, "서재필은 떠났다."), passage(5, "그는 돌아왔다. 그는 말했다.", 50)], [1.0, 1.0], None
    )
    assert table(asked_with("서재필"), two)["carried"] == [0, 0, 0], "not from one passage to the next"


def test_pairs_of_letters_and_the_order_of_words(found: list[Candidate]) -> None:
    query = naming("신문/NNG", "나오/VV")
    values, pairs = table(query, found), weigh_query(query, found, None).bigrams
    assert set(pairs) == {"신문", "문나", "나오"} and pairs["문나"] == pytest.approx(log1p(6))
    share = pairs["신문"] / sum(pairs.values())
    assert values["bigrams"] == pytest.approx([0, share, share, share, share, 0])
    assert values["order"] == [0, 0.5, 1, 0.5, 0, 0]


def test_plain_marks_of_a_sentence(found: list[Candidate]) -> None:
    values = table(asked_with("독립신문은 몇 년에 나왔나?"), found)
    assert values["passage"] == [1, 1, 1, 1, 0.75, 0.75] and values["best passage"] == [1, 1, 1, 1, 0, 0]
    assert values["parenthesis"] == [0, 0, 1, 0, 0, 0] and values["unit"] == [0, 0, 0, 1, 0, 0]
    assert values["length"] == pytest.approx([len(one.text) / 100 for one in found])
    long = [replace(found[0], text="가" * 199), replace(found[0], text="가" * 201), replace(found[0], text="가" * 400)]
    assert table(asked_with("독립"), long)["length"] == pytest.approx([1.99, 2.0, 2.0])


def test_the_kind_of_thing_that_was_asked_for_counts_for_its_kind_alone(found: list[Candidate]) -> None:
    values = table(asked_with("독립신문은 언제 나왔나?"), found)
    assert values["when"] == [0, 0, 0, 1, 0, 1] and values["who"] == values["where"] == values["why"] == [0] * 6


def test_a_number_counts_where_it_was_asked_how_many(found: list[Candidate]) -> None:
    values = table(asked_with("독립신문은 몇 부 나왔나?"), found)
    assert values["how many"] == [0, 0, 0, 1, 0, 0] and values["when"] == [0] * 6


def test_nearness_to_the_last_word_of_the_question() -> None:
    names = ["창간/NNG", "독립신문/NNP", "미국/NNP"]
    morphemes = MorphemeVectors(np.array([[0, 1], [1, 0], [0.6, 0.8]], np.float16), names)
    known = list_candidates([passage(6, FIRST)], [1.0], morphemes)
    for words in (("독립신문/NNP", "창간/NNG"), ("서재필/NNP", "독립신문/NNP", "창간/NNG"), ("창간/NNG", "누구/NP")):
        assert table(naming(*words), known, morphemes)["focus"] == pytest.approx([0.8, 1.0, 0.0, 0.0], abs=1e-3), words
    assert table(naming(*FOUNDED[:2]), known)["focus"] == [0] * 4
    assert table(naming("창간/NNG", "모름/NNG"), known, morphemes)["focus"] == [0] * 4


def test_asking_words_are_none_of_the_questions_own(found: list[Candidate]) -> None:
    assert weigh_query(naming("신문/NNG", "누구/NP"), found, None).sequence == ("신문",)
    assert table(naming("신문/NNG"), found)["order"] == [0, 1, 1, 1, 0, 0]
    nothing = table(naming("은/JX"), found)
    assert nothing["order"] == nothing["union"] == nothing["bigrams"] == [0] * 6


def test_merits_are_one_weighted_sum_with_and_without_the_passage() -> None:
    rows = np.zeros((2, len(NAMES)))
    rows[0, NAMES.index("passage")] = rows[0, NAMES.index("best passage")] = 1.0
    rows[1, NAMES.index("bigrams")] = 0.5
    assert own_merits(rows)[0] == 0.0 < merits(rows)[0] and own_merits(rows)[1] == merits(rows)[1] > 0
    lone = np.eye(len(NAMES))
    assert merits(lone)[NAMES.index("length")] < 0, "of two that say the same the shorter"
    assert merits(2 * lone).tolist() == pytest.approx((2 * merits(lone)).tolist())


def test_a_feature_is_read_off_the_likeliest() -> None:
    rows = np.zeros((3, len(NAMES)))
    rows[:, NAMES.index("bigrams")] = [0.2, 0.9, 0.4]
    rows[:, NAMES.index("unit")] = [0.5, 0.25, 0.75]
    rows[1, NAMES.index("union")] = 1.0
    assert best_feature(rows, "bigrams") == 0.9 and best_feature(rows, "unit") == 0.25


def test_bigrams_leave_signs_and_spaces_out() -> None:
    assert (
        bigrams("3·1 운동!") == {"31", "1운", "운동"} and bigrams("가") == bigrams("") == bigrams("?!") == frozenset()
    )


def test_the_longest_common_subsequence_of_content_words(found: list[Candidate]) -> None:
    part = found[3].part  # 독립신문 1896 년 나오 신문
    assert common_subsequence(("독립신문", "년", "신문"), part) == 3
    assert common_subsequence(("신문", "독립신문"), part) == 1 and common_subsequence((), part) == 0
    assert common_subsequence(("독립신문", "창간", "신문", "신문"), part) == 2
    assert common_subsequence(("은", "에"), part) == 0, "particles do not count"
