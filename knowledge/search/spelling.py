"""A word of a query that stands nowhere in the owner's books, read as words that do: one letter of one
syllable away, or two changed over.

A word of the dictionary (고려, in books on other times) is taken as it stands. For any other the index is the
dictionary: what it may have been is made up from it, and kept where the index has every pair of its letters and
every morpheme of it. So there is no list of words to keep, and what is right of one owner's books is never said of
another's. Not covered: a letter too many or too few beyond a final consonant (but in Latin words), and slips that
make another word of the books.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

import korean
from knowledge.glossary.synonyms import find_indexed
from knowledge.index.bm25 import BIGRAM
from knowledge.search.signals import ASKING_WORDS
from korean import lexicon
from korean.analyzer import Token, is_content
from korean.jamo import LIKELY, POSSIBLE, variants

MOST_READINGS = 12  # readings of one word that are taken apart
LONGEST_MISSPELT = 24  # letters of a word that is read otherwise
LEAST_LATIN_LETTERS = 4  # letters from which a Latin word is long enough to be known by the rest of it
MOST_CORRECTED_WORDS = 3  # of one query
SPREAD = 2  # pairs of letters from the first that a slip has broken to the last
KEPT_TAGS = frozenset(("SL", "SH", "SN"))
ENDING_TAGS = frozenset(("VCP", "VCN"))
LIGHT = lexicon.words("function_words", "light_verb") | lexicon.words(
    "function_words", "plural"
)  # what makes a verb or a plural of a noun


@dataclass(frozen=True)
class Slip:
    """A word of a query at ``start`` to ``end``, and what it may have been, likeliest
    first, each with its likelihood.
    """

    start: int
    end: int
    readings: tuple[tuple[str, float], ...]


def correct_typos(
    session: Session,
    owner: str,
    text: str,
    tokens: Sequence[Token],
    unknown: set[str],
    known: Sequence[tuple[int, int]],
) -> list[Slip]:
    """What the words with ``unknown`` terms may have been; the spans that are ``known``
    by another name are left alone.
    """
    found = []
    for start, end in list(_words(text, tokens, unknown))[:MOST_CORRECTED_WORDS]:
        if any(start < last and first < end for first, last in known):
            continue
        said = text[start:end].lower()
        guesses = dict(_latin(said) if said.isascii() else _hangul(said, unknown))
        standing = _standing(session, owner, said, guesses)
        likely = sorted(standing, key=lambda word: (-guesses[word], word))[:MOST_READINGS]
        taken = {word: _terms(text[:start] + word + text[end:], start, start + len(word)) for word in likely}
        there = find_indexed(session, owner, {term for terms in taken.values() for term in terms})
        readings = tuple((word, guesses[word]) for word in likely if taken[word] and taken[word] <= there)
        if readings:
            found.append(Slip(start, end, readings))
    return found


def _words(text: str, tokens: Sequence[Token], unknown: set[str]) -> Iterator[tuple[int, int]]:
    """The spans of words, freed of their particles and endings, that the books do not have as they are written."""
    for match in re.finditer(r"\S+", text):
        inside = [token for token in tokens if match.start() <= token.start and token.end <= match.end()]
        while inside and _is_ending(inside[-1]):
            inside.pop()
        while inside and inside[0].tag[0] == "S" and inside[0].tag not in KEPT_TAGS:
            inside.pop(0)
        if any(token.tag == "SN" for token in inside) or all(
            token.form in ASKING_WORDS or token.tag[0] in "VM" for token in inside
        ):
            continue
        start, end = inside[0].start, max(token.end for token in inside)
        if not text[start:end].isascii() and korean.is_word(text[start:end]):
            continue
        strange = any(token.form.lower() in unknown and token.end - token.start > 1 for token in inside)
        if end - start <= LONGEST_MISSPELT and (
            strange or any(_seam(inside, start + at) for at in _odd(text[start:end], unknown))
        ):
            yield start, end


def _is_ending(token: Token) -> bool:
    """Whether a token only ends a word: a particle, an ending, a sign, the copula, 들."""
    return token.tag in ENDING_TAGS or (token.tag[0] in "JES" and token.tag not in KEPT_TAGS) or token.form in LIGHT


def _seam(tokens: Sequence[Token], place: int) -> bool:
    """Whether a token of a single letter stands at a place or after it: two longer words
    that meet there are a compound.
    """
    return any(token.end - token.start < 2 for token in tokens if token.start <= place + 1 and place < token.end)


def _odd(word: str, unknown: set[str]) -> list[int]:
    """Where the pairs of letters are that the books do not have."""
    word = word.lower()
    return [place for place in range(len(word) - 1) if BIGRAM + word[place : place + 2] in unknown]


def _hangul(word: str, unknown: set[str]) -> Iterator[tuple[str, float]]:
    """A word with one syllable a letter apart, or two syllables changed over, so that no pair of its
    letters is as it was that is unknown.
    """
    odd = _odd(word, unknown)
    if not odd or odd[-1] - odd[0] > SPREAD:
        return
    for place in range(max(0, odd[-1]), min(odd[0] + 1, len(word) - 1) + 1):
        for other, likelihood in variants(word[place]):
            yield word[:place] + other + word[place + 1 :], likelihood
    for place in range(max(0, odd[-1] - 1), min(odd[0] + 1, len(word) - 2) + 1):
        if word[place] != word[place + 1]:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :], POSSIBLE


def _latin(word: str) -> Iterator[tuple[str, float]]:
    """A Latin word with one letter left out, put in, put in another's place, or changed over with the next."""
    if len(word) < LEAST_LATIN_LETTERS or not word.isalpha():
        return
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:], LIKELY
            for letter in string.ascii_lowercase:
                yield before + letter + after[1:], LIKELY
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:], LIKELY
        for letter in string.ascii_lowercase:
            yield before + letter + after, LIKELY


def _standing(session: Session, owner: str, said: str, guesses: dict[str, float]) -> list[str]:
    """The guesses of which every pair of letters (of a Latin word: the word) stands in the owner's books."""
    if said.isascii():
        return [word for word in find_indexed(session, owner, guesses) if word != said]
    pairs = {word: {BIGRAM + word[i : i + 2] for i in range(len(word) - 1)} for word in guesses if word != said}
    there = find_indexed(session, owner, {pair for own in pairs.values() for pair in own})
    return [word for word, own in pairs.items() if own <= there]


def _terms(text: str, start: int, end: int) -> set[str]:
    """The content morphemes of a span of a text, as they are taken apart there."""
    return {t.form.lower() for t in korean.tokenize(text) if is_content(t) and t.start < end and start < t.end}
