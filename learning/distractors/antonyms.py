"""The word of a sentence that its opposite can stand for: 증가 for 감소, 높은 for 낮은. What a
learner mixes up, and plainly false.
"""

from __future__ import annotations

import re
from functools import lru_cache

import korean
from korean import lexicon
from learning.facts.terms import Term

_PAIRS = lexicon.pairs("antonyms", "nouns") + lexicon.pairs("antonyms", "written_forms")
_OTHER = {**dict(_PAIRS), **{right: left for left, right in _PAIRS}}
# of the language model's log probability, by which a sentence with the opposite may fall behind: "큰 영향을", but "작은 영향을"
SILLY = -4.5
_WORD = re.compile(rf"(?<![가-힣])({'|'.join(sorted(_OTHER, key=len, reverse=True))})")
_OPEN = lexicon.pattern("antonyms", "left_open")


def replace_with_antonym(text: str, choosy: bool = True) -> tuple[Term, str] | None:
    """The last such word of a sentence, as a term of the kind "opposite", and its opposite; None
    where both are said, or one twice.
    """
    found = list(_WORD.finditer(text))
    for match in reversed(found):
        word = match.group(1)
        roots = (word[:1], _OTHER[word][:1])
        again = sum(one.group(1)[:1] in roots for one in found)
        if again == 1 and not _OPEN.match(text[match.end() :]):
            turned = text[: match.start()] + _OTHER[word] + text[match.end() :]
            if choosy and log_likelihood(turned) - log_likelihood(text) < SILLY:
                continue  # nobody says so: false at sight
            return Term(word, match.start(), match.end(), "opposite", 1.0), _OTHER[word]
    return None


@lru_cache(maxsize=10_000)
def log_likelihood(text: str) -> float:
    """The log probability of a sentence in Kiwi's language model."""
    return float(korean.kiwi().analyze(" ".join(text.split()))[0][1])
