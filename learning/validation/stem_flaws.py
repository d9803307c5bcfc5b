"""Item-writing flaws of the stem: each function takes a question and returns what shows the flaw, or None.

After Haladyna, Downing and Rodriguez (2002) and Tarrant et al. (2006), in the forms that they take in Korean.
"""

from __future__ import annotations

import re

import korean
from learning.models import Question

LONGEST_HEAD = 110  # characters of the asking sentence
LONGEST_STEM = 330  # characters of the whole, statements of a <보기> aside
SEVERAL = frozenset({"bogi", "order", "data"})

_NEGATIVE = re.compile(
    r"(옳지 않은|맞지 않는|맞지 않은|알맞지 않은|적절하지 않은|일치하지 않는|해당하지 않는|해당되지 않는|속하지 않는|관련이 없는|관계없는|관계가 없는|관련 없는|거리가 먼|아닌|틀린|잘못된|잘못 [가-힣]+|않은|않는|없는)"
    r"(?P<rest>(?:\*\*|</u>|['’」])?\s*(?:것만|것을|것은|것|사람은|곳은|나라는|인물은|[가-힣]+은|[가-힣]+는)?[^.?]*[?.]?\s*)$"
)
_MARKED = re.compile(
    r"(\*\*[^*]*(않|아닌|틀린|잘못|없는|먼)[^*]*\*\*|__[^_]+__|<u>[^<]+</u>|\u0332|['‘「][^'’」]*(않|아닌|틀린|잘못|없는)[^'’」]*['’」])"
)
_TWICE = re.compile(
    r"(지 않은 것이 아닌|지 않는 것이 아닌|지 않을 수 없|지 않다고 (할|볼) 수 없|아니라고 (할|볼) 수 없|없지 않|아니지 않|지 않지 않|않은 것으로 (볼|할) 수 없|"
    r"틀리지 않은|잘못되지 않은|못하지 않|없다고 (할|볼) 수 없|지 않은 것이 없|아닌 것이 없|(않은|아닌|없는)[^?]{0,12}(아닌|않은|없는)\s?(것|사람|곳))"
)
_ASKS = re.compile(
    r"(\?|(쓰|고르|하|답하|구하|나열하|설명하|서술하|완성하|배열하|연결하|찾으|적으|짝지으|비교하|제시하)시오|(쓰|고르|구하|답하|적으|설명하)세요|[가-힣]라\.?$|"
    r"(것|말|사람|인물|곳|나라|해|때|까닭|이유|용어|단어|값|수|이름|사건|조약|현상|과정|물질|기관|기체|[가-힣])[은는]$)"
)
_EMPTY_HEAD = frozenset(
    "다음 중 가운데 설명 글 것 내용 보기 문장 진술 사항 항 항목 옳 알맞 맞 바르 틀리 적절 올바르 고르 하나 아래 위 말 답 정답 문제 잘못 대하 있 않 아니 번 있는대로 모두 선택 사실 경우 연결 짝 짓 나열".split()
)
_OPINION = re.compile(
    r"(가장 (좋|훌륭|멋|아름답|좋아하|마음에|위대|재미|흥미|존경)|좋아하는|여러분이 생각하는|당신이 생각하는|생각하기에|당신의 (생각|의견)|여러분의 (생각|의견)|마음에 드는)"
)
_DRESSING = re.compile(
    r"(흥미롭게도|놀랍게도|재미있게도|신기하게도|아시다시피|알다시피|주지하다시피|참고로|여담|그 유명한|누구나 아는|우리가 (잘 아는|모두 아는|존경하는)|자랑스러운|찬란한|눈부신|위대하고|"
    r"아름답고|한번 생각해 보|생각해 봅시다|맞혀 보|맞혀 볼까|두근두근|화창한|어느 날|즐거운|잘 생각|집중해서|정신을 차리|(?<![가-힣])자, |여러분[,!]|안녕)"
)
_BLANK = r"(\(\s*(?:㉠|㉡|가|나|A|\s)*\s*\)|_{2,}|□+|\[\s*\]|㉠)"
_BLANK_FIRST = re.compile(rf"^\s*['\"‘“]?{_BLANK}")


def head_and_body(question: Question) -> tuple[str, str]:
    """The asking sentence, and what it asks about."""
    head, _, body = question.stem.partition("\n")
    return head.strip(), body.strip()


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
        denied = re.compile(r"(지 않|지 못|지 아니|[이가] 아니|[이가] 없|수 없|없[다었으]|못하|못한)")
        return next((option.text for option in question.options if denied.search(option.text)), None)
    return None


def unfocused_stem(question: Question) -> str | None:
    """The stem names nothing that the options are about."""
    head, body = head_and_body(question)
    if body or question.kind == "match" or not question.options:
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
    if len(head) > LONGEST_HEAD:
        return f"{len(head)}자"
    return f"{len(question.stem)}자" if question.kind not in SEVERAL and len(question.stem) > LONGEST_STEM else None


def window_dressing(question: Question) -> str | None:
    match = _DRESSING.search(question.stem)
    return match.group(0) if match else None


def gratuitous_information(question: Question) -> str | None:
    """A sentence before the question that has no word in common with the answer, its explanation or its page."""
    if question.kind in SEVERAL:
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
    if question.kind in SEVERAL:
        return None
    match = _BLANK_FIRST.match(body.split("\n", 1)[0] if body else head)
    return (body or head)[:20] if match else None


def answer_in_stem(question: Question) -> str | None:
    if question.kind in {"ox", *SEVERAL} or is_negative(question):
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
