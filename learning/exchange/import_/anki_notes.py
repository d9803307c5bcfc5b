"""A note of Anki as questions: one for each of its gaps ({{c1::답::도움말}}), one of its front and its back otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from errors import QuizError
from learning.exchange.import_.card_markup import CardText, read_card_html, read_card_text
from learning.exchange.import_.card_table import find_roles
from learning.exchange.import_.cards import draft_card
from learning.exchange.import_.parsed import Fault, Parsed, require_gradable
from learning.kinds import Draft, plain_kind
from learning.kinds.gap import BLANK

MOST_GAPS = 50  # of one note
MOST_NAMED = 5  # media of one note that are named
_GAP = re.compile(r"\{\{c(\d{1,3})::((?:(?!\{\{c\d|\}\}).)*?)(?:::((?:(?!\}\}).)*?))?\}\}", re.S)


def read_note(line: int, fields: Sequence[str], in_html: bool, heads: Sequence[str] = ()) -> Iterator[Parsed | Fault]:
    """The questions of one note. ``heads`` are the names of its fields, where they are known. What is left out of it -
    pictures, sounds - is told by name.
    """
    read = [read_card_html(field) if in_html else read_card_text(field) for field in fields]
    media = list(dict.fromkeys(name for one in read for name in one.media))
    try:
        for draft in _drafts(read, heads):
            yield Parsed(line, require_gradable(draft))
    except QuizError as error:
        yield Fault(line, error.message if not media else f"{error.message} {_tell_media(media)}")
        return
    if media:
        yield Fault(line, _tell_media(media))


def _drafts(read: Sequence[CardText], heads: Sequence[str]) -> Iterator[Draft]:
    texts = [one.text for one in read]
    gapped = next((i for i, text in enumerate(texts) if _GAP.search(text)), None)
    if gapped is not None:
        told = "\n".join(text for i, text in enumerate(texts) if i != gapped and text)
        yield from draft_gaps(texts[gapped], told)
        return
    roles = find_roles(heads)
    if "back" in roles and max(roles.values()) < len(texts):
        said = {role: texts[place] for role, place in roles.items()}
        listed = said.get("options", "")
        told = said.get("explanation", "")
        yield draft_card(said["front"], said["back"], said.get("kind"), told, listed)
        return
    front = texts[0] if texts else ""
    rest = [text for text in texts[1:] if text]
    yield draft_card(front, rest[0] if rest else "", None, "\n".join(rest[1:]))


def draft_gaps(text: str, told: str) -> Iterator[Draft]:
    """A question for each number of a gap: its words blank, those of the others shown."""
    numbers = sorted({int(found[1]) for found in _GAP.finditer(text)})[:MOST_GAPS]
    for number in numbers:
        words = [found[2].strip() for found in _GAP.finditer(text) if int(found[1]) == number]

        def show(found: re.Match[str], number: int = number) -> str:
            if int(found[1]) != number:
                return found[2]
            return f"{BLANK}({found[3].strip()})" if found[3] and found[3].strip() else BLANK

        answer = ", ".join(dict.fromkeys(words))
        yield Draft(plain_kind("blank"), _GAP.sub(show, text), (), (answer,), told, answer, 0.5)


def _tell_media(media: Sequence[str]) -> str:
    named = ", ".join(name[:60] for name in media[:MOST_NAMED])
    more = f" 등 {len(media)}개" if len(media) > MOST_NAMED else ""
    return f"그림과 소리는 가져오지 않습니다: {named}{more}."
