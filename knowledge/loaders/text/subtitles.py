"""Subtitles and transcripts (SRT, WebVTT): cues joined to sentences, each on a line with its speaker and its time.

A line's block bears the time at which it begins as its marker ("12:34"), so that a citation of it is one by time. A
file in two languages has a line for each; captions that roll are said once; sounds in
brackets are left out and counted.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from knowledge.loaders.base import LoadedBlock, LoadedPage, LoadError, Outcome
from knowledge.loaders.text.encodings import decode
from knowledge.models import BlockKind
from korean import lexicon
from korean.text import clean

SUBTITLE_PAGE_CHARACTERS = 2000
MOST_CUES = 200_000
LONGEST_CUE_LINE = 1000  # characters
LONGEST_SPOKEN_LINE = 300  # characters of cues without an end of a sentence
SILENCE = 5.0  # seconds between two cues: what follows is another sentence
ROLLING = 0.3  # share of the cues that begin with the line before, from which captions roll
MOST_ROLLING = 8  # lines of a cue that roll on into the next
TWO_TONGUES = 0.6  # share of the cues that are in both languages
RETURNING_SPEAKER = 2  # times that a name stands before what is said
_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[\w.]{1,40})?\s+([^<>]{1,60})>")
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,60}\}")
_SOUND = re.compile(r"[\[(（［♪♫][^\[\]()（）\n]{0,60}[\])）］♪♫]|[♪♫]+")
_NAMED = re.compile(
    r"^(?:[\[(（]([^\[\]()（）:：\n]{1,16})[\])）]\s*:?|([가-힣A-Za-z][가-힣A-Za-z0-9 ·.]{0,15})\s?[:：])\s+(?=\S)"
)
_DASH = re.compile(r"^\s*[-–—]\s+")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]{2}")
_SENTENCE_END = lexicon.pattern("endings", "end_of_a_turn")


class Cue(NamedTuple):
    """What is shown from ``start`` to ``end`` (seconds), line by line."""

    start: float
    end: float
    lines: tuple[str, ...]


class _Said(NamedTuple):
    """A piece of a cue: who says it ("" where nobody says), whether another turn begins with it."""

    start: float
    end: float
    speaker: str
    turn: bool
    text: str


@dataclass(frozen=True)
class SpokenLine:
    """A sentence or so with the seconds at which it begins."""

    start: float
    text: str


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """Pages of some 2,000 characters. Raises LoadError (``no_cues``, ``too_long``)."""
    cues = [*read_cues(clean(decode(content, outcome)))]
    if not cues:
        raise LoadError(
            "no_cues",
            "자막의 시간 표시(00:00:01,000 --> 00:00:04,000)를 찾지 못했습니다. 자막 파일이 맞는지 확인해 주세요.",
        )
    pages: list[list[SpokenLine]] = [[]]
    size = 0
    for line in join_cues(cues, outcome):
        if size and size + len(line.text) > SUBTITLE_PAGE_CHARACTERS:
            pages.append([])
            size = 0
        pages[-1].append(line)
        size += len(line.text) + 1
    if not pages[0]:
        raise LoadError("no_text", "자막에 글자가 없습니다. 다른 자막 파일을 올려 주세요.")
    outcome.total = len(pages)
    if len(pages) > most:
        raise LoadError("too_long", f"너무 긴 자막입니다({len(pages):,}쪽, 많아도 {most:,}쪽). 나누어 올려 주세요.")
    for number, lines in enumerate(pages, 1):
        yield _assemble(number, lines)


def _assemble(number: int, lines: Sequence[SpokenLine]) -> LoadedPage:
    blocks, start = [], 0
    for line in lines:
        end = start + len(line.text)
        blocks.append(LoadedBlock(BlockKind.SPEAKER, start, end, marker=show_time(line.start)))
        start = end + 1
    return LoadedPage(number, "\n".join(line.text for line in lines), blocks=tuple(blocks))


def show_time(seconds: float) -> str:
    """A time as players show it: 0:05, 12:34, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def read_cues(text: str) -> Iterator[Cue]:
    """The cues of SRT or WebVTT; numbers, ids, notes and styles between them are passed over."""
    times: tuple[float, float] | None = None
    lines: list[str] = []
    count = 0
    for line in [*text.split("\n"), ""]:
        found = _TIMES.match(line[:LONGEST_CUE_LINE]) if "-->" in line else None
        if found or not line.strip():
            if times and lines:
                count += 1
                if count > MOST_CUES:
                    raise LoadError("too_long", f"자막이 {MOST_CUES:,}개를 넘습니다. 나누어 올려 주세요.")
                if found and lines[-1].strip().isdigit() and len(lines) > 1:
                    lines.pop()  # the number of the next cue, where no empty line stands between
                yield Cue(*times, tuple(lines))
            times = (_seconds(found, 1), _seconds(found, 5)) if found else None
            lines = []
        elif times:
            lines.append(line.strip()[:LONGEST_CUE_LINE])


def _seconds(found: re.Match[str], first: int) -> float:
    hours, minutes, seconds, rest = (found[first + i] or "0" for i in range(4))
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(rest.ljust(3, "0")) / 1000


def join_cues(cues: Sequence[Cue], outcome: Outcome) -> list[SpokenLine]:
    """The cues as lines of whole sentences in the order of their times; a turn begins with its speaker's name."""
    said = [_plain(cue, outcome) for cue in _unroll(cues)]
    if _is_bilingual(said):
        tongues = [_keep_lines(said, hangul) for hangul in (True, False)]
        lines = [line for tongue in tongues for line in _join(_speak(tongue))]
        return sorted(lines, key=lambda line: line.start)
    return list(_join(_speak(said)))


def _unroll(cues: Sequence[Cue]) -> list[Cue]:
    """Cues whose first lines repeat the last of the cue before, as captions that roll up do, without them."""
    pairs = list(pairwise(cues))
    rolled = sum(before.lines[-1] == cue.lines[0] for before, cue in pairs)
    if rolled < ROLLING * len(pairs) or not pairs:
        return list(cues)
    found = [cues[0]]
    for before, cue in pairs:
        most = min(len(before.lines), len(cue.lines), MOST_ROLLING)
        same = next((n for n in range(most, 0, -1) if before.lines[-n:] == cue.lines[:n]), 0)
        if same < len(cue.lines):
            found.append(cue._replace(lines=cue.lines[same:]))
    return found


def _plain(cue: Cue, outcome: Outcome) -> Cue:
    """A cue's lines without markup and sounds, a voice as a name before what it says."""
    lines = []
    for line in cue.lines:
        line = html.unescape(_TAG.sub("", _VOICE.sub(lambda found: f"{found[1].strip()}: ", line)))
        line = line.replace("\\N", " ").replace("\\n", " ")
        bare = " ".join(line.split())
        if _SOUND.fullmatch(bare):
            outcome.leave_out("sound", bare)
        elif bare:
            lines.append(bare)
    return cue._replace(lines=tuple(lines))


def _is_bilingual(cues: Sequence[Cue]) -> bool:
    both = sum(
        any(_HANGUL.search(line) for line in cue.lines)
        and any(_LATIN.search(line) and not _HANGUL.search(line) for line in cue.lines)
        for cue in cues
    )
    return bool(cues) and both >= TWO_TONGUES * len(cues)


def _keep_lines(cues: Sequence[Cue], hangul: bool) -> list[Cue]:
    return [
        cue._replace(lines=tuple(line for line in cue.lines if bool(_HANGUL.search(line)) is hangul)) for cue in cues
    ]


def _speak(cues: Sequence[Cue]) -> Iterator[_Said]:
    """The pieces of the cues by who says them; a name counts as one where it comes again."""
    names = Counter(name for cue in cues for line in cue.lines if (name := _name_of(_DASH.sub("", line))))
    for cue in cues:
        held: list[str] = []
        speaker, turn = "", False
        for line in cue.lines:
            dashed = bool(_DASH.match(line))
            bare = _DASH.sub("", line)
            name = _name_of(bare)
            named = names[name] >= RETURNING_SPEAKER if name else False
            if (dashed or named) and held:
                yield _Said(cue.start, cue.end, speaker, turn, " ".join(held))
                held = []
            if dashed or named:
                speaker, turn = (name if named else ""), True
            held.append(_NAMED.sub("", bare, count=1) if named else bare)
        if held:
            yield _Said(cue.start, cue.end, speaker, turn, " ".join(held))


def _name_of(line: str) -> str:
    found = _NAMED.match(line)
    return " ".join((found[1] or found[2]).split()) if found else ""


def _join(pieces: Iterator[_Said]) -> Iterator[SpokenLine]:
    """Pieces joined until a sentence ends, somebody else speaks, or nothing is said for a while."""
    held: list[_Said] = []
    last = ""  # who spoke last

    def close() -> Iterator[SpokenLine]:
        nonlocal last
        if held:
            name = held[0].speaker
            text = " ".join(piece.text for piece in held)
            yield SpokenLine(held[0].start, f"{name}: {text}" if name and name != last else text)
            last = name or ("" if held[0].turn else last)
            held.clear()

    for piece in pieces:
        if held and (piece.turn or piece.start - held[-1].end > SILENCE):
            yield from close()
        held.append(piece)
        length = sum(len(one.text) + 1 for one in held)
        if _SENTENCE_END.search(piece.text) or length > LONGEST_SPOKEN_LINE:
            yield from close()
    yield from close()
