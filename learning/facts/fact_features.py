"""What the choice of sentences looks at: tags of morphemes, what the subject is made of, signs and shape, and how
it meets its heading.

No word is named here: morphemes are features by their own form, and the fit keeps what it knows. Counts are logarithms,
shares are of characters or morphemes; everything else is 0 or 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

import korean
from korean import Token
from learning.facts.terms import word_frequency

COUNTED_TAGS = tuple(
    "NP MM MAJ IC NNP NNB NR SL SH SN SW SO SSO SSC SP SY SE SB UN VCP VCN VX EF EP EC ETM ETN JX JKS JKO JKB "
    "JKG JC MAG XPN XSN XR".split()
)
FIRST_TAGS = tuple("NNG NNP NNB NP NR MM MAG MAJ IC VV VA VX SL SN SB SW SSO SO XR XPN JX JKB".split())
SECOND_TAGS = tuple("NNG NNP JX JKS JKO JKB JKG JC XSN XSV XSA VCP SP SN SL SSO SY EC ETM MAG".split())
LAST_TAGS = tuple("EF EC ETM ETN NNG NNP NNB XSN SL SN JX JKB JKO JKS SW".split())
LAST_BUT_ONE_TAGS = tuple("VV VA VX VCP XSV XSA EP NNG ETM JKO JKB JX EF".split())
BEFORE_SUBJECT = tuple("NNG NNP NNB XSN SL SN NP SSC ETN NR".split())
LEFT_OF_SUBJECT = tuple("ETM JKG MM SP JC JKB EC NP MAG MAJ SW".split())
SHAPE_FEATURES = tuple(
    "length length2 tokens closed declarative polite asks subject subject_place topic subject_name "
    "subject_nouns subject_pronoun "
    "subject_determined subject_early head_length bare_subject bare_subject_not_in_heading head_in_heading "
    "no_subject no_subject_of_predicate "
    "ends_in_noun noun_without_subject hangul latin digits signs spaces code pipe equals address marker colon "
    "label opens_with_bracket "
    "quotation balanced opens_small opens_with_digit year points opens_pointing cut_off one_letter_words "
    "word_length particles endings nouns "
    "short_nouns small_latin identifier overlap meets_heading subject_in_heading is_heading reported tense "
    "heading_none heading_depth heading_asks heading_length heading_latin opens_adverbial opens_clause opens_topic "
    "opens_subject opens_common opens_common_adverbial opens_common_apart".split()
)
MORPHEME = "has:"  # before a morpheme with its tag; which of them count, the weights say
STEP_FEATURES = {
    "length": (3.0, 3.4, 3.8, 4.2, 4.6, 5.0),
    "hangul": (0.4, 0.55, 0.65, 0.75),
    "latin": (0.02, 0.1, 0.25),
    "signs": (0.01, 0.03, 0.06),
    "spaces": (0.12, 0.18, 0.22),
    "particles": (0.08, 0.16, 0.22),
    "nouns": (0.3, 0.4, 0.5),
    "word_length": (2.8, 3.4, 4.0, 4.8),
    "head_length": (0.9, 1.2),
}
_NOUN = frozenset({"NNG", "NNP", "SL", "XR", "SH"})
_HEAD = _NOUN | {"XSN", "SN", "XPN", "NNB"}
_OF_SUBJECT = _HEAD | {"NR", "NP", "SSC", "ETN"}
_SIGN = frozenset({"SF", "SP", "SSO", "SSC", "SE", "SY", "SW", "SB", "SO"})
_CODE = re.compile(r"[`{}<>=_\\$|;]|::|\(\)")
_MARKER = re.compile(r"\s*([^\w\s(\[\"'‘“《〈「『]|[ㄱ-ㅎ]\s|\(?\d+[.)]\s|[①-⑳]|[가-하]\.\s)")
_LABEL = re.compile(r"[^:：]{2,25}\s?[:：]\s")
_YEAR = re.compile(r"\d{3,4}\s?년")


def _names() -> tuple[str, ...]:
    groups = (
        ("n", COUNTED_TAGS),
        ("first", FIRST_TAGS),
        ("second", SECOND_TAGS),
        ("last", LAST_TAGS),
        ("last_but_one", LAST_BUT_ONE_TAGS),
        ("subject_is", BEFORE_SUBJECT),
        ("left_of_subject", (*LEFT_OF_SUBJECT, "none")),
    )
    tags = [f"{group}:{tag}" for group, members in groups for tag in members]
    return (*SHAPE_FEATURES, *tags, *(f"{name}>{step}" for name, steps in STEP_FEATURES.items() for step in steps))


NAMES = _names()


@lru_cache(maxsize=8192)
def sentence_features(text: str, heading: str = "", article: bool = False) -> dict[str, float]:
    """The features of a sentence under a heading, by NAMES; those that are 0 may be left out.

    In an ``article`` a pronoun stands for what the title names, and is not looked at."""
    flat = " ".join(text.split())
    tokens = _with_whole_words(korean.tokenize(flat))
    tokens = without_subject_pronoun(tokens) if article else tokens
    known = frozenset(token.form for token in korean.tokenize(heading) if token.tag in _NOUN)
    found = _shape(flat) | _tags(tokens) | _subject(tokens, known)
    found |= {f"{MORPHEME}{token.form}/{token.tag}": 1.0 for token in tokens} | _heading(heading)
    found |= {f"{MORPHEME}^{token.form}/{token.tag}": 1.0 for token in tokens[:1]} | _opening(tokens)
    nouns = {token.form for token in tokens if token.tag in _NOUN}
    found["overlap"] = len(known & nouns) / max(1, len(known))
    found["meets_heading"] = float(bool(known & nouns))
    found["is_heading"] = float(flat == " ".join(heading.split()))
    for name, steps in STEP_FEATURES.items():
        found |= {f"{name}>{step}": float(found[name] > step) for step in steps}
    return found


def _opening(tokens: Sequence[Token]) -> dict[str, float]:
    """How a sentence opens: whether its first phrase only says when, how or where, and how common its first word is."""
    end = next((n for n, token in enumerate(tokens) if n and token.tag[0] in "JES" and token.tag != "SL"), 0)
    first, after = (*tokens[:2], _END, _END)[:2]
    closes = tokens[end].tag if end else ""
    time_alone = first.tag == "NNG" and first.end < after.start and after.tag in ("NNP", "NNG", "SL", "MM", "XPN")
    frequency = word_frequency(first.form) if first.tag in ("NNG", "NNP", "XR", "MAG") else -25.0
    common = max(0.0, frequency + 21) / 4
    found = {f"opens_{name}": float(closes in tags) for name, tags in _OPENS.items()}
    found |= {"opens_common_adverbial": common * (closes == "JKB"), "opens_common_apart": common * time_alone}
    return found | {"opens_common": common}


def _heading(heading: str) -> dict[str, float]:
    """What kind of heading it stands under: none, deep in the outline, a question, in Latin letters."""
    return {
        "heading_none": float(not heading),
        "heading_depth": min(3, heading.count(">")) / 2,
        "heading_asks": float("?" in heading),
        "heading_length": math.log1p(len(heading)) / 5,
        "heading_latin": float(bool(re.search("[A-Za-z]{3}", heading))),
    }


def _shape(text: str) -> dict[str, float]:
    """Letters, signs and how the line begins."""
    size = max(1, len(text))
    words = text.split()
    length = math.log(size + 1)
    return {
        "length": length,
        "length2": length * length,
        "asks": float("?" in text),
        "hangul": sum("가" <= one <= "힣" for one in text) / size,
        "latin": sum(one.isascii() and one.isalpha() for one in text) / size,
        "digits": sum(one.isdigit() for one in text) / size,
        "signs": sum(not one.isalnum() and one not in " .,()" for one in text) / size,
        "spaces": text.count(" ") / size,
        "code": float(bool(_CODE.search(text))),
        "pipe": float("|" in text),
        "equals": float("=" in text),
        "address": float("http" in text),
        "marker": float(bool(_MARKER.match(text))),
        "colon": float(":" in text),
        "label": float(bool(_LABEL.match(text))),
        "opens_with_bracket": float(text[:1] in "([<\"'" and bool(text)),
        "quotation": float(any(one in text for one in '"“”')),
        "balanced": float(is_balanced(text)),
        "opens_small": float(text[:1].islower()),
        "opens_with_digit": float(text[:1].isdigit()),
        "year": float(bool(_YEAR.search(text))),
        "one_letter_words": sum(len(word) == 1 for word in words) / max(1, len(words)),
        "word_length": size / max(1, len(words)),
        "small_latin": float(bool(re.search(r"(?<![A-Za-z])[a-z]{2,}", text))),
        "identifier": float(bool(re.search(r"[a-z][A-Z]|_|\(\)", text))),
    }


def is_balanced(text: str) -> bool:
    """Whether every bracket and double quotation mark has its other half."""
    return text.count("(") == text.count(")") and text.count("[") == text.count("]") and text.count('"') % 2 == 0


def _tags(tokens: Sequence[Token]) -> dict[str, float]:
    """How often each class of morphemes stands in it, and what begins and ends it."""
    tags = [token.tag for token in tokens]
    size = max(1, len(tags))
    count = Counter(tags)
    found = {f"n:{tag}": math.log1p(count[tag]) for tag in COUNTED_TAGS}
    body = [token for token in tokens if token.tag not in _SIGN]
    nouns = [token for token in tokens if token.tag in _NOUN]
    for group, place in (("first", 0), ("second", 1)):
        if len(tags) > place:
            found[f"{group}:{tags[place]}"] = 1.0
    for group, place in (("last", -1), ("last_but_one", -2)):
        if len(body) >= -place:
            found[f"{group}:{body[place].tag}"] = 1.0
    ends = body[-1] if body else None
    found |= {
        "tokens": math.log(size + 1),
        "closed": float(tags[-1:] == ["SF"]),
        "declarative": float(ends is not None and ends.tag == "EF" and ends.form.endswith("다")),
        "polite": float(ends is not None and ends.tag == "EF" and ends.form.endswith("니다")),
        "ends_in_noun": float(ends is not None and ends.tag in ("NNG", "NNP", "XSN", "ETN")),
        "reported": float(is_reported(tokens)),
        "tense": float(any(token.tag == "EP" and token.form in _PAST for token in tokens[-4:])),
        "points": float(points_outside(tokens)),
        "opens_pointing": float(bool(tags) and tags[0] in ("MM", "NP", "MAJ", "IC")),
        "cut_off": float(bool(tags) and tags[0][0] in "JEX"),
        "particles": sum(tag[0] == "J" for tag in tags) / size,
        "endings": sum(tag[0] == "E" for tag in tags) / size,
        "nouns": len(nouns) / size,
        "short_nouns": sum(len(token.form) == 1 for token in nouns) / max(1, len(nouns)),
    }
    return found


def points_outside(tokens: Sequence[Token]) -> bool:
    """Whether a demonstrative determiner, pronoun or adjective stands in it; not one whose noun the sentence has
    named before.

    Nor one that names what was said ("..., 이를 자유시 참변이라고 한다")."""
    named: set[str] = set()
    naming = any(token.tag == "JKQ" or (token.tag == "EC" and token.form.endswith("라고")) for token in tokens[-6:])
    for token, after in zip(tokens, (*tokens[1:], _END)):
        if token.tag == "NP" and token.form[0] in DEMONSTRATIVES and not (naming and named and after.tag == "JKO"):
            return True
        if token.tag == "MM" and token.form[0] in DEMONSTRATIVES and after.form not in named:
            return True
        if token.tag in ("VA", "VV", "XR") and token.form[0] in DEMONSTRATIVES and token.form[1:] in _DEICTIC:
            return True
        if token.tag in _NOUN:
            named.add(token.form)
    return False


def speaks_in_person(text: str) -> bool:
    """Whether the author or the reader is in the sentence: a pronoun that is no demonstrative ("우리는", "나의")."""
    tokens = _with_whole_words(korean.tokenize(" ".join(text.split())))
    return any(token.tag == "NP" and token.form[0] not in DEMONSTRATIVES for token in tokens)


def is_reported(tokens: Sequence[Token]) -> bool:
    """Whether the sentence ends in what somebody said: "...다고 밝혔다"."""
    last = [n for n, token in enumerate(tokens) if token.tag == "EF"][-1:]
    place = last[0] if last else len(tokens)
    return any(
        (token.tag == "EC" and token.form.endswith("다고")) or token.tag == "JKQ"
        for token in tokens[max(0, place - 6) : place]
    )


def without_subject_pronoun(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the pronouns that stand for an article's subject, nor their particles: "그는", "그의"."""
    kept: list[Token] = []
    for token, before in zip(tokens, (_END, *tokens)):
        if token.tag != "NP" and not (before.tag == "NP" and token.tag[0] == "J"):
            kept.append(token)
    return kept


def _with_whole_words(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, a pronoun that is part of a longer noun (우리나라) read as a noun."""
    return [
        token._replace(tag="NNG")
        if token.tag == "NP" and token.end == after.start and after.tag in ("NNG", "NNP")
        else token
        for token, after in zip(tokens, (*tokens[1:], _END))
    ]


_END = Token("", "SF", 0, 0)
_OPENS = {"adverbial": ("JKB",), "clause": ("EC", "SP"), "topic": ("JX",), "subject": ("JKS",)}
_DEICTIC = ("러", "렇")  # what makes an adjective or a verb of a demonstrative
_PAST = ("었", "았", "였")
DEMONSTRATIVES = frozenset("이그저")


def _subject(tokens: Sequence[Token], known: Collection[str]) -> dict[str, float]:
    """What the first topic or subject is made of, and whether the heading names it."""
    places = [
        n for n, token in enumerate(tokens) if n and token.tag in ("JX", "JKS") and tokens[n - 1].tag in _OF_SUBJECT
    ]
    ends = {token.tag for token in tokens[-3:]}
    if not places:
        noun = bool(tokens) and "EF" not in ends and tokens[-1].tag in _HEAD
        predicate = float("EF" in ends)
        return {
            "no_subject": 1.0,
            "no_subject_of_predicate": predicate,
            "noun_without_subject": float(noun),
            "head_length": 0.0,
        }
    place = places[0]
    start = place - 1
    while start >= 0 and tokens[start].tag in _HEAD:
        start -= 1
    head, before = tokens[start + 1 : place], tokens[:place]
    in_heading = any(token.form in known for token in head)
    bare = len(head) == 1 and head[0].tag == "NNG" and start < 0
    left = tokens[start].tag if start >= 0 else "none"
    return {
        "subject": 1.0,
        "subject_place": math.log1p(place),
        "subject_early": float(place < 8),
        "topic": float(tokens[place].tag == "JX"),
        "subject_name": float(any(token.tag in ("NNP", "SL") for token in before)),
        "subject_nouns": math.log1p(sum(token.tag[0] == "N" for token in before)),
        "subject_pronoun": float(any(token.tag == "NP" for token in before)),
        "subject_determined": float(any(token.tag == "MM" for token in before)),
        "head_length": math.log1p(len(head)),
        "bare_subject": float(bare),
        "bare_subject_not_in_heading": float(bare and not in_heading),
        "head_in_heading": float(in_heading),
        "subject_in_heading": float(any(token.form in known for token in before)),
        f"subject_is:{tokens[place - 1].tag}": 1.0,
        f"left_of_subject:{left}": 1.0,
    }
