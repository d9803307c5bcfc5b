"""Records of talk: a lesson, a lecture, an interview. Who speaks where, read off the lines themselves.

Read are "교사: …", "[00:12] 홍길동: …", "Q. …" and "A. …", and a name with its time on a line of its own ("참석자 1
00:12"). A text is a record of talk where such lines begin nearly everywhere and their names return; a
glossary's terms do not return.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

import korean
from knowledge.catalog.page_numbers import PageNumbers
from knowledge.models import Sentence
from korean import lexicon

if TYPE_CHECKING:
    from knowledge.library import Library

FEWEST_TURNS = 4  # turns
RETURNING = 0.6  # share of the turns whose speaker speaks twice or more
CONTINUED = 4  # lines a turn, on average, unless the turns have times
LATE = 0.25  # share of the text that may stand before the first turn
STRETCHES = 8  # parts that a long record is summarised by
SHORTEST_PART = 12  # sentences of such a part
TELLING_WORDS = 3  # content words without which a sentence says too little to stand alone
_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_NAME = r"[가-힣A-Za-z][가-힣A-Za-z0-9·]{0,11}(?:\s[가-힣A-Za-z0-9]{1,8}){0,2}(?:\s?\([^()\n:]{1,12}\))?"
_LED = lexicon.pattern("speakers", "turn")
_ALONE = re.compile(rf"^\s*(?P<name>{_NAME})\s+{_TIME}\s*$")
_CELLS = " | "
_SENTENCE = lexicon.pattern("endings", "end_of_a_turn")
_NO_NAME = lexicon.words("labels", "no_speaker")


class Turn(NamedTuple):
    """Who speaks, and where what is said stands in the text (the name is not in it)."""

    speaker: str
    start: int
    end: int


def turns(text: str, stops: Collection[int] = ()) -> list[Turn]:
    """The turns of a record of talk; [] where the text is none. ``stops`` are the starts of
    headings: no turn goes on beyond one.
    """
    begun: list[tuple[str, int]] = []  # speaker and start; "" ends a turn
    lines = timed = 0
    position = 0
    for line in text.split("\n"):
        if line.strip():
            lines += 1
            row = _CELLS in line  # of a table: its columns' names are no speakers
            led, alone = (None, None) if row else (_LED.match(line), _ALONE.match(line))
            if position in stops:
                begun.append(("", position))
            elif alone or (led and _names_speaker(led)):
                found = alone or led
                assert found is not None
                begun.append((_speaker(found), position + found.end()))
                timed += bool(alone or found["time"] or found["timed"])
        position += len(line) + 1
    spoken = _spans(text, begun)
    talk = _talk(spoken, lines, timed, len(text)) and (timed >= len(spoken) / 2 or _converse(text, spoken))
    return spoken if talk else []


def sentences(library: Library, source_id: str, pages: tuple[int, int] | None) -> list[Sentence]:
    """What is said in a source, sentence by sentence, each with its speaker as ``label``; []
    where it is no record of talk.
    """
    whole = library.pages(source_id)
    text = "\n".join(page.text for page in whole)
    page_numbers = PageNumbers.of((page.start, page.number) for page in whole)
    found = []
    for turn in turns(text, {heading.start for heading in library.headings(source_id)}):
        body = text[turn.start : turn.end]
        for start, end in korean.sentences(body):
            at = turn.start + start
            number = page_numbers.page_at(at)
            if pages is None or pages[0] <= number <= pages[1]:
                found.append(Sentence(source_id, number, at, turn.start + end, body[start:end], label=turn.speaker))
    telling = [one for one in found if len(korean.content(one.text)) >= TELLING_WORDS]
    return telling or found


def tell_speaker(bullet: Sentence) -> str:
    """Who says or asks it, in the third person: "교사는 이렇게 말합니다"; "" where nobody is told."""
    if not bullet.label:
        return ""
    asks = bullet.text.rstrip().endswith(("?", "？"))
    return f"{korean.josa(bullet.label, '은/는')} 이렇게 {'묻습니다' if asks else '말합니다'}"


def stretches(members: Sequence[int], said: Sequence[Sentence]) -> list[list[int]]:
    """The numbers of some sentences in parts of the talk, one speaker a part, so that none goes unheard."""
    size = max(SHORTEST_PART, math.ceil(len(members) / STRETCHES))
    parts: dict[tuple[int, str], list[int]] = {}
    for place, i in enumerate(members):
        parts.setdefault((place // size, said[i].label), []).append(i)
    return list(parts.values())


def _names_speaker(led: re.Match[str]) -> bool:
    return bool(led["letter"]) or led["name"].split("(")[0].strip().lower() not in _NO_NAME


def _speaker(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return " ".join((groups.get("letter") or groups["name"]).split())


def _spans(text: str, begun: Sequence[tuple[str, int]]) -> list[Turn]:
    """Every turn up to the line on which the next one begins."""
    spoken = []
    for i, (speaker, start) in enumerate(begun):
        following = begun[i + 1][1] if i + 1 < len(begun) else len(text) + 1
        end = following if following > len(text) else text.rfind("\n", 0, following) if begun[i + 1][0] else following
        body = text[start:end]
        if speaker and body.strip():
            trimmed = start + len(body) - len(body.lstrip())
            spoken.append(Turn(speaker, trimmed, start + len(body.rstrip())))
    return spoken


def _converse(text: str, spoken: Sequence[Turn]) -> bool:
    """Whether two at least speak in sentences: "단어: …" and "뜻: …" in turn are cards, no talk."""
    said: dict[str, list[bool]] = {}
    for turn in spoken:
        said.setdefault(turn.speaker, []).append(bool(_SENTENCE.search(text[turn.start : turn.end])))
    return sum(2 * sum(ends) > len(ends) for ends in said.values()) > 1


def _talk(spoken: Sequence[Turn], lines: int, timed: int, length: int) -> bool:
    counts = Counter(turn.speaker for turn in spoken)
    returning = sum(n for n in counts.values() if n > 1)
    if len(spoken) < FEWEST_TURNS or len(counts) > max(2, len(spoken) / 2) or returning < RETURNING * len(spoken):
        return False
    if timed < len(spoken) / 2 and lines > CONTINUED * len(spoken):
        return False
    return spoken[0].start <= max(LATE * length, 200)
