"""Item-writing flaws of the options: each function takes a question and returns what shows the flaw, or None."""

from __future__ import annotations

import re
from collections import Counter

import korean
from korean import lexicon
from learning.distractors.selection import similarity
from learning.facts.entity_types import entity_type
from learning.kinds import form_of, statements_in
from learning.models import Question
from learning.validation.stem_flaws import head_and_body, is_negative, sets_out_statements

LONGER_KEY = 1.45  # the key by the longest distractor
LEAST_LONGER_BY = 4  # characters by which it must be longer, at least
STRANGE = 0.22  # cosine under which a word is no rival of any other option

ABSOLUTE = lexicon.pattern("hedges", "absolute")
_VAGUE = lexicon.pattern("hedges", "vague_frequency")
_ALL_NONE = lexicon.pattern("item_forms", "all_or_none")
_PLACEHOLDER = lexicon.pattern("item_forms", "placeholder_option")
_NUMBER = lexicon.pattern("numerals", "option_that_is_an_amount")
_RANGE = re.compile(r"(-?\d[\d,.]*)\s*[~∼–-]\s*(-?\d[\d,.]*)")
_PRECISE = lexicon.pattern("item_forms", "precise_option")
_JOINED = lexicon.alternation("joining_words", "re:before_another_option")
_DRESS = " %" + "".join(lexicon.words_in_order("units", "around_a_range"))
_PARTICLES = lexicon.pairs("particles", "agreeing")
_GENERIC = lexicon.words("general_nouns", "of_a_stem")


def split(question: Question) -> tuple[list[str], list[str]]:
    """The right options' texts and the others'."""
    right = [option.text for option in question.options if option.id in question.answer]
    return right, [option.text for option in question.options if option.id not in question.answer]


def _choice(question: Question) -> bool:
    """Whether the options say something themselves: neither O and X nor combinations of letters."""
    return len(question.options) > 2 and not sets_out_statements(question)


def key_longest(question: Question) -> str | None:
    keys, others = split(question)
    if not _choice(question) or not others or len(keys) != 1:
        return None
    longest = max(map(len, others))
    return keys[0] if len(keys[0]) >= longest + LEAST_LONGER_BY and len(keys[0]) >= LONGER_KEY * longest else None


def key_most_precise(question: Question) -> str | None:
    """Only the key has a figure, an example or a bracket."""
    keys, others = split(question)
    if not _choice(question) or len(keys) != 1:
        return None
    match = _PRECISE.search(keys[0])
    return match.group(0) if match and not any(_PRECISE.search(text) for text in others) else None


def stem_word_in_key(question: Question) -> str | None:
    """A word of the stem that comes back in the key and in no distractor."""
    keys, others = split(question)
    if not _choice(question) or len(keys) != 1:
        return None
    words = {t.form for t in korean.tokenize(question.stem) if t.tag in ("NNG", "NNP", "SL") and len(t.form) > 1}
    for word in sorted(words - _GENERIC, key=len, reverse=True):
        if word in keys[0] and not any(word in text for text in others):
            return word
    return None


def grammar_cue(question: Question) -> str | None:
    """A particle after the blank agrees with the key and not with every distractor."""
    keys, others = split(question)
    if not _choice(question) or len(keys) != 1:
        return None
    for match in lexicon.pattern("particles", "behind_a_blank").finditer(question.stem):
        particle = match.group(1)
        pair = next(pair for pair in _PARTICLES if particle in pair)
        right = [korean.josa(text, "/".join(pair)) == text + particle for text in (keys[0], *others)]
        if right[0] and not all(right):
            return particle
    return None


def absolutes_in_distractors(question: Question) -> str | None:
    keys, others = split(question)
    if not _choice(question) or any(ABSOLUTE.search(text) for text in keys):
        return None
    return next((match.group(0) for text in others if (match := ABSOLUTE.search(text))), None)


def vague_frequency(question: Question) -> str | None:
    texts = [option.text for option in question.options] if _choice(question) else []
    return next((match.group(0) for text in texts if (match := _VAGUE.search(text))), None)


def all_or_none(question: Question) -> str | None:
    texts = [option.text for option in question.options]
    return next((match.group(0) for text in texts if (match := _ALL_NONE.search(text))), None)


def overlapping_options(question: Question) -> str | None:
    """Two options are equal, one holds the other, or two ranges of numbers share a part."""
    texts = [option.text for option in question.options]
    bare = [korean.squeeze(text) or text for text in texts]
    for i, left in enumerate(texts):
        for j, right in enumerate(texts[:i]):
            if bare[i] == bare[j]:
                return f"{right} / {left}"
            if not _choice(question):
                continue
            a, b = _RANGE.fullmatch(left.strip(_DRESS)), _RANGE.fullmatch(right.strip(_DRESS))
            if a and b and _value(a[1]) < _value(b[2]) and _value(b[1]) < _value(a[2]):
                return f"{right} / {left}"
            short, long = sorted((left, right), key=len)
            if (
                len(short) > 1
                and not short[0].isdigit()
                and (
                    long.startswith(
                        tuple(short + joined for joined in lexicon.words_in_order("joining_words", "behind_an_option"))
                    )
                    or long.endswith(" " + short)
                )
            ):
                return f"{short} / {long}"
    return None


def mixed_kinds(question: Question) -> str | None:
    """Most options are of one kind (numbers, sentences, names of persons) and one or two of another."""
    if not _choice(question):
        return None
    texts = [option.text for option in question.options]
    for kinds in ([_form(text) for text in texts], [entity_type(text, "name") for text in texts]):
        (most, n), *rest = Counter(kinds).most_common()
        if most and rest and n >= 3 and n >= len(texts) - 2 and all(kind for kind, _ in rest):
            return next(text for text, kind in zip(texts, kinds) if kind != most)
    return None


def numbers_out_of_order(question: Question) -> str | None:
    texts = [option.text for option in question.options]
    if len(texts) < 3 or not all(_NUMBER.match(text.strip()) for text in texts):
        return None
    values = [_value(text) for text in texts]
    return None if values == sorted(values) or values == sorted(values, reverse=True) else ", ".join(texts)


def implausible_distractor(question: Question) -> str | None:
    """A joke, a placeholder, or a word that is like none of the others."""
    _, others = split(question)
    if not _choice(question):
        return None
    if joke := next((text for text in others if _PLACEHOLDER.search(text.strip())), None):
        return joke
    texts = [option.text for option in question.options]
    if any(len(text) > 8 or _NUMBER.match(text) for text in texts):
        return None
    best = {
        text: max(similarity(text, other) for other in texts if other != text) if len(set(texts)) > 1 else 1.0
        for text in texts
    }
    strange = [text for text in others if 0 < best[text] < STRANGE]
    usual = [value for text, value in best.items() if text not in strange]
    return strange[0] if len(strange) == 1 and min(usual) >= 2 * STRANGE else None


def several_keys(question: Question) -> str | None:
    """More than one option is marked right, none is, or a distractor stands in the cited
    sentence as an answer of its own.
    """
    keys, others = split(question)
    if not question.options:
        return None
    if len(keys) != 1:
        return ", ".join(keys) or "없음"
    if any(korean.squeeze(text) == korean.squeeze(keys[0]) for text in others):
        return keys[0]
    quote = question.citation.quote
    names = len(keys[0]) <= 20 and keys[0] in quote
    if names and _choice(question) and not is_negative(question) and "㉠" not in question.stem.split("\n")[0]:
        pattern = rf"{_JOINED}\s?({'|'.join(map(re.escape, others))})"
        match = re.search(re.escape(keys[0]) + pattern, quote)
        return match.group(1) if match else None
    return None


def converging_cue(question: Question) -> str | None:
    """The key is put together of the parts that come up most often in the options."""
    keys, others = split(question)
    if not _choice(question) or len(keys) != 1 or statements_in(question.kind) == "pairs":
        return None
    parts = [_parts(text) for text in (keys[0], *others)]
    if not all(len(own) >= 2 for own in parts):
        return None
    often = Counter(part for own in parts for part in own)
    scores = [sum(often[part] for part in own) for own in parts]
    shared = all(often[part] >= 3 for part in parts[0])
    return keys[0] if shared and scores[0] > max(scores[1:]) else None


def repeated_words(question: Question) -> str | None:
    """All options begin with the same words, which belong into the stem."""
    texts = [option.text.split() for option in question.options]
    if not _choice(question) or any(len(words) < 3 for words in texts):
        return None
    common = 0
    for words in zip(*texts):
        if len(set(words)) > 1:
            break
        common += 1
    return " ".join(texts[0][:common]) if common >= 2 else None


def absolute_claim(question: Question) -> str | None:
    """A false statement of a true-or-false question that an absolute word betrays."""
    if form_of(question) != "truefalse" or question.answer != ("X",):
        return None
    match = ABSOLUTE.search(head_and_body(question)[1])
    return match.group(0) if match and match.group(0) not in question.citation.quote else None


def _form(text: str) -> str:
    text = text.strip()
    if _NUMBER.match(text) or _RANGE.search(text):
        return "number"
    return "sentence" if re.search(r"[가-힣]다\.?$", text) and " " in text and len(text) > 7 else "name"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in lexicon.pattern("joining_words", "between_members").split(text) if part.strip()]


def _value(text: str) -> float:
    match = re.search(r"-?\d[\d,]*(?:\.\d+)?", text)
    value = float(match.group(0).replace(",", "")) if match else 0.0
    return -value if text.strip().startswith(lexicon.words_in_order("time_words", "era")) else value
