"""What a book is called: by its front matter or properties, its first heading, its first page's largest line, its
first lines, or its file's name, whichever a person would take.

Markup that says "this is the title" and a heading at the top are believed. The largest line of a PDF is not always its
title: it is believed where the file's name or the rest of the book speak of the same. A file's name is believed where
its words stand in the book.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import korean
from knowledge.catalog.file_names import readable_stem
from knowledge.ingestion.document import Document
from knowledge.loaders.registry import LOADERS, TitledBy
from knowledge.models import BlockKind, Heading
from korean import lexicon, squeeze

LONGEST_TITLE = 90  # characters of a title
AT_THE_TOP = 200  # characters that may stand before a heading at the top: badges, a line of who wrote it
FIRST_LINES = 14
FIRST_TEXT = 20_000  # characters in which a file name's words are looked for
AGAIN = 3  # times that a book speaks of what it is about, at least
_MARKUP = re.compile(r"\{[#/.][^{}]*\}|\[\^[^\]]*\]|<[^<>]{0,200}>|[*`]{1,3}|(?<!\w)[#]{2,}(?!\w)")
_SPELLED = re.compile(r"(?<!\S)(?:[가-힣] ){3,}[가-힣](?!\S)")  # 통 합 재 정 통 계
_NUMBERED = re.compile(r"^[\W_]*제?\s*(?:\d{1,2}|[IVX]{1,4}|[가-하](?=[.)]))(?:[.)\s:]|[장절부편강]|$)")
_ITEM = re.compile(r"^\(?\d{1,2}[.)]\s")
_IN_FRONT = re.compile(r"^(?:[^\w\s(\[「『《<〈“‘\"'#′]+\s*)+")
_WORD = re.compile(r"[^\W\d_]{2,}|[^\W_]+(?<=\d)[^\W\d_]+")
_SITE = re.compile(r"\s+[|–—-]\s+")
_HANGUL = re.compile("[가-힣]")
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]")
_SENTENCE = re.compile(r"(?:[다요죠까오]|[.?!…])[.?!\"'”’)\]]*$|[다요]\.\s")
_LABEL = re.compile(r"^[^:：]{1,12}[:：](?:\s|$)|^[\d\W]*$")
_POOR = lexicon.pattern("headings", "poor_title", re.I)
_FIELD = lexicon.pattern("headings", "field_of_a_title", re.I)
_NO_TITLE_LINE = (
    BlockKind.TABLE,
    BlockKind.CAPTION,
    BlockKind.BOILERPLATE,
    BlockKind.EXERCISE,
    BlockKind.CODE,
    BlockKind.FORMULA,
)


def name_document(document: Document, filename: str) -> str:
    """A document's title, of one line and at most ``LONGEST_TITLE`` characters."""
    stem = readable_stem(filename)
    row = LOADERS.get(document.loaded.kind)
    titled_by = row.titled_by if row else TitledBy.TEXT
    if titled_by is TitledBy.FILE:
        return stem
    start = squeeze(document.text[:FIRST_TEXT]).casefold()
    stated, heading = _stated(document, stem), _top_heading(document)
    if heading and heading in _SITE.split(stated):
        stated = heading  # a page of a site bears the site's name as well
    telling = _is_telling(stem, start)
    if titled_by is TitledBy.TYPE:
        for name in filter(None, (stated, heading)):
            if _agree(name, stem) or not telling or _is_theme(name, document.text):
                return _with_qualifier(name, stem)
        return stem
    name = stated or heading or _first_line(document, stem)
    if name and not (stated or heading or _agree(name, stem)) and telling:
        return stem
    return _with_qualifier(name, stem) if name else stem


def tidy_name(text: str) -> str:
    """A title without markup, note marks and doubled blanks; "" where nothing of it can be one."""
    line = " ".join(_MARKUP.sub(" ", text).split()).strip(" -–—:·|").removesuffix(".").rstrip()
    line = _IN_FRONT.sub("", line)
    line = _SPELLED.sub(lambda found: found.group().replace(" ", ""), line)
    parts = line.split()
    broken = 2 * sum(len(part) == 1 for part in parts) > len(parts)  # letters of fonts without a Unicode map
    poor = not line or len(line) > LONGEST_TITLE or not _LETTERS.search(line) or _POOR.search(line)
    return "" if poor or broken else line


def _stated(document: Document, stem: str) -> str:
    """What the file itself calls its title; with its subtitle where that alone has a word of the file's name."""
    title, _, below = document.loaded.title.partition("\n")
    name, below = tidy_name(title), tidy_name(below)
    if name and any(line.startswith(name) and _LABEL.match(line) for line in _lines(document)):
        return ""
    only_below = [
        word for word in _words(stem) if word in squeeze(below).casefold() and word not in squeeze(name).casefold()
    ]
    if name and only_below and not _SENTENCE.search(below):
        return f"{name}: {below}"[:LONGEST_TITLE]
    return name


def _top_heading(document: Document) -> str:
    """The heading at the top, or the only one of the first level; with those right below it that are the only ones of
    their level, as in 과목 - 단원 - 장. A numbered one among others is a chapter and no title.
    """
    headings = document.headings
    levels = Counter(heading.level for heading in headings)
    numbered = Counter(heading.level for heading in headings if _is_numbered(heading.title))
    fit = [h for h in headings if not (_is_numbered(h.title) and numbered[h.level] > 1) and tidy_name(h.title)]
    only = [h for h in fit if h.level == 1 and levels[1] == 1 and h.page <= 3]
    chosen = next((h for h in [*only, *fit] if h in only or h.start <= AT_THE_TOP), None)
    if headings and headings[0].start == 0 and _FIELD.search(headings[0].title):
        return tidy_name(document.text[len(headings[0].title) :].lstrip().split("\n", 1)[0])
    if chosen is None or (chosen.start and levels[chosen.level] > 1 and _first_line(document, "", chosen.start)):
        return ""
    run = [one for one in _run_down(headings, chosen) if one is chosen or levels[one.level] == 1]
    return _join_names([name for one in run if (name := tidy_name(one.title))])


def _is_numbered(title: str) -> bool:
    return bool(_NUMBERED.match(unicodedata.normalize("NFKC", title)))


def _run_down(headings: Sequence[Heading], chosen: Heading) -> Iterator[Heading]:
    """A heading and those deeper ones that follow it with nothing between."""
    yield chosen
    before = chosen
    for heading in headings[headings.index(chosen) + 1 :]:
        if heading.level != before.level + 1 or heading.start > before.start + len(before.title) + 2:
            return
        yield heading
        before = heading


def _join_names(names: Sequence[str]) -> str:
    """The names as one title, the middle ones left out where it grows too long."""
    kept = [name for i, name in enumerate(names) if not any(squeeze(name) in squeeze(one) for one in names[:i])]
    for part in (kept, [*kept[:1], *kept[-1:]], kept[:1]):
        whole = " - ".join(part)
        if len(whole) <= LONGEST_TITLE:
            return whole
    return ""


def _first_line(document: Document, stem: str, until: int = 0) -> str:
    """The first line that can be a title, before ``until`` where that is given; among the first lines, the one that
    shares most with the file's name.
    """
    best, shared = "", -1
    lines = list(_lines(document, until or next((h.start for h in document.headings), 0)))
    for number, line in enumerate(lines):
        if _hangs(line) and number + 1 < len(lines) and not _is_numbered(lines[number + 1]):
            both = f"{line} {lines[number + 1]}"
            line = both if len(both) <= LONGEST_TITLE else line
        name = tidy_name(line)
        if not name or _LABEL.match(line) or _SENTENCE.search(line) or _ITEM.match(line) or _hangs(line):
            continue
        if (score := _count_shared(name, stem)) > shared:
            best, shared = name, score
    return best


def _lines(document: Document, until: int = 0) -> Iterator[str]:
    """The first page's first lines that are no rows of a table, captions or questions."""
    page = document.pages[0]
    count = 0
    for block in page.blocks:
        if block.kind in _NO_TITLE_LINE or (until and block.start >= until):
            continue
        for line in filter(str.strip, page.text[block.start : block.end].split("\n")):
            yield line.strip()
            count += 1
            if count >= FIRST_LINES:
                return


def _hangs(line: str) -> bool:
    """Whether a line ends on a word that wants another behind it: 의료기기 및, 기술의 등장과."""
    tokens = korean.tokenize(line[-LONGEST_TITLE:])
    return bool(tokens) and tokens[-1].tag in ("JC", "JKG", "JKO", "JKB", "MAG", "MAJ", "ETM", "JX")


def _words(name: str) -> list[str]:
    """The words of a name, digits alone left out: 4주차, 정보보호."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]


def _count_shared(name: str, stem: str) -> int:
    letters = squeeze(name).casefold()
    return sum(len(word) for word in _words(stem) if word in letters)


def _agree(name: str, stem: str) -> bool:
    """Whether a title and a file's name have a word in common."""
    return bool(_count_shared(name, stem) or _count_shared(stem, name))


def _is_telling(stem: str, start: str) -> bool:
    """Whether a file's name says what the file is about: most of its words stand in the first pages (squeezed)."""
    words = _words(stem)
    korean_text = len(_HANGUL.findall(start)) > 0.3 * len(start)
    if korean_text and not _HANGUL.search(stem):
        return False
    return bool(words) and 2 * sum(squeeze(word) in start for word in words) >= len(words)


def _is_theme(name: str, text: str) -> bool:
    """Whether a book speaks of what a title names again and again."""
    word = max(_words(name), key=len, default="")
    lines = (line for line in text.casefold().split("\n") if word in line and squeeze(line) != squeeze(name).casefold())
    return len(word) >= 3 and sum(1 for _ in islice(lines, AGAIN)) == AGAIN


def _with_qualifier(name: str, stem: str) -> str:
    """The file's name where it is the title with a word in front that tells it from others: [C++] 가상 함수. The number and
    the short code before a name (ch01-02-hello-world) are no word.
    """
    bare = squeeze(re.sub(r"\s*\([^()]*\)$", "", name)).casefold()
    whole = squeeze(re.sub(r"\s*\([^()]*\)$", "", stem)).casefold()
    in_front = whole.removesuffix(bare)
    told = in_front != whole and (stem.startswith("[") or _HANGUL.search(in_front)) and _LETTERS.search(in_front)
    return stem if told and len(bare) >= 2 and len(stem) <= LONGEST_TITLE else name
