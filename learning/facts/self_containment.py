"""Whether a sentence stands alone: whole, well read, and pointing at nothing outside itself.

Guards come first, by signs and by the tags of morphemes: what opens with a conjunction or a pointing word is never
taken. Among the rest a
model decides (``self_containment.json``, fitted on sentences labelled by reading).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import korean
from korean import Token, lexicon
from learning.facts.definitions import extract_defined_term
from learning.facts.fact_features import is_balanced, points_outside, sentence_features, without_subject_pronoun
from learning.facts.sentence_trimming import has_run_in_heading
from learning.facts.terms import is_everyday
from weights import load_weights

SHORTEST_FACT, LONGEST_FACT = 20, 140  # characters of a fact
LENGTH_OF_ASIDE = 5  # morphemes before the comma of an aside
EARLY = 9  # words among which its subject stands
_WEIGHTS = Path(__file__).with_name("self_containment.json")
_MARKUP = re.compile(r":[a-z_]+:|[$\[\]*`\\=<>|#{}\ue000-\uf8ff]|https?:|[가-힣]\.[A-Za-z가-힣\d]|^[^\s()]*\)")
_CODE = re.compile(
    r"\w_\w|\w\(\)|::|//|\w\.\w+\(|(?<![A-Za-z])[a-z]+\.[a-z]{2,}|(?<![A-Za-z0-9])[a-z](?![A-Za-z0-9])"
    r"|(?<![A-Za-z])[a-z]+\d|\s:\s|[A-Za-z]\w*\([A-Za-z, ]*\)(?=[가-힣])"
)
_SAID_TWICE = re.compile(r"(?:^|\s)(\S{2,})\s+\1(?=\s)")
_LABEL = re.compile(
    r"^[^()]*[가-힣]:\s|^[A-Za-z][A-Za-z ]{1,30}:\s"
)  # a heading with the sentence behind it, or two sentences
_LEFT_OVER = re.compile(
    r"[\"“‘'「《〈(]\s*[\"”’'」》〉)]|(?:^|\s)[,.](?:\s|$)"
)  # signs that the page's markup left behind
_SYMBOL = re.compile(r"[\u2460-\u24ff\u25a0-\u26ff\u203b\u00a7]")  # enclosed numbers, bullets, reference marks
_TITLED = re.compile(
    r"(?<=[《〈「『])[^》〉」』]+(?=[》〉」』])"
)  # the name of a work says nothing of its surroundings
_ON_THE_PAGE = lexicon.words("pointing_words", "on_the_page")  # nouns that point there where they open a sentence
_COUNTED = dict(lexicon.pairs("numerals", "native"))
_BESIDE = lexicon.words("time_words", "beside_another")  # nouns of time that need one before them
_DAY = re.compile(r"(?<!\d)(?:\d{1,2}월|\d{1,2}시(?! ?간)|\d{1,2}일(?! ?간))")
_DATED = re.compile(r"\d{3,4}\s?년|\d+세기")
ADVERB = (
    -19.5
)  # log probability of an adverb of the whole sentence (때때로 -18.0); one that is half of a noun has less (볼록 -21.7)
_START = Token("", "SF", 0, 0)


def is_self_contained(text: str, heading: str = "", article: bool = False) -> bool:
    """A declarative sentence of a fair length with a subject, a fact, that points at nothing outside itself.

    A ``heading`` may say what it is about. In an ``article``, which is about one thing, it may also leave its
    subject out, or call it by a
    pronoun: it is what the title names.
    """
    bar = load_weights(_WEIGHTS).thresholds["stands_alone"]
    return may_stand_alone(text, article) and containment_score(text, heading, article) >= bar


def containment_score(text: str, heading: str = "", article: bool = False) -> float:
    """How surely a sentence or a line stands alone under its heading: a logit, whatever the guards say."""
    return load_weights(_WEIGHTS).score(sentence_features(" ".join(text.split()), heading, article))


def may_stand_alone(text: str, article: bool = False) -> bool:
    """What the guards say, by signs and tags: no code or markup, a declarative sentence with a subject that points
    at nothing outside."""
    flat = " ".join(text.split())
    if not SHORTEST_FACT <= len(flat) <= LONGEST_FACT or not _is_clean(flat):
        return False
    tokens = korean.tokenize(_TITLED.sub("", flat))
    if article:
        tokens = without_subject_pronoun(tokens)
    if _DAY.search(flat) and not _DATED.search(flat):
        return False  # a day of which year?
    if not _is_declarative(tokens) or _is_badly_spaced(tokens) or has_run_in_heading(flat) or _points_outside(tokens):
        return False
    settled = bool(_DATED.search(flat)) or bool(extract_defined_term(flat))
    return article or (_has_subject(flat, korean.tokenize(flat)) and (settled or not needs_context(flat)))


def has_markup(text: str) -> bool:
    """Whether signs of markup, of formulas or of code stand in a text, or brackets are half open."""
    return bool(_MARKUP.search(text)) or not is_balanced(text)


def has_dangling_reference(text: str) -> bool:
    """Whether a sentence's morphemes point outside: a conjunction or a pointing word before all, or a pronoun in
    it."""
    return _points_outside(korean.tokenize(_TITLED.sub("", text)))


def needs_context(text: str) -> bool:
    """Whether the subject is one everyday noun, so that only the surroundings say whose it is: "회사는 ...", "일반적인
    방법은 ..."."""
    head: list[Token] = []
    for token in korean.tokenize(text):
        if token.tag in ("JKS", "JX"):
            break
        head.append(token)
    nouns = [token for token in head if token.tag in ("NNG", "NNB", "XR")]
    rest = {token.tag for token in head[:-1]} - {"MM", "NNG", "XSN", "VCP", "ETM"}
    suffixed = len(nouns) == 2 and any(token.tag == "XSN" for token in head)  # 일반 + 적 + 이 + ㄴ
    alone = len(nouns) == 1 or suffixed
    return alone and not rest and head[-1].tag == "NNG" and is_everyday(head[-1].form)


def _is_clean(text: str) -> bool:
    """Signs alone: no code, no markup, nothing half open, nothing said twice in a row."""
    patterns = (_MARKUP, _CODE, _SAID_TWICE, _LABEL, _LEFT_OVER, _SYMBOL)
    return is_balanced(text) and "?" not in text and not any(pattern.search(text) for pattern in patterns)


def _is_declarative(tokens: Sequence[Token]) -> bool:
    """It ends in 다 and a full stop, and is no bare dictionary form ("...되다")."""
    if len(tokens) < 3 or tokens[-1].tag != "SF" or tokens[-2].tag != "EF" or not tokens[-2].form.endswith("다"):
        return False
    return tokens[-2].form != "다" or tokens[-3].tag not in ("VV", "XSV")


def _points_outside(tokens: Sequence[Token]) -> bool:
    if len(tokens) < 3:
        return True
    first, second = tokens[0], tokens[1]
    if first.tag[0] in "JE" or first.tag in ("XSV", "XSA", "VCP", "VCN", "XSN", "NNB", "VX"):
        return True  # cut off from its first word
    if first.tag in ("MAJ", "IC", "NP") and first.end < second.start:
        return True
    if first.tag == "MM" and first.form in _COUNTED and second.tag in ("NNG", "NNB"):
        return True  # "두 값은 ...": which two?
    if first.form in _ON_THE_PAGE or _is_stance(tokens) or _is_aside(tokens):
        return True
    if points_outside(tokens):
        return True
    return any(
        _is_announced(token, after) or _is_half_a_time(before, token, after) or _is_next_of_several(token, after)
        for before, token, after in zip((_START, *tokens), tokens, (*tokens[1:], _START))
    )


def _is_next_of_several(token: Token, after: Token) -> bool:
    return token.form in _ON_THE_PAGE and after.tag == "NNB"


def _is_announced(token: Token, after: Token) -> bool:
    """What the author says will come: 겠 before an ending that quotes nobody ("하겠다며" quotes)."""
    return token.tag == "EP" and token.form == "겠" and after.tag in ("EF", "EC") and not after.form.startswith("다")


def _is_half_a_time(before: Token, token: Token, after: Token) -> bool:
    """A noun of time without what it stands beside: "이후에도", but "해방 이후"."""
    named = before.tag[0] in "NS" or before.tag in ("ETM", "XSN", "MM", "EC")
    alone = after.tag[0] == "J" or before is _START
    return token.form in _BESIDE and token.tag == "NNG" and alone and not named


def _is_stance(tokens: Sequence[Token]) -> bool:
    """Whether an adverb of the whole sentence opens it, or an adverb made of an adjective with a topic particle
    ("놀랍게도")."""
    first, second, third = tokens[:3]
    if any(left.tag == "EC" and right.tag == "JX" for left, right in pairwise(tokens[:4])):
        return True
    verbal = second.tag in ("NNG", "XR") and third.tag in ("XSV", "XSA")  # "함께 사용되는"
    of_noun = second.tag in ("SP", "NNG", "NNP", "SL", "MM") and not verbal and third.tag != "JKO"
    return first.tag == "MAG" and of_noun and is_everyday(first.form, ADVERB)


def _is_aside(tokens: Sequence[Token]) -> bool:
    """Whether a few words without a subject, an object, a name or a number stand before a comma and place the sentence
    among others: "마지막으로,", "바꿔 말하면,".
    """
    comma = next((n for n, token in enumerate(tokens[: LENGTH_OF_ASIDE + 1]) if token.tag == "SP"), 0)
    aside = tokens[:comma]
    if not aside or aside[-1].tag not in ("JKB", "EC", "MAG", "JX"):
        return False
    bare = all(token.tag not in ("JKS", "JKO", "JKG", "NNP", "SL", "SN", "SH", "NR", "ETM") for token in aside)
    return bare and all(is_everyday(token.form) for token in aside if token.tag in ("NNG", "XR"))


def _is_badly_spaced(tokens: Sequence[Token]) -> bool:
    """A space is missing after a particle, or there is one too many in a verb or before a particle (a badly read
    page)."""
    together = any(
        left.tag in ("JKS", "JKO", "JKB", "JKG", "JX", "ETM", "MAJ")
        and left.end == right.start
        and right.tag in ("NNG", "NNP", "NNB", "MM", "MAG", "VV", "VA", "SL")
        for left, right in pairwise(tokens)
    )
    parted = any(
        left.tag in ("NNG", "XR", "XSN") and left.end < right.start and right.tag in ("XSV", "XSA", "VCP")
        for left, right in pairwise(tokens)
    )
    stray = any(right.tag[0] == "J" and left.end < right.start for left, right in pairwise(tokens))
    return together or parted or stray


def _has_subject(text: str, tokens: Sequence[Token]) -> bool:
    """A topic among the first words, or a subject of the last clause: one of another clause may not be the
    sentence's."""
    early = len(" ".join(text.split()[:EARLY]))
    nouns = ("NNG", "NNP", "NNB", "XSN", "SL", "SN", "SSC", "NR", "ETN")
    marks = [
        n for n, (left, right) in enumerate(pairwise(tokens), 1) if left.tag in nouns and right.tag in ("JX", "JKS")
    ]
    topics = [n for n in marks if tokens[n].tag == "JX" and tokens[n - 1].tag != "ETN"]  # "낳기도 하였다" has none
    if any(tokens[n].start <= early for n in topics):
        return True
    joints = [n for n, (left, right) in enumerate(pairwise(tokens)) if left.tag == "EC" and right.tag != "VX"]
    last = max((n for n in joints if n < len(tokens) - 3), default=-1)
    closing = [n for n, token in enumerate(tokens) if token.tag in ("EF", "ETM", "ETN") or n in joints]
    ends = {n: next((tokens[end].tag for end in closing if end > n), "") for n in marks if n > last}
    return any(tag != "ETM" for tag in ends.values()) or _is_naming(tokens)


def _is_naming(tokens: Sequence[Token]) -> bool:
    """Whether it names what it tells of: "... 를 X라고 한다" (an object, and a quoting particle before the verb)."""
    objects = [n for n, token in enumerate(tokens) if token.tag == "JKO"]
    quoted = any(token.tag == "JKQ" or (token.tag == "EC" and token.form.endswith("라고")) for token in tokens[-5:])
    return bool(objects) and quoted
