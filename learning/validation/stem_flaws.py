"""Item-writing flaws of the stem: each function takes a question and returns what shows the flaw, or None.

After Haladyna, Downing and Rodriguez (2002) and Tarrant et al. (2006), in the forms that they take in Korean.
"""

from __future__ import annotations

import re

import korean
from korean import lexicon
from learning.kinds import form_of, statements_in
from learning.models import Question

LONGEST_ASKING = 110  # characters of the asking sentence
LONGEST_STEM = 330  # characters of the whole, statements of a <보기> aside

_NEGATIVE = lexicon.pattern("item_forms", "negative_stem")
_MARKED = lexicon.pattern("item_forms", "negation_marked")
_TWICE = lexicon.pattern("item_forms", "double_negative")
_ASKS = lexicon.pattern("item_forms", "stem_asks")
_EMPTY_HEAD = lexicon.words("item_forms", "empty_stem_word")
_OPINION = lexicon.pattern("item_forms", "opinion_asked")
_DRESSING = lexicon.pattern("item_forms", "window_dressing")
_BLANK = lexicon.alternation("item_forms", "re:blank")
_BLANK_FIRST = re.compile(rf"^\s*['\"‘“]?{_BLANK}")


def head_and_body(question: Question) -> tuple[str, str]:
    """The asking sentence, and what it asks about."""
    head, _, body = question.stem.partition("\n")
    return head.strip(), body.strip()


def sets_out_statements(question: Question) -> bool:
    """Whether the stem sets several statements side by side, on which the options only comment."""
    return statements_in(question.kind) == "stem"


def is_negative(question: Question) -> bool:
    """Whether the stem asks for what is not so."""
    return bool(_NEGATIVE.search(head_and_body(question)[0]))


def has_unmarked_negative(question: Question) -> str | None:
    head, _ = head_and_body(question)
    match = _NEGATIVE.search(head)
    return match.group(1) if match and question.options and not _MARKED.search(head) else None


def double_negative(question: Question) -> str | None:
    head, body = head_and_body(question)
    if match := _TWICE.search(head.replace("*", "")) or _TWICE.search(body.replace("*", "")):
        return match.group(0)
    if is_negative(question):
        denied = lexicon.pattern("negation", "denied_in_a_stem")
        return next((option.text for option in question.options if denied.search(option.text)), None)
    return None


def unfocused_stem(question: Question) -> str | None:
    """The stem names nothing that the options are about."""
    head, body = head_and_body(question)
    if body or statements_in(question.kind) == "pairs" or not question.options:
        return None
    words = [word for word in korean.content(head.replace("*", "")) if word not in _EMPTY_HEAD]
    return None if words else head


def no_question(question: Question) -> str | None:
    head, body = head_and_body(question)
    lines = [line.strip(" *") for line in (head, body.rsplit("\n", 1)[-1]) if line]
    return None if any(_ASKS.search(line) for line in lines) else head


def asks_for_opinion(question: Question) -> str | None:
    match = _OPINION.search(head_and_body(question)[0])
    return match.group(0) if match else None


def long_stem(question: Question) -> str | None:
    head, _ = head_and_body(question)
    if len(head) > LONGEST_ASKING:
        return f"{len(head)}자"
    return (
        f"{len(question.stem)}자" if not sets_out_statements(question) and len(question.stem) > LONGEST_STEM else None
    )


def window_dressing(question: Question) -> str | None:
    match = _DRESSING.search(question.stem)
    return match.group(0) if match else None


def gratuitous_information(question: Question) -> str | None:
    """A sentence before the question that has no word in common with the answer, its explanation or its page."""
    if sets_out_statements(question):
        return None
    texts = [text.strip() for text in re.split(r"(?<=[다요]\.)\s+|\n", question.stem) if text.strip()]
    if len(texts) < 2:
        return None
    known = set(_nouns(" ".join([question.explanation, question.citation.quote, *(o.text for o in question.options)])))
    for text in texts:
        asks = _ASKS.search(text.strip(" *")) or re.search(_BLANK, text)
        words = _nouns(text)
        if not asks and words and not known & set(words):
            return text
    return None


def blank_first(question: Question) -> str | None:
    head, body = head_and_body(question)
    if sets_out_statements(question):
        return None
    match = _BLANK_FIRST.match(body.split("\n", 1)[0] if body else head)
    return (body or head)[:20] if match else None


def answer_in_stem(question: Question) -> str | None:
    if form_of(question) == "truefalse" or sets_out_statements(question) or is_negative(question):
        return None
    stem = korean.squeeze(question.stem)
    for text in key_texts(question):
        if len(korean.squeeze(text)) > 1 and korean.squeeze(text) in stem:
            return text
    return None


def key_texts(question: Question) -> list[str]:
    """The right options' texts, or the accepted answers where there are no options."""
    if not question.options:
        return list(question.answer)
    return [option.text for option in question.options if option.id in question.answer]


def _nouns(text: str) -> list[str]:
    return [
        token.form for token in korean.tokenize(text) if token.tag in ("NNG", "NNP", "SL", "SN") and len(token.form) > 1
    ]
