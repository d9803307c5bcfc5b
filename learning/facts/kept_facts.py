"""The facts of a source as the database keeps them: written once for an edition, by whoever read it or asks first."""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from errors import HyunmooError
from knowledge import Library, Sentence
from learning.facts.fact import Fact
from learning.facts.source_facts import KnownWord, SourceFacts, find_source_facts
from learning.facts.tables import Table
from learning.facts.terms import Term
from storage.shared_sources import may_read
from storage.tables import FactsRow, SourceRow

READING = "5"  # changes where a source gives other facts than before


def keep_facts(library: Library, source_id: str) -> None:
    """Find and keep the facts of a source, so that no quiz waits for them; an error is left to the quiz."""
    try:
        load_facts(library, [source_id])
    except HyunmooError as error:
        logging.getLogger(__name__).warning("facts are found at the first quiz: %s", error.code)


def load_facts(library: Library, source_ids: Sequence[str]) -> dict[str, SourceFacts]:
    """The facts of sources by their ids: as they are kept, or found now and kept.

    Of a source that is still being read nothing is kept. Raises QuestionError (``unknown_source``).
    """
    with library.database.session() as session:
        rows = select(SourceRow.id, SourceRow.edition, SourceRow.reading, SourceRow.title, SourceRow.owner).where(
            may_read(library.owner), SourceRow.id.in_(source_ids)
        )
        sources = {row.id: row for row in session.execute(rows)}
        wanted = select(FactsRow.source_id, FactsRow.edition, FactsRow.data).where(FactsRow.source_id.in_(sources))
        kept = {row.source_id: row for row in session.execute(wanted)}
    found: dict[str, SourceFacts] = {}
    for source_id in source_ids:
        source, row = sources.get(source_id), kept.get(source_id)
        if source is not None and row is not None and row.edition == _edition(source.edition):
            with suppress(zlib.error, ValueError, KeyError, TypeError, IndexError):  # damaged: they are found anew
                found[source_id] = _undump(source_id, source.title, row.data)
                continue
        found[source_id] = find_source_facts(library, source_id)
        if source is not None and not source.reading:
            _store(library, source.owner, found[source_id], _edition(source.edition))
    return found


def _edition(edition: str) -> str:
    return f"{READING}.{edition}"


def _store(library: Library, owner: str, facts: SourceFacts, edition: str) -> None:
    values = {"source_id": facts.source_id, "owner": owner, "edition": edition, "data": _dump(facts)}
    statement = insert(FactsRow).values(values)
    with library.database.session() as session:
        still = session.scalar(select(SourceRow.id).where(SourceRow.id == facts.source_id))
        if still is not None:
            session.execute(statement.on_conflict_do_update(index_elements=["source_id"], set_=values))


def _dump(facts: SourceFacts) -> bytes:
    content = {
        "facts": [_fact_out(fact) for fact in facts.facts],
        "tables": [_fact_out(fact) for fact in facts.tables],
        "lines": [_fact_out(fact) for fact in facts.lines],
        "words": [[word.text, word.kind, word.sort, word.head] for word in facts.words],
        "places": facts.places,
        "key_words": sorted(facts.key_words),
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6)


def _undump(source_id: str, title: str, data: bytes) -> SourceFacts:
    content = json.loads(zlib.decompress(data))
    facts, tables, lines = (
        tuple(_fact_in(source_id, title, one) for one in content[part]) for part in ("facts", "tables", "lines")
    )
    words = tuple(KnownWord(*word) for word in content["words"])
    places = tuple(tuple(one) for one in content["places"])
    return SourceFacts(source_id, title, facts, tables, lines, words, places, frozenset(content["key_words"]))


def _span_out(span: Sentence) -> list[Any]:
    return [span.page, span.start, span.end, span.text]


def _span_in(source_id: str, span: Sequence[Any]) -> Sentence:
    return Sentence(source_id, *span)


def _fact_out(fact: Fact) -> list[Any]:
    terms = [[t.text, t.start, t.end, t.kind, round(t.weight, 3)] for t in fact.terms]
    table = asdict(fact.table) if fact.table else None
    more = [_span_out(span) for span in fact.more]
    head = [_span_out(fact.sentence), terms, fact.defines, fact.topic, table, fact.about, round(fact.salience, 4)]
    return [*head, fact.form, list(fact.said), more, fact.group, round(fact.alone, 3)]


def _fact_in(source_id: str, title: str, kept: Sequence[Any]) -> Fact:
    span, terms, defines, topic, table, about, salience, form, said, more, group, alone = kept
    return Fact(
        _span_in(source_id, span),
        title,
        tuple(Term(*term) for term in terms),
        defines,
        topic,
        Table(tuple(table["heads"]), tuple(tuple(row) for row in table["rows"])) if table else None,
        about,
        salience,
        form,
        tuple(said),
        tuple(_span_in(source_id, one) for one in more),
        group,
        alone,
    )
