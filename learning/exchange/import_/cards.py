"""CSV as we export it: front (stem and options), back (answer and explanation), kind. It holds no evidence.

Lost in the format: further accepted answers, concept and difficulty; a cell of ours that began with an apostrophe
before a formula sign comes back without it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from errors import QuizError
from korean import lexicon
from learning.exchange.export.cards import FORMULA
from learning.exchange.import_.parsed import Fault, Parsed, bad, require_gradable
from learning.kinds import KINDS, Draft
from learning.kinds.ox import OPTIONS
from learning.models import mark

CARD_COLUMNS = ("앞면", "뒷면", "종류")
_HEADS = lexicon.words_in_order("exam_papers", "card_columns")
_OPTION = re.compile(r"([①-⑳])\s+(.*)")
_OX_LINES = tuple(f"{key} {text}" for key, text in OPTIONS)


def read(text: str) -> Iterator[Parsed | Fault]:
    """Every row as a question or a fault; a heading row and empty rows are passed over."""
    rows, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Fault(line, "CSV로 읽을 수 없습니다. 따옴표의 짝이 맞는지 살펴보세요. 이 줄부터는 읽지 않았습니다.")
            return
        heading = line == 1 and bool(row) and row[0].strip().casefold() in _HEADS
        if any(cell.strip() for cell in row) and not heading:
            try:
                yield Parsed(line, require_gradable(_draft([_strip_guard(cell) for cell in row])))
            except QuizError as error:
                yield Fault(line, error.message)
        line = rows.line_num + 1


def _draft(row: list[str]) -> Draft:
    if len(row) < len(CARD_COLUMNS):
        raise bad(f"칸이 {len(CARD_COLUMNS)}개({', '.join(CARD_COLUMNS)})여야 하는데 {len(row)}개입니다.")
    front, back, kind = row[0].strip(), row[1].strip(), row[2].strip()
    if kind not in KINDS:
        raise bad(f"모르는 종류입니다: '{kind[:40]}'. {', '.join(KINDS)} 가운데 하나여야 합니다.")
    said, _, explanation = back.partition("\n")
    known = KINDS[kind]
    stem, options = _ox(front) if known.form == "truefalse" else _options(front)
    if known.form == "truefalse":
        answer = said.strip().upper()
        if answer not in dict(OPTIONS):
            raise bad(f"OX 문제의 정답은 O나 X여야 하는데 '{said[:40]}'입니다.")
    elif options:
        answer = _key(said, options)
    elif known.written:
        answer = said.strip()
    else:
        raise bad("보기가 없습니다. 보기는 ①로 시작하는 줄에 하나씩 적습니다.")
    concept = dict(options).get(answer, answer) if known.form != "truefalse" else ""
    return Draft(kind, stem, options, (answer,), explanation, concept, 0.5)


def _ox(front: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    lines = front.split("\n")
    if tuple(lines[-2:]) == _OX_LINES:
        lines = lines[:-2]
    return "\n".join(lines), OPTIONS


def _options(front: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The stem, and the options below the last line that begins with ①; a line without a
    mark goes on with its option.
    """
    lines = front.split("\n")
    begin = max((number for number, line in enumerate(lines) if _OPTION.match(line) and line[0] == "①"), default=None)
    if begin is None:
        return front, ()
    options: list[tuple[str, str]] = []
    for line in lines[begin:]:
        match = _OPTION.match(line)
        if match and match[1] == mark(str(len(options) + 1)):
            options.append((str(len(options) + 1), match[2]))
        else:
            key, text = options[-1]
            options[-1] = (key, f"{text}\n{line}")
    return "\n".join(lines[:begin]), tuple(options)


def _key(said: str, options: tuple[tuple[str, str], ...]) -> str:
    """The right option's id out of ``"③ 글"``, ``"③"``, ``"3"`` or the option's text."""
    said = said.strip()
    for key, text in options:
        first = text.split("\n")[0]
        if said in (key, f"{key}번", mark(key), f"{mark(key)} {first}", first):
            return key
    raise bad(f"정답 '{said[:40]}'이(가) 보기에 없습니다.")


def _strip_guard(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from running it."""
    cell = cell.replace("\r\n", "\n")
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
