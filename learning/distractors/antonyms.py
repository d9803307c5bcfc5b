"""The word of a sentence that its opposite can stand for: 증가 for 감소, 높은 for 낮은. What a learner mixes up, and plainly false."""

from __future__ import annotations

import re
from functools import lru_cache

import korean
from learning.facts.terms import Term

_PAIRS = tuple(
    (left, right)
    for pair in (
        "증가/감소 상승/하락 확대/축소 최대화/최소화 최댓값/최솟값 강화/약화 찬성/반대 승리/패배 긍정적/부정적 직접적/간접적 흡수/방출 허용/금지 합법/불법 수출/수입 가속/감속 압축/팽창 "
        "높은/낮은 높을수록/낮을수록 높아/낮아 높게/낮게 큰/작은 클수록/작을수록 커지/작아지 크게/작게 많을수록/적을수록 긴/짧은 길어/짧아 길게/짧게 빠른/느린 빠르게/느리게 "
        "빨라/느려 넓은/좁은 넓게/좁게 강한/약한 강하게/약하게 무거운/가벼운 깊은/얕은 쉬운/어려운 쉽게/어렵게 늘어나/줄어들 늘어/줄어 늘리/줄이 올라/내려 높이고/낮추고 높이는/낮추는 밝은/어두운 두꺼운/얇은"
    ).split()
    for left, _, right in [pair.partition("/")]
)
_OTHER = {**dict(_PAIRS), **{right: left for left, right in _PAIRS}}
SILLY = -4.5  # of the language model's log probability, by which a sentence with the opposite may fall behind: "큰 영향을", but "작은 영향을"
_WORD = re.compile(rf"(?<![가-힣])({'|'.join(sorted(_OTHER, key=len, reverse=True))})")
_OPEN = re.compile(r"\s?(?:이나|또는|거나|지도|지는? 않|지 못)")


def replace_with_antonym(text: str, choosy: bool = True) -> tuple[Term, str] | None:
    """The last such word of a sentence, as a term of the kind "opposite", and its opposite; None where both are said, or one twice."""
    found = list(_WORD.finditer(text))
    for match in reversed(found):
        word = match.group(1)
        roots = (word[:1], _OTHER[word][:1])
        again = sum(one.group(1)[:1] in roots for one in found)
        if again == 1 and not _OPEN.match(text[match.end() :]):
            turned = text[: match.start()] + _OTHER[word] + text[match.end() :]
            if choosy and log_likelihood(turned) - log_likelihood(text) < SILLY:
                continue  # nobody says so: false at sight
            return Term(word, match.start(), match.end(), "opposite", 1.0), _OTHER[word]
    return None


@lru_cache(maxsize=10_000)
def log_likelihood(text: str) -> float:
    """The log probability of a sentence in Kiwi's language model."""
    return float(korean.kiwi().analyze(" ".join(text.split()))[0][1])
