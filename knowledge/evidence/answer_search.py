"""The passages to answer a question from: what a search finds, and before it what bears the name of the term asked
about.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

import korean
from knowledge.evidence.question_traits import read_traits
from knowledge.models import Hit
from knowledge.search.named_sections import find_named_sections
from knowledge.search.searcher import Searcher

FEW_TERMS = 2  # noun phrases of a question that asks about a term and nothing else


def search_for_answer(
    session: Session, searcher: Searcher, question: str, k: int, sources: Sequence[str] | None
) -> list[Hit]:
    """The k best passages for a question; for one that wants a term explained, its own sections and glossary entries
    first.
    """
    hits = searcher.search(session, question, k, sources)
    traits = read_traits(question, korean.tokenize(question))
    if not traits.traits & {"definition", "explain"} or not 0 < len(traits.terms) <= FEW_TERMS:
        return hits
    top = hits[0].score if hits else 1.0
    named = find_named_sections(session, searcher.owner, traits.terms, sources, top)
    known = {hit.passage.id for hit in hits}
    merged = [hit for hit in named if hit.passage.id not in known]
    return [*merged, *hits][:k]
