"""A request that asks for two things becomes two: questions side by side, and comparisons,
whose sides are each looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import korean
from korean import lexicon
from llm.tasks.rewrite import names_one_thing, take_frame, topics

MOST_QUESTION_PARTS = 4
MOST_SIDES = 3
_BETWEEN = lexicon.pattern("joining_words", "between_questions")
_WH = lexicon.pattern("asking_words", "asks_or_counts")
_AND = lexicon.alternation("joining_words", "re:and_of_a_comparison")
_LEFT = rf"^\s*(?P<left>.{{1,24}}?)\s*{_AND}\s*(?P<right>.{{1,24}}?)\s*"
_KEY = lexicon.alternation("request_forms", "re:comparison")
_COMPARED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LEFT}(?:은|는|이|가|을|를|의|사이의|간의)\s+(?P<aspect>.{{0,24}}?){_KEY}(?P<rest>.*)$",
        rf"{_LEFT}(?P<aspect>){_KEY}(?P<rest>.*)$",
    )
)
_SIGN = lexicon.alternation("joining_words", "re:against")
_SET_AGAINST = re.compile(rf"^\s*(?P<left>\S.{{0,24}}?)\s+{_SIGN}\s+(?P<right>.{{1,24}}?)\s*[?.!]*$", re.IGNORECASE)
_BEHIND = lexicon.alternation("particles", "re:behind_a_topic")
_IN_A_ROW = re.compile(rf"^\s*(?P<sides>\S+(?:\s*,?\s+\S+){{1,2}}?)(?:{_BEHIND})?{_KEY}(?P<rest>.*)$", re.IGNORECASE)
_EACH = lexicon.pattern("request_forms", "each_of_them")
_FILLING = lexicon.pattern("request_forms", "comparison_filling")
_LEFT_OPEN = lexicon.pattern("joining_words", "question_left_open")
_CLOSES = lexicon.words_in_order("joining_words", "closes_a_question")[0]
_WITHIN = lexicon.pattern("joining_words", "within_which")


def parts_of(query: str) -> tuple[str, ...]:
    """The questions to look up one by one, each standing alone, a comparison as a whole before its sides; () where the
    request is one question.
    """
    place = _WITHIN.match(query)
    within = place[0] if place else ""
    both = tuple(f"{within}{side}" for side in sides(query[len(within) :]))
    return (query, *both) if both else questions(query)


def sides(query: str) -> tuple[str, ...]:
    """The sides of a comparison with the aspect that was asked for ("병인양요와 신미양요의 원인 비교" -> both 원인)."""
    for match in filter(None, (pattern.match(query) for pattern in _COMPARED)):
        names = tuple(match.group(side).strip(" '\"‘’“”") for side in ("left", "right"))
        if all(map(names_one_thing, names)):
            aspect = _FILLING.sub("", match.group("aspect")).strip()
            wanted = " ".join(token.form for token in korean.nouns(aspect))
            about = [name if name.endswith(wanted) else f"{name}의 {wanted}" for name in names]
            return tuple(about if wanted else (_ask_each(name, match) for name in names))
    if against := _SET_AGAINST.match(query):
        names = (against["left"], against["right"])
        return names if all(map(names_one_thing, names)) else ()
    row = _IN_A_ROW.match(query)
    names = tuple(re.split(r"\s*,?\s+", row["sides"].strip())) if row else ()
    if row and 2 <= len(names) <= MOST_SIDES and all(map(names_one_thing, names)):
        return tuple(_ask_each(name, row) for name in names) if _are_alike(names) else ()
    return ()


def _ask_each(name: str, match: re.Match[str]) -> str:
    """What is asked of one side: "물관이랑 체관은 각각 뭐가 지나가?" -> "물관은 뭐가 지나가?"; else the side alone."""
    rest = match["rest"].strip()
    return f"{korean.josa(name, '은/는')} {rest}" if _EACH.search(match[0]) and _WH.search(rest) else name


def _are_alike(names: Sequence[str]) -> bool:
    """Whether words in a row are sides: two, or more that end on the same syllable."""
    return len(names) == 2 or len({name[-1] for name in names}) == 1


def questions(query: str) -> tuple[str, ...]:
    """Questions put in one breath; a later one without a subject takes the first one's, one without a predicate the
    predicate before it.
    """
    halves = _join_halves([part.strip() for part in _BETWEEN.split(query) if part and part.strip()])
    if not 2 <= len(halves) <= MOST_QUESTION_PARTS:
        return ()
    subject = _subject_of(halves[0])
    out: list[str] = []
    for half in halves:
        if not _WH.search(half):
            asked = take_frame(half, out[-1]) if out else ""
            if not asked:
                return ()
            out.append(asked)
            continue
        own = [topic for topic in topics(half) if re.search(re.escape(topic) + _BEHIND, half)]
        out.append(half if own or not out or not subject or subject in half else f"{subject} {half}")
    return tuple(_close(half) for half in out)


def _close(question: str) -> str:
    """A question that another was to follow as one that stands alone: "카고가 뭐고" -> "카고가 뭐야?"."""
    return _LEFT_OPEN.sub(lambda match: f"{match['asks']}{_CLOSES}", question)


def _subject_of(question: str) -> str:
    """What a question is about: its nouns before what asks."""
    asks = _WH.search(question)
    nouns = korean.nouns(question[: asks.start()] if asks else question)
    return " ".join(dict.fromkeys(token.form for token in nouns))


def _join_halves(halves: list[str]) -> list[str]:
    """The halves, one that only asks ("뭐예요") put back behind the one that does not ask yet ("의존성은")."""
    joined: list[str] = []
    for half in halves:
        if joined and not _WH.search(joined[-1]) and _WH.search(half) and not topics(half):
            joined[-1] = f"{joined[-1]} {half}"
        else:
            joined.append(half)
    return joined
