"""Is a statement supported or refuted by a text, by rules alone? Made to be silent where it is not sure.

A statement is supported where one sentence of the text says its words side by side, in its order, with the same subject, object and
predicate, and refuted where only one hard fact differs: the predicate is denied or its opposite, or a number has another value.
Sentences that report, contrast or plan ("...와 달리", "...려고 했으나") settle nothing. Everything else is "unknown".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import korean
from korean import Token

Label = Literal["supported", "refuted", "unknown"]

DENSE = 0.6  # share of the words between the first and the last shared one that the statement has too
FEWEST = 3  # words: less says too little to be held against a text
_OPPOSITES = tuple(
    (a, b)
    for a, b in (
        pair.split("/")
        for pair in (
            "높/낮 크/작 많/적 길/짧 넓/좁 빠르/느리 강하/약하 무겁/가볍 두껍/얇 깊/얕 밝/어둡 뜨겁/차갑 쉽/어렵 늘/줄 늘어나/줄어들 오르/내리 올라가/내려가 이기/지 열/닫 켜/끄 "
            "들어오/나가 시작/종료 증가/감소 상승/하락 확대/축소 찬성/반대 승리/패배 성공/실패 가능/불가능 긍정/부정 최대/최소 최고/최저 처음/마지막 남/북 동/서 왼쪽/오른쪽 위/아래 안/밖 "
            "낮/밤 여름/겨울 남성/여성 남자/여자 육식/초식 암컷/수컷 흡수/방출 합법/불법 유료/무료 공식/비공식 직접/간접 선천/후천 양성/음성 필수/선택 허용/금지 존재/부재 살/죽 있/없"
        ).split()
    )
)
_EMPTY = frozenset(
    "하 되 것 수 등 이 그 저 때 위하 대하 통하 따르 같 보 주 중 후 전 가지 여기 거기 대부분 또 도 오 가 받 당하 시키 이루 경우 사람 들".split()
)


@dataclass(frozen=True)
class Verdict:
    """The label, and the sentence of the text that it rests on ("" for none)."""

    label: Label
    sentence: str


def judge(claim: str, sentences: Sequence[str]) -> Verdict:
    """What the sentences say of a claim."""
    said = _Said.of(claim)
    if len(said.words) < FEWEST:
        return Verdict("unknown", "")
    best = Verdict("unknown", "")
    for sentence in sentences:
        held = _Said.of(sentence)
        label = _compare(said, held)
        if label == "supported":
            return Verdict(label, sentence)
        if label == "refuted" and best.label == "unknown":
            best = Verdict(label, sentence)
    return best


@dataclass(frozen=True)
class _Word:
    """A content word, its role by the particle after it, and how it ends where it is a predicate."""

    form: str
    role: str  # "subject", "object" or ""
    ends: str  # "is" (이다), "does" (a verb that ends a clause), "" for the rest
    denied: bool


@dataclass(frozen=True)
class _Said:
    """A sentence as it is compared."""

    words: tuple[_Word, ...]
    numbers: frozenset[tuple[float, str]]
    text: str

    @classmethod
    def of(cls, text: str) -> _Said:
        tokens = list(korean.tokenize(text))
        places = [n for n, token in enumerate(tokens) if _counts(token)]
        words = []
        for n, following in zip(places, [*places[1:], len(tokens)]):
            after = tokens[n + 1 : following]
            before = tokens[max(0, n - 1) : n]
            words.append(_Word(tokens[n].form.lower(), _role(after), _ending(tokens[n], after), _denied(before, after)))
        return cls(tuple(words), frozenset((one.value, one.unit) for one in korean.numbers(text)), text)


_ONLY = re.compile(
    r"(만(?=\s|을|이|은)|오직|항상|모든|모두|전혀|절대|유일|밖에|가장|매우|너무|처음|최초|마지막|최고|반드시|전부|대부분|한 가지|하나|두 |세 )"
)
_UNSETTLED = re.compile(
    r"(달리|반면|제외|아니라|보다는|사실은|볼 수 없|려고|려 했|계획|예정|주장|생각|여겨|혼동|거짓|소문|논란|추정|가능성|[을ㄹ] 수도|이었으나|였으나|했으나|었으나|만약|면서도|하기도|전에는|예전|엄밀|실제로는|그러나|하지만)"
)


def _counts(token: Token) -> bool:
    return (
        token.tag in ("NNG", "NNP", "VV", "VA", "SL", "XR", "NR", "MAG")
        and token.form not in _EMPTY
        and token.form not in ("안", "못")
    )


def _role(after: Sequence[Token]) -> str:
    marks = {token.tag for token in after} | {token.form for token in after if token.tag == "JX"}
    if "JKS" in marks or marks & {"은", "는"}:
        return "subject"
    return "object" if "JKO" in marks else ""


def _ending(word: Token, after: Sequence[Token]) -> str:
    """How a predicate ends; "" for a noun, and for a verb that only describes the noun after it."""
    if any(token.tag == "VCP" for token in after):
        return "is"
    verb = word.tag in ("VV", "VA") or any(token.tag in ("XSV", "XSA") or token.form in ("하", "되") for token in after)
    ends = [token for token in after if token.tag in ("EF", "EC", "ETM", "ETN")]
    return "does" if verb and ends and ends[-1].tag in ("EF", "EC") else ""


def _denied(before: Sequence[Token], after: Sequence[Token]) -> bool:
    denied = any(
        (token.form in ("않", "못하", "말") and token.tag in ("VX", "VA", "VV")) or token.tag == "VCN"
        for token in after
    )
    return denied or any(token.form in ("안", "못") and token.tag == "MAG" for token in (*before, *after))


def _compare(claim: _Said, held: _Said) -> Label:
    if _UNSETTLED.search(held.text) and not _UNSETTLED.search(claim.text):
        return "unknown"
    if set(_ONLY.findall(claim.text)) - set(_ONLY.findall(held.text)) or not claim.words[-1].ends:
        return "unknown"
    *rest, last = claim.words
    for place, word in enumerate(held.words):
        turned = _opposite(last.form, word.form)
        if not (word.form == last.form or turned) or word.ends != last.ends:
            continue
        start = _window(rest, held.words[:place])
        if start is None or len(rest) < DENSE * (place - start):
            continue
        other = claim.numbers - held.numbers
        same_units = {unit for _, unit in other} <= {unit for _, unit in held.numbers}
        faults = turned + (word.denied != last.denied) + bool(other)
        if faults == 0:
            return "supported"
        if faults == 1 and (not other or (same_units and len(other) == 1 and len(held.numbers) == 1)):
            return "refuted"
    return "unknown"


def _window(wanted: Sequence[_Word], held: Sequence[_Word]) -> int | None:
    """Where the nearest run of the wanted words before the predicate begins, in their order and roles; None where it is none."""
    place = len(held)
    for word in reversed(wanted):
        place -= 1
        while place >= 0 and held[place].form != word.form:
            place -= 1
        if place < 0 or held[place].denied != word.denied or (word.role and held[place].role != word.role):
            return None
    return place


def _opposite(left: str, right: str) -> bool:
    return any({left, right} == {a, b} for a, b in _OPPOSITES)
