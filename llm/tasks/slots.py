"""Which part of the books a request is about, and how much is asked for: pages, chapters, topic, number, kinds,
length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import korean
from korean import lexicon
from settings import SummaryLength

Units = tuple[
    str, str
]  # first and last chapter or section as numbered: ("2", "3"), ("1.3", "1.3"); LAST for the last one

MOST_QUESTIONS = 20
DEFAULT_COUNT = 5
LAST = "-1"

OX = r"(?<![A-Za-z])O\s?/?\s?X(?![A-Za-z])"
_PAGES = lexicon.pattern("book_parts", "page_range", re.IGNORECASE)
# What follows a number that is a place ("p 7의 내용", "3장에서", "2장 요약"); "2p 오비탈", "p53 단백질" and "카드 3장을" name none.
_PAGE = lexicon.pattern("book_parts", "page", re.IGNORECASE)
_SHORT_PAGE = lexicon.pattern("book_parts", "page_by_letter", re.IGNORECASE)
_FIRST_PAGES = lexicon.pattern("book_parts", "first_pages")
_NUMBER = r"(\d{1,2}(?:\.\d{1,2}){0,2})"
_UNITS = lexicon.pattern("book_parts", "chapter_range", re.IGNORECASE)
_NESTED = lexicon.pattern("book_parts", "section_of_a_chapter")
_UNIT = lexicon.pattern("book_parts", "chapter", re.IGNORECASE)
_SURE_UNIT = lexicon.pattern("book_parts", "chapter_in_a_question", re.IGNORECASE)
_NAMED_UNIT = lexicon.pattern("book_parts", "chapter_by_its_place")
_WORDS = dict(lexicon.pairs("numerals", "native"))
_COUNT = lexicon.pattern("request_forms", "count", re.IGNORECASE)
_COUNT_WORD = lexicon.pattern("request_forms", "count_in_words")
_LINE = lexicon.pattern("request_forms", "length_line")
_AT_LENGTH = lexicon.pattern("request_forms", "length_page", re.IGNORECASE)


class KindWords(NamedTuple):
    """A kind of question as a request names it: its id, its name for people, and a pattern of the words that ask
    for it.
    """

    id: str
    name: str
    asked_as: str


def pages_in(text: str, making: bool = True) -> tuple[int, int] | None:
    """The pages that were said, first and last: "12~20쪽", "p. 3-5", "7페이지", "앞부분 10쪽".

    ``making``: a quiz or a summary is asked for; "7p" is a page then, in a question only where it stands as a place.
    """
    if match := _PAGES.search(text):
        first, last = sorted(int(number) for number in match.groups() if number)
        return (first, last) if first > 0 else None
    if match := _FIRST_PAGES.search(text):
        return (1, int(match.group(1))) if int(match.group(1)) else None
    if match := _PAGE.search(text) or (_SHORT_PAGE.search(text) if making else None):
        page = int(next(group for group in match.groups() if group))
        return (page, page) if page > 0 else None
    return None


def units_in(text: str, making: bool = True) -> Units | None:
    """The chapters or sections that were said, as numbered: "3단원", "2장부터 4장까지", "1장 3절" (1.3), "마지막 단원".

    ``making``: a quiz or a summary is asked for; "3장" is a chapter then, in a question only where it stands as a place.
    """
    if match := _UNITS.search(text):
        return match.group(1), match.group(2)
    if match := _NESTED.search(text):
        number = f"{match.group(1)}.{match.group(2)}"
        return number, number
    if match := (_UNIT if making else _SURE_UNIT).search(text):
        number = next(group for group in match.groups() if group)
        return number, number
    if match := _NAMED_UNIT.search(text):
        number = LAST if match.group(1) in lexicon.words("book_parts", "last") else "1"
        return number, number
    return None


_AFTER = lexicon.alternation("book_parts", "re:behind_a_place")
_PLACES = tuple(
    re.compile(rf"(?:{pattern.pattern}){_AFTER}", re.IGNORECASE)
    for pattern in (_PAGES, _PAGE, _UNITS, _NESTED, _SURE_UNIT)
)
BOOK = lexicon.pattern("book_parts", "named_book")
_ANY_BOOK = lexicon.alternation("book_parts", "re:any_book")
_IN = lexicon.alternation("book_parts", "re:in_a_book")
_ENDS_A_PHRASE = frozenset("JX JKS JKO JKB SF SP EF".split())  # after others a word is the book's: "국어 교과서"
_HERE = "\0"  # no text holds it


def without_places(text: str, titles: Sequence[str] = ()) -> str:
    """A question without the book, the pages and the chapters that it names ("교과서 12쪽에 나오는 조약은?" -> "조약은?").

    They are no words to look for. A book is one of the ``titles``, or no more than "교재에서": "정약용이 쓴 책에서" stays, and so
    does
    a question of nothing else.
    """

    def drop_place(match: re.Match[str]) -> str:
        return "" if names(match[1], titles) else match[0]

    def generic(match: re.Match[str]) -> str:
        before = korean.tokenize(match.string[: match.start()].rstrip(f" {_HERE}"))
        return "" if not before or before[-1].tag in _ENDS_A_PHRASE else match[0]

    rest = text
    for pattern in _PLACES:
        rest = pattern.sub(f"{_HERE} ", rest)
    for after in (rf"의?\s*(?={_HERE})", _IN):
        rest = re.sub(_ANY_BOOK + after, generic, re.sub(BOOK.pattern + after, drop_place, rest))
    rest = " ".join(rest.replace(_HERE, " ").split())
    return rest if korean.nouns(rest) or rest == " ".join(text.split()) else text


def names(word: str, titles: Sequence[str]) -> bool:
    """Whether a word before 책 or 교재 is part of one of the titles."""
    return any(korean.squeeze(word) in korean.squeeze(title) for title in titles)


def count_in(text: str) -> int:
    """How many questions were asked for, 1 to 20; 5 where no number was said."""
    if match := _COUNT.search(text):
        return max(1, min(int(next(group for group in match.groups() if group)), MOST_QUESTIONS))
    if match := _COUNT_WORD.search(text):
        return int(_WORDS[match.group(1) or match.group(2)])
    return DEFAULT_COUNT


def kinds_in(text: str, kinds: Sequence[KindWords]) -> tuple[str, ...]:
    """The kinds of question that were named; one that was turned down ("4지선다 말고") is not."""
    wanted = lexicon.pattern("request_forms", "turned_down").sub(" ", text)
    return tuple(one.id for one in kinds if one.asked_as and re.search(one.asked_as, wanted, re.IGNORECASE))


def length_in(text: str) -> SummaryLength:
    """How long a summary was asked for."""
    if _LINE.search(text):
        return "line"
    return "page" if _AT_LENGTH.search(text) else "paragraph"


# -- the topic ---------------------------------------------------------------------------------------------------------

_NOT_TOPIC = lexicon.words("request_forms", "no_topic")
_BOOKS = lexicon.words("book_parts", "book")
_RUN = frozenset({"NNG", "NNP", "SL", "SH", "XR", "XSN", "XPN", "NR", "SN"})
_ALONE = frozenset({"SN", "NR", "XSN", "XPN"})  # no topic by themselves


def topic_in(text: str, kinds: Sequence[KindWords] = ()) -> str:
    """What a quiz or a summary should be about ("강화도 조약 문제 내줘"), in the request's own words; empty where nothing is
    said.

    The words that name one of the ``kinds`` are no topic.
    """
    named = [match.span() for one in kinds if one.asked_as for match in re.finditer(one.asked_as, text, re.IGNORECASE)]
    runs: list[list[korean.Token]] = [[]]
    for token in korean.tokenize(text):
        if token.form in _BOOKS:  # "과학 교과서": the noun before names the book
            runs[-1] = []
        asking = any(start <= token.start and token.end <= end for start, end in named)
        if asking or token.form.lower() in _NOT_TOPIC or not (token.tag in _RUN or _joins(token, text)):
            runs.append([])
        elif runs[-1] and not text[runs[-1][-1].end : token.start].strip(" ·.・"):
            runs[-1].append(token)
        else:
            runs.append([token])
    found = [run for run in map(_trim_run, runs) if run]
    best = max(found, key=lambda run: run[-1].end - run[0].start, default=None)
    if best is None:
        return ""
    words = text[best[0].start : best[-1].end]
    return words if len(korean.squeeze(words)) >= 2 else ""


def _joins(token: korean.Token, text: str) -> bool:
    """Whether a token binds two nouns into one topic: 과, 와, 의, a middle dot."""
    return (token.tag in ("JC", "JKB", "JKG") and token.form in lexicon.words("particles", "between_nouns")) or text[
        token.start : token.end
    ] in ("·", ".")


def _trim_run(run: list[korean.Token]) -> list[korean.Token]:
    """The run without what cannot begin or end a topic; empty where no noun is left."""
    while run and run[-1].tag not in _RUN:
        run = run[:-1]
    while run and run[0].tag not in _RUN - {"XSN"}:
        run = run[1:]
    return run if any(token.tag not in _ALONE for token in run) else []
