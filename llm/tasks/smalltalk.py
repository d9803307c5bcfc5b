"""Is it talk, or a request to the textbooks? A logit over the morphemes of a line and what is strange in it.

The weights stand in ``smalltalk.json`` (``bench fit smalltalk``). The morphemes that have one of their own are those
that stand in lines of many sources: endings, particles, asking words, and the content words of everyday talk. A content
word without one is "strange": what a textbook may be about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import korean
from korean import lexicon
from korean.analyzer import Token, is_content
from weights import load_weights

TALK_WEIGHTS = Path(__file__).with_suffix(".json")
NOUNS = frozenset(("NNG", "NNP", "XR", "SL", "SH", "SN"))
_TERM_TAGS = NOUNS | {"NNB", "NR", "NP", "XPN", "XSN", "JKG", "JC"}
MOST_STRANGE, LONGEST = 3, 30  # strange nouns and morphemes; more count as that many
_HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
_ASKING = lexicon.words("asking_words", "interrogative")
_PERSONAL = lexicon.words("pronouns", "personal")


def is_talk(text: str, in_thread: bool = False, known: bool = False) -> bool:
    """Whether a line is talk. More is asked of one that may follow up on an answer, most where it is ``known``
    (``is_known``).
    """
    if not _HANGUL.search(text):  # not what was fitted: other languages are requests
        return False
    thresholds = load_weights(TALK_WEIGHTS).thresholds
    return talk_logit(text) > thresholds["known" if known else "in thread" if in_thread else "alone"]


def talk_logit(text: str) -> float:
    """The logit that a line of Korean is talk, by itself."""
    return load_weights(TALK_WEIGHTS).score(talk_features(text, korean.tokenize(text), everyday_morphemes()))


@cache
def everyday_morphemes() -> frozenset[str]:
    """The morphemes that have a weight of their own, as ``"사랑/NNG"``."""
    return frozenset(name for name in load_weights(TALK_WEIGHTS).values if "/" in name and " " not in name)


def talk_features(text: str, tokens: Sequence[Token], known: Collection[str]) -> dict[str, float]:
    """What a line is made of, by name; ``known`` are the morphemes that may have a weight of their own."""
    keys = [f"{token.form}/{token.tag}" for token in tokens]
    content = [(key, token) for key, token in zip(keys, tokens, strict=True) if is_content(token)]
    strange = [token for key, token in content if key not in known]
    nouns = [token for token in strange if token.tag in NOUNS]
    found = {key: 1.0 for key in keys if key in known}
    found |= {f"tag {token.tag}": 1.0 for token in tokens}
    found |= {f"tags {one.tag} {other.tag}": 1.0 for one, other in pairwise(tokens)}
    found |= {
        "strange nouns": min(len(nouns), MOST_STRANGE) / MOST_STRANGE,
        "long strange noun": float(any(len(token.form) >= 2 for token in nouns)),
        "strange verb": float(len(strange) > len(nouns)),
        "strange share": len(strange) / max(1, len(content)),
        "strange name": float(any(token.tag == "NNP" for token in nouns)),
        "nouns alone": float(all(token.tag in NOUNS or token.tag[0] == "S" for token in tokens)),
        "length": min(len(tokens), LONGEST) / LONGEST,
        "digit": float(any(char.isdigit() for char in text)),
        "question mark": float("?" in text),
    }
    words = [token for token in tokens if token.tag[0] != "S"]
    if words:
        found[f"first {words[0].tag}"] = found[f"last {words[-1].tag}"] = 1.0
        if not is_content(words[-1]):
            found[f"last {words[-1].form}/{words[-1].tag}"] = 1.0
    return found


def asks_on(text: str) -> bool:
    """Whether a line that leans on an earlier question asks for something ("언제 태어났나요?"),
    and not how one is ("뭐 해?").
    """
    tokens = korean.tokenize(text)
    own = any(is_content(token) and not is_everyday(token) and token.form not in _ASKING for token in tokens)
    return (
        own
        and any(token.form in _ASKING for token in tokens)
        and not any(token.form in _PERSONAL and token.tag == "NP" for token in tokens)
    )


def is_everyday(token: Token) -> bool:
    """Whether a morpheme is one of those that stand in talk."""
    return f"{token.form}/{token.tag}" in everyday_morphemes()


def is_known(found: Collection[str]) -> bool:
    """Whether the own nouns that a library holds make a line its subject: a long one, or two."""
    return len(found) >= 2 or any(len(word) >= 3 for word in found)


def is_surely_talk(text: str) -> bool:
    """Whether a line is talk beyond what the books could change."""
    return bool(_HANGUL.search(text)) and talk_logit(text) > load_weights(TALK_WEIGHTS).thresholds["known"]


def asks_the_books(text: str) -> bool:
    """Whether a line asks for something of the world and of nobody in the conversation: "물은 몇 도에서 끓나?"."""
    tokens = korean.tokenize(text)
    asks = lexicon.pattern("asking_words", "asks_or_counts").search(text)
    return bool(asks) and not any(token.form in _PERSONAL and token.tag == "NP" for token in tokens)


def bare_nouns(text: str) -> list[str]:
    """The nouns of a line that is nothing but nouns, as a term is typed alone; [] for any other line."""
    tokens = [token for token in korean.tokenize(text) if token.tag[0] != "S" or token.tag in NOUNS]
    if not tokens or not all(token.tag in _TERM_TAGS for token in tokens):
        return []
    return [token.form for token in tokens if token.tag in NOUNS or token.tag in ("NNB", "NR")]


def own_nouns(text: str) -> list[str]:
    """The nouns of a line that are not everyday words: what a textbook may be about."""
    single = [token for token in korean.tokenize(text) if token.tag in ("NNG", "NNP", "SL")]
    own = [token.form for token in [*single, *korean.nouns(text)] if not is_everyday(token)]
    return [word for word in dict.fromkeys(own) if len(word) >= 2]
