"""The sentences that answer: every sentence of the best passages, scored for the question, as exact spans.

A sentence counts for the question's terms that it holds (by idf), for its passage's score, and for holding the kind of
thing that is asked for: a date for 언제, a number for 몇, a definition for 무엇.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import ranking
from knowledge.analysed import Part, analysed
from knowledge.models import Hit, Sentence
from knowledge.searching import Searcher
from korean.analyzer import Token
from storage.tables import PassageRow

PASSAGE_WEIGHT = 0.6  # of the passage's score beside the sentence's own (bench/answers)
TYPE_BONUS = 0.1
LOCAL = 0.1  # added to a term's idf among the sentences: the library's idf keeps a say
CARRIED = 0.7  # what a sentence that opens with a pronoun ("그는") has of the terms of the sentence before
NEIGHBOUR = 0.2  # of the previous sentence's share: an answer often follows the sentence that names the topic

_DATE = re.compile(r"\d+\s*(년|월|일|세기|시)|연간|때")
_QUANTITY = re.compile(r"\d")
_WHY = re.compile(r"때문|위해|위하여|이유|원인|까닭|으로 인해|으로써|목적|하고자|계기")
_DEFINITION = re.compile(r"(이란|란|은|는)\s.*(이다|말한다|뜻한다|가리킨다|입니다)[.\s]*$")
_POINTING = re.compile(
    r"^(그|그녀|그들|이|이들|이것|그것|이곳|그곳)(은|는|이|가|의|에|에게|를|을|와|과|로|도)?\s|^(이때|이후|당시|이로써|이에|그러나|또한?|그 뒤)\s"
)


def asked_for(question: str) -> str:
    """The kind of thing a question asks for: "when", "how many", "why", "what", "who", "where" or ""."""
    for kind, pattern in (
        ("when", r"언제|몇\s*(년|월|일|세기|시)|어느\s*해|연도|날짜|시기"),
        ("how many", r"몇|얼마|며칠"),
        ("why", r"왜|이유|까닭|원인|목적"),
        ("who", r"누구|누가|사람은|인물은"),
        ("where", r"어디|장소|곳은|어느\s*(나라|도시|지역)"),
        ("what", r"무엇|뭐|이란|란\?|뜻|의미|설명"),
    ):
        if re.search(pattern, question):
            return kind
    return ""


def fits(kind: str, text: str, tokens: Sequence[Token]) -> bool:
    """Whether a sentence holds the kind of thing that is asked for."""
    if kind == "when":
        return bool(_DATE.search(text))
    if kind == "how many":
        return bool(_QUANTITY.search(text)) or any(t.tag == "NR" for t in tokens)
    if kind == "why":
        return bool(_WHY.search(text))
    if kind in ("who", "where"):
        return any(t.tag == "NNP" for t in tokens)
    return kind == "what" and bool(_DEFINITION.search(text))


def best_sentences(session: Session, searcher: Searcher, question: str, hits: Sequence[Hit], n: int) -> list[Sentence]:
    """The n best sentences of the hits, best first; scores are 0 to 1, 1 where every term of the question is held."""
    if not hits:
        return []
    query, _, _ = searcher.query(session, question)
    kind = asked_for(question)
    top = max(hit.score for hit in hits) or 1.0
    rows = {
        row.id: row
        for row in session.scalars(select(PassageRow).where(PassageRow.id.in_([h.passage.id for h in hits])))
    }
    query = _sharpened(query, [s for row in rows.values() for s in analysed(row, searcher.morphemes).sentences])
    total = float(query.weights.sum()) or 1.0
    scored: list[Sentence] = []
    for hit in hits:
        row = rows.get(hit.passage.id)
        if row is None:
            continue
        before, held_before = 0.0, set[int]()
        taken = analysed(row, searcher.morphemes)
        for (start, end), part in zip(row.spans, taken.sentences, strict=True):
            held = ranking.signals(query, part, frozenset(), searcher.morphemes)
            text = row.text[start - row.start : end - row.start]
            terms = ranking.held_terms(query, part)
            carried = held_before - terms if _POINTING.match(text) else set[int]()
            share = (
                float(sum(query.weights[i] for i in terms) + CARRIED * sum(query.weights[i] for i in carried)) / total
            )
            share = max(share, 0.95 * held.coverage)
            value = share + NEIGHBOUR * before + 0.1 * held.phrase + PASSAGE_WEIGHT * hit.score / top
            value += TYPE_BONUS if fits(kind, text, part.tokens) else 0.0
            value -= 0.3 if len(text) < 12 or " | " in text else 0.0
            before, held_before = share, terms | carried
            page = hit.passage.page if start == row.start else searcher.page_at(session, row.source_id, start)
            scored.append(Sentence(row.source_id, page, start, end, text, value))
    scored.sort(key=lambda s: (-s.score, s.start))
    ceiling = 1.0 + NEIGHBOUR + 0.1 + PASSAGE_WEIGHT + TYPE_BONUS
    return [Sentence(s.source_id, s.page, s.start, s.end, s.text, max(0.0, s.score / ceiling)) for s in scored[:n]]


def _sharpened(query: ranking.Query, sentences: Sequence[Part]) -> ranking.Query:
    """The query with its weights times each term's idf among the passages' own sentences.

    A term that stands in every sentence of a passage (its topic) does not tell its sentences apart.
    """
    held = [ranking.held_terms(query, sentence) for sentence in sentences]
    counts = np.array([sum(i in terms for terms in held) for i in range(len(query.terms))], dtype=np.float32)
    local = np.log1p(len(held) / np.maximum(counts, 1.0))
    return replace(query, weights=(query.weights * (LOCAL + local)).astype(np.float32))
