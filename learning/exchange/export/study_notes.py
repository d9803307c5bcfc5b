"""A study sheet as a file: Markdown to read and print, CSV and Anki for its terms and dates. Adding a format is a
``write`` and a line in ``SHEET_FORMATS``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

from learning.exchange.export.anki import CARD_STYLE, deck_of, escape_for_card
from learning.exchange.export.cards import escape_cell
from learning.exchange.export.parts import one_line
from learning.exchange.markdown_text import escape_markdown
from learning.study.key_terms import told_of
from learning.study.study_sheet import StudySheet

NOTES_MODEL_ID = 1_726_053_115  # chosen once: Anki knows a note type by this number


class SheetFormat(NamedTuple):
    """A file's names for people, its ending (without the dot), its MIME type, and how it is written."""

    korean: str
    english: str
    ending: str
    mime: str
    write: Callable[[StudySheet], str | bytes]


class StudyCard(NamedTuple):
    """A term or an event with what is to be known of it."""

    kind: str
    front: str
    back: str
    page: int
    key: str


def list_cards(sheet: StudySheet) -> Iterator[StudyCard]:
    """The terms, then the events of a sheet."""
    for term in sheet.terms:
        key = f"{sheet.source_id}:{term.sentence.start}"
        yield StudyCard("용어", term.term, one_line(told_of(term.term, term.sentence.text)), term.sentence.page, key)
    for event in sheet.events:
        key = f"{sheet.source_id}:{event.sentence.start}:date"
        yield StudyCard("연표", event.date, one_line(told_of("", event.sentence.text)), event.sentence.page, key)


def write_markdown(sheet: StudySheet) -> str:
    """The sheet to read: terms, timeline, summary, each with its page."""
    pages = f" ({sheet.pages[0]}~{sheet.pages[1]}쪽)" if sheet.pages else ""
    lines = [f"# {escape_markdown(sheet.title)} 학습지{pages}", ""]
    if sheet.terms:
        lines += ["## 핵심 용어", ""]
        lines += [
            f"- **{escape_markdown(one.term)}**: {escape_markdown(told_of(one.term, one.sentence.text))} "
            f"({one.sentence.page}쪽)"
            for one in sheet.terms
        ]
        lines.append("")
    if sheet.events:
        lines += ["## 연표", ""]
        lines += [
            f"- **{one.date}** {escape_markdown(told_of('', one.sentence.text))} ({one.sentence.page}쪽)"
            for one in sheet.events
        ]
        lines.append("")
    if sheet.sections:
        lines += ["## 요약", ""]
    for section in sheet.sections:
        if section.heading:
            lines += [f"### {escape_markdown(' › '.join(section.heading))}", ""]
        lines += [f"- {escape_markdown(one.text)} ({one.page}쪽)" for one in section.bullets]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def write_csv(sheet: StudySheet) -> str:
    """The terms and events, one a row: kind, front, back, page."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("구분", "앞면", "뒷면", "쪽"))
    for card in list_cards(sheet):
        writer.writerow([escape_cell(cell) for cell in (card.kind, card.front, card.back)] + [card.page])
    return text.getvalue()


def write_anki(sheet: StudySheet) -> bytes:
    """The terms and events as an .apkg; a later export updates the same notes."""
    import genanki

    model = genanki.Model(
        NOTES_MODEL_ID,
        "현무 용어",
        fields=[{"name": name} for name in ("앞면", "뒷면", "근거")],
        templates=[
            {
                "name": "용어 → 뜻",
                "qfmt": "{{앞면}}",
                "afmt": '{{FrontSide}}<hr id="answer">{{뒷면}}<div class="source">{{근거}}</div>',
            }
        ],
        css=CARD_STYLE,
    )
    deck = deck_of(genanki, f"{sheet.title} 용어")
    for number, card in enumerate(list_cards(sheet)):
        where = f"「{sheet.title}」 {card.page}쪽"
        fields = [escape_for_card(text) for text in (card.front, card.back, where)]
        guid = genanki.guid_for("hyunmoo-study", card.key)
        deck.add_note(genanki.Note(model=model, fields=fields, guid=guid, tags=["현무", card.kind], due=number))
    package = io.BytesIO()
    genanki.Package(deck).write_to_file(package)
    return package.getvalue()


SHEET_FORMATS: dict[str, SheetFormat] = {
    "markdown": SheetFormat("학습지 (Markdown)", "Study sheet (Markdown)", "md", "text/markdown", write_markdown),
    "csv": SheetFormat("용어표 (CSV)", "Terms (CSV)", "csv", "text/csv", write_csv),
    "anki": SheetFormat("Anki 카드 (apkg)", "Anki cards (apkg)", "apkg", "application/octet-stream", write_anki),
}
