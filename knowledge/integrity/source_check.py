"""What can be wrong with one source, found and (where asked) mended.

What the index holds is built again from the pages; the pages are read again from the kept file
where it is still what it was. Where there is no such file, the pages that are whole stay, a blank stands for each
that is lost, and the source says so from then on.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from string import Template

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from errors import IngestError
from knowledge.glossary import synonyms
from knowledge.index import bm25, morpheme_codec
from knowledge.ingestion import writer
from knowledge.ingestion.document import read_document
from knowledge.ingestion.index_builder import build_index, extract_names
from knowledge.ingestion.progress import CancellableProgress
from knowledge.ingestion.stored_document import StoredDocument, load_stored_document
from knowledge.loaders.findings import page_ranges
from knowledge.models import Problem
from knowledge.store import Store, hash_file
from storage.citations import all_exact, follow_quotes
from storage.tables import (
    EntryRow,
    FactsRow,
    GuideRow,
    HeadingRow,
    PageRow,
    PassageRow,
    PostingRow,
    SourceRow,
    VectorsRow,
)

# Faults of what was read from the file; every other fault of a source is one of what was built from its pages.
PAGES_LOST = Template("$pages은 서재가 손상되어 되찾지 못했습니다. 원본 파일을 다시 올려 교체하면 되살아납니다.")
READ = {"pages_missing", "page_numbers", "page_offsets", "boxes_damaged", "heading_range", "passage_text"}
READ |= {"headings_changed", "tables_changed"}


def check_source(
    session: Session, store: Store, source: SourceRow, repair: bool, told: Collection[str] = ()
) -> list[Problem]:
    """What is wrong with one source's rows, mended where ``repair`` asks for it; ``told`` are the codes of what is
    known to be wrong already.
    """
    known = load_stored_document(session, source)
    codes = set(told) | _pages(known) | _passages(known) | _find_leg_faults(session, store, known)
    if known.pages and not codes & READ and not all_exact(session, known.edition):
        codes.add("citation_moved")
    if not codes and (names := extract_names(known.source, known.passages)) != synonyms.load_pairs(session, source.id):
        if repair:
            writer.write_names(session, source, names)
        return [Problem("names_wrong", f"{source.title} ({source.id})", repair)]
    if not codes:
        return []
    mended = repair and _mend(session, store, known, codes)
    return [Problem(code, f"{source.title} ({source.id})", mended) for code in sorted(codes)]


def _pages(known: StoredDocument) -> set[str]:
    """Faults of pages and headings: what was read from the file."""
    codes: set[str] = set()
    if len(known.pages) != known.row.pages or not known.pages:
        codes.add("pages_missing")
    if any(page.number < 1 for page in known.pages):
        codes.add("page_numbers")
    position = 0
    for page in known.pages:
        if page.start != position:
            codes.add("page_offsets")
        position += len(page.text) + 1
        if page.boxes and not _boxes_fit(page):
            codes.add("boxes_damaged")
    if any(not 0 <= h.start < position or h.page != known.page_numbers.page_at(h.start) for h in known.headings):
        codes.add("heading_range")
    return codes


def _boxes_fit(page: PageRow) -> bool:
    try:
        return len(zlib.decompress(page.boxes)) == 16 * len(page.text)
    except zlib.error:
        return False


def _passages(known: StoredDocument) -> set[str]:
    """Faults of passages, which are cut from the pages."""
    codes: set[str] = set()
    rows = known.passages
    if len(rows) != known.row.passages or [row.ordinal for row in rows] != list(range(len(rows))):
        codes.add("passages_missing")
    if any(known.text[row.start : row.end] != row.text for row in rows):
        codes.add("passage_text")
    elif any(row.page != known.page_numbers.page_at(row.start) for row in rows):
        codes.add("passage_page")
    if any(not (row.start <= a <= b <= row.end) for row in rows for a, b in row.spans):
        codes.add("sentence_spans")
    if not all(_tokens_fit(row) for row in rows):
        codes.add("tokens_damaged")
    return codes


def _tokens_fit(row: PassageRow) -> bool:
    try:
        return all(0 <= token.start <= token.end <= row.end - row.start for token in morpheme_codec.parse(row.tokens))
    except ValueError:
        return False


def _find_leg_faults(session: Session, store: Store, known: StoredDocument) -> set[str]:
    """Faults of the legs: postings, vectors, glossary."""
    codes: set[str] = set()
    source, count = known.row, len(known.passages)
    lists = session.scalars(select(PostingRow.data).where(PostingRow.source_id == source.id)).all()
    if len(source.lengths) != 2 * count:
        codes.add("lengths_missing")
    elif np.frombuffer(source.lengths, "<u2").any() and not lists:
        codes.add("postings_missing")
    elif not _postings_fit(lists, np.frombuffer(source.lengths, "<u2").astype(np.int64)):
        codes.add("postings_damaged")
    embedders = session.scalars(select(VectorsRow.embedder).where(VectorsRow.source_id == source.id)).all()
    if set(embedders) - {store.embedder.name}:
        codes.add("vectors_unknown")
    vectors = session.get(VectorsRow, (source.id, store.embedder.name))
    if known.passages and (vectors is None or len(vectors.data) != 2 * count * store.embedder.dimension):
        codes.add("vectors_missing")
    elif vectors is not None and not np.isfinite(np.frombuffer(vectors.data, "<f2")).all():
        codes.add("vectors_damaged")
    entries = session.scalars(select(EntryRow).where(EntryRow.source_id == source.id))
    if any(known.text[entry.start : entry.end] != entry.text for entry in entries):
        codes.add("entry_text")
    return codes


def _postings_fit(lists: Sequence[bytes], lengths: np.ndarray[tuple[int], np.dtype[np.int64]]) -> bool:
    """Whether every list decodes, and the counts of a passage add up to its length."""
    total = np.zeros(len(lengths), np.int64)
    for data in lists:
        ordinals, counts = bm25.decode(data)
        if (
            len(data) % 6
            or not len(ordinals)
            or ordinals[-1] >= len(total)
            or (np.diff(ordinals.astype(int)) < 1).any()
        ):
            return False
        total[ordinals] += counts
    return bool((np.minimum(total, 65535) == lengths).all())


def _mend(session: Session, store: Store, known: StoredDocument, codes: set[str]) -> bool:
    """Read the pages again where they are at fault, else build the index again from them; whether nothing is lost."""
    whole = True
    if "findings_changed" in codes:  # they are found again when they are asked for
        for table in (FactsRow, GuideRow):
            session.execute(delete(table).where(table.source_id == known.row.id))
        if codes == {"findings_changed"}:
            return True
    if codes & READ:
        if read_again(session, store, known.row):
            return True
        if codes & READ != {"passage_text"}:
            known, whole = fill_gaps(session, known), False
    if codes != {"citation_moved"}:
        reindex(session, store, known)
    follow_quotes(session, known.edition)
    return whole


def read_again(session: Session, store: Store, source: SourceRow) -> bool:
    """Put what the kept file says in place of a source's rows; False where there is no such file, or it is not read."""
    file = store.files / source.sha256
    with suppress(IngestError):  # a file that only an older version could read: what is in the database stays
        if file.exists() and hash_file(file) == source.sha256:
            document = read_document(file, source.filename, store.settings, CancellableProgress())
            indexed = build_index(document.source, store.embedder)
            source.kind = source.kind or document.loaded.kind
            writer.write_document(session, source, document, indexed)
            return True
    return False


def fill_gaps(session: Session, known: StoredDocument) -> StoredDocument:
    """The pages that are whole, each where it stood, and blanks where others are lost; the source says which."""
    source, position = known.row, 0
    there = {page.number: page for page in known.pages if page.number >= 1}
    for page in known.pages:
        if page.number not in there:
            session.delete(page)
    session.flush()
    numbers = range(1, max([source.pages, *there]) + 1) if len(there) != source.pages else sorted(there)
    lost = [number for number in numbers if number not in there]
    for number in numbers:
        if number in there:
            page = there[number]
            page.start = max(position, page.start) if lost else position
        else:
            blank = " " * _find_gap(there, number, position)
            page = PageRow(
                source_id=source.id, number=number, owner=source.owner, start=position, text=blank, blocks=[]
            )
            session.add(page)
        position = page.start + len(page.text) + 1
        if page.boxes and not _boxes_fit(page):
            page.boxes = b""
    source.pages = len(numbers)
    if lost:
        source.notes = [*source.notes, PAGES_LOST.substitute(pages=page_ranges(lost))]
    session.flush()
    _mend_headings(session, known, position)
    return load_stored_document(session, source)


def _find_gap(there: dict[int, PageRow], number: int, position: int) -> int:
    """How many characters the first of the lost pages before the next whole one takes, so that that stays in place."""
    following = min((n for n in there if n > number), default=None)
    if following is None:
        return 0
    return max(0, there[following].start - position - (following - number))


def _mend_headings(session: Session, known: StoredDocument, end: int) -> None:
    """Headings beyond the text are taken out, the others are told their page anew."""
    session.expire_all()
    numbers = load_stored_document(session, known.row).page_numbers
    for heading in session.scalars(select(HeadingRow).where(HeadingRow.source_id == known.row.id)):
        if 0 <= heading.start < end:
            heading.page = numbers.page_at(heading.start)
        else:
            session.delete(heading)
    session.flush()


def reindex(session: Session, store: Store, known: StoredDocument) -> None:
    """Build a source's passages, postings, vectors and glossary again from its pages; the passages' keys are kept."""
    indexed = build_index(known.source, store.embedder)
    session.expire_all()
    writer.write_index(session, known.row, indexed)
