"""A request that asks for two things becomes two: questions side by side, and comparisons,
whose sides are each looked up.
"""

from __future__ import annotations

import re

import korean
from korean import lexicon
from llm.tasks.rewrite import topics

MOST_QUESTION_PARTS = 3
_BETWEEN = lexicon.pattern("joining_words", "between_questions")
_WH = lexicon.pattern("asking_words", "asks_or_counts")
_AND = lexicon.alternation("joining_words", "re:and_of_a_comparison")
_LEFT = rf"^\s*(?P<left>.{{1,24}}?)\s*{_AND}\s*(?P<right>.{{2,24}}?)\s*"
_KEY = lexicon.alternation("request_forms", "re:comparison")
_COMPARED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LEFT}(?:은|는|이|가|을|를|의|사이의|간의)\s+(?P<aspect>.{{0,24}}?){_KEY}",
        rf"{_LEFT}(?P<aspect>){_KEY}",
    )
)
_BEHIND_A_TOPIC = lexicon.alternation("particles", "re:behind_a_topic")
_FILLING = lexicon.pattern("request_forms", "comparison_filling")


def parts_of(query: str) -> tuple[str, ...]:
    """The questions to look up one by one, each standing alone; () where the request is one question."""
    return sides(query) or questions(query)


def sides(query: str) -> tuple[str, ...]:
    """The two sides of a comparison with the aspect that was asked for ("병인양요와 신미양요의 원인 비교" -> both 원인)."""
    for match in filter(None, (pattern.match(query) for pattern in _COMPARED)):
        left, right = (match.group(side).strip(" '\"‘’“”") for side in ("left", "right"))
        if _names_one_thing(left) and _names_one_thing(right):
            aspect = _FILLING.sub("", match.group("aspect")).strip()
            wanted = [token.form for token in korean.nouns(aspect)]
            ask = f"의 {' '.join(wanted)}" if wanted else "에 대해 설명해줘"
            return f"{left}{ask}", f"{right}{ask}"
    return ()


def questions(query: str) -> tuple[str, ...]:
    """Questions put in one breath; a later one without a subject takes the first one's."""
    halves = [part.strip() for part in _BETWEEN.split(query) if part and part.strip()]
    if not 2 <= len(halves) <= MOST_QUESTION_PARTS or not all(_WH.search(half) for half in halves):
        return ()
    subject = (topics(halves[0]) or [""])[0]
    out = [halves[0]]
    for half in halves[1:]:
        own = [topic for topic in topics(half) if re.search(re.escape(topic) + _BEHIND_A_TOPIC, half)]
        out.append(half if own or not subject or subject in half else f"{subject} {half}")
    return tuple(out)


def _names_one_thing(text: str) -> bool:
    """Whether the words name one thing: nouns and what binds them."""
    tokens = list(korean.tokenize(text))
    bound = ("NNG", "NNP", "SL", "SH", "SN", "XR", "XSN", "XPN", "NR", "JKG", "NNB")
    return bool(tokens) and len(korean.squeeze(text)) >= 2 and all(token.tag in bound for token in tokens)
