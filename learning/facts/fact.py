"""A fact: what a question is made of; and the facts of a quiz with all that distractors are drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import korean
from knowledge import Sentence
from learning.facts.tables import Table
from learning.facts.terms import Term

EVERYWHERE = 25  # sentences at least that a noun is in, for it to be a word of every page

# What a fact is: a sentence of running text; or lines of a slide, a list or a table: a term with its explanation, a
# heading with the lines that describe it, a member of what a heading names; a bare name is only a rival.
FactForm = Literal["sentence", "explained", "described", "member", "named"]


@dataclass(frozen=True)
class Fact:
    """What stands alone, with its askable terms, best first."""

    sentence: Sentence
    title: str
    terms: tuple[Term, ...]
    defines: str = ""  # the term that it defines, as it writes it
    topic: str = ""  # the heading that it stands under, without its number
    table: Table | None = None  # what its span holds where it is a table
    about: str = ""  # what a stem may say that it is about: the topic, or the title of a source without headings
    salience: float = 1.0  # how much it is worth asking about
    form: FactForm = "sentence"
    said: tuple[str, ...] = ()  # of lines: the explanation, the describing lines, or the class of a member
    more: tuple[Sentence, ...] = ()  # the spans beside ``sentence`` on which it rests
    group: str = ""  # the list, column or level of headings whose members are its rivals
    alone: float = 0.0  # how surely it stands alone: a logit


@dataclass(frozen=True)
class SourceProfile:
    """What the facts of a source are like on the whole: means of their worth and of how surely they stand alone, the
    share of definitions and explanations among them, and how many sentences end in the same two words.
    """

    worth: float
    alone: float
    defined: float
    endings: Counter[str]


@dataclass(frozen=True)
class FactPool:
    """The facts of the chosen pages, and every term of the same sources by kind (the pool of distractors)."""

    facts: tuple[Fact, ...]
    pool: dict[tuple[str, str], tuple[str, ...]]  # (kind, what it names or its last part) -> terms, the commonest first
    together: dict[str, frozenset[int]]  # term -> numbers of the sentences that hold it
    homes: dict[str, frozenset[str]]  # term -> the sources that have it
    tables: tuple[Fact, ...] = ()  # their terms are the names of the rows
    key_words: frozenset[str] = frozenset()  # what titles, headings and definitions name, squeezed
    everywhere: int = EVERYWHERE  # sentences that have a noun, from which on it is a word of every page
    kin: dict[str, frozenset[str]] = field(
        default_factory=dict
    )  # source -> those that speak of the same things, itself too
    least_salience: float = 0.0  # of a fact that stands beside another in a question
    choosy: bool = True  # whether only the better sentences and terms are asked about; else any that may be
    lines: tuple[Fact, ...] = ()  # what slides, lists and tables say a line at a time
    fellows: tuple[Fact, ...] = ()  # the lines of all pages: the rivals of those of the chosen ones
    rivals: dict[tuple[str, int, str, tuple[str, ...], bool], tuple[tuple[float, str], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )  # what ``learning.distractors.selection`` has found already
    told_words: dict[str, tuple[tuple[str, frozenset[str]], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )  # what ``said_words`` has found already
    plain_terms: set[str] = field(default_factory=set, compare=False, repr=False)  # what ``line_terms`` has found

    @cached_property
    def defined_names(self) -> frozenset[str]:
        """What sentences define, and what they are about, squeezed."""
        return frozenset(korean.squeeze(name) for fact in self.facts for name in (fact.about, fact.defines))

    @cached_property
    def tellers(self) -> dict[tuple[str, str], Fact]:
        """By source and term, what tells of the term: its explanation, its definition, or a sentence that it opens."""
        told: dict[tuple[str, str], Fact] = {}
        for fact in self.fellows:
            if fact.form == "explained":
                told.setdefault((fact.sentence.source_id, fact.defines), fact)
        for fact in self.facts:
            opening = next((term.text for term in fact.terms if term.start == 0), "")
            for name in filter(None, (fact.defines, opening)):
                told.setdefault((fact.sentence.source_id, name), fact)
        return told

    @cached_property
    def profiles(self) -> dict[str, SourceProfile]:
        """What each source is like, by what its facts have in common."""
        facts: dict[str, list[Fact]] = {}
        explained = Counter(one.sentence.source_id for one in self.fellows if one.form == "explained")
        for fact in self.facts:
            facts.setdefault(fact.sentence.source_id, []).append(fact)
        return {source: _profile(facts.get(source, []), explained[source]) for source in {*facts, *explained} if source}

    @cached_property
    def group_sizes(self) -> Counter[str]:
        """How many lines each list, column or level of headings has."""
        return Counter(one.group for one in self.fellows)

    def said_words(self, source_id: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """The term of every line of a source that says something, with the content words of what it says."""
        if source_id not in self.told_words:
            self.told_words[source_id] = tuple(
                (one.defines, frozenset(korean.content(" ".join(one.said))))
                for one in self.fellows
                if one.sentence.source_id == source_id and one.form in ("explained", "described")
            )
        return self.told_words[source_id]

    def line_terms(self, plain: Callable[[str], str]) -> Set[str]:
        """The terms of all lines but members of a class, ``plain`` and squeezed; found once."""
        if not self.plain_terms:
            self.plain_terms.update(korean.squeeze(plain(one.defines)) for one in self.fellows if one.form != "member")
        return self.plain_terms

    @cached_property
    def label_uses(self) -> Counter[tuple[str, str]]:
        """By source and name (squeezed), for how many different things lines have it."""
        uses = {(one.sentence.source_id, korean.squeeze(one.defines), one.said) for one in self.fellows if one.said}
        return Counter((source, name) for source, name, _ in uses)

    @cached_property
    def fellow_groups(self) -> dict[str, str]:
        """The group of every term of the lines, squeezed."""
        return {korean.squeeze(one.defines): one.group for one in self.fellows}


def last_words(text: str) -> str:
    """The last two words of a sentence."""
    return " ".join(text.split()[-2:])


def _profile(facts: list[Fact], explained: int) -> SourceProfile:
    n = len(facts)
    return SourceProfile(
        sum(one.salience for one in facts) / n if n else 1.0,
        sum(one.alone for one in facts) / n if n else 0.0,
        (sum(bool(one.defines) for one in facts) + explained) / (n + explained + 1),
        Counter(last_words(one.sentence.text) for one in facts),
    )
