"""How likely a teacher hands a question out as it is: a model over the whole question, its fact and what the book says.

The weights (``question_worth.json``) are fitted on questions of opened sources that were read one by one. Nothing here
knows a word of any book: what counts is how the fact was found, how well it stands alone, what the key is to the book,
how much the stem says, and how the options go with the key.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import korean
from korean import Token
from learning.distractors.antonyms import log_likelihood
from learning.distractors.selection import similarity
from learning.facts.entity_types import entity_type
from learning.facts.fact import Fact, FactPool, last_words
from learning.facts.fact_features import sentence_features
from learning.facts.lines.line_forms import is_definition_phrase, plain_term
from learning.kinds import KINDS
from learning.kinds.draft import Draft
from weights import load_weights

_WEIGHTS = Path(__file__).with_name("question_worth.json")
WorthBar = Literal["good", "fair", "least", "any", "last"]
HIGHEST_LOGIT = 4.0
UNJUDGED = 2.0  # of a kind that nobody has read questions of: above every bar
JUDGED_KINDS = tuple(kind.id for kind in KINDS.values() if kind.judged)  # kinds of which verdicts are known
_FROM_SENTENCE = (
    "opens_adverbial opens_clause no_subject bare_subject polite reported signs digits n:NP n:MM n:MAG "
    "opens_common_apart"
).split()
_FORMS = "sentence explained described member".split()
_KEY_KINDS = "name noun latin year amount".split()
_SUBJECT_MARKS = ("이(가)", "은(는)")
_LETTER_FIRST = re.compile(r"(?:[A-Z]|[가-힣])\s")
_HANGUL = re.compile("[가-힣]")
_FACT_FEATURES = (
    "worth alone source_worth source_alone source_defined ending_shared letter_first definition defined_key "
    "topic_named lines term_digits term_latin term_words said_length said_words said_phrase said_list group_size"
).split()
_STEM_FEATURES = (
    "setting body_words body_length body_digits body_latin body_names body_noun_end blank_early blank_late "
    "blank_subject"
).split()
_OPTION_FEATURES = "alike same_type lengths mixed_script rivals_grouped".split()
_SET_FEATURES = "least_alone least_worth mean_worth one_topic pairs".split()
_SWAP_FEATURES = "false swap_odds".split()
WORTH_NAMES = (
    *(f"kind:{kind}" for kind in JUDGED_KINDS),
    *(f"form:{form}" for form in _FORMS),
    *(f"key:{kind}" for kind in _KEY_KINDS),
    *_FACT_FEATURES,
    *_STEM_FEATURES,
    *_OPTION_FEATURES,
    *_SET_FEATURES,
    *_SWAP_FEATURES,
    *(f"fact:{name}" for name in _FROM_SENTENCE),
)


def question_worth(draft: Draft, fact: Fact, material: FactPool) -> float:
    """The logit that a teacher hands it out as it is; UNJUDGED of a kind of which no verdict is known."""
    weights = load_weights(_WEIGHTS)
    if draft.kind not in JUDGED_KINDS:
        return UNJUDGED
    return weights.score(question_features(draft, fact, material))


def least_question_worth(bar: WorthBar) -> float:
    """The logit below which a question is not handed out: "good" and "fair" where better ones may still come, "least"
    for what will do, "any" where a quiz would be short, "last" for a chosen kind that has none otherwise, and where
    there would be next to nothing.
    """
    return -math.inf if bar == "last" else load_weights(_WEIGHTS).thresholds[bar]


def question_features(draft: Draft, fact: Fact, material: FactPool) -> dict[str, float]:
    """The features of WORTH_NAMES; those that are 0 may be left out."""
    key = _key_text(draft)
    head, _, body = draft.stem.partition("\n")
    found = {f"kind:{draft.kind}": 1.0, f"form:{fact.form}": 1.0}
    found |= {f"key:{next((term.kind for term in fact.terms if term.text == key), '')}": 1.0}
    found |= _fact(fact, key, material) | _stem(head, body)
    found |= _options(draft, fact, key, material) | _statements(draft, fact) | _swap(draft, fact, body)
    seen = sentence_features(_told(fact), fact.about or fact.topic)
    return found | {f"fact:{name}": seen[name] for name in _FROM_SENTENCE if name in seen}


def _told(fact: Fact) -> str:
    return " ".join((fact.said[0] if fact.said and fact.form != "member" else fact.sentence.text).split())


def _key_text(draft: Draft) -> str:
    """What is asked for: the right option or the first accepted answer; the concept where options are statements."""
    if KINDS[draft.kind].asks_term:
        return next((text for key, text in draft.options if key in draft.answer), draft.answer[0])
    return draft.concept


def _fact(fact: Fact, key: str, material: FactPool) -> dict[str, float]:
    chance = min(max(fact.salience / 2, 0.02), 0.98)
    told, lines = _told(fact), fact.form != "sentence"
    return {
        **_source(fact, material),
        "worth": math.log(chance / (1 - chance)),
        "alone": max(-HIGHEST_LOGIT, min(HIGHEST_LOGIT, fact.alone)),
        "letter_first": float(bool(_LETTER_FIRST.match(told))),
        "definition": float(bool(fact.defines) and not lines),
        "defined_key": float(bool(fact.defines) and korean.squeeze(fact.defines) == korean.squeeze(key)),
        "topic_named": float(bool(fact.about or fact.topic)),
        "lines": float(lines),
        "term_digits": float(lines and any(one.isdigit() for one in fact.defines)),
        "term_latin": float(lines and bool(fact.defines) and fact.defines.isascii()),
        "term_words": float(len(plain_term(fact.defines).split()) - 1) if lines and fact.defines else 0.0,
        "said_length": math.log1p(len(told)) / 5 if lines else 0.0,
        "said_words": math.log1p(len(set(korean.content(told)))) if lines else 0.0,
        "said_phrase": float(lines and is_definition_phrase(told)),
        "said_list": min(4, told.count(",") + told.count("·") + told.count("/")) / 4 if lines else 0.0,
        "group_size": math.log1p(material.group_sizes[fact.group]) if lines else 0.0,
    }


def _source(fact: Fact, material: FactPool) -> dict[str, float]:
    """What the source teaches on the whole, a form, a plan or a notice nothing; a rubric says everything alike."""
    profile = material.profiles.get(fact.sentence.source_id)
    if profile is None:
        return {}
    alike = profile.endings[last_words(fact.sentence.text)] if fact.form == "sentence" else 1
    return {
        "source_worth": profile.worth - 1,
        "source_alone": profile.alone / 3,
        "source_defined": profile.defined,
        "ending_shared": math.log(max(1, alike)) / 2,
    }


def _stem(head: str, body: str) -> dict[str, float]:
    flat = " ".join(body.split()) or head
    tokens: Sequence[Token] = korean.tokenize(flat)
    size, blank = max(1, len(flat)), flat.find("㉠")
    ends = [token for token in tokens if token.tag[0] != "S"][-1:]
    return {
        "setting": float(head.startswith("‘")),
        "body_words": math.log1p(len(set(korean.content(flat)))),
        "body_length": math.log1p(size) / 5,
        "body_digits": sum(one.isdigit() for one in flat) / size,
        "body_latin": sum(one.isascii() and one.isalpha() for one in flat) / size,
        "body_names": math.log1p(sum(token.tag == "NNP" for token in tokens)),
        "body_noun_end": float(bool(ends) and ends[0].tag[0] == "N"),
        "blank_early": float(0 <= blank < 0.25 * size),
        "blank_late": float(blank > 0.7 * size),
        "blank_subject": float(blank >= 0 and flat[blank + 3 :].startswith(_SUBJECT_MARKS)),
    }


def _options(draft: Draft, fact: Fact, key: str, material: FactPool) -> dict[str, float]:
    """How the other options of a choice of terms go with the key."""
    others = [plain_term(text) for number, text in draft.options if number not in draft.answer]
    if not others or not KINDS[draft.kind].asks_term:
        return {}
    plain = plain_term(key)
    likeness = [similarity(plain, other) for other in others]
    sort = entity_type(plain, "name")
    sizes = [len(plain), *map(len, others)]
    texts = [korean.squeeze(text) for number, text in draft.options if number not in draft.answer]
    groups = [material.fellow_groups.get(text) for text in texts]
    return {
        "alike": sum(likeness) / len(likeness),
        "same_type": sum(entity_type(other, "name") == sort for other in others) / len(others),
        "lengths": math.log(max(sizes) / max(1, min(sizes))),
        "mixed_script": float(len({bool(_HANGUL.search(text)) for text in (plain, *others)}) > 1),
        "rivals_grouped": sum(one == fact.group != "" for one in groups) / len(others),
    }


def _statements(draft: Draft, fact: Fact) -> dict[str, float]:
    """The weakest of the statements that stand side by side, and whether they have one subject."""
    if not draft.others or not KINDS[draft.kind].statements:
        return {}
    every = [fact, *draft.others]
    alone = [max(-HIGHEST_LOGIT, min(HIGHEST_LOGIT, one.alone)) for one in every]
    worth = [one.salience for one in every]
    return {
        "least_alone": min(alone),
        "least_worth": min(worth),
        "mean_worth": sum(worth) / len(worth),
        "one_topic": float(len({one.topic for one in every}) == 1 and bool(fact.topic)),
        "pairs": float(fact.form != "sentence"),
    }


def _swap(draft: Draft, fact: Fact, body: str) -> dict[str, float]:
    """Of a statement made false: how much less likely anybody says so."""
    if KINDS[draft.kind].form != "truefalse" or draft.answer != ("X",):
        return {}
    if fact.form != "sentence":
        return {"false": 1.0}
    odds = (log_likelihood(body) - log_likelihood(fact.sentence.text)) / 5
    return {"false": 1.0, "swap_odds": max(-3.0, min(1.0, odds))}
