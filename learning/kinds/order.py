"""순서 배열: three or four events of the book, their years left out, to be put in the order in which they happened."""

from __future__ import annotations

import random
from itertools import permutations

from korean import lexicon
from learning.facts.fact import Fact, FactPool
from learning.facts.self_containment import has_dangling_reference
from learning.facts.terms import YEAR
from learning.kinds.draft import Draft, number_options
from learning.kinds.kind import Kind, PaperItem
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.statements import LONGEST_STATEMENT, flat_text

ORDER_LABELS = ("(가)", "(나)", "(다)", "(라)")
ORDER_CHOICES = 5
ERA = 40  # years between the first and the last event
_PAPER = lexicon.pattern("exam_papers", "order")
_DATE = lexicon.pattern("time_words", "dated_opening")
_SAID_OF = lexicon.pattern("time_words", "part_of_a_year")
_SAYS_OF = lexicon.pattern("endings", "describes_what_follows")
_UNFIT = lexicon.pattern("time_words", "of_another_event")
_HAPPENED = lexicon.pattern("endings", "happened")


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    here = dated_event(fact)
    if here is None:
        return None
    found: dict[int, tuple[Fact, str]] = {here[0]: (fact, here[1])}
    for other in rng.sample(material.facts, len(material.facts)):
        one = dated_event(other) if other.sentence.source_id == fact.sentence.source_id else None
        years = [*found, one[0]] if one else []
        if one and one[0] not in found and max(years) - min(years) <= ERA and not _shares_terms(other, found):
            found[one[0]] = (other, one[1])
        if len(found) == len(ORDER_LABELS):
            break
    if len(found) < 3:
        return None
    years = sorted(found)
    labels = ORDER_LABELS[: len(years)]
    orders = list(permutations(labels))
    options = sorted(rng.sample(orders, ORDER_CHOICES))
    key = rng.randrange(ORDER_CHOICES)
    label_of = dict(zip(years, options[key]))
    lines = [f"{label} {found[year][1]}" for year, label in sorted(label_of.items(), key=lambda pair: pair[1])]
    stem = "다음 사건을 일어난 순서대로 바르게 나열한 것은?\n" + "\n".join(lines)
    note = " → ".join(f"{label_of[y]} {y}년({found[y][0].sentence.page}쪽)" for y in years)
    shown = number_options([" → ".join(option) for option in options])
    others = tuple(one for one, _ in found.values() if one is not fact)
    return Draft(
        "order", stem, shown, (str(key + 1),), f"{note} 순서입니다.", f"{here[0]}년", 0.7, (f"{here[0]}년",), others
    )


def dated_event(fact: Fact) -> tuple[int, str] | None:
    """The year of a sentence that tells of one, and the sentence without its date; None where it does not tell
    one event.
    """
    text = flat_text(fact)
    match = _DATE.search(text)
    if not match or len(YEAR.findall(text)) != 1:
        return None
    rest = text[: match.start()] + text[match.end() :]
    said_of = _SAID_OF.match(text[match.end() :]) or _SAYS_OF.search(text[: match.start()])
    if (
        said_of
        or _UNFIT.search(rest)
        or not _HAPPENED.search(rest)
        or not 18 <= len(rest) <= LONGEST_STATEMENT
        or has_dangling_reference(rest)
    ):
        return None
    return int(match.group(1)), rest


def _shares_terms(fact: Fact, found: dict[int, tuple[Fact, str]]) -> bool:
    """Two sentences that name the same things would give the order away or ask the same thing twice."""
    own = {term.text for term in fact.terms if term.kind != "year"}
    return any(len(own & {term.text for term in other.terms}) > 1 for other, _ in found.values())


def _compare(option: str, right: str) -> str:
    """The first place where the order departs."""
    said, wanted = option.split(" → "), right.split(" → ")
    place = next((n for n, (a, b) in enumerate(zip(said, wanted)) if a != b), 0)
    return f"{place + 1}번째에 올 것은 {said[place]}가 아니라 {wanted[place]}입니다."


def _recognise(item: PaperItem) -> bool:
    chained = item.body.count("→") >= 4 or item.body.count("-(") >= 4
    return item.options >= FEWEST_OPTIONS and bool(_PAPER.search(item.asked) or chained)


KIND = Kind(
    "order",
    "순서 배열",
    "Put in order",
    make,
    asked_as=r"순서\s*(?:대로|를?\s*배열|를?\s*맞추)",
    bloom="analyze",
    statements="stem",
    mock_turn=5,
    paper_turn=2,
    recognise=_recognise,
    compare=_compare,
)
