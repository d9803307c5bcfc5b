"""A sentence that is asked about stands without those around it."""

from __future__ import annotations

import pytest

from learning.facts.self_containment import has_dangling_reference


@pytest.mark.parametrize(
    ("text", "dangling"),
    [
        ("마지막으로, 뿌리는 물과 무기 양분을 흡수한다.", True),
        ("바꿔 말하면, 변수는 값을 담는 자리이다.", True),
        ("1876년 2월, 조선은 일본과 조약을 맺었다.", False),
        ("세포 분열이 끝나면, 딸세포가 생긴다.", False),
        ("러시아와 함께, 영국은 전쟁에 참여하였다.", False),
    ],
)
def test_a_few_bare_words_before_a_comma_place_a_sentence_among_others(text: str, dangling: bool) -> None:
    assert has_dangling_reference(text) is dangling
