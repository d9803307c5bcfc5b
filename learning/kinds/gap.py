"""A sentence with one of its terms left out, as the kinds that ask for a term show it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import korean
from korean import lexicon
from learning.distractors.false_statements import open_particle
from learning.distractors.selection import squeeze_once
from learning.facts.entity_types import entity_type
from learning.facts.fact import Fact, FactPool
from learning.facts.terms import FAMILIAR, Term, is_everyday

BLANK = "( ㉠ )"
SPECIFIC = 0.8  # weight from which a term is a name, or a word of the book
SHORTEST_GAP_TEXT = 30  # characters that still tell of one thing only
_POINTS = lexicon.words("pointing_words", "before_one_of_many")
_TOPIC = lexicon.pattern("particles", "topic_at_the_start")
_JOINS = lexicon.words_in_order("joining_words", "or")
_OR = lexicon.pattern("joining_words", "or_in_a_sentence")
_PARTICLE = lexicon.pattern("particles", "topic_or_subject")
_CALLED = {
    "person": "인물",
    "king": "임금",
    "country": "나라",
    "place": "곳",
    "place abroad": "곳",
    "treaty": "조약·선언",
    "print": "책이나 신문",
    "society": "단체나 기구",
    "war": "사건",
    "school": "학교",
}


def setting(fact: Fact, *hidden: str) -> str:
    """What stands before the asking words where the sentence does not name what it is about: "‘증산 작용’에 관한 ", "" for
    nothing.

    Nothing too where a word of it would give away what is hidden.
    """
    text, told = korean.squeeze(fact.sentence.text), korean.squeeze(fact.about)
    if not told or told in text:
        return ""
    words = [korean.squeeze(word) for word in re.split(r"[\s()·,]+", fact.about) if len(word) > 1]
    kept = [korean.squeeze(one) for one in hidden]
    if any(word in one or one in word for word in words for one in kept if one) or any(one in told for one in kept):
        return ""
    return f"‘{fact.about}’에 관한 "


def lacks_named_subject(fact: Fact) -> bool:
    """Whether the sentence's subject is a bare common noun, so that only its surroundings say of what: "사단은 ...",
    "시청률은 ...".
    """
    text = fact.sentence.text
    match = _PARTICLE.search(text)
    end = match.start() if match else 0
    return not any(term.start < end and term.weight >= SPECIFIC for term in fact.terms)


def question_setting(fact: Fact, *hidden: str) -> str | None:
    """The setting of a question on this sentence; None where it leans on one that cannot be told."""
    told = setting(fact, *hidden)
    return (
        None
        if not told
        and lacks_named_subject(fact)
        and korean.squeeze(fact.about) not in korean.squeeze(fact.sentence.text)
        else told
    )


def is_listed(fact: Fact, term: Term, choosy: bool = True) -> bool:
    """Whether the term is one of an enumeration, where any other might stand: "( ㉠ ), 티레, 시돈과 같은 도시", "( ㉠ )이나
    플라스틱"; ``choosy``, of a pair too.
    """
    before, after = fact.sentence.text[: term.start].rstrip(), fact.sentence.text[term.end :]
    if after.startswith((",", "·")) or before.endswith("·") or (choosy and _OR.match(after)):
        return True
    tokens = [token for token in korean.tokenize(fact.sentence.text) if token.end <= term.start][-2:]
    if before.endswith(","):
        return len(tokens) > 1 and tokens[0].tag in ("NNG", "NNP", "SL", "XSN")
    return choosy and _beside(tokens[-1:], fact.sentence.text, term)


def _beside(before: Sequence[korean.Token], text: str, term: Term) -> bool:
    """Whether a word or a sign that joins nouns stands before or behind the term: "구리와 ( ㉠ )", "( ㉠ ) + 전선"."""
    after = [token for token in korean.tokenize(text) if token.start >= term.end][:1]
    joined = any(token.tag == "JC" or token.form in "/+&" for token in (*before, *after))
    return joined or any(token.form in _JOINS for token in before)


def is_subject_of_sentence(fact: Fact, term: Term) -> bool:
    """Whether the term is what the sentence first tells of, without defining it: many a thing might do what it says."""
    match = _PARTICLE.search(fact.sentence.text)
    return term.text != fact.defines and match is not None and term.start < match.start() + len(match.group())


def is_worth_asking(fact: Fact, term: Term, material: FactPool) -> bool:
    """Whether a blank may ask for it: not for what is on every page, nor for a plain noun that anyone knows and
    that nothing is called.
    """
    if term.kind not in ("noun", "name"):
        return True
    if term.text.split()[0] in _POINTS and not _is_named(term.text, material):
        return False  # "다음 수식", "특정 타입": one of many, and no name
    if not material.choosy:
        return term.kind == "name" or not is_everyday(term.text, FAMILIAR) or _is_named(term.text, material)
    if term.end in _clause_subject_ends(fact.sentence.text) and (
        term.kind == "noun" or not entity_type(term.text, term.kind)
    ):
        return False
    if term.kind == "name":
        return len(material.together.get(term.text, ())) <= material.everywhere
    name = squeeze_once(term.text)
    return not is_everyday(term.text, FAMILIAR) or (name in material.key_words and name in material.defined_names)


def _is_named(term: str, material: FactPool) -> bool:
    """Whether titles, headings or definitions of the books name it."""
    name = squeeze_once(term)
    return name in material.key_words or name in material.defined_names


def _clause_subject_ends(text: str) -> set[int]:
    """Where the subjects of clauses end that only say more of a noun: "사람이" of "사람이 만든 도구"; anyone else might
    stand there.
    """
    tokens = list(korean.tokenize(text))
    ends = [n for n, token in enumerate(tokens) if token.tag in ("EC", "EF", "ETM", "ETN")]
    closing = {n: next((end for end in ends if end > n), n) for n, token in enumerate(tokens) if token.tag == "JKS"}
    return {tokens[n].start for n, end in closing.items() if tokens[end].tag == "ETM"}


def leave_out(fact: Fact, term: Term) -> tuple[str, str]:
    """What is asked for ("" for the blank's filling, else its name) and the text.

    A term that opens its sentence as the topic is left out whole, so that no blank stands first.
    """
    text = fact.sentence.text
    rest = text[term.end :]
    match = _TOPIC.match(rest)
    if not text[: term.start].strip() and match and (len(rest) >= SHORTEST_GAP_TEXT or term.text == fact.defines):
        return _CALLED.get(entity_type(term.text, term.kind), "것"), " ".join(rest[match.end() :].split())
    return "", " ".join((text[: term.start] + BLANK + open_particle(rest)).split())
