"""서재: upload with progress, what is there, remove with undo."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from knowledge import Library, Source
from knowledge.loaders import SUPPORTED
from settings import ROOT
from ui.escape import escape
from ui.session import assistant, shown_errors
from ui.texts import t

SAMPLES = ("history.pdf", "science.pdf")
ENDINGS = [ending.removeprefix(".") for ending in SUPPORTED]


def add(library: Library, path: Path, filename: str) -> None:
    """Read one file with a progress bar; its refusal is shown and the next file goes on."""
    bar = st.progress(0.0, text=escape(f"{filename}: {t('reading')}"))
    labels = {"read": t("reading"), "index": t("indexing"), "done": t("done")}
    before = {source.id for source in library.sources()}

    def report(stage: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / max(total, 1)), text=escape(f"{filename}: {labels[stage]} {done:,}/{total:,}"))

    with shown_errors():
        source = library.add(path, filename=filename, progress=report)
        if source.id in before:
            st.info(escape(t("known", title=source.title)))
        else:
            st.success(escape(t("uploaded", title=source.title, pages=source.pages, passages=source.passages)))
        for note in source.notes:
            st.warning(escape(note))
    bar.empty()


def upload(library: Library) -> None:
    """The upload box; each uploaded file is read once."""
    seen: set[str] = st.session_state.setdefault("read_uploads", set())
    files = st.file_uploader(t("upload"), type=ENDINGS, accept_multiple_files=True, key="uploads")
    for file in files or []:
        if file.file_id in seen:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            path.write_bytes(file.getbuffer())
            add(library, path, file.name)
        seen.add(file.file_id)


def card(library: Library, source: Source) -> None:
    """One source with its counts, its notes, and the button that takes it out."""
    with st.container(border=True):
        st.markdown(f"**{escape(source.title)}**")
        st.caption(t("source_line", pages=source.pages, passages=source.passages, kind=source.kind.upper()))
        for note in source.notes:
            st.caption(f":material/warning: {escape(note)}")
        if st.button(t("remove"), key=f"remove-{source.id}", icon=":material/delete:"):
            with shown_errors():
                library.remove(source.id)
                st.session_state.removed = (source.id, source.title)
                st.rerun()


def undo(library: Library) -> None:
    """The way back after a removal."""
    removed = st.session_state.get("removed")
    if not removed:
        return
    st.warning(escape(t("removed", title=removed[1])))
    if st.button(t("undo"), icon=":material/undo:", type="primary"):
        with shown_errors():
            library.restore(removed[0])
            st.toast(t("restored"))
            del st.session_state.removed
            st.rerun()


st.title(t("library"))
with shown_errors():
    shelf = assistant().library
    upload(shelf)
    undo(shelf)
    sources = shelf.sources()
    if not sources:
        st.info(t("empty_library"))
        if st.button(t("read_sample"), type="primary", icon=":material/auto_stories:"):
            for name in SAMPLES:
                add(shelf, ROOT / "samples" / name, name)
            st.rerun()
    for item in sources:
        card(shelf, item)
