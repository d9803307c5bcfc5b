"""What kind of request a line is, by rules: a quiz, a summary, a term to explain, or something
that this assistant does not do.

Patterns are laid over the line without its spaces, so that a line typed without any reads the same. The last clause
decides: "문제 풀다가 막혔는데 그 조약이 뭐야?" asks for no quiz.
"""

from __future__ import annotations

import re

import korean
from korean import lexicon
from llm.tasks.rewrite import topics
from llm.tasks.slots import pages_in, topic_in, units_in

_CLAUSE = lexicon.pattern("endings", "clause_before_a_request")
_WH = lexicon.pattern("asking_words", "asks")
_JAMO = re.compile("[ㄱ-ㅎㅏ-ㅣ]+")
_ASKING = lexicon.words_in_order("endings", "asking")
_TELL = lexicon.alternation("request_forms", "tell")

# -- quizzes -----------------------------------------------------------------------------------------------------------

_FORM = lexicon.alternation("request_forms", "re:quiz_name")
_ITEM = lexicon.alternation("request_forms", "quiz_item")
# Under a star, each alternative begins with a letter of its own or takes all that it can (``++``): one way to
# read a line, no other to try.
_MUCH = lexicon.alternation("request_forms", "re:quiz_amount")
_WISH = lexicon.alternation("request_forms", "re:wish")
_QUIZ = lexicon.pattern("request_forms", "quiz")


def is_quiz(text: str) -> bool:
    """True where questions are to be made, not answered."""
    line = _line(text)
    if re.search(rf"{_TELL}\w{{0,6}}$", line) and not re.search(rf"(?:{_FORM}|{_ITEM}){_MUCH}{_TELL}\w{{0,6}}$", line):
        return False
    if line.endswith(("?", *_ASKING)) and _WH.search(line):
        return False
    return bool(_QUIZ.search(line.rstrip("?")))


# -- summaries ---------------------------------------------------------------------------------------------------------

_SHORTEN = lexicon.pattern("request_forms", "summary_shorten")
_ORDERED = lexicon.pattern("request_forms", "summary_put_in_order")
_PUT_IN_ORDER = lexicon.pattern("request_forms", "summary_no_order")
_GIST = lexicon.pattern("request_forms", "summary_gist")
WHOLE_SUMMARY = lexicon.pattern("request_forms", "summary_whole", re.IGNORECASE)
_TALK = lexicon.pattern("request_forms", "conversation")
_ASPECT = lexicon.pattern("request_forms", "aspect")


def is_summary(text: str) -> bool:
    """True where pages, a chapter, a book or this conversation are to be made short; a
    summary of one subject is a search.
    """
    if of_conversation(text):
        return True
    line = _line(text)
    placed = bool(WHOLE_SUMMARY.search(text) or pages_in(text) or units_in(text))
    gist = bool(_GIST.search(line))
    if _WH.search(_GIST.sub("", line)) or (_ASPECT.search(line) and not placed):
        return False
    if not (_SHORTEN.search(line) or _asks_for_order(line) or (gist and placed)):
        return False
    return placed or not topic_in(text)


def of_conversation(text: str) -> bool:
    """True where what was asked and answered so far is to be made short, not a book ("지금까지 나눈 이야기 정리해줘")."""
    line = _squeeze(text)
    return bool(_TALK.search(line) and (_SHORTEN.search(line) or _asks_for_order(line)))


def _asks_for_order(line: str) -> bool:
    return bool(_ORDERED.search(line)) and not _PUT_IN_ORDER.search(line)


# -- terms -------------------------------------------------------------------------------------------------------------

_EXPLAIN = lexicon.pattern("request_forms", "term_explain")
_MEANING = lexicon.pattern("request_forms", "term_meaning")
_LABELLED = lexicon.pattern("request_forms", "term_labelled")
_CALLED = lexicon.pattern("request_forms", "term_called")
_NO_TERM = lexicon.words("general_nouns", "no_term_of_a_request")


def term_in(query: str) -> str:
    """The one term that a request wants explained ("치외 법권이 무슨 뜻이에요"), without its particles; else empty."""
    for pattern, possessive in ((_LABELLED, False), (_EXPLAIN, True), (_MEANING, False)):
        match = pattern.match(query)
        if match and (term := noun_phrase(match.group(1), possessive)):
            return term
    return ""


def noun_phrase(text: str, possessive: bool = True) -> str:
    """The words where they are one term ("강화도 조약"; when ``possessive``, "피타고라스의 정리"), else empty."""
    text = _CALLED.sub("", text.strip(" '\"‘’“”「」『』<>《》,")).strip(" '\"‘’“”「」『』<>《》")
    halves = re.split(r"(?<=[가-힣])의\s+", text)
    if possessive and len(halves) == 2 and topics(halves[1]) and all(_is_noun(half) for half in halves):
        return text
    return text if _is_noun(text) else ""


def _is_noun(text: str) -> bool:
    tokens = [token for token in korean.tokenize(text) if token.tag[0] != "S" or token.tag in ("SL", "SH", "SN")]
    words = text.split()
    if (
        not tokens
        or len(korean.squeeze(text)) > 20
        or len(words) > 4
        or tokens[-1].form in _NO_TERM
        or _WH.search(text)
    ):
        return False
    if not any(token.tag in ("NNG", "NNP", "SL", "SH", "XR") for token in tokens):
        return False
    if len(words) == 1:  # a compound that the analyser does not know may come apart oddly
        return not any(token.tag[0] in "VEJ" for token in tokens)
    return all(token.tag in ("NNG", "NNP", "SL", "SH", "SN", "XR", "XSN", "XPN", "NR") for token in tokens)


# -- what this assistant does not do -----------------------------------------------------------------------------------

_ACT = lexicon.alternation("request_forms", "re:errand")
_RECOMMEND = lexicon.alternation("request_forms", "re:errand_recommend")
_OTHER_NOW = lexicon.pattern("request_forms", "errand_of_the_moment")
_OTHER_ACT = re.compile(_ACT)


_SHELF = lexicon.pattern("request_forms", "shelf")


def asks_for_shelf(text: str) -> bool:
    """True where the books on the shelf themselves are asked for: "어떤 책들이 있어?"."""
    return bool(_SHELF.match(_squeeze(text)))


def is_other(text: str, known: bool = False) -> bool:
    """True for errands and for what only the present moment knows; ``known``: the books
    hold the request's own nouns.
    """
    line = _squeeze(text)
    errand = _OTHER_ACT.search(line) and re.search(rf"(?:{_WISH}|{_RECOMMEND})$", line)
    return bool(errand) or (not known and bool(_OTHER_NOW.search(line)))


def _line(text: str) -> str:
    """The deciding clause without white space, lower case, with a question mark kept at its end."""
    clauses = [part for part in _CLAUSE.split(text) if korean.squeeze(part)]
    last = clauses[-1] if clauses else text
    if len(korean.squeeze(last)) < 5 or not (_WH.search(last) or re.search(_TELL, last)):
        last = text
    return _squeeze(last) + ("?" if text.rstrip().endswith("?") else "")


def _squeeze(text: str) -> str:
    """The text without white space and lone jamo ("퀴즈 ㅋㅋ"), lower case; "ㄱㄱ" at its end is 고고."""
    return korean.squeeze(_JAMO.sub("", re.sub(r"ㄱ+(?=[^가-힣a-zA-Z0-9]*$)", "고고", text)))
