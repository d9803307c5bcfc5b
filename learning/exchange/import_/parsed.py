"""What a file gave: one draft or one fault a question, with the line on which it stands."""

from __future__ import annotations

from dataclasses import dataclass

import korean
from errors import QuizError
from learning.kinds import KINDS, Draft

LONGEST_IMPORTED_TEXT = 4000  # characters of a stem, an option, an answer or an explanation
IMPORTED_CHOICES = range(2, 10)  # how many options a question may have: they are answered by one digit


@dataclass(frozen=True)
class Parsed:
    """A question before its evidence is looked for; ``cited`` is the (title, page, quote) that the file names."""

    line: int
    draft: Draft
    cited: tuple[str, int, str] | None = None
    also: tuple[tuple[str, int, str], ...] = ()  # the further spans that it names


@dataclass(frozen=True)
class Fault:
    """Why the question on a line was left out, in Korean."""

    line: int
    message: str


def bad(message: str) -> QuizError:
    """The error of one question; whoever reads the file turns it into a Fault."""
    return QuizError(message, code="bad_line")


def require_gradable(draft: Draft) -> Draft:
    """The draft where it can be asked and graded. Raises QuizError (``bad_line``)."""
    texts = [text for _, text in draft.options]
    if not draft.stem.strip():
        raise bad("문제의 글이 비어 있습니다.")
    if not draft.answer or not all(text.strip() for text in draft.answer):
        raise bad("정답이 없습니다.")
    if any(len(text) > LONGEST_IMPORTED_TEXT for text in (draft.stem, draft.explanation, *texts, *draft.answer)):
        raise bad(f"글이 너무 깁니다. {LONGEST_IMPORTED_TEXT:,}자 안으로 줄여 주세요.")
    if texts and KINDS[draft.kind].form != "truefalse":
        if len(texts) not in IMPORTED_CHOICES:
            raise bad(
                f"보기는 {IMPORTED_CHOICES[0]}개에서 {IMPORTED_CHOICES[-1]}개까지 둘 수 있는데 {len(texts)}개입니다."
            )
        if not all(text.strip() for text in texts):
            raise bad("빈 보기가 있습니다.")
        if len({korean.squeeze(text) for text in texts}) < len(texts):
            raise bad("같은 보기가 두 번 나옵니다.")
    return draft
