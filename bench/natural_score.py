"""How an answer to a natural question is scored: which pieces of a complete answer it shows, and how much else.

Texts are compared after NFC without white space, markup and quotation marks. A piece is a list of alternatives, any of
which will do. Noise is the share of the shown sentences that hold no piece of what is needed or helps.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

UNSCORED_KINDS = ("unanswerable", "talk")
ANSWER_STATES = ("complete", "partial", "none", "refused")
_TAGS = re.compile(
    r"</?(?:a|span|br|img|sup|sub|s|em|strong|b|i|u|code|kbd|p|div|table|tr|td|th|ul|ol|li|h[1-6]|CodeStep)\b[^<>]*>",
    re.I,
)
_REMARK = re.compile(r"\{/\*.*?\*/\}|<!--.*?-->", re.S)
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(
    r"\[([^\[\]]+)\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])",
)
_LINE_MARK = re.compile(r"(?m)^[ \t>]*(?:[-*+•▪◦□○]|#{1,6})[ \t]+")
_UNHEARD = re.compile(r"[*_`#|>~\\$•\"'“”‘’„‟«»「」『』｢｣\u00ad\u200b-\u200f\ufeff\s]+")
_WRAPPED = re.compile(r"\n(?!\s*(?:[-*+•|>]|\d+[.)]\s|#|\n))")
_SENTENCE_END = re.compile(r"\n+|(?<=[다요죠까니음임함됨][.!?])\s*|(?<=[.!?])\s+")
_RULE = re.compile(r"[-:|\s]+")
SHORTEST_SHOWN, SHORTEST_WITHIN = 4, 6  # letters of a sentence that counts, and of one within a piece


@dataclass(frozen=True)
class AnswerVerdict:
    """One answer's state, what it lacks, its noise (None where nothing counts), and whether it quotes."""

    state: str
    lacks: tuple[str, ...]
    noise: float | None
    quoted: bool


def normalize(text: str) -> str:
    """What is compared."""
    text = _REMARK.sub("", html.unescape(unicodedata.normalize("NFC", text)))
    text = _PICTURE.sub(r"\1", text)
    for _ in range(2):
        text = _LINK.sub(r"\1", text)
    text = _LINE_MARK.sub("", _TAGS.sub("", text))
    return _UNHEARD.sub("", text.replace("–", "-").replace("—", "-"))


def split_shown(text: str) -> list[str]:
    """The sentences and lines of what is shown, normalised."""
    parts = (part for part in _SENTENCE_END.split(_WRAPPED.sub(" ", text)) if not _RULE.fullmatch(part or " "))
    return [read for part in parts if len(read := normalize(part)) >= SHORTEST_SHOWN]


def judge_answer(question: dict[str, Any], text: str, quotes: Sequence[str], abstained: bool) -> AnswerVerdict:
    """The verdict on an answer to a row of ``questions.jsonl``."""
    quoted = any(map(normalize, quotes))
    shown = [normalize(text), *map(normalize, quotes)]
    refused = abstained or not any(shown)
    needs = [[normalize(one) for one in need] for need in question["needs"]]
    lacks = tuple(said[0] for said, need in zip(question["needs"], needs, strict=True) if not _holds_any(shown, need))
    noise = None
    if question["kind"] not in UNSCORED_KINDS and not refused:
        good = [one for need in needs for one in need] + [normalize(one) for one in question.get("helps", ())]
        parts = [part for one in (quotes if quoted else [text]) for part in split_shown(one)]
        useless = [not any(_meets(piece, part) for piece in good) for part in parts]
        noise = sum(useless) / len(parts) if parts else None
    return AnswerVerdict(_state(refused, needs, lacks), lacks, noise, quoted)


def _state(refused: bool, needs: Sequence[object], lacks: Sequence[object]) -> str:
    if refused:
        return "refused"
    if not needs:
        return "answered"
    return "complete" if not lacks else "none" if len(lacks) == len(needs) else "partial"


def _holds_any(shown: Sequence[str], alternatives: Sequence[str]) -> bool:
    return any(one in text for one in alternatives for text in shown)


def _meets(piece: str, part: str) -> bool:
    return piece in part or (part in piece and len(part) >= SHORTEST_WITHIN)
