"""A corrected answer held against the passages that it is about: which of them carries each of its sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

import korean
from knowledge import EvidenceState
from knowledge.evidence.judge import judge
from korean.vectors import MorphemeVectors
from learning.feedback.records import EvidenceText

_MARKERS = re.compile(r"\s*\[\d{1,3}\]")
_ORDER = (EvidenceState.NONE, EvidenceState.WEAK, EvidenceState.CONFIRMED)


def cite_correction(
    text: str, evidence: Sequence[EvidenceText], morphemes: MorphemeVectors | None = None
) -> tuple[str, EvidenceState]:
    """The text with the ``[n]`` of the passage that carries each sentence best, and the state of its weakest sentence.

    Markers that the writer set are taken out: they may number passages that are no longer the same. A sentence without
    support keeps its words and gets no number.
    """
    plain = _MARKERS.sub("", text).strip()
    bodies = [[one.text[a:b] for a, b in korean.sentences(one.text)] for one in evidence]
    weakest, said = EvidenceState.CONFIRMED, []
    for start, end in korean.sentences(plain):
        sentence = plain[start:end]
        verdicts = [judge(sentence, body, morphemes) for body in bodies]
        best = max(range(len(verdicts)), key=lambda at: verdicts[at].surety, default=-1)
        state = verdicts[best].state if best >= 0 else EvidenceState.NONE
        if any(korean.squeeze(sentence) in korean.squeeze(one.text) for one in evidence):
            best = next(n for n, one in enumerate(evidence) if korean.squeeze(sentence) in korean.squeeze(one.text))
            state = EvidenceState.CONFIRMED
        weakest = min(weakest, state, key=_ORDER.index)
        said.append(sentence if state is EvidenceState.NONE else f"{sentence} [{best + 1}]")
    return (" ".join(said), weakest) if said else (plain, EvidenceState.NONE)
