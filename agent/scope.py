"""Which books and which of their pages a request means: "과학 교과서 3단원", "12~20쪽", "강화도 조약 부분"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import korean
from agent.named_books import chapter_files, find_named_books
from agent.state import Span
from errors import QuestionError
from knowledge import Heading, Library, Source
from knowledge.catalog.file_names import readable_stem
from korean import Register, lexicon
from learning.progress.chapters import chapter_level
from llm.tasks.plan import Plan
from llm.tasks.slots import BOOK, LAST, names
from llm.tasks.style import DEFAULT_STYLE, frame

MOST_SPANS = 12
MOST_TITLES = 30
_OPEN, _CLOSE = "「『《<〈\"'“‘", "」』》>〉\"'”’"
_ENDING = r"(?:\.[a-z]{2,5}\d?)?"  # of a file
_ITS_PLACE = lexicon.alternation("book_parts", "re:behind_a_title")
_PICKING = lexicon.words("request_forms", "picking_a_book")
_NUMBERED = lexicon.pattern("book_parts", "numbered_title")
TOPIC_PASSAGES = 12
_POINTING_AT_A_BOOK = lexicon.words("book_parts", "no_name_of_a_book")


@dataclass(frozen=True)
class Scope:
    """``sources`` None: all. ``within`` empty: all of them. ``clarify``: what to ask back,
    where two readings lead apart.
    """

    sources: list[str] | None
    within: list[Span]
    clarify: str = ""
    reading: str = ""  # how page numbers were read, where that could be otherwise


def resolve(
    library: Library,
    plan: Plan,
    text: str,
    shelf: Sequence[Source],
    chosen: Sequence[str] | None,
    register: Register = DEFAULT_STYLE.register,
) -> Scope:
    """The scope of a planned request; the person's own choice of sources comes before the books on
    the shelf that the words name.

    Raises QuestionError (``unknown_part``) where pages or a chapter are to be worked on that no book has.
    """
    making = plan.intent in ("quiz", "summary")
    shelf = [source for source in shelf if chosen is None or source.id in chosen]
    named = find_mentioned_sources(text, shelf, making) if chosen is None else []
    if making and chosen is None and not named and (absent := name_absent_book(text, shelf)):
        raise QuestionError(
            f"서재에 '{absent}' 교재가 없습니다. 서재에 있는 교재의 제목을 확인해 주세요.",
            code="unknown_book",
            english="No book of that name is in the library.",
        )
    books = named or shelf
    within = locate_spans(library, plan, books)
    if making and (plan.pages or plan.units):
        if books and not within:
            raise QuestionError(
                "말씀하신 쪽이나 단원이 교재에 없습니다. 쪽수나 단원 번호를 확인해 주세요.",
                code="unknown_part",
                english="No book has those pages or that chapter.",
            )
        titles = {source.id: source.title for source in books}
        meant = list(dict.fromkeys(titles[span[0]] for span in within))
        if chosen is None and len(meant) > 1:
            return Scope(None, [], question_back(meant, register))
    elif making and plan.topic:
        within = about(library, plan.topic, books)
    sources = [source.id for source in named] or (None if chosen is None else list(chosen))
    reading = name_reading(
        library, plan, [source for source in books if source.id in {s for s, _, _ in within}], register
    )
    return Scope(sources, within[:MOST_SPANS] if making else within, reading=reading)


def question_back(titles: Sequence[str], register: Register = DEFAULT_STYLE.register) -> str:
    """Which of several books is meant."""
    listed = ", ".join(f"「{title}」" for title in titles[:5])
    return frame("which book", register, titles=listed)


def list_shelf(shelf: Sequence[Source], register: Register = DEFAULT_STYLE.register) -> str:
    """The books on the shelf by their titles, or that there are none."""
    titles = list(dict.fromkeys(source.title for source in shelf))
    if not titles:
        return frame("empty shelf", register)
    listed = "\n".join(f"- {title}" for title in titles[:MOST_TITLES])
    return frame("shelf", register, n=len(titles), titles=listed)


def find_mentioned_sources(text: str, shelf: Sequence[Source], making: bool = True) -> list[Source]:
    """The sources that the words name: by their whole title or their file's name, or as "과학 책" where one of them
    holds 과학.

    A title may be what a question is about: there it names a source only as a book, a
    place, or between quotation marks.
    """
    whole = [source for source in shelf if any(_names_title(name, text, making) for name in names_of(source))]
    whole = whole or find_named_books(text, shelf)[0]
    said = [match.group(1) for match in BOOK.finditer(text)]
    return whole or [source for source in shelf if any(names(word, names_of(source)) for word in said)]


def names_of(source: Source) -> tuple[str, ...]:
    """What a source may be called in a question: its title, and its file's name."""
    return tuple(dict.fromkeys((source.title, readable_stem(source.filename))))


def name_absent_book(text: str, shelf: Sequence[Source]) -> str:
    """What a request calls a book that is not on the shelf ("딥러닝 교과서"); empty where it names none, or one that is."""
    said = [match.group(1) for match in BOOK.finditer(text) if match.group(1) not in _POINTING_AT_A_BOOK]
    called = [korean.squeeze(name) for source in shelf for name in names_of(source)]
    return next((word for word in said if not any(_stand_in_order(korean.squeeze(word), name) for name in called)), "")


def _stand_in_order(letters: str, name: str) -> bool:
    """Whether the letters stand in a name in their order, as 한국사 does in 한국 근현대사."""
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _names_title(title: str, text: str, making: bool) -> bool:
    letters = korean.squeeze(title)
    if len(letters) < 4 or letters not in korean.squeeze(text):
        return False
    written = r"[\W_]*".join(map(re.escape, letters))
    named = rf"[{_OPEN}]\s*{written}\s*[{_CLOSE}]|{written}{_ENDING}{_ITS_PLACE}"
    return making or bool(re.search(named, unicodedata.normalize("NFKC", text), re.IGNORECASE))


def pick_answered_source(reply: str, shelf: Sequence[Source]) -> Source | None:
    """The one source that a reply to ``question_back`` picks; None where it picks none or several."""
    words = _picked_words(reply)
    found = [source for source in shelf if words and all(names(word, names_of(source)) for word in words)]
    whole = [source for source in found if korean.squeeze(source.title) == "".join(words)]
    return (whole or found)[0] if len(whole or found) == 1 else None


def pick_answered_choice(reply: str, choices: Sequence[str]) -> str:
    """The one of some columns, rows or tables that a reply names; "" where it names none or several."""
    words = _picked_words(reply)
    found = [choice for choice in choices if words and all(names(word, [choice]) for word in words)]
    whole = [choice for choice in found if korean.squeeze(choice) == "".join(words)]
    return (whole or found)[0] if len(whole or found) == 1 else ""


def _picked_words(reply: str) -> list[str]:
    """The words of a reply that name something."""
    tokens = [token for token in korean.tokenize(reply) if token.tag[0] not in "JES" or token.tag in ("SL", "SN", "SH")]
    return [word for token in tokens if (word := korean.squeeze(token.form)) and not _picks(token)]


def _picks(token: korean.Token) -> bool:
    """Whether a word of a reply only points at a book: "그 책으로 해 주세요", "두 번째 거"."""
    return token.form in _PICKING or token.tag in ("VCP", "MM", "NP", "IC")


def locate_spans(library: Library, plan: Plan, books: Sequence[Source]) -> list[Span]:
    """The spans of the pages or chapters that were said, in every book that has them."""
    spans: list[Span] = []
    if plan.units and not plan.pages and (files := chapter_files(books, *plan.units)):
        return [(one.id, 0, library.page(one.id, one.pages).end) for one in files]
    for source in books:
        if plan.pages and plan.pages[0] <= source.pages:
            first, last = library.find_printed(source.id, *plan.pages) or plan.pages
            last = min(last, source.pages)
            spans.append((source.id, library.page(source.id, first).start, library.page(source.id, last).end))
        elif plan.units and not plan.pages:
            end = library.page(source.id, source.pages).end
            found = chapter(library.headings(source.id), plan.units, end)
            spans += [(source.id, *found)] if found else []
    return spans


def name_reading(library: Library, plan: Plan, books: Sequence[Source], register: Register) -> str:
    """How the numbers of pages were read in the first book whose pages bear others than their own; else ""."""
    for source in books if plan.pages else ():
        assert plan.pages is not None
        found = library.find_printed(source.id, *plan.pages)
        if found is not None and found[0] != plan.pages[0]:
            printed, file = (str(a) if a == b else f"{a}~{b}" for a, b in (plan.pages, found))
            return frame("printed pages", register, printed=printed, file=file)
        label = library.page(source.id, plan.pages[0]).label if plan.pages[0] <= source.pages else ""
        if found is None and label:
            return frame("file pages", register, file=plan.pages[0], printed=label)
    return ""


def chapter(headings: Sequence[Heading], units: tuple[str, str], end: int) -> tuple[int, int] | None:
    """Where the chapters stand, by the numbers in their headings, else by counting; None where there are no such."""
    first, last = (_heading(headings, number) for number in units)
    if first is None or last is None:
        return None
    later = [h.start for h in headings if h.start > last.start and h.level <= last.level]
    return (first.start, min(later, default=end)) if first.start <= last.start else None


def _heading(headings: Sequence[Heading], number: str) -> Heading | None:
    numbered = [(match.group(1).replace("-", "."), h) for h in headings if (match := _NUMBERED.match(h.title))]
    same = [h for found, h in numbered if found == number]
    if same:
        return min(same, key=lambda h: h.level)
    chapters = _chapters([h for _, h in numbered] or headings)
    if number == LAST:
        return chapters[-1] if chapters else None
    counts = not numbered and number.isdigit() and 1 <= int(number) <= len(chapters)
    return chapters[int(number) - 1] if counts else None


def _chapters(headings: Sequence[Heading]) -> list[Heading]:
    level = chapter_level([h.level for h in headings])
    return [h for h in headings if h.level == level]


def about(library: Library, topic: str, books: Sequence[Source]) -> list[Span]:
    """Where a topic is written about: under headings that name it, else the passages that do; [] where none does."""
    wanted = korean.squeeze(topic)
    for source in books:
        headings = library.headings(source.id)
        named = [h for h in headings if wanted in korean.squeeze(h.title)]
        if named:
            end = library.page(source.id, source.pages).end
            best = min(named, key=lambda h: h.level)
            later = [h.start for h in headings if h.start > best.start and h.level <= best.level]
            return [(source.id, best.start, min(later, default=end))]
    hits = library.search(topic, k=TOPIC_PASSAGES, sources=[source.id for source in books]) if books else []
    held = [hit.passage for hit in hits if wanted in korean.squeeze(hit.passage.text)]
    return [(p.source_id, p.start, p.end) for p in held if p.source_id == held[0].source_id]


def inside(source: str, start: int, end: int, within: Sequence[Span]) -> bool:
    """Whether a span of a source overlaps one of the spans."""
    return any(source == one and start < last and first < end for one, first, last in within)
