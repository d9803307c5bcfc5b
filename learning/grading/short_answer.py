"""The ways in which one written answer may stand: what is compared when a word is graded.

A response is freed of what a pupil puts around a word (정답은 …, …이라고 한다, a particle, quotation marks); the key never
is, or half a key would pass for the whole. Both are then read in every way: Hanja by their readings, digits in
words, formulas by their names.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, product

import korean
from korean import lexicon
from korean.hanja import has_hanja, readings
from korean.notation import read_aloud, same_substance
from korean.particles import final
from korean.powers import spell_powers
from learning.grading.quantities import spell_number

MOST_WAYS = 48  # spellings of one text, so that an odd answer costs no time
_LEAD = lexicon.pattern("answer_forms", "lead")
_OPINION = lexicon.pattern("answer_forms", "opinion")
_CALLED = lexicon.pattern("answer_forms", "called")
_BECAUSE = lexicon.pattern("answer_forms", "because")
_COPULA = lexicon.pattern("endings", "copula")
_BARE = lexicon.pattern("endings", "copula_after_a_vowel")  # after a vowel only
_PARTICLES = lexicon.words_in_order("particles", "behind_an_answer")
_AFTER_CONSONANT = lexicon.words("particles", "after_a_consonant")
_AFTER_VOWEL = lexicon.words("particles", "after_a_vowel")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_NOT_THAT = lexicon.pattern("answer_forms", "not_that")
_BECOMES = re.compile(r"(?<=[가-힣])[아어]지$")  # 높아지다 is one word to the analyser, or three morphemes
_DIGITS = re.compile(r"\d{1,4}")
_DENIES = lexicon.pattern("negation", "ends_in_denial")
_LIST = lexicon.pattern("joining_words", "in_a_list")


def clean(text: str) -> str:
    """NFKC, powers in words, one line, without quotation marks and end marks around it."""
    flat = " ".join(unicodedata.normalize("NFKC", spell_powers(text)).split())
    return flat.strip("'\"‘’“”「」『』<>《》〈〉`~!?.,;: ") or flat


def keys(answer: str) -> set[str]:
    """The spellings under which an accepted answer is found, each squeezed."""
    flat = clean(answer)
    texts = {flat, _BRACKET.sub("", flat).strip()}
    texts |= {inside for inside in _BRACKET.findall(flat) if len(inside) > 1 and (_latin(inside) or has_hanja(inside))}
    return {form for text in texts if text for form in spellings(text)}


def accepted_spellings(said: str) -> set[str]:
    """The spellings of what a pupil wrote, each squeezed: as it stands, and freed of what stands around the word."""
    return {form for text in bare_texts(said) for form in spellings(text)}


def bare_texts(said: str) -> set[str]:
    """What a pupil wrote, and what is left of it without lead-ins, brackets, endings and a last particle."""
    flat = clean(said)
    return _bare(flat if _ends_in_denial(flat) else _NOT_THAT.sub("", flat))


def parts(text: str) -> list[str]:
    """The members of a list (물과 이산화 탄소), or the text alone."""
    return [part for part in _LIST.split(clean(text)) if part] or [text]


def spellings(text: str) -> set[str]:
    """One text in all its readings, squeezed."""
    found = {korean.squeeze(text)} | {korean.squeeze(one) for one in read_aloud(text)}
    if has_hanja(text):
        found |= {korean.squeeze(one) for one in readings(text)}
    for one in list(found):
        found |= same_substance(one)
    for one in [text, *([*found] if has_hanja(text) else [])]:
        found |= _spoken_numbers(one)
    plain = core(text)
    return {form for form in (found | ({plain} if plain else set())) if form}


def core(text: str) -> str:
    """The stems of a text in one string, without endings, 의, and 하다/되다, denials kept: 증가합니다 and 증가함 -> 증가."""
    kept = []
    tokens = korean.tokenize(text)
    for token in tokens:
        if token.tag[0] in "ES" and token.tag not in ("SL", "SN", "SH"):
            continue
        if token.tag in ("JKG", "VCP") or (
            token.tag in ("XSV", "XSA", "VV") and token.form in lexicon.words("function_words", "light_verb")
        ):
            continue
        kept.append(_BECOMES.sub("지", token.form))
    return korean.squeeze("".join(kept))


def _bare(flat: str) -> set[str]:
    """The text and what is left of it without lead-ins, brackets, endings and a last particle."""
    found = {flat}
    for inside in _BRACKET.findall(flat):
        outside = _BRACKET.sub("", flat).strip()
        if outside and (_latin(inside) or has_hanja(inside) or has_hanja(outside) or _latin(outside)):
            found |= {outside} if _latin(inside) or has_hanja(inside) else {inside, outside}
    for pattern in (_LEAD, _OPINION, _CALLED, _BECAUSE):
        found |= {
            stripped for text in found if (stripped := pattern.sub("", text).strip(" .,'\"")) and stripped != text
        }
    for text in list(found):
        found |= {left for left in _endings(text)}
    return found


def _endings(text: str) -> set[str]:
    """What stands before a copula or a particle that agrees with it."""
    found = set()
    for pattern, shortest in ((_COPULA, 1), (_BARE, 2)):
        left = pattern.sub("", text).strip(" '\"")
        if left != text and len(left) >= shortest and (pattern is _COPULA or not final(left)):
            found.add(left)
    for particle in _PARTICLES:
        left = text[: -len(particle)].strip(" '\"") if text.endswith(particle) else ""
        closed = bool(final(left)) if left else False
        if (closed and particle in _AFTER_VOWEL) or (not closed and particle in _AFTER_CONSONANT):
            continue
        if len(left) >= 2 or (len(left) == 1 and closed and particle in _AFTER_CONSONANT):
            found.add(left)
    return found


def _spoken_numbers(text: str) -> set[str]:
    """The text with its digits in words, and with or without the 제 of an ordinal: "제1차 대전" -> 1차대전, 일차대전 ..."""
    without = re.sub(r"제\s?(?=\d|[일이삼사오육칠팔구십]차)", "", text)
    found = {korean.squeeze(without)}
    places = _DIGITS.findall(without)
    if places and len(places) <= 3 and not re.search(r"\d[,.]\d{3}|\d{5}", without):
        frame = _DIGITS.split(without)
        for chosen in islice(product(*(sorted(spell_number(digits)) for digits in places)), MOST_WAYS):
            said = frame[0] + "".join(word + rest for word, rest in zip(chosen, frame[1:]))
            found.add(korean.squeeze(said))
    return found


def _ends_in_denial(text: str) -> bool:
    """Whether the text takes back what it says last."""
    return bool(_DENIES.search(text))


def _latin(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9₀-₉ .,'\-/&]+", text)) and bool(re.search(r"[A-Za-z]", text))
