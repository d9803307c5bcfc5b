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
from learning.facts.lines.line_forms import (
    GLOSS,
    LONGEST_TERM,
    count_content,
    describes,
    heading_term,
    holds_term,
    is_common_name,
    is_definition_phrase,
    is_said,
    plain_term,
    talks_to_reader,
)
from learning.facts.lines.outline import OutlineLine, OutlineSection, is_readable, read_sections, runs_of_rows
from learning.facts.terms import FAMILIAR
from learning.facts.topics import is_front_matter, subject_of

FEWEST_WORDS_SAID = 3  # content words of an explanation that tells of one thing
FEWEST_IN_COLUMN = 3  # rows from which on two words will do: they are told apart by one another
DESCRIBING_LINES = 2  # lines at least that describe a heading
TELLING_LINES_WORDS = (
    8  # content words of lines that tell of one thing, where nothing shows that their heading is a term
)
MOST_DESCRIBING = 4
FEWEST_MEMBERS, MOST_MEMBERS = 3, 9
MEMBER_WORTH = 0.95  # of what is only one of a list: asked behind what is explained
LONGEST_MEMBER = 18  # characters
MOSTLY = 0.7  # share of a column's cells that are different, for it to tell its rows apart
LEAST_TELLING = 1.2  # content words of a cell, on average, of a column that tells
ROLE_PLACES = 2  # headings under which a label comes, for it to be a role (장점, 예시) and no term
_LABELLED = re.compile(r"^(?P<term>[^:：|=]{2,45}?)(?:\s?[:：]\s?|\s[–—―-]\s)(?P<said>\S.{3,})$", re.S)
_CLASS = lexicon.pattern("headings", "names_a_class")
_CODE_NAME = re.compile(r"[A-Za-z_][\w.]*(?:\([\w, ]*\))?|[^\w\s가-힣]{1,3}")  # of a table of functions or signs
_SPOKEN = frozenset({"EF"})


@dataclass(frozen=True)
class Labelled:
    """A line of a term and its explanation, with the section that it stands in and the list or column that it is of."""

    term: str
    said: str
    line: OutlineLine
    section: OutlineSection
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


def _is_beside(section: OutlineSection) -> bool:
    return any(is_front_matter(one) for one in (section.title, *section.path))


def _labelled_lines(section: OutlineSection) -> Iterator[Labelled]:
    """Lines of a term and its explanation, and rows of a table of such."""
    where = f"{section.heading.sentence.start if section.heading else 0}"
    for line in section.lines:
        match = _LABELLED.match(line.text) if line.kind is not BlockKind.TABLE else None
        if (
            match
            and is_readable(match["said"])
            and (is_readable(line.text) or _CODE_NAME.fullmatch(match["term"].strip()))
        ):
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


def _telling_column(rows: Sequence[OutlineLine]) -> int:
    """The column of words that says most of the rows' names, where most cells of it are text; 0 for none."""
    best, found = 0.0, 0
    for column in range(1, len(rows[0].cells)):
        cells = [row.cells[column] for row in rows]
        words = sum(count_content(cell) for cell in cells if is_readable(cell)) / len(rows)
        if len(set(cells)) >= MOSTLY * len(cells) and words > max(best, LEAST_TELLING):
            best, found = words, column
    return found


def _find_roles(labelled: Iterable[Labelled]) -> set[str]:
    """Labels that come under several headings, or are everyday words: what a line is for its heading, and no term."""
    places: dict[str, set[str]] = {}
    for one in labelled:
        places.setdefault(korean.squeeze(one.term), set()).add(one.section.title)
    return {term for term, titles in places.items() if len(titles) >= ROLE_PLACES or is_common_name(term)}


def _tells(one: Labelled, in_column: bool) -> bool:
    """Whether an explanation is one: it says enough, does not name its term, points nowhere and asks nothing."""
    plain, row = plain_term(one.term), one.line.kind is BlockKind.TABLE
    named = is_term(plain) or bool(_CODE_NAME.fullmatch(one.term))
    return (
        len(one.term) <= LONGEST_TERM
        and named
        and count_content(one.said) >= (2 if row and in_column else FEWEST_WORDS_SAID)
        and korean.squeeze(plain) not in korean.squeeze(one.said)
        and is_said(one.said)
    )


def _to_explained(one: Labelled, title: str) -> Fact:
    topic = subject_of(one.section.title)
    about = "" if korean.squeeze(plain_term(one.term)) in korean.squeeze(topic) else topic
    group = f"{one.line.sentence.source_id}.{one.group}"
    return Fact(one.line.sentence, title, (), one.term, topic, None, about, 1.0, "explained", (one.said,), (), group)


def _described(section: OutlineSection, own: Sequence[Labelled], roles: set[str], title: str) -> Iterator[Fact]:
    """The heading with the lines that describe it, the first alone where that says what it is; or its bare name."""
    term = heading_term(section.title) if section.heading else ""
    if section.heading is not None and not term and "," in section.title:
        yield from _names_in_heading(section.heading, title)
    if not term or section.heading is None:
        return
    lines = _describing_lines(section, own, roles, term)
    topic = subject_of(section.path[-1]) if section.path else ""
    said = tuple(" ".join(line.text.split()) for line in lines[:MOST_DESCRIBING])
    told = GLOSS.search(section.title) or any(holds_term(one.text, term) for one in section.lines)
    form: FactForm = "named"
    if lines and is_definition_phrase(said[0]):
        form, said = "explained", said[:1]
    elif (
        len(lines) >= DESCRIBING_LINES
        and not is_common_name(plain_term(term), FAMILIAR)
        and (told or count_content(" ".join(said)) >= TELLING_LINES_WORDS)
    ):
        form = "described"
    head = section.heading
    group = f"{head.sentence.source_id}.h{head.level}"
    rest = (said, tuple(lines[: len(said)])) if form != "named" else ((), ())
    yield Fact(head.sentence, title, (), term, topic, None, topic, 1.0, form, *rest, group)


def _names_in_heading(heading: OutlineLine, title: str) -> Iterator[Fact]:
    """Each name of a heading of several: "SMTP, POP3, IMAP"."""
    group = f"{heading.sentence.source_id}.h{heading.level}"
    for name in (heading_term(one) for one in heading.text.split(",")):
        if name:
            yield Fact(heading.sentence, title, (), name, form="named", group=group)


def _describing_lines(section: OutlineSection, own: Sequence[Labelled], roles: set[str], term: str) -> list[Sentence]:
    """The lines right under a heading that say something of it and do not name it."""
    labelled = {one.line.sentence.start for one in own if korean.squeeze(one.term) not in roles}
    depth = min((line.level for line in section.lines if line.kind is BlockKind.LIST_ITEM), default=0)
    return [
        line.sentence
        for line in section.lines
        if line.sentence.start not in labelled
        and line.kind is not BlockKind.TABLE
        and line.level <= depth
        and count_content(line.text) >= FEWEST_WORDS_SAID
        and not holds_term(line.text, term)
        and is_said(line.text)
        and not talks_to_reader(line.text)
        and describes(line.text, term)
    ]


def _members(section: OutlineSection, title: str) -> Iterator[Fact]:
    """Short items of one level under a heading, or a line above them, that names a class."""
    runs: list[tuple[Sentence, str, list[OutlineLine]]] = []
    lead = section.heading
    run: list[OutlineLine] = []
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
            topic, said = subject_of(section.title), (name, *names)
            yield Fact(
                item.sentence,
                title,
                (),
                item.text,
                topic,
                salience=MEMBER_WORTH,
                form="member",
                said=said,
                more=(sentence,),
                group=group,
            )


def _is_member(line: OutlineLine) -> bool:
    tokens = korean.tokenize(line.text)
    return (
        line.kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)
        and 1 < len(line.text) <= LONGEST_MEMBER
        and not re.search(r"[:：|=→]", line.text)
        and is_term(plain_term(line.text))
        and not any(token.tag in _SPOKEN for token in tokens)
    )


def _settle_twins(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of which no two of a form ask for the same term: the first stays."""
    kept: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.form, korean.squeeze(plain_term(fact.defines))), fact)
    return [replace(fact) for fact in kept.values()]
