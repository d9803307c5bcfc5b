"""힌트, one at a time: where the answer stands, an option that is none, the first sounds of the answer. The
same question has the same ones.

How many were shown is kept with the attempt (``Learner.submit``), where an answer that needed a
hint counts as known less well.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right

from knowledge import Library
from korean import josa
from learning.kinds import asks_term
from learning.models import Question, mark

SOUNDS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"  # initial consonants in the order of Unicode's syllables


def hints(question: Question, library: Library) -> tuple[str, ...]:
    """Every hint of a question, the weakest first; none gives the answer itself."""
    found = [_where(question, library)]
    if chosen := struck_option(question):
        found.append(f"{josa(mark(chosen), '은/는')} 답이 아닙니다.")
    if asks_term(question.kind) and (sounds := first_sounds(_key(question))):
        found.append(f"정답의 첫소리는 ‘{sounds}’입니다.")
    elif asks_term(question.kind) and not question.options:
        found.append(f"정답은 {len(_key(question).replace(' ', ''))}글자입니다.")
    return tuple(found)


def first_sounds(text: str) -> str:
    """``"을사늑약"`` as ``"ㅇㅅㄴㅇ"``, spaces kept; empty for what is not written in Hangul alone."""
    if not re.fullmatch(r"[가-힣][가-힣 ]*", text):
        return ""
    return "".join(one if one == " " else SOUNDS[(ord(one) - ord("가")) // 588] for one in text)


def _where(question: Question, library: Library) -> str:
    """The chapter and the page; the statements of several pages are told by the first."""
    cited, key = question.citation, _key(question)
    book = "교재" if key and key in cited.title else f"「{cited.title}」"
    if not library.has(cited.source_id):
        return f"{book}에서 나온 문제입니다."
    headings = [one for one in library.headings(cited.source_id) if not key or key not in one.title]
    at = bisect_right([one.start for one in headings], cited.start) - 1
    title = f"‘{' '.join(headings[at].title.split())}’ 단원, " if at >= 0 else ""
    return f"{book} {title}{cited.page}쪽의 내용입니다."


def struck_option(question: Question) -> str:
    """The id of the wrong option that a hint strikes out, chosen by the question's id;
    empty where there is only one.
    """
    wrong = [option.id for option in question.options if option.id not in question.answer]
    return wrong[int(hashlib.sha256(question.id.encode()).hexdigest(), 16) % len(wrong)] if len(wrong) > 1 else ""


def _key(question: Question) -> str:
    if not asks_term(question.kind):
        return ""
    return next((option.text for option in question.options if option.id in question.answer), question.answer[0])
