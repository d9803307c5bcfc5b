"""Which lines of a PDF are headings: those that its outline names, or, without an
outline, those in clearly larger type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.loaders.layout.line_drafts import PageLine
from knowledge.loaders.layout.slide_titles import find_title, is_deck
from korean import lexicon
from korean.text import squeeze

Found = dict[int, tuple[int, str, int]]  # first line -> level, title, number of lines
_LARGER = 1.18  # times the body's size
_SHARE = 1 / 6  # of all characters: the most that headings may be
_BULLET = re.compile(r"^\s*[•·∙▪●○◦◆◇■□▶▷➢✓※*\-–—]")
_LONGEST = 80  # characters of a heading
_LETTER = re.compile(r"[^\W\d_]{2}")
_HANGUL = re.compile("[가-힣]")
_SLACK = 8  # squeezed characters that a chapter's number in front of its title may take
_NUMBERING = lexicon.pattern("headings", "numbering")


def body_size(pages: Sequence[Sequence[PageLine]]) -> float:
    """The type size in which most of the characters are set, to half a point."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.chars)
    return sizes.most_common(1)[0][0] if sizes else 0.0


class Outline:
    """The document's outline; each entry is looked for on its own page, in order."""

    def __init__(self, entries: Sequence[tuple[int, str, int]]) -> None:
        self.by_page: dict[int, list[tuple[int, str]]] = {}
        for level, title, page in entries:
            self.by_page.setdefault(page, []).append((level, title))

    def find(self, page: int, lines: Sequence[PageLine]) -> Found:
        found: Found = {}
        start = 0
        for level, title in self.by_page.get(page, ()):
            wanted = squeeze(title)
            for i in range(start, len(lines)):
                matched = _matches(lines[i : i + 4], wanted)
                if matched and i not in found:
                    found[i] = (level, title, matched)
                    start = i + matched
                    break
        return found


def _matches(lines: Sequence[PageLine], wanted: str) -> int:
    """How many of the lines together are the title, 0 where they are not."""
    joined = ""
    bare = _NUMBERING.sub("", wanted)
    for number, line in enumerate(lines, 1):
        joined += squeeze(line.text)
        if not wanted or len(joined) > len(wanted) + _SLACK:
            return 0
        if joined in (wanted, bare):
            return number
        if joined.endswith(wanted) and _NUMBERING.fullmatch(joined[: -len(wanted)]):
            return number
    return 0


def _least(pages: Sequence[Sequence[PageLine]]) -> float:
    """The smallest size of a heading: larger than the body's, and so large that a sixth of
    all characters at most has it.
    """
    body = body_size(pages)
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.chars)
    least, share = max(_LARGER * body, body + 1.0), _SHARE * sum(sizes.values())
    above = 0
    for size in sorted((size for size in sizes if size >= least), reverse=True):
        above += sizes[size]
        if above > share:
            return size + 0.5
    return least


class Sizes:
    """Headings by type size: the three commonest sizes above the body's are the levels."""

    def __init__(self, pages: Sequence[Sequence[PageLine]]) -> None:
        self.least = _least(pages)
        self.deck = is_deck(pages)
        pages_of: dict[float, set[int]] = {}
        for number, lines in enumerate(pages):
            for line in lines:
                if self._large(line):
                    pages_of.setdefault(self._round_size(line), set()).add(number)
        common = sorted(pages_of, key=lambda size: -len(pages_of[size]))[:3]
        self.levels = {size: level for level, size in enumerate(sorted(common, reverse=True), 1)}

    def find(self, page: int, lines: Sequence[PageLine]) -> Found:
        titles = find_title(lines) if self.deck else []
        if titles and titles == list(range(titles[0], titles[0] + len(titles))):
            return {titles[0]: (1, " ".join(lines[i].text for i in titles), len(titles))}
        found: Found = {}
        i = 0
        while i < len(lines):
            count = self._run(lines, i)
            title = " ".join(line.text for line in lines[i : i + count])
            if count and len(title) <= _LONGEST and _LETTER.search(title):
                level = self.levels.get(self._round_size(lines[i]), 1)
                found[i] = (level, title, count)
            i += max(count, 1)
        covered = sum(len(lines[k].chars) for i, (_, _, count) in found.items() for k in range(i, i + count))
        whole = sum(len(line.chars) for line in lines)
        return found if covered <= 0.5 * whole or len(lines) <= 4 else {}

    def _large(self, line: PageLine) -> bool:
        return line.size >= self.least and not line.row and not _BULLET.match(line.text)

    def _round_size(self, line: PageLine) -> float:
        return round(line.size / 2) * 2.0

    def _run(self, lines: Sequence[PageLine], i: int) -> int:
        """How many lines from ``i`` on are one heading; more than three are not a heading."""
        first = lines[i]
        if not self._large(first):
            return 0
        count = 1
        while i + count < len(lines):
            line = lines[i + count]
            step = line.top - lines[i + count - 1].top
            if abs(line.size - first.size) > 0.08 * first.size or not 0 < step < 1.8 * first.size:
                break
            count += 1
        return count if count <= 3 else 0


def title_of(stated: str, first_pages: Sequence[Sequence[PageLine]], body: float) -> str:
    """The document's title: the stated one where its own first pages say it too, else the
    largest line of the first page.
    """
    said = squeeze("".join(line.text for lines in first_pages for line in lines))
    if stated and squeeze(stated) and squeeze(stated) in said:
        return stated
    large = [line for line in (first_pages[0] if first_pages else ()) if line.size > 1.3 * body]
    if not large:
        return ""
    size = max(line.size for line in large)
    start = next(i for i, line in enumerate(first_pages[0]) if line.size > 0.95 * size)
    parts = []
    for line in first_pages[0][start : start + 3]:
        if line.size <= 0.95 * size:
            break
        parts.append(line.text.strip())
    title = " ".join(parts)
    foreign = len(_HANGUL.findall(said)) > 0.3 * len(said) and not _HANGUL.search(title)
    return title if 2 <= len(title) <= _LONGEST and _LETTER.search(title) and not foreign else ""
