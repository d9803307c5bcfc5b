"""Writing that is not Korean: which pieces of a text are of another language and do not
stand in what it was written from.

Hanja, Latin names and terms are Korean writing where the source has them; so are abbreviations,
units and single letters anywhere.
"""

from __future__ import annotations

import re
import unicodedata

PHRASE = 2  # Latin words in a row that make another language of it
LONG_LATIN_WORD = 4  # letters from which a Latin word in small letters is no unit and no sign
_LATIN = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.-]*(?:[ ,;:]+[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.-]*)*"
)
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_HAN = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{1,3}")  # signs (Δθ, αβ); a word is longer
_MATHEMATICAL = re.compile(
    r"[\u00aa\u00b5\u00ba\u02b0-\u02ff\u1d2c-\u1d6a\u2070-\u209f\u2100-\u214f\U0001d400-\U0001d7ff]"
)
_WRITTEN = re.compile(r"\S+")
_GLOSS = re.compile(r"\s*[(（]([^()（）]{1,80})[)）]")
_FULL_WIDTH = {"，": ", ", "。": ".", "、": ", ", "：": ": ", "；": "; "}
_MARKS = re.compile(r"\s*([，。、：；])\s*(?=(.?))")


def foreign(text: str, known: str) -> list[str]:
    """The pieces of a text in another language that do not stand in ``known`` (the sources and
    the question), in reading order.
    """
    text, held = unicodedata.normalize("NFC", text), _fold(known)
    found = [(m.start(), m[0]) for m in _HAN.finditer(text) if _fold(m[0]) not in held]
    found += [(m.start(), m[0]) for m in _LATIN.finditer(text) if _strange(m[0], held)]
    for match in _WRITTEN.finditer(text):
        run = "".join(char for char in match[0] if unicodedata.category(char)[0] == "L" and not _at_home(char))
        if run and _fold(run) not in held and not _GREEK.fullmatch(run):
            found.append((match.start(), run))
    return [piece for _, piece in sorted(found)]


def without_glosses(text: str, known: str) -> str:
    """The text without brackets that hold nothing but another language
    ("통감부(Residency-General)"), and with Korean signs.
    """

    def keep_gloss(match: re.Match[str]) -> str:
        return "" if foreign(match[1], known) and not _HANGUL.search(match[1]) else match[0]

    plain = _GLOSS.sub(keep_gloss, text)
    return _MARKS.sub(lambda m: _FULL_WIDTH[m[1]] if m[2] else _FULL_WIDTH[m[1]].rstrip(), plain)


def _strange(run: str, held: str) -> bool:
    """Whether Latin words are of another language: a phrase, or one long word in small letters,
    that the source does not have.
    """
    words = _WORD.findall(run)
    new = [word for word in words if len(word) > 1 and not _sign(word) and _fold(word) not in held]
    if not new or _fold(run) in held:
        return False
    return (len(words) >= PHRASE and len(new) >= PHRASE) or any(len(word) >= LONG_LATIN_WORD for word in new)


def _sign(word: str) -> bool:
    """An abbreviation or a unit: DNA, CO, kWh, pH."""
    return (
        word.isupper()
        or (len(word) < LONG_LATIN_WORD and word.islower())
        or (len(word) <= LONG_LATIN_WORD and not word[1:].islower())
    )


def _at_home(char: str) -> bool:
    """Hangul, and what other patterns look at."""
    return bool(_HANGUL.match(char) or _HAN.match(char) or _WORD.match(char) or _MATHEMATICAL.match(char))


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
