"""Format codes of sheets: every kind with numbers that show what it does."""

from __future__ import annotations

import pytest

from knowledge.loaders.office.number_formats import format_text, format_value, parse_format, show_digits


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0, "#", ""),
        (12.5, "0.##", "12.5"),
        (7, "000", "007"),
        (212345678, "000-0000-0000", "002-1234-5678"),
        (9001011234567, "000000-0000000", "900101-1234567"),
        (-1234, "#,##0_);[Red]\\(#,##0\\)", "(1,234)"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "-"),
        (2.25, "[h]:mm", "54:00"),
        (0.0390625, "[mm]:ss", "56:15"),
        (0.5, "[ss]", "43200"),
        (0.5, "h:mm AM/PM", "12:00 PM"),
        (0.25, 'h"시" m"분"', "6시 0분"),
        (0.51234, "mm:ss.0", "17:46.2"),
        (7000, 'yyyy"년" m"월" d"일"', "1919년 3월 1일"),
        (45352, "aaa", "금"),
        (45352, "dddd", "금요일"),
        (45352, "m/d/yy", "3/1/24"),
        (0.1234, "0.0%", "12.3%"),
        (0.5, "# ?/?", "1/2"),
        (2.75, "# ??/??", "2 3/4"),
        (0.3, "?/10", "3/10"),
        (6.022e23, "0.00E+00", "6.02E+23"),
        (0.00012, "0.0E-0", "1.2E-4"),
        (12345678, '#,##0,,"백만"', "12백만"),
        (15000, "[$₩-412]#,##0", "₩15,000"),
        (59, '[>=60]"합격";"불합격"', "불합격"),
        (1592, '0"년"', "1592년"),
        (1.005, "0.00", "1.01"),
        (-0.001, "0.0", "0.0"),
        (3.5, "General", "3.5"),
        (8, '"약 "General"개"', "약 8개"),
        (99, ";;;", ""),
        (-1, "yyyy-mm-dd", "-1"),
    ],
)
def test_a_number_in_its_format(value: float, code: str, said: str) -> None:
    assert format_value(value, code) == said


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [("가", "0.0", "가"), ("가", '"제"@', "제가"), ("가", ";;;", ""), ("가", "0;0;0;@님", "가님")],
)
def test_words_in_a_format(text: str, code: str, said: str) -> None:
    assert format_text(text, code) == said


@pytest.mark.parametrize("code", ["#,##0", "0.00", '₩#,##0.0"원"', "000", "#0.000"])
def test_a_number_in_one_piece_is_written_as_digit_by_digit(code: str) -> None:
    (section,) = parse_format(code)
    assert section.plain is not None
    for value in (0.0, 0.5, -0.5, 2.5, 0.0004, -0.0004, 999.995, 1234567.891, -12.0, 7, 1e14, 1e20):
        assert section.plain.write(value) == show_digits(section, value)


@pytest.mark.parametrize("code", ["#,###", "0.##", "0%", "000-0000", "0.00E+00", "# ?/?", "#,##0,"])
def test_other_formats_are_not_taken_for_one_piece(code: str) -> None:
    assert parse_format(code)[0].plain is None
