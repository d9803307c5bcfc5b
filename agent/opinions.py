"""What a reader thinks of an answer, kept with what stood before them: the question, the answer, and its evidence."""

from __future__ import annotations

from agent.answer import Answer
from knowledge import Citation, EvidenceState, Library
from learning.feedback.corrections import cite_correction
from learning.feedback.records import (
    LONGEST_OPINION,
    EvidenceText,
    FeedbackItem,
    FeedbackKind,
    FeedbackRecords,
    Opinion,
)

MOST_EVIDENCE = 4  # passages kept beside an opinion


def keep_opinion(
    library: Library, records: FeedbackRecords, answer: Answer, good: bool, comment: str, correction: str
) -> list[FeedbackItem]:
    """Keep a thumb and, where one was written, a corrected answer; each stands by itself, so that pressing the thumb
    again takes nothing back.
    """
    evidence = recall_evidence(library, answer)
    morphemes = library.searcher.morphemes

    def keep(kind: FeedbackKind, text: str, said: str = "") -> FeedbackItem:
        cited, state = cite_correction(text, evidence, morphemes)
        return records.keep(
            Opinion(
                kind=kind,
                subject=subject_of(answer.id),
                question=answer.question,
                shown=answer.text,
                evidence=evidence,
                good=good if kind == "thumb" else None,
                comment=comment[:LONGEST_OPINION],
                correction=said,
                cited=cited,
                support=state,
            )
        )

    kept = [keep("thumb", answer.text)]
    if better := correction.strip()[:LONGEST_OPINION]:
        kept.append(keep("correction", better, better))
    return kept


def subject_of(answer_id: int) -> str:
    """How feedback names an answer."""
    return f"answer:{answer_id}"


def recall_evidence(library: Library, answer: Answer) -> tuple[EvidenceText, ...]:
    """The passages around an answer's citations, and what a search finds for its question, MOST_EVIDENCE together."""
    found: dict[tuple[str, int], EvidenceText] = {}
    hits = library.search(answer.question, k=2 * MOST_EVIDENCE) if library.sources() else []
    by_place = {(hit.passage.source_id, hit.passage.start): hit for hit in hits}
    cited: tuple[Citation, ...] = answer.citations or answer.nearest
    for one in cited:
        if one.status == EvidenceState.NONE:
            continue
        inside = next(
            (h for (s, a), h in by_place.items() if s == one.source_id and a <= one.start < h.passage.end), None
        )
        key = (one.source_id, inside.passage.start if inside else one.start)
        text = inside.passage.text if inside else one.quote
        found.setdefault(key, EvidenceText(title=one.title, page=one.page, text=text))
    for key, hit in by_place.items():
        found.setdefault(key, EvidenceText(title=hit.title, page=hit.passage.page, text=hit.passage.text))
    return tuple(list(found.values())[:MOST_EVIDENCE])
