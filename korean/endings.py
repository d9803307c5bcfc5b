"""How a sentence ends: its register (해요체, 합니다체, 개조식, or the plain 해라체 of books), and the same sentence in another one.

Only the last predicate's ending is replaced; stem, tense and everything before them stay. What cannot be turned safely
(a question, a request, a noun alone) is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from korean import lexicon
from korean.analyzer import Token, is_content, kiwi, tokenize
from korean.particles import final

Register = Literal["해요체", "합니다체", "개조식"]
PLAIN_STYLE = "해라체"
_MARKS = ".。!\"'”’」』… \t\n\r\f\v\u3000\xa0"
_BRACKET = re.compile(r"\([^()]*\)\Z")
_STEM = ("VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA")
_PLAIN = lexicon.words("endings", "plain")
_POLITE = lexicon.words("endings", "polite")
_FORMAL = lexicon.words("endings", "formal")
_NOMINAL = lexicon.words("endings", "nominal")
_NOUN = frozenset(("NNG", "NNP", "NNB", "NR", "SN", "SL", "SH", "XSN", "SW"))
_NEW = dict(lexicon.pairs("endings", "of_a_register"))


class _Piece(NamedTuple):
    """A morpheme with the analyser's own tag (``VV-I``), which inflection needs."""

    form: str
    tag: str
    start: int
    end: int


def register_of(sentence: str) -> str:
    """A Register, PLAIN, or "" where the ending tells nothing."""
    pieces = _pieces(_core(sentence))
    if not pieces:
        return ""
    form, tag = pieces[-1].form, pieces[-1].tag
    if tag == "ETN" or (tag == "EF" and form in _NOMINAL):
        return "개조식"
    if tag == "EF":
        if form.endswith(lexicon.words_in_order("endings", "polite_at_the_end")):
            return "해요체"
        if form.endswith(lexicon.words_in_order("endings", "formal_at_the_end")):
            return "합니다체"
        return PLAIN_STYLE if form in _PLAIN else ""
    return "개조식" if tag in _NOUN else ""


def in_register(sentence: str, register: Register) -> str | None:
    """The sentence in a register; itself where it is in it already, None where no rule turns it safely."""
    if register_of(sentence) == register:
        return sentence
    core = _core(sentence)
    pieces = _pieces(core)
    if not pieces or not _declares(pieces[-1]):
        return None
    at = next((i for i in range(len(pieces) - 2, -1, -1) if pieces[i].tag.split("-")[0] in _STEM), -1)
    if at < 0 or any(piece.tag != "EP" for piece in pieces[at + 1 : -1]):
        return None
    start, word = _word(core, pieces, at, register)
    turned = core[:start] + word + sentence[len(core) :]
    return turned if _same(sentence, turned) and register_of(turned) == register else None


def _core(sentence: str) -> str:
    """The sentence up to its last predicate's end: closing marks and a bracket after it are left out."""
    core = sentence.rstrip(_MARKS)
    while core.endswith(")") and (bracket := _BRACKET.search(core, core.rfind("("))):
        core = core[: bracket.start()].rstrip(_MARKS)
    return core


@lru_cache(maxsize=256)
def _pieces(core: str) -> tuple[_Piece, ...]:
    """The morphemes; a full stop tells the analyser that the sentence ends here."""
    found = tuple(_Piece(t.form, t.tag, t.start, t.start + t.len) for t in kiwi().tokenize(f"{core}."))
    return found[:-1] if found[-1].tag == "SF" else found


def _declares(ending: _Piece) -> bool:
    return ending.tag in ("EF", "ETN") and ending.form in _PLAIN | _POLITE | _FORMAL | _NOMINAL


def _word(core: str, pieces: Sequence[_Piece], at: int, register: Register) -> tuple[int, str]:
    """Where the last predicate begins, and the predicate with its new ending."""
    stem, tenses = pieces[at], [(piece.form, piece.tag) for piece in pieces[at + 1 : -1]]
    ending = (_NEW[register], "ETN" if register == "개조식" else "EF")
    if register == "해요체" and not tenses and stem.tag in ("VCP", "VCN"):
        return _copula(core, stem)
    if stem.tag == "VCP" and at:  # "학교다": the copula shows only in what it does to the word before it
        before = pieces[at - 1]
        said = core[before.start : before.end]
        return before.start, kiwi().join([(said, "NNG"), (stem.form, stem.tag), *tenses, ending])
    return stem.start, kiwi().join([(stem.form, stem.tag), *tenses, ending])


def _copula(core: str, stem: _Piece) -> tuple[int, str]:
    """이에요 after a consonant, 예요 after a vowel, 아니에요."""
    if stem.tag == "VCN":
        return stem.start, "아니에요"
    return stem.start, "이에요" if final(core[: stem.start]) else "예요"


def _same(sentence: str, turned: str) -> bool:
    """Whether two sentences have the same content words, tenses and denials."""

    def list_endings(text: str) -> list[str]:
        return [token.form for token in tokenize(text) if _tells(token)]

    return list_endings(sentence) == list_endings(turned)


def _tells(token: Token) -> bool:
    return is_content(token) or token.tag in ("EP", "VX", "VCN", "MAG", "XSV", "XSA")
