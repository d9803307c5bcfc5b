"""요약: some pages in a sentence, a paragraph or a page; every line an exact span with its citation."""

from __future__ import annotations

import streamlit as st

from knowledge import Citation
from knowledge.summaries.summarizer import LENGTHS, Summary
from knowledge.summaries.transcripts import tell_speaker
from learning.study.summary import summarize_source
from ui.citations.chips import chips
from ui.escape import escape
from ui.session import assistant, empty_library, shown_errors
from ui.texts.catalogue import t


def form() -> None:
    library = assistant().library
    titles = {source.id: source.title for source in library.sources()}
    source_id = st.selectbox(t("source"), list(titles), format_func=lambda i: titles[i], key="summary-source")
    last = library.source(source_id).pages
    pages = st.slider(t("pages"), 1, last, (1, last), key=f"summary-pages-{source_id}") if last > 1 else (1, 1)
    length = st.segmented_control(t("length"), LENGTHS, format_func=t, default="paragraph", key="summary-length")
    if st.button(t("summarize"), type="primary", icon=":material/short_text:"):
        bar = st.progress(0.0, t("summarizing"))

        def report(done: int, of: int) -> None:
            bar.progress(done / of, t("summarizing"))

        chosen = None if pages == (1, last) else pages
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
            st.markdown(f"- {f'**{escape(told)}:** ' if told else ''}{escape(bullet.text)}")
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


st.title(t("summary"))
with shown_errors():
    if not empty_library():
        form()
        if "summary" in st.session_state:
            show(st.session_state.summary)
