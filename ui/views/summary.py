"""요약: some pages in a sentence, a paragraph or a page; every line an exact span with its citation."""

from __future__ import annotations

import re
from functools import partial

import streamlit as st

from knowledge import Citation
from knowledge.summaries.summarizer import LENGTHS, Summary
from knowledge.summaries.transcripts import tell_speaker
from learning.exchange.export.study_notes import SHEET_FORMATS
from learning.study.key_terms import told_of
from learning.study.study_sheet import StudySheet, make_study_sheet
from learning.study.summary import summarize_source
from ui.citations.chips import chips
from ui.escape import escape, escape_quote
from ui.session import assistant, empty_library, shown_errors
from ui.texts.catalogue import language, t


def form() -> None:
    library = assistant().library
    titles = {source.id: source.title for source in library.sources()}
    source_id = st.selectbox(t("source"), list(titles), format_func=lambda i: titles[i], key="summary-source")
    last = library.source(source_id).pages
    pages = st.slider(t("pages"), 1, last, (1, last), key=f"summary-pages-{source_id}") if last > 1 else (1, 1)
    length = st.segmented_control(t("length"), LENGTHS, format_func=t, default="paragraph", key="summary-length")
    chosen = None if pages == (1, last) else pages
    with st.container(horizontal=True):
        wanted = st.button(t("summarize"), type="primary", icon=":material/short_text:")
        sheet = st.button(t("make_sheet"), icon=":material/school:", help=t("study_sheet_help"))
    if sheet:
        st.session_state.pop("summary", None)
        with st.spinner(t("making_sheet")):
            st.session_state.sheet = make_study_sheet(library, source_id, chosen)
    if wanted:
        st.session_state.pop("sheet", None)
        bar = st.progress(0.0, t("summarizing"))

        def report(done: int, of: int) -> None:
            bar.progress(done / of, t("summarizing"))

        st.session_state.summary = summarize_source(library, source_id, chosen, length or "paragraph", report)
        bar.empty()


def show(summary: Summary) -> None:
    """The bullets under their headings, each with a chip to its page."""
    number = 0
    lines = [f"# {summary.title}", ""]
    if summary.speakers:
        st.caption(escape(t("spoken_by", names=", ".join(summary.speakers))))
    for section in summary.sections:
        if section.heading:
            st.markdown(f"**{escape(' › '.join(section.heading))}**")
            lines += [f"## {' › '.join(section.heading)}", ""]
        for bullet in section.bullets:
            number += 1
            told = tell_speaker(bullet)
            st.markdown(f"- {f'**{escape(told)}:** ' if told else ''}{escape_quote(bullet.text)}")
            citation = Citation(
                number,
                bullet.source_id,
                summary.title,
                bullet.page,
                bullet.start,
                bullet.end,
                bullet.text,
                label=bullet.label,
            )
            chips(assistant().library.label_citations([citation]), f"summary-{bullet.start}")
            said = f"{told}: {bullet.text}" if told else bullet.text
            lines.append(f"- {' '.join(said.split())} ({bullet.page}쪽)")
    st.download_button(t("download"), "\n".join(lines), "summary.md", icon=":material/download:")


def show_sheet(sheet: StudySheet) -> None:
    """Key terms, dates and the summary, and the files that they can be taken away as."""
    if sheet.terms:
        st.subheader(t("guide_terms"))
        for term in sheet.terms:
            page = t("page_number", page=term.sentence.page)
            st.markdown(f"- **{escape(term.term)}**: {escape_quote(told_of(term.term, term.sentence.text))} ({page})")
    if sheet.events:
        st.subheader(t("timeline"))
        for event in sheet.events:
            page = t("page_number", page=event.sentence.page)
            st.markdown(f"- **{escape(event.date)}** {escape_quote(told_of('', event.sentence.text))} ({page})")
    if sheet.sections:
        st.subheader(t("summary"))
    for section in sheet.sections:
        if section.heading:
            st.markdown(f"**{escape(' › '.join(section.heading))}**")
        for bullet in section.bullets:
            st.markdown(f"- {escape_quote(bullet.text)} ({t('page_number', page=bullet.page)})")
    with st.container(horizontal=True):
        for name, row in SHEET_FORMATS.items():
            st.download_button(
                row.korean if language() == "ko" else row.english,
                partial(row.write, sheet),
                f"{name_file(sheet.title)}.{row.ending}",
                row.mime,
                key=f"sheet-{name}",
                icon=":material/download:",
                on_click="ignore",
            )


def name_file(title: str) -> str:
    """A source's title as a file's name: letters, digits, spaces and hyphens of it."""
    return re.sub(r"[^\w -]", "", title).strip() or "study"


st.title(t("summary"))
with shown_errors():
    if not empty_library():
        form()
        if "sheet" in st.session_state:
            show_sheet(st.session_state.sheet)
        if "summary" in st.session_state:
            show(st.session_state.summary)
