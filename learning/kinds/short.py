"""단답: the term that a definition of the book defines, the year of an event, or the name that a sentence tells of."""

from __future__ import annotations

import random
import re

from knowledge.glossary.definitions import normalize_term
from korean import josa, lexicon
from learning.distractors.given_away import gives_away
from learning.distractors.other_answers import fits_elsewhere
from learning.facts.definitions import has_two_topics
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import is_informative
from learning.facts.terms import is_everyday, is_too_common
from learning.grading.accepted_names import is_other_name
from learning.kinds.draft import Draft
from learning.kinds.gap import is_worth_asking, leave_out, question_setting
from learning.kinds.kind import Kind
from learning.kinds.line_questions import name_term
from learning.kinds.statements import is_possibility

_DEFINITION = lexicon.pattern("definition_forms", "term_and_what_it_is", re.S)
_OTHERS_TOO = lexicon.pattern("definition_forms", "others_too")
TELLING_WORTH = 1.1  # the salience of a sentence that tells of one thing
KNOWN_NOUN = 0.8  # weight of a noun that is a word of the book
_HAPPENED = lexicon.pattern("endings", "happened")
_WHEN = re.compile(
    r"^(?P<year>1[0-9]{3}|20[0-9]{2})년(?:에)?\s*(?P<rest>[^,]{12,}?)(?P<end>[가-힣]다)\.$",
    re.S,
)


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    text = " ".join(fact.sentence.text.split())
    return _definition(fact, text, material) or _year(fact, text) or _from_description(fact, text, material)


def definition_parts(fact: Fact) -> tuple[str, str, str] | None:
    """The term, its definition as a noun phrase, and another name where one stands in brackets; None where none
    is defined.
    """
    match = _DEFINITION.match(" ".join(fact.sentence.text.split()))
    if not match or not fact.defines or normalize_term(match.group("term")) != normalize_term(fact.defines):
        return None
    term, rest = match.group("term").strip(" '\"‘’“”"), match.group("rest").strip()
    if normalize_term(term) in normalize_term(rest) or len(rest) < 12:
        return None
    alias = (match.group("alias") or "").strip("()")
    return term, rest, alias if alias and "가" <= alias[0] <= "힣" else ""


def _definition(fact: Fact, text: str, material: FactPool) -> Draft | None:
    found = definition_parts(fact)
    if found is None or not is_informative(found[1]) or gives_away(found[0], found[1]):
        return None
    term, rest, alias = found
    if is_too_common(term) or is_everyday(term):
        return None  # "목표는 ... 것이다" tells of one time only
    accepted = (term, alias) if alias and is_other_name(alias, term, material) else (term,)
    stem = f"다음 설명에 알맞은 용어를 쓰시오.\n{rest}"
    return Draft("short", stem, (), accepted, f"'{term}'에 대한 설명입니다. {text}", term, 0.5, (term,))


def _year(fact: Fact, text: str) -> Draft | None:
    match = _WHEN.match(text)
    told = match.group("rest") + match.group("end") + "." if match else ""
    if not match or re.search(r"\d{4}년", told) or not _HAPPENED.search(told):
        return None
    year, where = match.group("year"), question_setting(fact, match.group("year"))
    if where is None or not is_informative(match.group("rest")):
        return None
    stem = f"{where}다음 일이 일어난 해는 언제인지 쓰시오.\n{match.group('rest').strip()}{match.group('end')}."
    return Draft("short", stem, (), (f"{year}년", year), f"{year}년의 일입니다. {text}", f"{year}년", 0.6, (year,))


def _from_description(fact: Fact, text: str, material: FactPool) -> Draft | None:
    """The name that opens the sentence as its topic, asked for by what the sentence says of it; not by what may
    be so of others too.
    """
    weak = (
        is_possibility(fact)
        or bool(_OTHERS_TOO.search(text))
        or has_two_topics(text)
        or definition_parts(fact) is not None
    )
    if material.choosy and (weak or fact.salience < TELLING_WORTH):
        return None
    for term in fact.terms:
        called, told = leave_out(fact, term)
        known = term.kind in ("name", "latin") or term.text == fact.defines or term.weight >= KNOWN_NOUN
        if (
            called
            and known
            and is_worth_asking(fact, term, material)
            and is_informative(told)
            and not gives_away(term.text, told)
            and not fits_elsewhere(term, fact, material)
        ):
            stem = f"다음에서 설명하는 {josa('대상의 이름' if called == '것' else called, '을/를')} 쓰시오.\n{told}"
            return Draft(
                "short",
                stem,
                (),
                (term.text,),
                f"'{term.text}'에 대한 설명입니다. {text}",
                term.text,
                0.6,
                (term.text,),
            )
    return None


KIND = Kind(
    "short",
    "단답형",
    "Short answer",
    make,
    of_lines=name_term,
    asked_as=r"단답|주관식",
    form="text",
    asks_term=True,
    usual=True,
    plain="word",
    paper_turn=10,
    recognise=lambda item: True,
    judged=True,
)
