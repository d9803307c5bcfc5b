"""How well a passage answers a query's terms, by small numbers that can be added up in one's head."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from knowledge.search.passage_features import Part, pair
from knowledge.search.signals import (
    Other,
    Query,
    Signals,
    best_window,
    content_terms,
    find_substitutes,
    held_terms,
    make_query,
    mass,
    signals,
    title_match,
)
from korean.analyzer import Token
from korean.vectors import MorphemeVectors

TERMS, IDF = ("조약", "체결", "도"), (1.0, 2.0, 5.0)
VECTORS = MorphemeVectors(np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float16), ["조약/NNG", "협약/NNG", "체결/NNG"])


def query(terms: Iterable[str] = TERMS, idf: Iterable[float] = IDF, **others: object) -> Query:
    given = {"similar": None, **others}
    return Query("", (), tuple(terms), np.array(list(idf), np.float32), **given)  # type: ignore[arg-type]


def part(*forms: str, letters: str = "", pairs: Iterable[str] = (), rows: tuple[int, ...] = ()) -> Part:
    return Part(frozenset(forms), letters or "\0".join(forms), frozenset(pairs), rows, "", 0, 0)


def tokens(*words: str) -> list[Token]:
    """``form/tag`` one after another without spaces between them; ``_`` is a space."""
    found, at = [], 0
    for word in words:
        if word == "_":
            at += 1
            continue
        form, tag = word.split("/")
        found.append(Token(form, tag, at, at + len(form)))
        at += len(form)
    return found


def test_terms_are_the_words_that_tell_each_once() -> None:
    given = tokens("조약/NNG", "은/JX", "_", "언제/MAG", "_", "DNA/SL", "_", "조약/NNG", "_", "무엇/NP")
    assert content_terms(given) == ("조약", "dna")
    assert content_terms(tokens("무엇/NP", "이/VCP")) == ("무엇",), "kept where nothing else is there"
    assert content_terms([]) == ()


def test_a_query_weighs_its_terms_by_their_rarity() -> None:
    made = make_query("조약의 체결", tokens("조약/NNG", "의/JKG", "_", "체결/NNG"), {"조약": 3.0}, None)
    assert made.terms == ("조약", "체결") and made.weights.tolist() == pytest.approx([3.0, 0.01])
    assert (made.text, made.read, made.similar, made.compounds) == ("조약의 체결", "조약의 체결", None, ())


def test_a_query_knows_the_vectors_of_its_terms() -> None:
    given = tokens("조약/NNG", "_", "모름/NNG", "_", "체결/NNG", "_", "체결/VV")
    made = make_query("", given, {}, VECTORS)
    assert made.similar is not None and made.similar.dtype == np.float32
    assert made.similar.tolist() == [[1, 0], [0, 0], [0, 1]], "an unknown word is nothing, the first of two counts"
    assert make_query("", [], {}, VECTORS).similar is None


def test_nouns_written_together_are_words_too() -> None:
    made = make_query("", tokens("독립/NNG", "신문/NNG", "사/NNG", "_", "기자/NNG"), {}, None)
    assert set(made.compounds) == {("독립신문", (0, 1)), ("독립신문사", (0, 1, 2)), ("신문사", (1, 2))}
    asked = make_query("", tokens("무엇/NP", "신문/NNG"), {}, None)
    assert asked.terms == ("신문",) and all(numbers == (0,) for _, numbers in asked.compounds)


def test_a_term_is_held_alone_within_a_compound_or_by_another_name() -> None:
    asked = query(compounds=(("조약체결", (0, 1)),), others=(Other("도", "섬", frozenset({"섬", "땅"}), (2,)),))
    assert held_terms(asked, part("조약")) == {0} and held_terms(asked, part("조약체결")) == {0, 1}
    whole = query(others=(Other("도", "섬", frozenset({"섬"}), (2,)),))
    assert held_terms(whole, part("섬")) == {2}, "that name and nothing else"
    assert held_terms(asked, part("섬")) == set() and held_terms(asked, part("섬", "땅", "산")) == {2}
    assert held_terms(asked, part()) == set() and mass(asked, {0, 2}) == 6.0 and mass(asked, set()) == 0.0


def test_a_word_within_another_counts_eight_tenths_and_a_single_letter_nothing() -> None:
    found = signals(query(), part("조약", letters="조약\0조약체결서\0지도"), frozenset(), None)
    assert found.exact == found.coverage == pytest.approx((1.0 + 0.8 * 2.0) / 8)
    headed = signals(query(), part("조약"), frozenset({"도"}), None)
    assert headed.exact == pytest.approx((1.0 + 0.8 * 5.0) / 8), "a heading's word counts so, too"
    assert signals(query(), part(), frozenset(), None) == Signals(0.0, 0.0, 0.0)
    assert signals(query((), ()), part("조약"), frozenset(), None) == Signals(0.0, 0.0, 0.0)
    short = signals(query(("나라", "도"), (1.0, 1.0)), part("x", letters="우리나라도"), frozenset(), None)
    assert short.exact == pytest.approx(0.4)


def test_a_near_word_counts_by_its_cosine() -> None:
    similar = np.array([[1, 0], [0.4, 0.0], [0, 0]], np.float32)
    asked = query(similar=similar)
    found = signals(asked, part("협약", rows=(1,)), frozenset(), VECTORS)
    assert found.exact == 0.0 and found.coverage == pytest.approx(0.6 * 0.8 * 1.0 / 8, abs=1e-3)
    both = signals(asked, part("협약", "조약", rows=(0, 1)), frozenset(), VECTORS)
    assert both.coverage == pytest.approx(1.0 / 8), "0.4 is chance, and what is held is not counted twice"
    for other in (
        signals(asked, part("협약", rows=(1,)), frozenset(), None),
        signals(asked, part("협약"), frozenset(), VECTORS),
    ):
        assert other.coverage == 0.0
    assert signals(query(), part("협약", rows=(1,)), frozenset(), VECTORS).coverage == 0.0
    everything = signals(query(TERMS[:2], IDF[:2], similar=similar[:2]), part("조약", "체결"), frozenset(), VECTORS)
    assert everything == Signals(1.0, 1.0, 0.0)


def test_terms_that_follow_each_other_here_too_make_a_phrase() -> None:
    assert signals(query(), part(pairs=[pair("조약", "체결")]), frozenset(), None).phrase == 0.5
    assert signals(query(), part(pairs=[pair("체결", "조약"), pair("조약", "도")]), frozenset(), None).phrase == 0.0
    both = [pair("조약", "체결"), pair("체결", "도")]
    assert signals(query(), part(pairs=both), frozenset(), None).phrase == 1.0
    assert signals(query(TERMS[:1], IDF[:1]), part("조약"), frozenset(), None).phrase == 0.0


def test_a_window_is_one_sentence_or_nine_tenths_of_two() -> None:
    asked = query()
    assert best_window(asked, [part("조약"), part("체결", "도")]) == pytest.approx(0.9)
    assert best_window(asked, [part("조약"), part("도"), part("체결")]) == pytest.approx(0.9 * 7 / 8)
    assert best_window(asked, [part("조약"), part(), part("도")]) == pytest.approx(5 / 8), "not next to each other"
    assert (
        best_window(asked, [part("체결", "도")]) == pytest.approx(7 / 8) and best_window(asked, [part(*TERMS)]) == 1.0
    )
    assert (
        best_window(asked, [part()]) == 0.0
        and best_window(asked, []) == 0.0
        and best_window(query((), ()), [part("조약")]) == 0.0
    )


def test_a_part_that_has_another_name_is_read_under_it() -> None:
    others = (
        Other("섬나라", "도서국", frozenset({"도서국"}), ()),
        Other("조약", "협약", frozenset({"협약"}), (0,)),
        Other("조약", "약조", frozenset({"협약", "약조"}), (0,)),
    )
    asked = query(others=others)
    assert find_substitutes(asked, part("도서국")) == {"섬나라": "도서국"}
    assert find_substitutes(asked, part("협약")) == {"조약": "협약"} and find_substitutes(asked, part("약조")) == {}
    assert find_substitutes(asked, part("협약", "약조")) == {"조약": "협약"}, "the first of two"
    assert find_substitutes(asked, part("협약", "조약")) == {}, "it has the word itself"


def test_a_title_is_matched_without_its_spaces() -> None:
    assert title_match(query(), ("2장 조 약",), "역사") == pytest.approx(1 / 8)
    assert title_match(query(), (), "조약_체결_도") == pytest.approx(3 / 8), "a single letter is no match"
    assert title_match(query(("dna",), (2.0,)), ("DNA의 구조",), "") == 1.0
    assert title_match(query(), (), "") == 0.0 and title_match(query((), ()), ("조약",), "조약") == 0.0
    assert title_match(query(("약체",), (1.0,)), ("조약", "체결"), "") == 1.0, "headings are read on into each other"
