"""A file's name as people say it."""

from __future__ import annotations

import pytest

from knowledge.catalog.file_names import readable_stem


@pytest.mark.parametrize(
    ("filename", "stem"),
    [
        ("딥러닝_교과서_후반.pdf", "딥러닝 교과서 후반"),
        ("owner__notes__세포_분열.md", "세포 분열"),
        ("report (3).docx", "report"),
        ("euler-lecture.ko.srt", "euler-lecture"),
        ("세포.auto.ko_en.vtt", "세포"),
        ("v1.5 요약.pdf", "v1.5 요약"),
        ("\u1100\u116a\u1112\u1161\u11a8.txt", "과학"),
        ("__.txt", "__.txt"),
    ],
)
def test_a_file_name_reads_as_a_person_says_it(filename: str, stem: str) -> None:
    assert readable_stem(filename) == stem
