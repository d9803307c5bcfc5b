"""Whether a text is glyphs' numbers as ASCII (``!"#$%$&' ()""*``), as fonts without a Unicode map give it.

Such a text has few words, and letters, digits and signs follow one another at random. Code, formulas and tables have
some of that; how much of what is a small fitted model (``bench fit garbled``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

from weights import load_weights

LEAST_TEXT = 40  # characters without white space: fewer say nothing
_WEIGHTS = Path(__file__).with_name("garbled_text.json")
_LOOKED_AT = 1200  # characters of a page: more say no more
_PLAIN = 0.7  # share of characters in words from which nothing more is looked at
_RARE = frozenset("!\"#$%&*+;<=>?@^`~|\\{}[]/_'")  # signs that seldom stand between letters
_FILL = re.compile(r"([.·…_=\-*#~])\1{2,}|(?:[.·…]\s){3,}")
_RUN = re.compile(r"[가-힣]+|[一-鿿ぁ-ヿ]+|[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d+(?:[.,:]\d+)*|[^\x00-\x7f]+")
_VOWEL = re.compile("[aeiouy]", re.I)
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def is_garbled(text: str) -> bool:
    """Whether a text of one page is no text; False for one that is too short to tell."""
    bare = _FILL.sub(" ", text[:_LOOKED_AT])
    signs = "".join(bare.split())
    if len(signs) < LEAST_TEXT or measure_words(bare) >= _PLAIN * len(signs):
        return False
    weights = load_weights(_WEIGHTS)
    return weights.score(garbled_features(bare)) > weights.thresholds["garbled"]


def measure_words(text: str) -> int:
    """How many characters of a text stand in words and numbers."""
    words = (match[0] for match in _RUN.finditer(text))
    return sum(
        len(one) for one in words if not (one.isascii() and one.isalpha() and len(one) > 2) or _VOWEL.search(one)
    )


def garbled_features(text: str) -> dict[str, float]:
    """What the model looks at, each about 0 to 1 (kinds of pairs: a square root of the length counts as 1)."""
    bare = _FILL.sub(" ", text)
    signs = "".join(bare.split())
    size = max(len(signs), 1)
    pairs = mixed = 0
    beside = set()
    for token in bare.split():
        kinds = [_kind(char) for char in token]
        pairs += len(kinds) - 1
        mixed += sum(_is_mixed(token, kinds, i) for i in range(len(kinds) - 1))
        beside |= {token[i : i + 2] for i in range(len(kinds) - 1) if kinds[i] in _SIGNS and kinds[i + 1] in _SIGNS}
    counts = Counter(char for char in signs if char.isascii())
    ascii_size = max(sum(counts.values()), 1)
    entropy = -sum(n / ascii_size * math.log2(n / ascii_size) for n in counts.values())
    return {
        "words": measure_words(bare) / size,
        "mixed": mixed / max(pairs, 1),
        "kinds of sign pairs": len({one for one in beside if one[0] != one[1]}) / math.sqrt(size),
        "ascii": ascii_size / size if counts else 0.0,
        "entropy": entropy / math.log2(min(94, max(ascii_size, 2))),
        "unmatched": _count_unmatched(signs) / size,
        "signs": sum(_kind(char) in _SIGNS for char in signs) / size,
    }


_SIGNS = ("sign", "stop")


def _kind(char: str) -> str:
    if char in _RARE:
        return "sign"
    if not char.isascii():
        return "other"
    return "lower" if char.islower() else "upper" if char.isupper() else "digit" if char.isdigit() else "stop"


def _is_mixed(token: str, kinds: list[str], i: int) -> bool:
    """Whether two neighbours are of kinds that seldom meet inside a word."""
    a, b = kinds[i], kinds[i + 1]
    if "sign" in (a, b):
        return a != b or token[i] != token[i + 1]
    letters = ("lower", "upper")
    if (a == "digit" and b in letters) or (a in letters and b == "digit") or (a, b) == ("lower", "upper"):
        return True
    return (a, b) == ("upper", "lower") and i > 0 and kinds[i - 1] in ("lower", "upper", "digit")


def _count_unmatched(text: str) -> int:
    """Brackets without their other half."""
    open_: list[str] = []
    alone = 0
    for char in text:
        if char in "([{":
            open_.append(char)
        elif char in _BRACKETS:
            if open_ and open_[-1] == _BRACKETS[char]:
                open_.pop()
            else:
                alone += 1
    return alone + len(open_)
