"""What is left of a written answer when what pupils put around a word is gone, and in which spellings it is found."""

from __future__ import annotations

import pytest

from learning.grading.short_answer import accepted_spellings, bare_texts, clean, core, keys, parts, spellings


@pytest.mark.parametrize("mark", "'\"‘’“”「」『』<>《》〈〉`~!?.,;:")
def test_marks_around_an_answer_are_no_part_of_it(mark: str) -> None:
    assert clean(f"{mark}독립신문{mark}") == "독립신문" and clean(f" {mark} 독립신문 {mark} ") == "독립신문"


def test_an_answer_is_one_line_of_ordinary_signs() -> None:
    assert clean("１９０５년\n 11월") == "1905년 11월" and clean("?!") == "?!" and clean("") == ""
    assert clean("X선") == "X선" and clean("3.1 운동") == "3.1 운동"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("세계 무역 기구(WTO)", {"세계무역기구", "wto", "더블유티오"}),
        ("탄소(C6)", {"탄소", "c6"}),
        ("을사늑약(乙巳勒約)", {"을사늑약"}),
        ("여진[女眞]", {"여진"}),
        ("물", {"물"}),
        ("NH3", {"nh3", "암모니아"}),
    ],
)
def test_a_key_is_found_by_its_word_and_by_the_name_in_its_bracket(answer: str, found: set[str]) -> None:
    assert found <= keys(answer) and "" not in keys(answer)


@pytest.mark.parametrize(
    ("answer", "other"),
    [("고종(1852~1919)", "18521919"), ("아연(Z)", "z"), ("물(水)", "수"), ("탄소(12)", "12"), ("세종(임금)", "임금")],
)
def test_what_a_bracket_only_adds_is_no_key(answer: str, other: str) -> None:
    assert other not in keys(answer)


@pytest.mark.parametrize(
    "said",
    [
        "정답은 온도",
        "답: 온도",
        "제 답은 온도",
        "아마 온도",
        "아마도 온도",
        "㉠은 온도",
        "저는 온도",
        "온도인 것 같다",
        "온도라고 생각합니다",
        "온도라고 한다",
        "온도라고 부른다",
        "온도 때문이다",
        "온도 때문에",
        "온도이다",
        "온도입니다",
        "온도예요",
        "온도다",
        "온도요",
        "온도였다",
        "온도는",
        "온도가",
        "온도를",
        "온도와",
        "온도의",
        "온도에",
        "온도도",
        "온도로",
        "온도에서",
        "온도에게",
        "습도가 아니라 온도",
        "습도가 아니고, 온도",
        "'온도'이다",
        "온도 .라고 한다",
    ],
)
def test_a_word_is_freed_of_what_stands_around_it(said: str) -> None:
    assert "온도" in bare_texts(said) and "온도" in accepted_spellings(said)


@pytest.mark.parametrize(
    "said", ["힘은", "힘이", "힘을", "힘과", "힘으로", "힘이다", "힘입니다", "힘이라고 한다", "'힘'이다"]
)
def test_a_word_of_one_syllable_is_freed_where_the_particle_agrees(said: str) -> None:
    assert "힘" in bare_texts(said)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("온도은", "온도"),
        ("온도이", "온도"),
        ("온도을", "온도"),
        ("온도과", "온도"),
        ("온도으로", "온도"),
        ("기압는", "기압"),
        ("기압가", "기압"),
        ("기압를", "기압"),
        ("기압와", "기압"),
        ("집에", "집"),
        ("집의", "집"),
        ("집도", "집"),
        ("비가", "비"),
        ("비는", "비"),
        ("바다", "바"),
        ("기압다", "기압"),
        ("기압요", "기압"),
        ("물이 아니라 불이 아니다", "불이 아니다"),
        ("증산 작용이 아니다", "증산 작용"),
    ],
)
def test_what_may_be_part_of_the_word_is_left(said: str, other: str) -> None:
    assert other not in bare_texts(said) and said in bare_texts(said)


@pytest.mark.parametrize(
    ("said", "found", "other"),
    [
        ("세계 무역 기구(WTO)", {"세계 무역 기구"}, {"WTO"}),
        ("WTO(세계 무역 기구)", {"WTO", "세계 무역 기구"}, set()),
        ("乙巳勒約(을사늑약)", {"乙巳勒約", "을사늑약"}, set()),
        ("을사늑약(乙巳勒約)", {"을사늑약"}, {"乙巳勒約"}),
        ("고종(임금)", set(), {"고종", "임금", "고종임금"}),
        ("(WTO)", {"(WTO)"}, {""}),
    ],
)
def test_a_response_in_two_writings_counts_by_either(said: str, found: set[str], other: set[str]) -> None:
    assert found <= bare_texts(said) and not other & bare_texts(said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("물과 이산화 탄소", ["물", "이산화 탄소"]),
        ("산소와 수소", ["산소", "수소"]),
        ("DNA와 RNA", ["DNA", "RNA"]),
        ("산소, 수소", ["산소", "수소"]),
        ("산소 및 수소 그리고 질소", ["산소", "수소", "질소"]),
        ("가·나⋅다", ["가", "나", "다"]),
        ("사과", ["사과"]),
        ("산소,, 수소", ["산소", "수소"]),
        (",", [","]),
    ],
)
def test_a_list_is_taken_member_by_member(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲申政變", {"甲申政變", "갑신정변"}),
        ("第二次 大戰", {"제이차대전", "이차대전"}),
        ("암모니아", {"nh3"}),
        ("유엔", {"유엔"}),
        ("UN", {"un", "유엔"}),
        ("제1차 대전", {"제1차대전", "1차대전", "일차대전"}),
        ("제 2차 대전", {"2차대전", "이차대전"}),
        ("제삼차 대전", {"삼차대전"}),
        ("1905년 11월 17일", {"천구백오년십일월십칠일"}),
        ("5·18", {"오일팔"}),
        ("24시간", {"이십사시간", "스물네시간", "스물넷시간"}),
        ("20명", {"이십명", "스물명"}),
    ],
)
def test_a_text_is_read_in_every_way(text: str, found: set[str]) -> None:
    assert found <= spellings(text) and "" not in spellings(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [("1 2 3 4", "일이삼사"), ("3,000원", "삼영영영원"), ("12345", "일이삼사오"), ("제도", "도")],
)
def test_long_and_pointed_numbers_are_not_read_digit_by_digit(text: str, other: str) -> None:
    assert other not in spellings(text)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("증가합니다", "증가"),
        ("증가함", "증가"),
        ("증가했다", "증가"),
        ("확대되다", "확대"),
        ("깨끗하다", "깨끗하"),
        ("얼음이 되다", "얼음이"),
        ("지구의 공전", "지구공전"),
        ("물이다", "물"),
        ("먹었다", "먹"),
        ("넓다", "넓"),
        ("DNA 2개", "dna2개"),
        ("水", "水"),
        ("낮아진다", "낮지"),
        ("낮아지다", "낮지"),
        ("높아진다", "높지"),
        ("높아지다", "높지"),
        ("따뜻하다", "따뜻"),
        ("", ""),
    ],
)
def test_stems_are_what_is_left_without_endings(text: str, stems: str) -> None:
    assert core(text) == stems


def test_a_denial_is_no_ending() -> None:
    assert core("감소하지 않는다") != core("감소한다") and core("감소하지 않는다") == core("감소하지 않음")
    assert "증가" in spellings("증가합니다") & spellings("증가함")
