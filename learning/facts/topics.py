"""What a place in a book is about: its heading, or the title of a book that has none; and the words
that a book is about as a whole.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import korean
from knowledge import Heading
from korean import lexicon

LONGEST_SUBJECT = 26  # characters of a subject that a stem can name
ALIKE_SOURCES = 0.12  # cosine of two sources' terms from which they are parts of one book, or books of one subject
_NUMBER = lexicon.pattern("headings", "number_before")
_MARKS = re.compile(r"\s*(\{[^{}]*\}|\[[^\[\]]*\]|[`*#]+)\s*|:$")
_NO_SUBJECT = lexicon.pattern("headings", "no_subject")
_BESIDE = lexicon.pattern("headings", "beside_the_matter")
_ASKS = lexicon.pattern("headings", "question")  # "광합성이란 무엇인가"
_ASKED = lexicon.pattern("headings", "ends_as_question")
_FILE = re.compile(r"^(part|ch|chapter|week|lecture|lesson|day|chap)\b|^[\w.]+([-_][\w.]+)+$|^[\W\d]+$", re.I)


def subject_of(title: str) -> str:
    """A heading or a title as the name of a subject, without its number and marks; "" where it names none."""
    said = _NUMBER.sub("", _MARKS.sub(" ", " ".join(title.split())).strip()).strip(" .:,-–")
    said = _ASKS.sub(r"\1", said)
    if _ASKED.search(said) or not 2 <= len(said) <= LONGEST_SUBJECT or _NO_SUBJECT.search(said) or _FILE.search(said):
        return ""
    return said if said.count("(") == said.count(")") and "‘" not in said and "'" not in said else ""


def without_marks(title: str) -> str:
    """A heading as it is shown: without anchors and signs of markup, its number kept."""
    return " ".join(_MARKS.sub(" ", " ".join(title.split())).split()) or title.strip()


def subject_finder(headings: Sequence[Heading]) -> Callable[[int], str]:
    """From a place in the source to the name of its subject: its heading, or the nearest above that names one."""
    starts: list[int] = []
    names: list[str] = []
    above: list[tuple[int, str]] = []
    for heading in headings:
        above = [one for one in above if one[0] < heading.level]
        name = subject_of(heading.title) or (above[-1][1] if above else "")
        above.append((heading.level, name))
        starts.append(heading.start)
        names.append(name)
    return lambda place: names[bisect_right(starts, place) - 1] if starts and place >= starts[0] else ""


def is_front_matter(title: str) -> bool:
    """Whether a heading stands over what is no matter of the book: thanks, prefaces, rights, sources."""
    return bool(_BESIDE.search(title))


def extract_key_words(titles: Iterable[str]) -> frozenset[str]:
    """What titles, headings and defined terms name, squeezed: each whole, and its nouns of three letters and more."""
    found: set[str] = set()
    for title in titles:
        name = subject_of(title)
        if not name:
            continue
        bare = re.sub(r"\([^()]*\)", "", name)
        found.add(korean.squeeze(bare))
        found |= {korean.squeeze(word) for word in re.findall(r"\(([^()]+)\)", name)}
        found |= {noun.form for noun in korean.nouns(bare) if len(noun.form) > 2}
    return frozenset(found)


def related_sources(spreads: Mapping[str, Counter[str]]) -> dict[str, frozenset[str]]:
    """For each source those that speak of the same things, itself among them: cosine of their terms,
    tf-idf (log, idf over the sources).
    """
    holds: defaultdict[str, list[str]] = defaultdict(list)
    for source, spread in spreads.items():
        for term in spread:
            holds[term].append(source)
    lengths: defaultdict[str, float] = defaultdict(float)
    shared: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    weight = {
        (source, term): (1 + math.log(spread[term])) * math.log(1 + len(spreads) / len(holds[term]))
        for source, spread in spreads.items()
        for term in spread
    }
    for (source, term), own in weight.items():
        lengths[source] += own * own
        for other in holds[term]:
            shared[source][other] += own * weight[other, term]
    return {
        source: frozenset(
            other
            for other, product in shared[source].items()
            if other == source or product >= ALIKE_SOURCES * math.sqrt(lengths[source] * lengths[other])
        )
        | {source}
        for source in spreads
    }
