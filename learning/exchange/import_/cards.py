"""Tables of cards: our own CSV (front, back, kind), and those of others with any delimiter, columns in any order, two
columns, kinds by their Korean names. They hold no evidence.

Lost in the format: further accepted answers, concept and difficulty; a cell of ours that began with an apostrophe
before a formula sign comes back without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from errors import QuizError
from korean import lexicon, squeeze
from learning.exchange.export.cards import FORMULA
from learning.exchange.import_.card_table import find_roles, read_rows
from learning.exchange.import_.kind_names import find_kind
from learning.exchange.import_.parsed import Fault, Parsed, bad, require_gradable
from learning.kinds import KINDS, Draft, plain_kind
from learning.kinds.ox import OPTIONS
from learning.models import mark

CARD_COLUMNS = ("앞면", "뒷면", "종류")
_PLACES: dict[str, int] = {"front": 0, "back": 1, "kind": 2}
_OPTION = re.compile(r"([①-⑳])\s+(.*)")
_LISTED = re.compile(r"(?:^|[\s,;/|])\s*(?:([①-⑳])|\(?(\d{1,2})[.)])\s*")
_LIST_SIGNS = re.compile(r"\s*[\n|;/]\s*|\s*,\s+")
_OX_LINES = tuple(f"{key} {text}" for key, text in OPTIONS)
_BLANK_SIGN = lexicon.pattern("exam_papers", "blank")
_RIGHT, _WRONG = lexicon.words("exam_papers", "card_true"), lexicon.words("exam_papers", "card_false")


def read(text: str) -> Iterator[Parsed | Fault]:
    """Every row as a question or a fault; a heading row and empty rows are passed over."""
    places: dict[str, int] = {}
    first = True
    for row in read_rows(text):
        if row.broken:
            yield Fault(
                row.line, "CSV로 읽을 수 없습니다. 따옴표의 짝이 맞는지 살펴보세요. 이 줄부터는 읽지 않았습니다."
            )
            return
        if not any(cell.strip() for cell in row.cells):
            continue
        heads = find_roles(row.cells) if first else {}
        first, places = False, places or heads
        if heads:
            continue
        try:
            yield Parsed(row.line, require_gradable(_draft([_strip_guard(cell) for cell in row.cells], places)))
        except QuizError as error:
            yield Fault(row.line, error.message)


def _draft(row: list[str], places: dict[str, int]) -> Draft:
    places = places if "back" in places else _PLACES if len(row) > 2 else {"front": 0, "back": 1}
    wanted = max(places.values()) + 1
    if len(row) < wanted:
        names = ", ".join(CARD_COLUMNS[:wanted])
        raise bad(f"칸이 {wanted}개({names})여야 하는데 {len(row)}개입니다.")
    cell = {role: row[place].strip() for role, place in places.items()}
    return draft_card(
        cell["front"], cell["back"], cell.get("kind"), cell.get("explanation", ""), cell.get("options", "")
    )


def draft_card(front: str, back: str, kind: str | None = None, told: str = "", listed: str = "") -> Draft:
    """A question of what stands on a card. ``kind`` None or "" where nobody says: by its form. ``told``: why it is so;
    ``listed``: its options, where they stand apart. Raises QuizError (``bad_line``).
    """
    said, _, below = back.partition("\n")
    explanation = told or below
    known = find_kind(kind) if kind else plain_kind(_form_of(front, back, listed))
    if known is None:
        raise bad(f"모르는 종류입니다: '{str(kind)[:40]}'. {', '.join(KINDS)} 가운데 하나여야 합니다.")
    row = KINDS[known]
    if row.form == "truefalse":
        stem, options = _ox(front)
        answer = _truth(said)
    else:
        stem, options = (front, read_options(listed)) if listed else _options(front)
        if options:
            answer = _key(said, options)
        elif row.written:
            answer = back if told else said.strip()
        else:
            raise bad("보기가 없습니다. 보기는 ①로 시작하는 줄에 하나씩 적습니다.")
    concept = dict(options).get(answer, answer) if row.form != "truefalse" else ""
    return Draft(known, stem, options, (answer.strip(),), explanation, concept, 0.5)


def _form_of(front: str, back: str, listed: str) -> str:
    """The form of a card whose kind nobody says."""
    if back.strip().upper() in _RIGHT | _WRONG and (not listed or len(read_options(listed)) <= 2):
        return "truefalse"
    if listed or _options(front)[1]:
        return "choice"
    return "blank" if _BLANK_SIGN.search(front) else "word"


def _truth(said: str) -> str:
    word = said.strip().upper()
    if word in _RIGHT or word in _WRONG:
        return "O" if word in _RIGHT else "X"
    raise bad(f"OX 문제의 정답은 O나 X여야 하는데 '{said[:40]}'입니다.")


def _ox(front: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    lines = front.split("\n")
    if tuple(lines[-2:]) == _OX_LINES:
        lines = lines[:-2]
    return "\n".join(lines), OPTIONS


def read_options(listed: str) -> tuple[tuple[str, str], ...]:
    """Options of one cell: by their numbers (``1. 가, 2. 나``, ``① 가 ② 나``), else by the signs between them."""
    parts = _LISTED.split(listed)
    numbers = [parts[i] or parts[i + 1] for i in range(1, len(parts), 3)]
    counted = [mark(str(i)) for i in range(1, len(numbers) + 1)]
    in_order = [number if number in counted else mark(number) for number in numbers] == counted
    if len(numbers) > 1 and not parts[0].strip() and in_order:
        texts = [parts[i].strip(" ,;/|\n") for i in range(3, len(parts), 3)]
    else:
        texts = [text for text in _LIST_SIGNS.split(listed) if text.strip()]
    return tuple((str(number), text.strip()) for number, text in enumerate(texts, 1))


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


def _key(said: str, options: Sequence[tuple[str, str]]) -> str:
    """The right option's id out of ``"③ 글"``, ``"③"``, ``"3"`` or the option's text."""
    said = said.strip()
    for key, text in options:
        first = text.split("\n")[0]
        if said in (key, f"{key}번", f"{key}.", mark(key), f"{mark(key)} {first}", first):
            return key
    same = [key for key, text in options if squeeze(text) and squeeze(text) == squeeze(said)]
    if len(same) == 1:
        return same[0]
    raise bad(f"정답 '{said[:40]}'이(가) 보기에 없습니다.")


def _strip_guard(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from running it."""
    cell = cell.replace("\r\n", "\n")
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
