"""Korean grading: spacing, particles, copulas, Hanja readings and number formats do not count; facts do."""

from __future__ import annotations

import re
import unicodedata

import korean
from learning.models import Question

_TAIL = re.compile(
    r"(이라고\s*한다|라고\s*한다|이었습니다|이었다|였습니다|였다|입니다|이에요|예요|이다|이요|요|임)[.!?\s]*$"
)
_PARTICLE = re.compile(r"(?<=[가-힣0-9])(은|는|이|가|을|를|의|에|에서|으로|로|과|와|도)$")
_YES = frozenset({"o", "ㅇ", "○", "예", "네", "맞다", "맞음", "참", "true", "yes", "맞습니다", "그렇다", "0"})
_NO = frozenset({"x", "ㅌ", "×", "아니오", "아니요", "틀리다", "틀림", "거짓", "false", "no", "틀렸다", "아니다"})
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(10)}


def grade_response(question: Question, response: str) -> tuple[float, str]:
    """The score (0, 0.5 or 1) and a word on it."""
    said = unicodedata.normalize("NFC", response).strip()
    if not said:
        return 0.0, "답을 쓰지 않았습니다."
    if question.kind != "ox" and question.options:
        right = _choice(question, said) in question.answer
    elif question.kind == "ox":
        word = said.casefold().rstrip(".! ")
        right = ("O" if word in _YES else "X" if word in _NO else "") in question.answer
    else:
        return _text(question, said)
    return (1.0, "맞았습니다.") if right else (0.0, "틀렸습니다.")


def _choice(question: Question, said: str) -> str:
    """The option's id for "3", "③", "3번" or the option's own text."""
    if said[0] in _CIRCLED:
        return _CIRCLED[said[0]]
    if match := re.fullmatch(r"(\d)\s*(번|\.|\))?", said):
        return match.group(1)
    return next((o.id for o in question.options if korean.squeeze(o.text) == korean.squeeze(said)), "")


def _text(question: Question, said: str) -> tuple[float, str]:
    accepted = {form for answer in question.answer for form in forms(answer)}
    given = forms(said)
    if given & accepted:
        return 1.0, "맞았습니다."
    if any(_slip(a, b) for a in given for b in accepted):
        return 0.5, f"거의 맞았지만 표기가 다릅니다. 바른 표기는 '{question.answer[0]}'입니다."
    return 0.0, "틀렸습니다."


def forms(text: str) -> set[str]:
    """The ways in which one answer may be written, each squeezed: without parentheses, copula, or a last particle."""
    text = unicodedata.normalize("NFKC", text).strip().strip("'\"‘’“”.,!? ")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    outside = re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", text)
    found = set()
    for form in (text, outside):
        bare = _TAIL.sub("", form).strip() or form
        found |= {korean.squeeze(form), korean.squeeze(bare)}
        shorter = _PARTICLE.sub("", bare)
        if len(shorter) >= 2:
            found.add(korean.squeeze(shorter))
    return {form for form in found if form}


def _slip(given: str, right: str) -> bool:
    """One jamo away, in a term of four syllables or more; digits must agree to the last."""
    if (
        len(right) < 4
        or re.sub(r"\D", "", given) != re.sub(r"\D", "", right)
        or re.search(r"(않|못|없|아니|반대|비)", given)
    ):
        return False
    a, b = unicodedata.normalize("NFD", given), unicodedata.normalize("NFD", right)
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + 1 :] == b[start + 1 :] or a[start + 1 :] == b[start:] or a[start:] == b[start + 1 :]
