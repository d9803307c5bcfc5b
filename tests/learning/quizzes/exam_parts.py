"""What the tests of exams share."""

from __future__ import annotations

from datetime import UTC, datetime

from knowledge import Library

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


PAPER = """2학기 중간고사 한국사
1. 다음에서 설명하는 조약은? [3점]
외국과 맺은 첫 조약이다.
① 가 조약 ② 나 조약 ③ 다 조약 ④ 라 조약 ⑤ 마 조약
2. 개항기의 상황으로 옳지 않은 것은?
① 하나이다. ② 둘이다. ③ 셋이다. ④ 넷이다. ⑤ 다섯이다.
3. 옳은 설명만을 <보기>에서 고른 것은? [3점]
<보 기>
ㄱ. 첫째이다. ㄴ. 둘째이다. ㄷ. 셋째이다.
① ㄱ ② ㄴ ③ ㄱ, ㄴ ④ ㄴ, ㄷ ⑤ ㄱ, ㄷ
4. 다음 사건을 일어난 순서대로 바르게 나열한 것은?
(가) 앞 (나) 뒤 (다) 끝
① (가)-(나)-(다) ② (가)-(다)-(나) ③ (나)-(가)-(다) ④ (나)-(다)-(가) ⑤ (다)-(가)-(나)
5. 다음 설명이 맞으면 O, 틀리면 X를 쓰시오.
1876년에 항구를 열었다. ( )
6. 다음 ( )에 들어갈 말을 쓰시오.
일본은 ( )을 기습하였다.
7. 을사늑약의 내용을 서술하시오. [5점]
"""


def history(library: Library) -> str:
    return next(source.id for source in library.sources() if source.filename == "history.pdf")
