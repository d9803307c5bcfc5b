"""Facts of lines: a term with its explanation, a heading with what describes it, the members of a class.

What a line leaves unsaid its heading says; both are spans of the fact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import korean
from knowledge import Library, Sentence
from knowledge.models import BlockKind
from korean import lexicon
from learning.facts.definitions import is_term
from learning.facts.fact import Fact, FactForm
from learning.facts.fact_features import points_outside
from learning.facts.outline import Line, Section, is_readable, read_sections, runs_of_rows
from learning.facts.terms import EVERYDAY_NOUN, FAMILIAR, is_everyday
from learning.facts.topics import is_front_matter, subject_of

LONGEST_TERM = 30  # characters of a term before its explanation
FEWEST_WORDS = 3  # content words of an explanation that tells of one thing
FEWEST_IN_COLUMN = 3  # rows from which on two words will do: they are told apart by one another
DESCRIBING_LINES = 2  # lines at least that describe a heading
TELLING_WORDS = 8  # content words of lines that tell of one thing, where nothing shows that their heading is a term
MOST_DESCRIBING = 4
FEWEST_MEMBERS, MOST_MEMBERS = 3, 9
LONGEST_MEMBER = 18  # characters
MOSTLY = 0.7  # share of a column's cells that are different, for it to tell its rows apart
LEAST_TELLING = 1.2  # content words of a cell, on average, of a column that tells
ROLE_PLACES = 2  # headings under which a label comes, for it to be a role (장점, 예시) and no term
_LABELLED = re.compile(r"^(?P<term>[^:：|=]{2,45}?)(?:\s?[:：]\s?|\s[–—―-]\s)(?P<said>\S.{3,})$", re.S)
_GLOSS = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_LATIN_TAIL = re.compile(r"(?<=[가-힣])\s+(?P<gloss>[A-Za-z][A-Za-z /&-]+)(?::.*)?$")
_CLASS = lexicon.pattern("headings", "names_a_class")
_COUNT = lexicon.pattern("headings", "says_how_many")
_TASK = lexicon.pattern("block_forms", "task")
_ASKED = lexicon.pattern("headings", "ends_as_question")
_MEANING = lexicon.pattern("headings", "asks_for_the_meaning")
_CODE_NAME = re.compile(r"[A-Za-z_][\w.]*(?:\([\w, ]*\))?|[^\w\s가-힣]{1,3}")  # of a table of functions or signs
_SPOKEN = frozenset({"EF"})
_PLAIN = ("NNG", "NNP", "NNB", "XSN", "XPN", "XR", "SL", "SN", "SH", "NR", "SSO", "SSC", "SP", "SY", "SO", "SW", "JC")


@dataclass(frozen=True)
class Labelled:
    """A line of a term and its explanation, with the section that it stands in and the list or column that it is of."""

    term: str
    said: str
    line: Line
    section: Section
    group: str


def find_line_facts(library: Library, source_id: str, title: str) -> list[Fact]:
    """Every fact of the source's lines, in reading order; ``salience`` is not weighed here."""
    sections = [one for one in read_sections(library, source_id) if not _is_beside(one)]
    labelled = [one for section in sections for one in _labelled_lines(section)]
    roles = _find_roles(labelled)
    sizes = Counter(one.group for one in labelled)
    found: list[Fact] = []
    for section in sections:
        own = [one for one in labelled if one.section is section]
        found += [
            _to_explained(one, title)
            for one in own
            if korean.squeeze(one.term) not in roles and _tells(one, sizes[one.group] >= FEWEST_IN_COLUMN)
        ]
        found += _described(section, own, roles, title)
        found += _members(section, title)
    return _settle_twins(found)


def _is_beside(section: Section) -> bool:
    return any(is_front_matter(one) for one in (section.title, *section.path))


def heading_term(heading: str) -> str:
    """What a heading names, without number, question, marks and "의 개념"; "" where it names no term."""
    asked = _MEANING.match(" ".join(heading.split()))
    said = asked[1] if asked else subject_of(heading)
    plain = plain_term(said)
    return said if said and len(said) <= LONGEST_TERM and is_term(plain) and not _is_common(plain) else ""


def _is_common(term: str, from_on: float = EVERYDAY_NOUN) -> bool:
    """Whether a name in Hangul is a word that anyone uses: 단계, 논문."""
    return bool(re.fullmatch(r"[가-힣]+", term)) and is_everyday(term, from_on)


def plain_term(term: str) -> str:
    """A term without what stands in brackets, and without the Latin name behind the Korean one."""
    return _LATIN_TAIL.sub("", _GLOSS.sub("", term)).strip() or term


def _labelled_lines(section: Section) -> Iterator[Labelled]:
    """Lines of a term and its explanation, and rows of a table of such."""
    where = f"{section.heading.sentence.start if section.heading else 0}"
    for line in section.lines:
        match = _LABELLED.match(line.text) if line.kind is not BlockKind.TABLE else None
        if match and is_readable(line.text):
            yield Labelled(
                match["term"].strip(" '\"“”‘’"), match["said"].strip(), line, section, f"{where}.{line.level}"
            )
    for number, rows in enumerate(runs_of_rows(section.lines)):
        heads, *rest = rows
        if (
            len(rest) < FEWEST_MEMBERS
            or not all(heads.cells)
            or any(len(cell) > LONGEST_MEMBER for cell in heads.cells)
        ):
            continue
        column = _telling_column(rest)
        told = Counter(row.cells[column] for row in rest)
        for row in rest if column else ():
            if (
                told[row.cells[column]] == 1
                and row.cells[0]
                and is_readable(row.cells[column])
                and len(row.cells[0]) <= LONGEST_TERM
            ):
                yield Labelled(row.cells[0], " ".join(row.cells[column].split()), row, section, f"{where}.t{number}")


def _telling_column(rows: Sequence[Line]) -> int:
    """The column of words that says most of the rows' names, where most cells of it are text; 0 for none."""
    best, found = 0.0, 0
    for column in range(1, len(rows[0].cells)):
        cells = [row.cells[column] for row in rows]
        words = sum(_content_size(cell) for cell in cells if is_readable(cell)) / len(rows)
        if len(set(cells)) >= MOSTLY * len(cells) and words > max(best, LEAST_TELLING):
            best, found = words, column
    return found


def _find_roles(labelled: Iterable[Labelled]) -> set[str]:
    """Labels that come under several headings, or are everyday words: what a line is for its heading, and no term."""
    places: dict[str, set[str]] = {}
    for one in labelled:
        places.setdefault(korean.squeeze(one.term), set()).add(one.section.title)
    return {term for term, titles in places.items() if len(titles) >= ROLE_PLACES or is_everyday(term)}


def _tells(one: Labelled, in_column: bool) -> bool:
    """Whether an explanation is one: it says enough, does not name its term, points nowhere and asks nothing."""
    plain, row = plain_term(one.term), one.line.kind is BlockKind.TABLE
    named = is_term(plain) or (row and bool(_CODE_NAME.fullmatch(one.term)))
    return (
        len(one.term) <= LONGEST_TERM
        and named
        and _content_size(one.said) >= (2 if row and in_column else FEWEST_WORDS)
        and korean.squeeze(plain) not in korean.squeeze(one.said)
        and _is_said(one.said)
    )


def _is_said(text: str) -> bool:
    """Whether a line says something: it is readable, gives no task, points at nothing outside."""
    return (
        is_readable(text)
        and not _TASK.search(text)
        and not _ASKED.search(text)
        and not points_outside(korean.tokenize(text))
        and not is_list_of_names(text)
    )


def _content_size(text: str) -> int:
    return len(set(korean.content(text)))


def is_list_of_names(text: str) -> bool:
    """Whether a line only enumerates: names with commas between and no word that says anything of them."""
    tokens = korean.tokenize(text)
    return text.count(",") + text.count("·") + text.count("/") > 1 and all(token.tag in _PLAIN for token in tokens)


def _to_explained(one: Labelled, title: str) -> Fact:
    topic = subject_of(one.section.title)
    about = "" if korean.squeeze(plain_term(one.term)) in korean.squeeze(topic) else topic
    group = f"{one.line.sentence.source_id}.{one.group}"
    return Fact(one.line.sentence, title, (), one.term, topic, None, about, 1.0, "explained", (one.said,), (), group)


def _described(section: Section, own: Sequence[Labelled], roles: set[str], title: str) -> Iterator[Fact]:
    """The heading with the lines that describe it, by the first alone where that says what it is; else its bare name."""
    term = heading_term(section.title) if section.heading else ""
    if section.heading is not None and not term and "," in section.title:
        yield from _names_in_heading(section.heading, title)
    if not term or section.heading is None:
        return
    lines = _describing_lines(section, own, roles, term)
    topic = subject_of(section.path[-1]) if section.path else ""
    said = tuple(" ".join(line.text.split()) for line in lines[:MOST_DESCRIBING])
    told = _GLOSS.search(section.title) or any(_holds_term(one.text, term) for one in section.lines)
    form: FactForm = "named"
    if lines and is_definition_phrase(said[0]):
        form, said = "explained", said[:1]
    elif (
        len(lines) >= DESCRIBING_LINES
        and not _is_common(plain_term(term), FAMILIAR)
        and (told or _content_size(" ".join(said)) >= TELLING_WORDS)
    ):
        form = "described"
    head = section.heading
    group = f"{head.sentence.source_id}.h{head.level}"
    rest = (said, tuple(lines[: len(said)])) if form != "named" else ((), ())
    yield Fact(head.sentence, title, (), term, topic, None, topic, 1.0, form, *rest, group)


def _names_in_heading(heading: Line, title: str) -> Iterator[Fact]:
    """Each name of a heading of several: "SMTP, POP3, IMAP"."""
    group = f"{heading.sentence.source_id}.h{heading.level}"
    for name in (heading_term(one) for one in heading.text.split(",")):
        if name:
            yield Fact(heading.sentence, title, (), name, form="named", group=group)


def _describing_lines(section: Section, own: Sequence[Labelled], roles: set[str], term: str) -> list[Sentence]:
    """The lines right under a heading that say something of it and do not name it."""
    labelled = {one.line.sentence.start for one in own if korean.squeeze(one.term) not in roles}
    depth = min((line.level for line in section.lines if line.kind is BlockKind.LIST_ITEM), default=0)
    return [
        line.sentence
        for line in section.lines
        if line.sentence.start not in labelled
        and line.kind is not BlockKind.TABLE
        and line.level <= depth
        and _content_size(line.text) >= FEWEST_WORDS
        and not _holds_term(line.text, term)
        and _is_said(line.text)
        and not _speaks(line.text)
    ]


def _holds_term(text: str, term: str) -> bool:
    return korean.squeeze(plain_term(term)) in korean.squeeze(text)


def is_definition_phrase(text: str) -> bool:
    """Whether a line is a noun phrase that says what something is: its last noun is narrowed by a clause before it."""
    tokens = [token for token in korean.tokenize(text) if token.tag not in ("SF", "SSO", "SSC")]
    last = len(tokens) - 1
    while last >= 0 and tokens[last].tag in _PLAIN and tokens[last].tag not in ("SP", "JC"):
        last -= 1
    told = any(token.tag == "ETM" for token in tokens[2 : last + 1])
    return last < len(tokens) - 1 and told and tokens[last].tag in ("ETM", "JKG") and tokens[-1].tag != "NNB"


def _speaks(text: str) -> bool:
    """Whether the line talks to somebody: it closes in a polite or an informal ending, or with an exclamation."""
    body = [token for token in korean.tokenize(text) if token.tag not in ("SF", "SE", "SW", "SO")]
    ends = body[-1] if body else None
    return text.rstrip().endswith(("!", "~")) or (
        ends is not None and ends.tag == "EF" and not ends.form.endswith(("다", "음", "ㅁ", "함", "됨"))
    )


def _members(section: Section, title: str) -> Iterator[Fact]:
    """Short items of one level under a heading, or a line above them, that names a class."""
    runs: list[tuple[Sentence, str, list[Line]]] = []
    lead = section.heading
    run: list[Line] = []
    for line in [*section.lines, None]:
        short = line is not None and _is_member(line)
        if short and line is not None and (not run or line.level == run[-1].level):
            run.append(line)
            continue
        if lead is not None and len(run) >= FEWEST_MEMBERS:
            runs.append((lead.sentence, lead.text, run))
        run = [line] if short and line is not None else []
        if line is not None and not short:
            lead = line if len(line.text) <= LONGEST_TERM else None
    for sentence, lead_text, items in runs:
        name = lead_text.rstrip(" :：")
        if not _CLASS.search(name) or len(items) > MOST_MEMBERS:
            continue
        names = [item.text for item in items]
        if len(set(names)) < len(names):
            continue
        for item in items:
            group = f"{sentence.source_id}.m{sentence.start}"
            yield Fact(
                item.sentence, title, (), item.text, subject_of(section.title), None, "", 0.95, "member", (name, *names),
                (sentence,), group,
            )  # fmt: skip


def _is_member(line: Line) -> bool:
    tokens = korean.tokenize(line.text)
    return (
        line.kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)
        and 1 < len(line.text) <= LONGEST_MEMBER
        and not re.search(r"[:：|=→]", line.text)
        and is_term(plain_term(line.text))
        and not any(token.tag in _SPOKEN for token in tokens)
    )


def says_how_many(name: str) -> bool:
    """Whether the name of a class says how many members it has, so that one left out is the only one missing."""
    return bool(_COUNT.search(name))


def _settle_twins(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of which no two of a form ask for the same term: the first stays."""
    kept: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.form, korean.squeeze(plain_term(fact.defines))), fact)
    return [replace(fact) for fact in kept.values()]
