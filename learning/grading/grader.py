"""Korean grading: spacing, particles, endings, Hanja, formulas and the dress of numbers do not count; facts do."""

from __future__ import annotations

import re
import unicodedata

import korean
from korean import lexicon
from learning.grading.other_names import longer_name, same_name, shorter_names
from learning.grading.quantities import is_quantity, is_same_quantity, parse_quantity
from learning.grading.short_answer import accepted_spellings, bare_texts, clean, keys, parts
from learning.kinds import KINDS, form_of
from learning.models import Question

_YES = lexicon.words("answer_forms", "yes")
_NO = lexicon.words("answer_forms", "no")
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(10)}
SLIP_SYLLABLES = 4  # syllables from which one wrong letter is a slip of the pen


def grade_response(question: Question, response: str) -> tuple[float, str]:
    """The score and a word on it: 0, 0.5 or 1, for 서술형 the share of the rubric's points."""
    said = unicodedata.normalize("NFC", response).strip()
    if not said:
        return 0.0, "답을 쓰지 않았습니다."
    row, form = KINDS.get(question.kind), form_of(question)
    if row and row.grade and form == row.form:
        return row.grade(question, said)
    if form == "text":
        return grade_text(question.answer, said, _context(question))
    right = parse_choice(question, said) in question.answer
    return (1.0, "맞았습니다.") if right else (0.0, "틀렸습니다.")


def grade_text(answers: tuple[str, ...], said: str, context: str = "") -> tuple[float, str]:
    """The score of a written answer against the accepted ones, and a word on it; ``context`` is what the question has
    named already, without which a name may be said.
    """
    accepted = (*answers, *(short for answer in answers for short in shorter_names(answer, context)))
    if any(same_answer(answer, said) for answer in accepted):
        return 1.0, "맞았습니다."
    bare = bare_texts(said)
    if any(same_name(answer, text) or longer_name(answer, text, context) for answer in accepted for text in bare):
        return 1.0, "맞았습니다."
    given = korean.squeeze(said)
    if any(_slip(given, korean.squeeze(answer)) for answer in answers):
        return 0.5, f"거의 맞았지만 표기가 다릅니다. 바른 표기는 '{answers[0]}'입니다."
    return 0.0, "틀렸습니다."


def same_answer(answer: str, said: str) -> bool:
    """Whether what was written is the accepted answer, however it is dressed."""
    if is_quantity(answer) and (right := parse_quantity(clean(answer))):
        values = [value for text in bare_texts(said) if (value := parse_quantity(text))]
        if values:
            return is_same_quantity(right, max(values, key=lambda value: value.parts[0][0] != ""))
    if accepted_spellings(said) & keys(answer):
        return True
    wanted, found = parts(answer), parts(said)
    if len(wanted) < 2 or len(wanted) != len(found):
        return False
    held = [accepted_spellings(text) for text in found]
    return all(any(keys(text) & one for one in held) for text in wanted) and len({min(one) for one in held}) == len(
        held
    )


def _context(question: Question) -> str:
    """What the asking sentence and the title of the book name."""
    return f"{question.stem.partition(chr(10))[0]} {question.citation.title}"


def parse_choice(question: Question, said: str) -> str:
    """The id of the option that a response names: "3", "③", "3번", the option's own text, or 맞다 and 틀리다; "" for none."""
    said = said.strip()
    if form_of(question) == "truefalse":
        word = said.casefold().rstrip(".! ")
        return "O" if word in _YES else "X" if word in _NO else ""
    if not said or not question.options:
        return ""
    if said[0] in _CIRCLED:
        return _CIRCLED[said[0]]
    if match := re.fullmatch(r"(\d)\s*(번|\.|\))?", said):
        return match.group(1)
    return next((o.id for o in question.options if korean.squeeze(o.text) == korean.squeeze(said)), "")


def _slip(given: str, right: str) -> bool:
    """One letter (jamo) away from a term of four syllables or more, and no other word by it (무성생식 is not 유성생식)."""
    if len(right) < SLIP_SYLLABLES or re.sub(r"\D", "", given) != re.sub(r"\D", "", right):
        return False
    a, b = unicodedata.normalize("NFD", given), unicodedata.normalize("NFD", right)
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    one = a[start + 1 :] == b[start + 1 :] or a[start + 1 :] == b[start:] or a[start:] == b[start + 1 :]
    return one and not _sensible(given, right)


def _sensible(given: str, right: str) -> bool:
    """Whether the changed part is made of words that the analyser knows, so that it is another term and no slip."""
    changed = next((i for i, (x, y) in enumerate(zip(given, right)) if x != y), min(len(given), len(right)) - 1)
    held = [token for token in korean.kiwi().tokenize(given) if token.start <= changed < token.start + token.len]
    return bool(held) and all(token.id >= 0 and token.tag[0] in "NXMV" for token in held)
