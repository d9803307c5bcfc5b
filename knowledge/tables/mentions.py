"""What of a table a question names: names in its rows, heads of its columns, times; and what stays unexplained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import korean
from knowledge.tables.cell_values import find_times
from knowledge.tables.name_classes import is_of_a_class
from knowledge.tables.table_question import THEME, TableQuestion, read_question
from knowledge.tables.total_rows import is_total_name
from knowledge.tables.typed_tables import DataTable, When
from korean import Token, lexicon

LONGEST_MENTION = 12  # morphemes
MentionKind = Literal["name", "column", "head"]  # a row's name, a column of figures, the head of a column of names


class Mention(NamedTuple):
    """A stretch of a question that names something of a table; ``exact``: in its own words."""

    kind: MentionKind
    columns: tuple[int, ...]
    codes: tuple[int, ...]
    start: int
    end: int
    exact: bool = True


@dataclass(frozen=True)
class NamedTime:
    """A time that a question says: the columns, and the names of rows by column, that it covers."""

    when: When
    start: int
    end: int
    columns: tuple[int, ...]
    codes: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Mentions:
    """All that a question names of a table. ``left`` are its words that nothing explains, ``told`` those that title
    and headings do; ``near`` are heads that a word stands in.
    """

    found: tuple[Mention, ...]
    times: tuple[NamedTime, ...]
    left: tuple[str, ...]
    told: int
    near: tuple[str, ...]

    def of(self, kind: MentionKind) -> list[Mention]:
        return [one for one in self.found if one.kind == kind]

    @property
    def weight(self) -> int:
        """How much of the question the table explains."""
        return sum(one.end - one.start for one in self.found) + sum(
            bool(one.columns or one.codes) for one in self.times
        )


def find_mentions(question: TableQuestion, table: DataTable) -> Mentions:
    """What the question names of the table."""
    spans = _list_spans(question.text)
    found = _choose(_match_spans(question, spans, table))
    times = tuple(_place_times(question, table, found))
    found = tuple(one for one in found if not any(_is_within(one, time) for time in times))
    left, told, near = _explain(question, table, found, times)
    return Mentions(found, times, tuple(left), told, tuple(near))


class _Span(NamedTuple):
    start: int
    end: int
    said: str
    opens: bool  # it begins where a word does
    total: bool  # it asks for a sum rather than naming a column or a row of sums


@lru_cache(maxsize=64)
def _list_spans(text: str) -> tuple[_Span, ...]:
    """The stretches of a question from the start of a morpheme to the end of one, longest first."""
    question = read_question(text)
    tokens = question.tokens
    spans = []
    for i, first in enumerate(tokens):
        for last in tokens[i : i + LONGEST_MENTION]:
            said = korean.squeeze(question.text[first.start : last.end])
            opens = first.start == 0 or not question.text[first.start - 1].isalnum()
            if said and (len(said) > 1 or (opens and first.tag in ("NNG", "NNP", "SL", "SN"))):
                total = is_total_name(said) and not _is_whole(question, last.end)
                spans.append(_Span(first.start, last.end, said, opens, total))
    return tuple(sorted(dict.fromkeys(spans), key=lambda span: (-len(span.said), span.start)))


@lru_cache(maxsize=8192)
def name_keys(name: str) -> tuple[str, ...]:
    """What a name or a head may be called: itself, and without what stands in brackets or in a note behind it."""
    short = name.partition("(")[0].strip()
    note = name.split(" 1) ")[0] if " 1) " in name else name
    for number in range(2, 10):
        note = note.split(f" {number}) ")[0]
    return tuple(dict.fromkeys(key for key in (korean.squeeze(one) for one in (name, short, note)) if key))


def _match_spans(question: TableQuestion, spans: Sequence[_Span], table: DataTable) -> Iterator[Mention]:
    named: dict[str, dict[int, list[int]]] = {}
    wanted = {span.said for span in spans}
    for i, column in enumerate(table.columns):
        if column.role != "name":
            continue
        for code, name in enumerate(column.names):
            for key in name_keys(name):
                if key in wanted:
                    named.setdefault(key, {}).setdefault(i, []).append(code)
    heads: dict[str, list[int]] = {}
    for i, column in enumerate(table.columns):
        for key in dict.fromkeys((column.base, *name_keys(column.head))):
            if key:
                heads.setdefault(key, []).append(i)
    for span in spans:
        if span.total:
            continue
        exact = heads.get(span.said, [])
        figures = tuple(i for i in exact if table.columns[i].role == "number")
        if figures:
            yield Mention("column", figures, (), span.start, span.end)
        for i, codes in named.get(span.said, {}).items():
            if span.said.isdigit() and not _stands_by_head(question.text, span, table.columns[i].head):
                continue
            yield Mention("name", (i,), tuple(codes), span.start, span.end)
        if others := tuple(i for i in exact if table.columns[i].role != "number"):
            yield Mention("head", others, (), span.start, span.end)
        if len(span.said) > 1 and not exact and span.opens:
            yield from _match_partly(span, table, heads)


def _is_whole(question: TableQuestion, end: int) -> bool:
    """Whether a share is asked of what is named up to here: "합계에서", "전체 중"."""
    return any(0 <= word.start - end <= 1 for word in question.says("whole_of"))


def _stands_by_head(text: str, span: _Span, head: str) -> bool:
    """Whether a bare number stands right before or behind the head of its column: "3학년", "번호 7"."""
    word = korean.squeeze(head)
    before, behind = korean.squeeze(text[: span.start])[-len(word) - 1 :], korean.squeeze(text[span.end :])
    return bool(word) and (behind.startswith(word) or word in before)


def _match_partly(span: _Span, table: DataTable, heads: dict[str, list[int]]) -> Iterator[Mention]:
    """Heads that say no more than the span but for words like 수 or 총."""
    said = span.said
    columns = [i for key, places in heads.items() if said in key and _is_filled(key, said) for i in places]
    figures = tuple(i for i in dict.fromkeys(columns) if table.columns[i].role == "number")
    if figures:
        yield Mention("column", figures, (), span.start, span.end, exact=False)
    elif columns:
        yield Mention("head", tuple(dict.fromkeys(columns)), (), span.start, span.end, exact=False)


def _is_filled(head: str, said: str) -> bool:
    before, _, behind = head.partition(said)
    fillers = lexicon.words(THEME, "head_filler")
    return all(not part or part in fillers for part in (before, behind))


def _choose(candidates: Iterator[Mention]) -> tuple[Mention, ...]:
    """The longest mentions that do not overlap; of one stretch a column before a name before a head."""
    chosen: list[Mention] = []
    for one in sorted(candidates, key=lambda m: (not m.exact, m.start - m.end, m.start)):
        rivals = [other for other in chosen if one.start < other.end and other.start < one.end]
        same = [other for other in rivals if (other.start, other.end) == (one.start, one.end)]
        if not rivals or (len(same) == len(rivals) == 1 and one.kind == same[0].kind == "name"):
            chosen.append(one)
    return tuple(sorted(chosen, key=lambda m: (m.start, m.columns)))


def _is_within(one: Mention, time: NamedTime) -> bool:
    return one.kind == "column" and time.start <= one.start and one.end <= time.end


def _place_times(question: TableQuestion, table: DataTable, found: Sequence[Mention]) -> Iterator[NamedTime]:
    """The times of the question that are no part of a name, each with what of the table it covers."""
    for start, end, when in question.times:
        if any(
            one.kind == "name" and one.start <= start and end <= one.end and not _all_time(one, table) for one in found
        ):
            continue
        if any(one.kind == "column" and one.start < start and end <= one.end for one in found):
            continue
        columns = tuple(i for i in table.numeric if (own := table.columns[i].when) and when.covers(own))
        if not columns and when.year:
            bare = When(None, *when.parts[1:])
            columns = tuple(
                i for i in table.numeric if (own := table.columns[i].when) and not own.year and bare.covers(own)
            )
        codes = tuple(
            (i, held)
            for i, column in enumerate(table.columns)
            if column.role == "name" and (held := _cover_names(column.names, when))
        )
        yield NamedTime(when, start, end, columns, codes)


@lru_cache(maxsize=256)
def _cover_names(names: tuple[str, ...], when: When) -> tuple[int, ...]:
    return tuple(code for code, name in enumerate(names) if (own := time_of_name(name)) and when.covers(own))


@lru_cache(maxsize=65536)
def time_of_name(name: str) -> When | None:
    """The time that a row's name is; None where it says anything else."""
    found = find_times(name)
    if len(found) == 1 and not korean.squeeze(name[: found[0][0]] + name[found[0][1] :]):
        return found[0][2]
    bare = name.strip()
    return When(int(bare)) if bare.isdigit() and len(bare) == 4 and bare[:2] in ("18", "19", "20") else None


def _all_time(one: Mention, table: DataTable) -> bool:
    names = table.columns[one.columns[0]].names
    return all(time_of_name(names[code]) for code in one.codes)


def _explain(
    question: TableQuestion, table: DataTable, found: Sequence[Mention], times: Sequence[NamedTime]
) -> tuple[list[str], int, list[str]]:
    """The nouns that neither the table nor its title explains; how many the title does; heads that hold such a noun."""
    covered = [(one.start, one.end) for one in found] + [(one.start, one.end) for one in times]
    covered += [(one.start, one.end) for one in question.bounds] + [(one.start, one.end) for one in question.words]
    context = korean.squeeze(" ".join((table.title, *table.path, table.source_title, *table.others.values())))
    units = "".join(column.unit for column in table.columns)
    frame, counted = lexicon.words(THEME, "frame"), lexicon.words(THEME, "counted")
    joints = lexicon.words(THEME, "join")
    left, told = [], 0
    for run in _join_nouns(question, covered):
        whole = "".join(token.form for token in run)
        if len(run) > 1 and _stands_in(whole, context):
            told += 1
            continue
        for token in run:
            if _stands_in(token.form, context):
                told += 1
            elif len(run) > 1 and len(token.form) == 1 and not token.form.isdigit() and whole[0] != run[-1].form:
                if run[0].form in frame or run[0].form in counted:
                    left.append(whole)  # a word in pieces: 분점 as 분 and 점
                    break
            elif token.form in frame or token.form in counted or token.form in units:
                continue
            elif token.form in joints and any(end == token.start for _, end in covered):
                continue  # a particle behind a number, taken for a noun
            elif not _is_count_of(question, token) and not is_of_a_class(token.form, table):
                left.append(token.form)
    heads = [column.head for column in table.columns if column.role == "number"]
    near = [head for head in heads if any(len(word) > 1 and word in korean.squeeze(head) for word in left)]
    return left, told, near


def _join_nouns(question: TableQuestion, covered: Sequence[tuple[int, int]]) -> Iterator[list[Token]]:
    """The nouns that nothing covers, those that are written together as one."""
    run: list[Token] = []
    for token in question.nouns():
        if any(start <= token.start and token.end <= end for start, end in covered):
            continue
        if run and run[-1].end != token.start:
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _stands_in(form: str, context: str) -> bool:
    """Whether a noun stands in a title."""
    word = korean.squeeze(form)
    return len(word) > 1 and word in context


def _is_count_of(question: TableQuestion, token: Token) -> bool:
    return token.form.isdigit() and question.most == int(token.form)
