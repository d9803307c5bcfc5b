"""What a loader saw in a file and did not give to its pages: how much, why, and how it reads.

Every character of a file is read or stands in this account; a note's mark that became a link is neither lost nor read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_EXAMPLES = 5  # a reason
LONGEST_EXAMPLE = 80  # characters

LEFT_OUT_REASONS = {  # code -> what people call it
    "running_head": "쪽마다 되풀이되는 머리글·바닥글",
    "page_number": "쪽 번호",
    "note_mark": "각주 번호",
    "hidden": "숨긴 글",
    "deleted": "지운 글(변경 내용)",
    "comment": "여백의 메모",
    "alternative": "그림·수식의 대체 글",
    "placeholder": "입력 안내 글",
    "contents": "차례",
    "navigation": "메뉴·이동 단추",
    "background": "배경·워터마크",
    "repeated": "겹쳐 적힌 같은 글",
    "ornament": "꾸밈 기호",
    "sound": "자막의 소리·음악 표시",
    "program": "스크립트·서식 코드",
    "unreadable": "글꼴에 글자 정보가 없는 글자",
}


@dataclass(frozen=True)
class LeftOut:
    """What was left out for one reason, a code of LEFT_OUT_REASONS: characters without white space, a few examples."""

    reason: str
    characters: int
    examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The reason as people call it."""
        return LEFT_OUT_REASONS[self.reason]


@dataclass
class LeftOutAccount:
    """What is left out of one file while it is read."""

    characters: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, text: str, times: int = 1) -> None:
        """Note a text as left out, ``times`` times. Raises KeyError for a reason without a name."""
        LEFT_OUT_REASONS[reason]
        said = " ".join(text.split())
        if not said:
            return
        self.characters[reason] += times * len(said.replace(" ", ""))
        shown = self.examples.setdefault(reason, [])
        if len(shown) < MOST_EXAMPLES and said[:LONGEST_EXAMPLE] not in shown:
            shown.append(said[:LONGEST_EXAMPLE])

    def __iter__(self) -> Iterator[LeftOut]:
        for reason, characters in self.characters.most_common():
            yield LeftOut(reason, characters, tuple(self.examples.get(reason, ())))
