"""Questions of lines: a term by its explanation, a heading by what describes it, a member by its class.

Rivals come from the same list, column or level of headings first; where it has too few, from the source's other lists.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

import korean
from learning.distractors.false_statements import open_particle
from learning.distractors.given_away import gives_away
from learning.distractors.line_rivals import are_apart, fellow_lines, fits_beside, holds_name, is_false_of, rival_terms
from learning.distractors.other_answers import is_cut_off, is_only_label, is_told_of_another
from learning.distractors.selection import similarity
from learning.facts.fact import Fact, FactPool
from learning.facts.lines.line_forms import heading_term, plain_term, says_how_many
from learning.facts.terms import FAMILIAR, Phrases, is_everyday, terms_in
from learning.grading.accepted_names import names_of
from learning.kinds.draft import TRUTH_OPTIONS, Draft, number_options
from learning.kinds.gap import BLANK, is_listed, setting
from learning.kinds.other_options import tell_others
from learning.models import Bloom

LINE_CHOICES = 5
FEWEST_TOLD = 4  # content words without which a description names nothing
GAP_WORDS = 5  # content words that are left round a blank
LONGEST_SAID = 230  # characters of all that a stem tells
_HANGUL = re.compile("[가-힣]+")
_OF_TERM = re.compile("‘([^‘’]+)’에 대한 것으로 맞으면")
_NAMED_IN = re.compile(r"[\s()·,/]+")


def choose_term(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """5지선다: which term an explanation or a description belongs to; which thing is of a class."""
    if fact.form == "member":
        return _choose_member(fact, material, rng)
    if fact.form == "named":
        return None
    told = _told(fact, material)
    others = rival_terms(fact, material, rng) if told else []
    if told is None or len(others) < LINE_CHOICES - 1:
        return None
    texts = [fact.defines, *others]
    rng.shuffle(texts)
    stem = f"{setting(fact, fact.defines)}다음 설명에 해당하는 것은?\n{told}"
    key = str(texts.index(fact.defines) + 1)
    rest = tell_others(others, fact.sentence.source_id, material)
    note = f"정답은 ‘{fact.defines}’입니다. {_explanation(fact)}{rest}"
    return _draft("mcq5", fact, stem, number_options(texts), (key,), "understand", note, any_order=True)


def name_term(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """단답: the term that an explanation or a description belongs to."""
    told = None if fact.form in ("member", "named") else _told(fact, material)
    if told is None or is_section(fact) or not _tells_of_one(fact, told, material):
        return None
    stem = f"{setting(fact, fact.defines)}다음 설명에 알맞은 용어를 쓰시오.\n{told}"
    return _draft("short", fact, stem, (), names_of(fact.defines, material))


def is_section(fact: Fact) -> bool:
    """Whether a heading names a part of the source rather than a term: a phrase with lines that tell of it."""
    return fact.form == "described" and len(plain_term(fact.defines).split()) > 1


def fill_line(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """빈칸: another term of the source that stands in an explanation, or the missing member of a class."""
    if fact.form == "member":
        return _fill_member(fact, material)
    lines = [span.text for span in fact.more] or [fact.sentence.text] * (fact.form == "explained")
    known = material.line_terms(plain_term)
    for line in lines:
        flat = " ".join(line.split())
        for term in terms_in(flat, Phrases([flat], ())) if " | " not in flat else ():
            rest = f"{flat[: term.start]}{BLANK}{open_particle(flat[term.end :])}"
            if (
                korean.squeeze(term.text) in known
                and not is_everyday(term.text, FAMILIAR)
                and term.start > 0
                and not gives_away(term.text, rest)
                and not gives_away(term.text, fact.defines)
                and not holds_name(term.text, plain_term(fact.defines))
                and len(set(korean.content(rest))) >= GAP_WORDS
                and not is_listed(replace(fact, sentence=replace(fact.sentence, text=flat)), term)
            ):
                named = "" if holds_name(flat, plain_term(fact.defines)) else f"‘{fact.defines}’에 관한 "
                stem = f"{named}다음 설명에서 빈칸 ㉠에 들어갈 말을 쓰시오.\n{rest}"
                note = f"㉠은 ‘{term.text}’입니다. {_explanation(fact)}"
                return replace(
                    _draft("cloze", fact, stem, (), (term.text,), note=note), concept=term.text, proof=(term.text,)
                )
    return None


def _fill_member(fact: Fact, material: FactPool) -> Draft | None:
    """The member that is missing among those of a class that says how many it has."""
    if not says_how_many(fact.said[0], len(fact.said) - 1):
        return None
    name, *members = fact.said
    shown = [BLANK if member == fact.defines else member for member in members]
    if shown[0] == BLANK:
        shown = [*shown[1:], BLANK]
    stem = f"다음은 ‘{name}’입니다. 빈칸 ㉠에 들어갈 말을 쓰시오.\n{', '.join(shown)}"
    return _draft("cloze", fact, stem, (), names_of(fact.defines, material))


def judge_line(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """OX: a term with its own explanation, or with that of another of its list."""
    if fact.form != "explained" or len(fact.said[0]) > LONGEST_SAID // 2 or is_only_label(fact, material):
        return None
    if gives_away(fact.defines, fact.said[0]) or is_cut_off(fact.said[0]):
        return None  # true at sight
    fellows = [other for other in fellow_lines(fact, material, rng) if other.group == fact.group]
    others = [
        other
        for other in fellows
        if is_false_of(other, fact)
        and fits_beside(other.defines, fact.defines)
        and not gives_away(other.defines, other.said[0])
    ]
    if not others:
        return None  # what cannot be made false would always be true
    true_one = rng.random() < 0.5
    other = others[0]
    said = fact.said[0] if true_one else other.said[0]
    stem = f"{setting(fact)}다음 설명이 ‘{fact.defines}’에 대한 것으로 맞으면 O, 틀리면 X를 고르시오.\n{said}"
    right = f"{fact.defines}: {fact.said[0]}"
    note = right if true_one else f"바른 내용: {right} 제시된 설명은 ‘{other.defines}’에 대한 것입니다."
    draft = _draft("ox", fact, stem, TRUTH_OPTIONS, ("O" if true_one else "X",), "understand", note)
    return draft if true_one else replace(draft, others=(other,))


def _draft(
    kind: str,
    fact: Fact,
    stem: str,
    options: tuple[tuple[str, str], ...],
    answer: tuple[str, ...],
    bloom: Bloom = "remember",
    note: str = "",
    any_order: bool = False,
) -> Draft:
    told = note or f"정답은 ‘{fact.defines}’입니다. {_explanation(fact)}"
    return Draft(
        kind, stem, options, answer, told, fact.defines, 0.5, (fact.defines,), (), any_order, bloom, spans=fact.more
    )


def _explanation(fact: Fact) -> str:
    if fact.form == "member":
        return f"‘{fact.said[0]}’: {', '.join(fact.said[1:])}"
    return f"{fact.defines}: {' / '.join(fact.said)}"


def _told(fact: Fact, material: FactPool) -> str | None:
    """What the stem tells of the term, its name hidden; None where too little or too much is left, and where the name
    is only a label of the source."""
    plain = plain_term(fact.defines)
    words = [word for word in _NAMED_IN.split(fact.defines) if len(word) > 1 and not _HANGUL.fullmatch(word)]
    shown = (plain, plain.split()[-1], *words)
    lines = [one for one in fact.said if not any(holds_name(one, word) for word in shown if len(word) > 1)]
    lines = [one for one in lines if not gives_away(fact.defines, one) and not is_cut_off(one)]
    if len(lines) < max(1, min(2, len(fact.said))) or is_only_label(fact, material):
        return None
    told = lines[0] if fact.form == "explained" else "\n".join(f"• {line}" for line in lines[:3])
    return told if len(told) <= LONGEST_SAID else None


def _tells_of_one(fact: Fact, told: str, material: FactPool) -> bool:
    """Whether a description is enough to name its term without options, and is of no other line's term."""
    enough = 5 if fact.form == "explained" else 8
    count = len(set(korean.content(told)))
    return count >= (enough if material.choosy else FEWEST_TOLD) and not is_told_of_another(fact, told, material)


def _choose_member(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    """Which of five is of the class; the others are of other classes of the source."""
    name, *members = fact.said
    others: list[str] = []
    taken: set[str] = set()
    rivals = [one for one in material.fellows if one.sentence.source_id == fact.sentence.source_id]
    rivals = [one for one in rivals if one.form == "member" and one.group != fact.group]
    for other in rng.sample(rivals, len(rivals)):
        fresh = all(are_apart(other.defines, one) for one in (*members, *others)) and fits_beside(
            other.defines, fact.defines
        )
        if fresh and not holds_name(name, other.defines) and len([1 for one in taken if one == other.group]) < 1:
            others.append(other.defines)
        if len(others) == LINE_CHOICES - 1:
            break
    if len(others) < LINE_CHOICES - 1 or holds_name(name, fact.defines):
        return None
    likeness = sorted(similarity(fact.defines, other) for other in others)
    if material.choosy and likeness[len(likeness) // 2] < 0.1:
        return None  # things that have nothing in common are no rivals
    texts = [fact.defines, *others]
    rng.shuffle(texts)
    stem = f"다음 중 ‘{name}’에 해당하는 것은?"
    key = str(texts.index(fact.defines) + 1)
    return _draft("mcq5", fact, stem, number_options(texts), (key,), any_order=True)


def answer_from_lines(stem: str, spans: Sequence[str]) -> str | None:
    """The term whose explanation or description the stem tells, as the spans have it; None where they do not.

    Of a member of a class the spans are the member and what names its class.
    """
    head, _, body = stem.partition("\n")
    told = [line.removeprefix("• ").strip() for line in body.split("\n") if line.strip()]
    flat = [" ".join(span.split()) for span in spans]
    if len(flat) > 1 and f"‘{flat[1].rstrip(' :：')}’" in head and not (told and flat[0] in told[0].split(", ")):
        return flat[0]
    if len(flat) > 1 and told and all(line in flat[1:] for line in told):
        return heading_term(spans[0]) or flat[0]
    place = flat[0].find(told[0]) if len(told) == 1 else -1
    return _term_before(flat[0][:place]) if place > 0 else None


def claim_of(stem: str) -> str:
    """What a true-or-false stem claims: its statement; of a term with an explanation "term: explanation"."""
    head, _, body = stem.partition("\n")
    named = _OF_TERM.search(head)
    return f"{named[1]}: {body}" if named else body


def is_said_by_lines(claim: str, spans: Sequence[str]) -> bool:
    """Whether the first span is the line or the heading of a term and says of it what the claim ("term: explanation")
    does, itself or in the line right behind it.
    """
    term, colon, said = claim.partition(": ")
    first, after = (" ".join(span.split()) for span in (spans[0], spans[1] if len(spans) > 1 else ""))
    place = first.find(term) if colon else -1
    return place >= 0 and (said in first[place + len(term) :] or said == after)


def settle_line(claim: str, answer: str, spans: Sequence[str]) -> bool | None:
    """Whether the lines of the spans settle a claim of the form "term: explanation"; None for another claim."""
    term, colon, said = claim.partition(": ")
    if not colon or term not in " ".join(spans[0].split()) or spans[0].rstrip().endswith("다."):
        return None
    if answer == "O":
        return is_said_by_lines(claim, spans)
    return not is_said_by_lines(claim, spans) and any(said in " ".join(span.split()) for span in spans[1:])


def _term_before(text: str) -> str:
    first = text.split(" | ")[0]
    return re.sub(r"\s*(?:[:：|]|[–—―-])\s*$", "", first).strip(" '\"“”‘’|")
