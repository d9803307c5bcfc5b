"""Powers and indices of a PDF are text, and marks of notes are not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.models import BlockKind
from tests.knowledge.loaders.pdf.drawing import Line, Run, down, draw, read, read_text, up

BODY = "가을 들판에는 바람이 불고 벼가 누렇게 익어 간다."


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (["전자는 9.1×10", up("-31"), " kg이다."], "9.1×10⁻³¹ kg"),
        (["지구는 5.97×10", up("24"), "킬로그램이다."], "5.97×10²⁴킬로그램"),
        (["넓이는 12 cm", up("2"), "이고 부피는 8 cm", up("3"), "이다."], "12 cm²이고 부피는 8 cm³"),
        (["물은 H", down("2"), "O이고 황산은 H", down("2"), "SO", down("4"), "이다."], "H₂O이고 황산은 H₂SO₄"),
        (["칼슘 이온은 Ca", up("2+"), "이다."], "Ca²⁺이다"),
        (["첫째 항은 a", down("1"), ", 일반항은 a", down("n"), "이다."], "a₁, 일반항은 a_(n)이다"),
        (["이차식 x", up("2"), "+3x의 값"], "x²+3x"),
        (["거듭제곱 2", up("2k+1"), "은 짝수이다."], "2^(2k+1)은"),
        (["최댓값은 v", down("max"), "이다."], "v_(max)이다"),
        (["빛은 3×10", up("8", 0.35, 0.8), " m/s이다."], "3×10⁸ m/s"),
        (["빛은 3×10", up("8", 0.5, 0.5), " m/s이다."], "3×10⁸ m/s"),
    ],
)
def test_a_power_or_an_index_is_written_as_one(runs: list[str | Run], said: str, tmp_path: Path) -> None:
    text = read_text(draw(tmp_path / "a.pdf", [Line(700, BODY), Line(680, runs), Line(660, BODY)]))
    assert said in text


@pytest.mark.parametrize("mark", ["1", "3", "2)", "12)", "[4]", "(5)", "*", "†", "1)", "1, 2"])
@pytest.mark.parametrize(
    ("before", "after"),
    [("조선은 1392", "년에 세워졌다."), ("대동법", "은 광해군 때 시작되었다."), ("그는 “가겠다.”", " 하고 말했다.")],
)
def test_the_mark_of_a_note_is_no_part_of_the_text(mark: str, before: str, after: str, tmp_path: Path) -> None:
    pages, outcome = read(draw(tmp_path / "a.pdf", [Line(700, BODY), Line(680, [before, up(mark), after])]))
    assert before + after in pages[0].text
    assert {one.reason for one in outcome.left_out} == {"note_mark"}


@pytest.mark.parametrize("size", [8.0, 10.0])
@pytest.mark.parametrize("mark", ["1)", "7)", "[2]", "*", "3"])
def test_a_note_at_the_foot_is_a_block_of_its_own_and_its_mark_is_out_of_the_text(
    mark: str, size: float, tmp_path: Path
) -> None:
    note = [up(mark), " 세종 때의 기록에 따른다."] if mark.isdigit() else f"{mark} 세종 때의 기록에 따른다."
    lines = [Line(700, BODY), Line(680, ["(Kim and Lee)", up(mark), " 집현전을 두었다."]), Line(90, note, size)]
    pages, _ = read(draw(tmp_path / "a.pdf", lines))
    assert "(Kim and Lee) 집현전을 두었다." in pages[0].text
    last = pages[0].blocks[-1]
    assert last.kind is BlockKind.FOOTNOTE and last.marker == mark.strip("[])")
    assert pages[0].text[last.start : last.end].endswith("세종 때의 기록에 따른다.")


def test_a_power_stays_a_power_beside_a_note_with_its_number(tmp_path: Path) -> None:
    lines = [
        Line(
            700, ["지구의 둘레", up("2"), "는 4×10", up("7"), " m이고 넓이는 5.1×10", up("8"), " km", up("2"), "이다."]
        ),
        Line(680, BODY),
        Line(90, [up("2"), " 적도에서 잰 길이이다."], 8.0),
    ]
    assert "지구의 둘레는 4×10⁷ m이고 넓이는 5.1×10⁸ km²이다." in read_text(draw(tmp_path / "a.pdf", lines))


def test_a_fraction_is_written_with_a_stroke(tmp_path: Path) -> None:
    lines = [
        Line(700, BODY),
        Line(680, "주기는 진동수의 역수"),
        Line(685, "1", 8.0, 183),
        Line(676, "f", 8.0, 183),
        Line(680, "이다.", 12.0, 188),
    ]
    assert "역수 1/f이다." in read_text(draw(tmp_path / "a.pdf", lines))


def test_a_list_of_small_type_is_no_list_of_notes_where_text_follows(tmp_path: Path) -> None:
    lines = [Line(700, BODY), Line(680, "1) 첫째 조건", 9.0), Line(660, "2) 둘째 조건", 9.0), Line(640, BODY)]
    pages, _ = read(draw(tmp_path / "a.pdf", lines))
    assert BlockKind.FOOTNOTE not in {block.kind for block in pages[0].blocks}


def test_every_character_has_its_box_or_none(tmp_path: Path) -> None:
    lines = [Line(700, ["값은 x", up("2k+1"), "과 y", down("max"), "이고 1905", up("3)"), "년이다."])]
    pages, _ = read(draw(tmp_path / "a.pdf", lines))
    assert pages[0].boxes is not None and len(pages[0].boxes) == len(pages[0].text)
    at = pages[0].text.index("2k+1")
    assert (pages[0].boxes[at : at + 4, 2] > pages[0].boxes[at : at + 4, 0]).all()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("조선은 1392¹년에 세워졌다.", "조선은 1392년에 세워졌다."),
        ("대동법³은 광해군 때 시작되었다.", "대동법은 광해군 때 시작되었다."),
        ("집현전²)에서 한글을 만들었다.", "집현전에서 한글을 만들었다."),
        ("빛은 3×10⁸ m/s이다.", "빛은 3×10⁸ m/s이다."),
        ("넓이는 12 cm²이다.", "넓이는 12 cm²이다."),
        ("이차식 x²+3x의 값", "이차식 x²+3x의 값"),
        ("원의 넓이 = 반지름² × 3.14", "원의 넓이 = 반지름² × 3.14"),
        ("(밑변)² + (높이)² = (빗변)²", "(밑변)² + (높이)² = (빗변)²"),
    ],
)
def test_raised_characters_of_the_font_are_told_alike(written: str, read: str, tmp_path: Path) -> None:
    assert read in read_text(draw(tmp_path / "a.pdf", [Line(700, BODY), Line(680, written)]))


@pytest.mark.parametrize(
    "runs",
    [
        ["원의 넓이 = 반지름", up("2"), " × 3.14"],
        ["(밑변)", up("2"), " + (높이)", up("2"), " = (빗변)", up("2")],
        ["정육면체의 부피 = 모서리", up("3")],
    ],
)
def test_a_quantity_in_words_may_have_a_power(runs: list[str | Run], tmp_path: Path) -> None:
    said = "".join(run if isinstance(run, str) else run.text.translate(str.maketrans("23", "²³")) for run in runs)
    assert said in read_text(draw(tmp_path / "a.pdf", [Line(700, BODY), Line(680, runs)]))
