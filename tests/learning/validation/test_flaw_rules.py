"""Each flaw by an item that has it and one that just has not; the items are written for these tests."""

from __future__ import annotations

import re

import pytest

from knowledge.models import Citation
from learning.models import Option, Question
from learning.validation import option_flaws as options
from learning.validation import stem_flaws as stem
from learning.validation.item_flaws import RULES, lint


def item(
    text: str,
    texts: str = "지구 | 금성 | 화성 | 수성 | 목성",
    key: int = 1,
    kind: str = "mcq5",
    quote: str = "태양계에는 여덟 행성이 있다.",
    answer: tuple[str, ...] | None = None,
) -> Question:
    shown = [one.strip() for one in texts.split("|")] if texts else []
    return Question(
        id="q",
        kind=kind,
        stem=text,
        options=tuple(Option(id=str(n), text=one) for n, one in enumerate(shown, 1)),
        answer=answer if answer is not None else (str(key),),
        explanation="행성은 태양의 둘레를 돈다.",
        citation=Citation(1, "s", "t", 1, 0, len(quote), quote),
        concept="행성",
        difficulty=0.5,
    )


ASKED = "태양에서 세 번째로 가까운 행성은 무엇인가?"
SOUND = item(ASKED)


def test_every_flaw_has_a_korean_sentence_and_a_rule_of_its_own() -> None:
    assert lint(SOUND) == []
    for code, (sentence, _) in RULES.items():
        assert re.fullmatch(r"[가-힣'][가-힣', ]*[가-힣]\.", sentence.replace(". 발문으로", "")), code
        assert re.fullmatch(r"[a-z_]+", code)
    assert len({sentence for sentence, _ in RULES.values()}) == len({rule for _, rule in RULES.values()}) == len(RULES)


@pytest.mark.parametrize(
    ("question", "code", "evidence"),
    [
        (item(ASKED, "물과 흙이 함께 있는 지구 | 금성 | 화성 | 수성"), "key_longest", "물과 흙이 함께 있는 지구"),
        (item(ASKED, "지구 2 | 금성 | 화성 | 수성"), "key_most_precise", "2"),
        (item("푸른 행성의 이름은?", "행성 가 | 금성 | 화성 | 수성"), "stem_word_in_key", "행성"),
        (item("지구는 몇 번째로 가까운가?"), "answer_in_stem", "지구"),
        (item("빈칸은?\n태양의 둘레를 ( ㉠ )를 따라 돈다.", "지구 | 금성 | 화성 | 수성"), "grammar_cue", "를"),
        (item(ASKED, "지구 | 항상 금성 | 화성 | 수성"), "absolutes_in_distractors", "항상"),
        (item("맞으면 O, 틀리면 X.\n행성은 항상 밝다.", "O | X", kind="ox", answer=("X",)), "absolute_claim", "항상"),
        (item(ASKED, "지구 | 가끔 금성 | 화성 | 수성"), "vague_frequency", "가끔"),
        (item(ASKED, "지구 | 금성 | 화성 | 모두 정답"), "all_or_none", "모두 정답"),
        (item("다음 가운데 행성이 아닌 것은?", "달 | 금성 | 화성 | 수성"), "negative_unmarked", "아닌"),
        (item("행성이 **아닌** 것은?", "돈다 | 빛이 없다 | 밝다"), "double_negative", "빛이 없다"),
        (item(ASKED, "지구 | 금성 | 화성 | 금 성"), "overlapping_options", "금성 / 금 성"),
        (item(ASKED, "지구 | 금성 | 화성 | 3개"), "mixed_kinds", "3개"),
        (item(ASKED, "3개 | 9개 | 1개"), "numbers_out_of_order", "3개, 9개, 1개"),
        (item("다음 중 옳은 것은?"), "unfocused_stem", "다음 중 옳은 것은?"),
        (item("태양계의 행성"), "no_question", "태양계의 행성"),
        (item("여러분이 생각하는 가장 좋은 행성은?"), "opinion_asked", "여러분이 생각하는"),
        (item(ASKED, "지구 | 금성 | 화성 | 외계인"), "implausible_distractor", "외계인"),
        (item(ASKED, answer=("1", "2")), "several_keys", "지구, 금성"),
        (item(ASKED, "가나 나라 사람 | 가나 나라 말 | 가나 나라 글"), "repeated_words", "가나 나라"),
        (item("행성" + "가" * 109 + "는?"), "long_stem", "113자"),
        (item("흥미롭게도 태양에서 세 번째인 행성은?"), "window_dressing", "흥미롭게도"),
        (item("고양이는 생선을 먹었다. 세 번째 행성은?"), "gratuitous_information", "고양이는 생선을 먹었다."),
        (item("( ㉠ )에 들어갈 행성은?"), "blank_first", "( ㉠ )에 들어갈 행성은?"),
    ],
)
def test_a_flaw_is_found_with_what_shows_it(question: Question, code: str, evidence: str) -> None:
    found = {flaw.code: flaw for flaw in lint(question)}
    assert code in found and evidence in (found[code].evidence, found[code].evidence.strip())
    assert found[code].korean == RULES[code][0]


def test_a_key_of_the_parts_that_come_up_most_is_a_cue() -> None:
    shared = "산소와 수소 | 산소와 질소 | 산소와 탄소 | 수소와 헬륨 | 수소와 네온"
    assert options.converging_cue(item(ASKED, shared)) == "산소와 수소"
    assert options.converging_cue(item(ASKED, shared, key=2)) is None
    assert options.converging_cue(item(ASKED, shared, kind="match")) is None
    assert options.converging_cue(item(ASKED, shared + " | 헬륨")) is None, "one of a single part"
    assert options.converging_cue(item(ASKED, "산소와 수소 | 산소와 질소 | 수소와 헬륨")) is None, "twice is not often"
    even = "산소와 수소 | 수소와 산소 | 산소와 질소 | 수소와 헬륨"
    assert options.converging_cue(item(ASKED, even)) is None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("가나다라마바사아자차카타파 | 가나다라마바사아자", False),
        ("가나다라마바사아자차카타파하 | 가나다라마바사아자 | 나", True),
        ("가나다라마바사아자차카타파 | 가나다라마바사아자 | 나", False),
        ("가" * 29 + " | " + "나" * 20 + " | 다", True),
        ("가" * 28 + " | " + "나" * 20 + " | 다", False),
        ("가나다라마 | 가 | 나", True),
        ("가나다라 | 가 | 나", False),
        ("가나다라마바사아자차카타파하 | 가나다라마바사아자차 | 나", False),
    ],
)
def test_the_key_is_too_long_from_four_letters_and_nearly_half_as_much_again(texts: str, found: bool) -> None:
    assert (options.key_longest(item(ASKED, texts)) is not None) is found


@pytest.mark.parametrize("rule", [options.key_longest, options.key_most_precise, options.stem_word_in_key])
def test_where_the_options_say_nothing_themselves_they_give_nothing_away(rule: object) -> None:
    shown = "행성은 1개가 아니라 여러 개이다 | 없다 | 적다"
    assert callable(rule) and rule(item("행성은 몇 개인가?", shown)) is not None
    assert rule(item("행성은 몇 개인가?\nㄱ. 하나\nㄴ. 둘", shown, kind="bogi")) is None
    assert rule(item("행성은 몇 개인가?", shown, answer=("1", "2"))) is None
    assert rule(item("행성은 몇 개인가?", "행성은 1개가 아니라 여러 개이다 | 없다")) is None


@pytest.mark.parametrize("rule", [options.grammar_cue, options.converging_cue])
def test_nor_is_there_a_cue_in_them(rule: object) -> None:
    text, shown = (
        "빈칸은?\n태양은 ( ㉠ )를 만든다.",
        "산소와 수소 | 산소와 질소 | 산소와 탄소별 | 수소와 헬륨 | 수소와 네온",
    )
    assert callable(rule) and rule(item(text, shown)) is not None
    assert rule(item(text, shown, kind="bogi")) is None and rule(item(text, shown, answer=("1", "2"))) is None


def test_a_precise_or_repeated_word_counts_only_where_no_other_has_it() -> None:
    assert options.key_most_precise(item(ASKED, "지구 2 | 금성 3 | 화성")) is None
    assert options.key_most_precise(item(ASKED, "지구 | 금성 3 | 화성")) is None
    assert options.stem_word_in_key(item("푸른 행성의 이름은?", "행성 가 | 행성 나 | 화성")) is None
    assert options.stem_word_in_key(item("푸른 별의 이름은?", "별 가 | 금성 | 화성")) is None, "a single letter"
    assert options.stem_word_in_key(item("다음 설명에 맞는 것은?", "설명 가 | 금성 | 화성")) is None, (
        "a word of every stem"
    )
    assert options.stem_word_in_key(item("DNA의 뜻은?", "DNA 가 | 금성 | 화성")) == "DNA"
    longest = item("소행성과 행성의 이름은?", "소행성 행성 | 금성 | 화성")
    assert options.stem_word_in_key(longest) == "소행성"


def test_a_particle_behind_a_blank_must_fit_the_key_and_not_all() -> None:
    text = "빈칸은?\n태양의 둘레를 ( ㉠ ){} 돈다."
    assert options.grammar_cue(item(text.format("은"), "화성 | 지구 | 수성")) == "은"
    assert options.grammar_cue(item(text.format("은"), "지구 | 화성 | 수성")) is None, "it does not fit the key"
    assert options.grammar_cue(item(text.format("은"), "화성 | 금성 | 수성")) is None, "it fits all"
    assert options.grammar_cue(item(text.format("에"), "화성 | 지구 | 수성")) is None


def test_an_absolute_word_is_a_cue_only_where_the_key_has_none() -> None:
    assert options.absolutes_in_distractors(item(ASKED, "항상 지구 | 항상 금성 | 화성")) is None
    assert options.absolutes_in_distractors(item(ASKED, "항상 지구 | 금성 | 화성")) is None
    assert options.absolutes_in_distractors(item(ASKED, "지구 | 항상 금성")) is None
    assert options.vague_frequency(item(ASKED, "지구 | 가끔 금성")) is None
    claim = "맞으면 O, 틀리면 X.\n행성은 항상 밝다."
    assert options.absolute_claim(item(claim, "O | X", kind="ox", answer=("O",))) is None
    assert options.absolute_claim(item(claim, "O | X", kind="ox", answer=("X",), quote="항상 밝지는 않다.")) is None
    assert options.absolute_claim(item(claim, answer=("X",))) is None
    assert (
        options.absolute_claim(item("항상 O나 X를 고르시오.\n행성은 밝다.", "O | X", kind="ox", answer=("X",))) is None
    )


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("10~20 | 15~25 | 30~40", "10~20 / 15~25"),
        ("15~25 | 10~20 | 30~40", "15~25 / 10~20"),
        ("10~20 % | 12~14 % | 30~40 %", "10~20 % / 12~14 %"),
        ("10~20 | 20~30 | 30~40", None),
        ("20~30 | 10~20 | 30~40", None),
        ("10~20년 | 12~14년 | 30~40년", "10~20년 / 12~14년"),
        ("바다 | 바다와 강 | 산", "바다 / 바다와 강"),
        ("깊은 바다 | 바다 | 산", "바다 / 깊은 바다"),
        ("바다 | 바닷가 | 산", None),
        ("강 | 강과 산 | 들", None),
        ("3 | 3, 4 | 5", None),
        ("가 | 나 | 가", "가 / 가"),
        ("ㄱ | ㄱ, ㄴ", None),
        ("? | ! | ?", "? / ?"),
    ],
)
def test_options_overlap(texts: str, found: str | None) -> None:
    assert options.overlapping_options(item(ASKED, texts)) == found


def test_options_of_letters_overlap_only_where_they_are_equal() -> None:
    asked = f"{ASKED}\nㄱ. 가\nㄴ. 나"
    assert options.overlapping_options(item(asked, "ㄱ | ㄴ | ㄴ", kind="bogi")) == "ㄴ / ㄴ"
    assert options.overlapping_options(item(asked, "ㄱ나 | ㄱ나, ㄴ | ㄷ", kind="bogi")) is None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("지구 | 금성 | 화성 | 3개", "3개"),
        ("1개 | 2개 | 3개 | 하늘", "하늘"),
        ("지구는 크고 푸르다. | 금성 | 화성 | 수성", "지구는 크고 푸르다."),
        ("지구 | 금성 | 3개 | 4개", None),
        ("지구 | 3개 | 4개", None),
        ("1~2 | 3~4 | 5~6 | 하늘", "하늘"),
        ("지구 | 금성 | 화성 | 수성", None),
        ("지구 | 금성 | 화성 | 3개 | 4개", "3개"),
        ("지구 | 3개", None),
    ],
)
def test_options_of_mixed_kinds(texts: str, found: str | None) -> None:
    assert options.mixed_kinds(item(ASKED, texts)) == found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("1개 | 3개 | 9개", None),
        ("9개 | 3개 | 1개", None),
        ("3개 | 1개", None),
        ("1,000개 | 200개 | 3,000개", "1,000개, 200개, 3,000개"),
        ("기원전 300년 | 기원전 100년 | 200년", None),
        ("1.5배 | 1.2배 | 1.8배", "1.5배, 1.2배, 1.8배"),
        ("3개 | 하나 | 1개", None),
    ],
)
def test_amounts_stand_in_order(texts: str, found: str | None) -> None:
    assert options.numbers_out_of_order(item(ASKED, texts)) == found


def test_a_distractor_in_the_quote_beside_the_key_is_a_key() -> None:
    quote = "지구와 금성은 행성이다."
    assert options.several_keys(item(ASKED, quote=quote)) == "금성"
    assert options.several_keys(item(ASKED, key=2, quote=quote)) is None, "only what follows the key"
    assert options.several_keys(item("행성이 **아닌** 것은?", quote=quote)) is None
    assert options.several_keys(item("㉠에 들어갈 행성은?", quote=quote)) is None
    assert options.several_keys(item("빈칸에 들어갈 행성은?\n( ㉠ )는 돈다.", quote=quote)) == "금성"
    assert options.several_keys(item(ASKED, "지구 | 금성", quote=quote)) is None
    assert options.several_keys(item(ASKED, "지구 | 지 구 | 금성")) == "지구"
    assert options.several_keys(item(ASKED, answer=("9",))) == "없음"
    assert options.several_keys(item(ASKED, "", answer=("지구", "땅"))) is None
    long = "가나다라마바사아자차카타파하가나다라마바"
    assert options.several_keys(item(ASKED, f"{long} | 금성 | 화성", quote=f"{long}와 금성")) == "금성"
    assert options.several_keys(item(ASKED, f"{long}사 | 금성 | 화성", quote=f"{long}사와 금성")) is None


def test_the_same_first_words_belong_into_the_stem() -> None:
    assert options.repeated_words(item(ASKED, "가 나 다 | 가 나 라 | 가 나 마 바")) == "가 나"
    assert options.repeated_words(item(ASKED, "가 나 다 | 가 라 다 | 가 나 마")) is None, "one word alone"
    assert options.repeated_words(item(ASKED, "가 나 | 가 나 라 | 가 나 마")) is None, "nothing would be left of one"
    assert options.repeated_words(item(ASKED, "가 나 다 | 가 나 라")) is None


def test_a_joke_or_a_word_like_none_of_the_others_is_implausible() -> None:
    assert options.implausible_distractor(item(ASKED, "외계인 | 금성 | 화성")) is None, "it is the key"
    assert options.implausible_distractor(item(ASKED, "지구 | 외계인")) is None
    assert options.implausible_distractor(SOUND) is None
    assert options.implausible_distractor(item(ASKED, "지구 | 지구 | 지구")) is None


@pytest.mark.parametrize(
    ("text", "kind", "texts", "found"),
    [
        ("행성이 아닌 것은?", "mcq5", "지구 | 달 | 해", "아닌"),
        ("행성이 **아닌** 것은?", "mcq5", "지구 | 달 | 해", None),
        ("행성이 아닌 것은?", "short", "", None),
        ("행성인 것은?", "mcq5", "지구 | 달 | 해", None),
    ],
)
def test_a_negation_must_be_marked(text: str, kind: str, texts: str, found: str | None) -> None:
    assert stem.has_unmarked_negative(item(text, texts, kind=kind)) == found


def test_two_negations_confuse_in_stem_body_or_option() -> None:
    assert stem.double_negative(item("행성이 **아닌** 것이 **아닌** 것은?"))
    assert stem.double_negative(item("옳은 것은?\n행성이라고 하지 않을 수 없다.")) == "지 않을 수 없"
    assert stem.double_negative(item("옳지 **않은** 것이 아닌 것은?")) == "지 않은 것이 아닌"
    assert stem.double_negative(item("옳은 것은?\n옳지 **않은** 것이 아닌 것")) == "지 않은 것이 아닌"
    assert stem.double_negative(item("행성인 것은?", "돌지 않는다 | 돈다 | 빛난다")) is None
    assert stem.double_negative(item("행성이 **아닌** 것은?", "돈다 | 돌지 않는다 | 빛난다")) == "돌지 않는다"
    assert stem.double_negative(item("행성이 **아닌** 것은?", "돈다 | 빛난다 | 크다")) is None


def test_a_stem_names_what_it_asks_about() -> None:
    for text in ("다음 중 옳은 것은?", "다음 중 **옳은** 것은?"):
        assert stem.unfocused_stem(item(text)) == text
    assert stem.unfocused_stem(item("다음 중 옳은 것은?\n지구는 돈다.")) is None
    assert stem.unfocused_stem(item("다음 중 옳은 것은?", kind="match")) is None
    assert stem.unfocused_stem(item("다음 중 옳은 것은?", "", kind="short")) is None
    assert stem.unfocused_stem(item("행성 가운데 옳은 것은?")) is None


def test_a_stem_asks_at_its_end_or_at_the_end_of_its_body() -> None:
    assert stem.no_question(item("**행성은 무엇인가?**")) is None
    assert stem.no_question(item("**행성으로 알맞은 것은**")) is None
    assert stem.no_question(item("태양계의 행성\n지구가 돈다.\n무엇인가?")) is None
    assert stem.no_question(item("태양계의 행성\n무엇인가?\n지구가 돈다.")) == "태양계의 행성"


def test_a_stem_has_its_length() -> None:
    assert stem.long_stem(item("가" * 110)) is None and stem.long_stem(item("가" * 111)) == "111자"
    long = "행성은?\n" + "가" * 325
    assert len(long) == 330 and stem.long_stem(item(long)) is None
    assert stem.long_stem(item(long + "가")) == "331자" and stem.long_stem(item(long + "가", kind="bogi")) is None


def test_a_sentence_that_has_nothing_to_do_with_the_answer_is_too_much() -> None:
    cat = "고양이는 생선을 먹었다."
    assert stem.gratuitous_information(item(f"{cat} 세 번째 행성은?")) == cat
    assert stem.gratuitous_information(item(f"세 번째 행성은?\n{cat}")) == cat
    assert stem.gratuitous_information(item(f"세 번째는?\n{cat}", kind="bogi")) is None
    assert stem.gratuitous_information(item("태양계는 넓었다. 세 번째 행성은?")) is None, "the quote has the word"
    assert stem.gratuitous_information(item("행성은 넓었다. 세 번째는?")) is None, "the explanation has it"
    assert stem.gratuitous_information(item("화성은 붉었다. 세 번째는?")) is None, "an option has it"
    assert stem.gratuitous_information(item("고양이는 ( ㉠ ) 먹었다. 세 번째는?")) is None, "it has the blank"
    assert stem.gratuitous_information(item("고양이 이름은?")) is None, "the question alone"
    assert stem.gratuitous_information(item("고양이는 생선을 먹었다.")) is None, "nothing but that"
    assert stem.gratuitous_information(item("태양계는 넓었다. **고양이로 알맞은 것은**")) is None
    for other in ("서재필이 웃었다.", "DNA이었다.", "1905이었다.", "사과가 익었다."):
        assert stem.gratuitous_information(item(f"{other} 세 번째 행성은?")) == other
    assert stem.gratuitous_information(item("물이 찼다. 세 번째 행성은?")) is None, "a single letter"
    assert stem.gratuitous_information(item("참 넓었다. 세 번째는?")) is None, "it names nothing"


def test_a_blank_does_not_come_first() -> None:
    assert stem.blank_first(item("빈칸은?\n( ㉠ )은 돈다.")) == "( ㉠ )은 돈다."
    assert stem.blank_first(item("빈칸은?\n'___은 돈다.")) == "'___은 돈다."
    assert stem.blank_first(item("빈칸은?\n해는 ( ㉠ )을 돈다.")) is None
    assert stem.blank_first(item("빈칸은?\n해는 돈다.\n( ㉠ )은 돈다.")) is None
    assert stem.blank_first(item("빈칸은?\n( ㉠ )은 돈다.", kind="bogi")) is None
    assert stem.blank_first(item("㉠은 태양의 둘레를 도는 행성의 하나이다.")) == "㉠은 태양의 둘레를 도는 행성의 하나"


def test_the_answer_does_not_stand_in_the_stem() -> None:
    assert stem.answer_in_stem(item("지 구는 몇 번째인가?")) == "지구"
    assert stem.answer_in_stem(item("지구가 **아닌** 것은?")) is None
    assert stem.answer_in_stem(item("지구는 돈다.", kind="ox", texts="지구 | 금성")) is None
    assert stem.answer_in_stem(item("지구는?\nㄱ. 지구", kind="bogi")) is None
    assert stem.answer_in_stem(item("땅은 어디인가?", "땅 | 물 | 불")) is None, "a single letter"
    assert stem.answer_in_stem(item("지구는 어디인가?", "", kind="short", answer=("땅", "지구"))) == "지구"
    assert stem.answer_in_stem(item("금성은 어디인가?")) is None
