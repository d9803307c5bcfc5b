"""Moodle GIFT: choices, true or false, short answers and missing words, after Moodle's qformat_gift.

Read from our own comments: kind, concept, difficulty; from the last line of the feedback: the evidence. Refused with
the reason: matching, numbers, essays, and answers that are right in part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from errors import QuizError
from learning.exchange.export.gift import DIFFICULTY, WORTH
from learning.exchange.export.parts import plain, split_essay_notes, split_evidence
from learning.exchange.import_.card_markup import read_card_html
from learning.exchange.import_.parsed import Fault, Parsed, bad, require_gradable
from learning.kinds import KINDS, Draft, plain_kind
from learning.kinds.gap import BLANK
from learning.kinds.ox import OPTIONS

# An escaped sign stands as a noncharacter while the text is taken apart, as Moodle does with placeholders.
_SIGNS = ":#={}~n\\"
_HIDDEN = {sign: chr(0xFDD0 + number) for number, sign in enumerate(_SIGNS)}
_SHOWN = {ord(hidden): "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_ESCAPED = re.compile(r"\\([:#={}~n\\])")
_NAME = re.compile(r"::(.*?)::", re.S)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_ANSWER = re.compile(r"([=~])\s*(?:%(-?\d{1,3}(?:\.\d+)?)%)?([^=~#]*)(?:#([^=~]*))?")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")


class _Answer(NamedTuple):
    text: str
    right: bool
    feedback: str


def read(text: str) -> Iterator[Parsed | Fault]:
    """Every block between empty lines as a question or a fault; comments and categories are passed over."""
    for line, comments, block in _blocks(plain(text)):
        try:
            yield _question(line, comments, _ESCAPED.sub(lambda match: _HIDDEN[match[1]], block))
        except QuizError as error:
            yield Fault(line, error.message)


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """(line of its first words, its comments, its text) of every block."""
    comments: list[str] = []
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip().startswith("//"):
            comments.append(line)
        elif line.strip().startswith("$CATEGORY:") and not lines:
            comments.clear()
        elif line.strip():
            if lines and _is_closed(lines) and "{" in _ESCAPED.sub("", line):
                yield first, "\n".join(comments), "\n".join(lines).strip()
                comments, lines = [], []
            first = first if lines else number
            lines.append(line)
        else:
            if lines:
                yield first, "\n".join(comments), "\n".join(lines).strip()
            comments, lines = [], []


def _is_closed(lines: list[str]) -> bool:
    """Whether a question's braces were closed at the end of its last line: another may begin without an empty line."""
    said = _ESCAPED.sub("", "\n".join(lines)).rstrip()
    return said.endswith("}") and said.count("{") == said.count("}") == 1


def _question(line: int, comments: str, text: str) -> Parsed:
    text = _NAME.sub("", text, count=1).strip() if text.startswith("::") else text
    before, brace, rest = text.partition("{")
    inside, closing, after = rest.partition("}")
    if not brace or not closing:
        raise bad("답을 적는 중괄호 { }가 없거나 짝이 맞지 않습니다.")
    html_text = before.lstrip().startswith("[html]")
    stem = _plain_text(before + (BLANK + after if after.strip() else ""), html_text)
    answers, _, feedback = inside.partition("####")
    explanation, cited = split_evidence(_plain_text(feedback, html_text))
    model, explanation = split_essay_notes(explanation)
    draft = _draft(stem, answers.strip(), html_text, missing=bool(after.strip()), model=model)
    kind, concept, difficulty = _tags(comments, draft)
    right = dict(draft.options).get(draft.answer[0], draft.answer[0])
    draft = Draft(
        kind,
        draft.stem,
        draft.options,
        draft.answer,
        explanation.strip() or draft.explanation or f"정답은 '{right}'입니다.",
        concept,
        difficulty,
    )
    return Parsed(line, require_gradable(draft), cited[0] if cited else None, cited[1:])


def _draft(stem: str, text: str, html_text: bool, missing: bool, model: str = "") -> Draft:
    """The question by the signs in its braces, in the order in which Moodle looks for them; ``model`` is the answer of
    an essay that its feedback gives.
    """
    if not text and model:
        return Draft(next(one.id for one in KINDS.values() if one.form == "prose"), stem, (), (model,), "", "", 0.5)
    if not text:
        raise bad("모범 답안이 없는 서술형(빈 중괄호) 문제는 채점할 수 없어 가져오지 않습니다.")
    if text.startswith("#"):
        raise bad("수치형({#...}) 문제는 가져오지 않습니다. 단답({=...})으로 바꾸어 주세요.")
    if "~" in text:
        return _choice(stem, _answers(text, html_text))
    if "=" in text and "->" in text:
        raise bad("짝 맞추기(->) 문제는 가져오지 않습니다.")
    word, _, comments = text.partition("#")
    if word.strip() in _TRUE + _FALSE:
        told = _plain_text(comments.rpartition("#")[2], html_text)
        return Draft(plain_kind("truefalse"), stem, OPTIONS, ("O" if word.strip() in _TRUE else "X",), told, "", 0.5)
    accepted = _answers(text if text.startswith("=") else f"={text}", html_text)
    words = tuple(dict.fromkeys(answer.text.replace("\\*", "*") for answer in accepted if answer.right))
    if not words:
        raise bad("100% 맞는 답이 없습니다.")
    told = next((answer.feedback for answer in accepted if answer.feedback), "")
    return Draft(plain_kind("blank" if missing else "word"), stem, (), words, told, words[0], 0.5)


def _choice(stem: str, answers: list[_Answer]) -> Draft:
    options = tuple((str(number), answer.text) for number, answer in enumerate(answers, 1))
    right = tuple(key for (key, _), answer in zip(options, answers) if answer.right)
    if not right:
        raise bad("정답 보기(=)가 없습니다. 점수를 나누어 주는 문제(~%50%)는 가져오지 않습니다.")
    told = next((answer.feedback for answer in answers if answer.right), "")
    return Draft(plain_kind("choice"), stem, options, right, told, dict(options)[right[0]], 0.5)


def _answers(text: str, html_text: bool) -> list[_Answer]:
    found = []
    for sign, weight, said, feedback in _ANSWER.findall(text):
        right = float(weight) >= 100 if weight else sign == "="
        found.append(_Answer(_plain_text(said, html_text), right, _plain_text(feedback, html_text)))
    return found


def _tags(comments: str, draft: Draft) -> tuple[str, str, float]:
    """Kind, concept and difficulty as our own comment has them; what the question itself says where it has not."""
    kind, concept, difficulty = draft.kind, draft.concept, draft.difficulty
    tags = [tag.replace("\\]", "]").strip() for tag in _TAG.findall(comments)]
    if tags and tags[0] in KINDS and _fits(tags[0], draft):
        kind = tags.pop(0)
    for tag in tags:
        if re.fullmatch(rf"{WORTH}\d+(\.\d+)?", tag):
            continue
        if re.fullmatch(rf"{DIFFICULTY}(0(\.\d+)?|1(\.0+)?)", tag):
            difficulty = float(tag.removeprefix(DIFFICULTY))
        else:
            concept = tag
    return kind, concept, difficulty


def _fits(kind: str, draft: Draft) -> bool:
    """Words and sentences are asked for by some kinds, O or X by others, everything else has options."""
    own, wanted = KINDS[draft.kind], KINDS[kind]
    return wanted.written == (not draft.options) and (own.form == "truefalse") == (wanted.form == "truefalse")


def _plain_text(text: str, html_text: bool) -> str:
    """A text as a person reads it: without its format, tags of HTML taken out, escapes resolved."""
    text = text.strip()
    if match := _FORMAT.match(text):
        html_text, text = match[1] == "html", text[match.end() :]
    text = text.translate(_SHOWN).strip()
    if html_text:
        text = read_card_html(text).text
    return plain(text)
