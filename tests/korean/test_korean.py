"""The analyser's promises: offsets hold, particles agree, numbers compare, ROUGE sees Hangul."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import korean
from korean.analyzer import split_blocks
from korean.transliteration import is_transliteration

KOREAN = st.text(alphabet="가나다라마바사고종은는이가을를 .,?!\n1905년abcé😀漢字", max_size=200)


@given(KOREAN)
@settings(max_examples=60, deadline=None)
def test_sentence_and_token_offsets_stand_in_the_text(text: str) -> None:
    for start, end in korean.sentences(text):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
    for token in korean.tokenize(text):
        assert 0 <= token.start <= token.end <= len(text)


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("조약", "을/를", "조약을"),
        ("고종", "이/가", "고종이"),
        ("나라", "은/는", "나라는"),
        ("①", "은/는", "①은"),
        ("②", "은/는", "②는"),
        ("⑩", "이/가", "⑩이"),
        ("⑪", "으로/로", "⑪로"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("1905", "을/를", "1905를"),
    ],
)
def test_particles_agree_with_the_word_before(word: str, pair: str, expected: str) -> None:
    assert korean.josa(word, pair) == expected


def test_numbers_are_compared_by_value() -> None:
    assert [n.value for n in korean.numbers("1,300만 원과 1300만 원, 3.5%")] == [1300, 1300, 3.5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "println!은 가변 인자를 받는다. vec! 매크로는 벡터를 만든다.",
            ["println!은 가변 인자를 받는다.", "vec! 매크로는 벡터를 만든다."],
        ),
        ("sort!와 map!은 받은 것을 바꾼다.", ["sort!와 map!은 받은 것을 바꾼다."]),
        ("? 연산자는 오류를 넘긴다. 그래서 짧다.", ["? 연산자는 오류를 넘긴다.", "그래서 짧다."]),
        ("왜 Rust인가? 빠르기 때문이다.", ["왜 Rust인가?", "빠르기 때문이다."]),
        ("무엇을 쓸까? Rust! 다음은 C이다.", ["무엇을 쓸까?", "Rust! 다음은 C이다."]),
        ("정말 놀랍다! 물이 언다.", ["정말 놀랍다!", "물이 언다."]),
    ],
)
def test_a_name_with_a_sign_in_it_ends_no_sentence(text: str, said: list[str]) -> None:
    assert [text[start:end] for start, end in korean.sentences(text)] == said
    (split,) = split_blocks([text])
    assert [text[start:end] for start, end, _ in split] == said
    assert all(start <= token.start < end for start, end, tokens in split for token in tokens)


def test_identical_korean_sentences_have_rouge_one() -> None:
    assert korean.rouge("고종은 특사를 보냈다.", "고종은 특사를 보냈다.") == {
        "rouge1": 1.0,
        "rouge2": 1.0,
        "rougeL": 1.0,
    }
    assert korean.rouge("고종은 특사를 보냈다.", "하늘이 푸르다.")["rougeL"] < 0.5


def test_clean_text_is_composed_and_has_no_control_characters() -> None:
    text = korean.clean(unicodedata.normalize("NFD", "을사늑약") + "\x00\x07\ufeff\r\n끝")
    assert text == "을사늑약\n끝"


def test_words_of_the_same_kind_are_near() -> None:
    assert {"태종", "태조", "선조"} & {word for word, _ in korean.similar_words("고종", 10)}


def test_open_particles_are_settled_by_the_word_before_them() -> None:
    assert korean.agree("'교재'을(를) 읽었습니다.") == "'교재'를 읽었습니다."
    assert korean.agree("'한국사 10'은(는) 이미 있습니다.") == "'한국사 10'은 이미 있습니다."
    assert korean.agree("정답 '소금'이(가) 보기에 없습니다.") == "정답 '소금'이 보기에 없습니다."


def test_letters_that_are_no_english_word_have_no_spelling_and_break_nothing() -> None:
    assert not is_transliteration("아이큐", "iq") and not is_transliteration("큐", "q")
