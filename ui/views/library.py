"""서재: reading with progress and a way out, what is there and what is wrong with it, finding, looking, a
new edition, removing with undo.
"""

from __future__ import annotations

import streamlit as st

import korean
from agent.guides.kept_guides import find_kept_guides
from errors import HyunmooError
from knowledge import Hit, Library, Source
from knowledge.glossary import thesaurus
from knowledge.integrity.sentences import describe_problem
from knowledge.loaders.registry import LOADERS, known_endings
from knowledge.search import cross_encoder
from settings import SAMPLES
from ui.citations import page_viewer
from ui.escape import escape, highlight_spans
from ui.jobs.uploads import Upload
from ui.library_guide import guide_box, leave_for_question, show_guide
from ui.session import assistant, error_text, may_administer, shown_errors, uploads
from ui.texts.catalogue import language, t
from ui.thesaurus_form import thesaurus_box

FOUND = 8  # passages
LIBRARY_REFRESH_SECONDS = 1.0  # seconds


def list_endings() -> list[str]:
    """The endings of files that can be read, without their dot."""
    return [ending.removeprefix(".") for ending in known_endings()]


def upload_box() -> None:
    """Each uploaded file is read once, in the background."""
    seen: set[str] = st.session_state.setdefault("read_uploads", set())
    files = st.file_uploader(t("upload"), type=list_endings(), accept_multiple_files=True, key="uploads")
    for file in files or []:
        if file.file_id not in seen:
            seen.add(file.file_id)
            uploads().add(file.getbuffer(), file.name)


def kind_name(kind: str) -> str:
    """What a format is called; its id where it is no longer read."""
    return LOADERS[kind].name if kind in LOADERS else kind.upper()


def on_the_way() -> None:
    """What is being read, looked at again and again until all of it is, and what became of it."""
    every = uploads().all
    if every:
        waits = any(upload.active or (upload.source and uploads().is_guiding(upload.source.id)) for upload in every)
        st.fragment(incoming, run_every=LIBRARY_REFRESH_SECONDS if waits else None)()


def incoming() -> None:
    """Each upload; the whole page again when one has come in."""
    every = uploads().all
    finished = sum(not upload.active for upload in every)
    shown = sum(bool(upload.stage == "index" and upload.active) for upload in every)
    for upload in every:
        if upload.active:
            progress(upload)
        else:
            outcome(upload)
    if finished and st.button(t("clear_outcomes"), key="clear-outcomes", type="tertiary"):
        uploads().clear()
        st.rerun()
    guided = sum(bool(upload.source and not uploads().is_guiding(upload.source.id)) for upload in every)
    if st.session_state.get("uploads_seen", (0, 0, 0)) != (finished, shown, guided):
        st.session_state.uploads_seen = (finished, shown, guided)
        st.rerun()


def progress(upload: Upload) -> None:
    label = f"{escape(upload.filename)}: {t('waiting') if upload.state == 'waiting' else t(f'stage_{upload.stage}')}"
    if upload.total:
        label += f" {upload.done:,}/{upload.total:,}{t(f'unit_{upload.stage}')}"
    if (left := upload.seconds_left) is not None:
        label += f" · {t('seconds_left', seconds=left)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(upload.share, text=label)
        if st.button(t("cancel"), key=f"cancel-{upload.id}", icon=":material/close:"):
            uploads().cancel(upload)
            st.rerun()


def outcome(upload: Upload) -> None:
    source, name = upload.source, escape(upload.filename)
    if upload.state == "cancelled":
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(f"{name}: {t('cancelled')}")
            if upload.can_resume and st.button(t("read_again"), key=f"resume-{upload.id}", icon=":material/replay:"):
                uploads().resume(upload)
                st.rerun()
    elif source is None:
        st.error(f"{name}: {escape(error_text(upload.error)) if upload.error else t('unexpected')}")
    elif upload.state == "known":
        st.info(escape(t("known", title=source.title)))
    else:
        st.success(escape(t("uploaded", title=source.title, pages=source.pages)))
        welcome(source)


def welcome(source: Source) -> None:
    """The guide to what has come in, as soon as there is one."""
    kept = find_kept_guides(assistant().library, [source.id])
    if kept:
        with st.container(border=True, key=f"welcome-{source.id}"):
            st.markdown(f":material/explore: {escape(t('guide_ready', title=kept[0].title))}")
            show_guide(kept[0], f"new-{source.id}")
    elif uploads().is_guiding(source.id):
        st.markdown(f":material/hourglass_top: {t('guide_making')}")


def finder(library: Library) -> None:
    """The search box: passages with the sentence that answers, and why each was found."""
    query = st.text_input(t("find"), placeholder=t("find_placeholder"), key="find").strip()
    if not query:
        return
    with shown_errors():
        hits = library.search(query, FOUND)
        if not hits:
            st.info(t("nothing_found"))
        if (model := cross_encoder.load(library.settings)) and not model.trust:
            st.caption(t("reranker_unused"))
        for number, hit in enumerate(hits):
            show_hit(library, query, hit, number)


def show_hit(library: Library, query: str, hit: Hit, number: int) -> None:
    passage = hit.passage
    sentences = library.best_sentences(query, [hit], 1)
    with st.container(border=True, key=f"found-{number}"):
        heading = " › ".join((hit.title, *passage.heading))
        st.markdown(f"**{escape(heading)}** · {t('page_number', page=passage.page)}")
        start, end = (sentences[0].start, sentences[0].end) if sentences else (passage.start, passage.start)
        st.markdown(highlight_spans(passage.text, [(start - passage.start, end - passage.start)]))
        st.caption(escape(why(query, hit)))
        if st.button(t("open_page"), key=f"open-{number}-{passage.id}", icon=":material/menu_book:"):
            pages = library.source(passage.source_id).pages
            place = library.page_at(passage.source_id, start) if sentences else passage.page
            page_viewer.open_source(library, passage.source_id, escape(hit.title), pages, place, (start, end))


def why(query: str, hit: Hit) -> str:
    """What matched, in words."""
    text = hit.passage.text.lower()
    words = [word for word in dict.fromkeys(noun.form for noun in korean.nouns(query)) if word.lower() in text]
    legs = [t(f"why_{leg}", rank=rank) for leg, rank in hit.why.items()]
    matched = [t("why_words", words=", ".join(words))] if words else []
    matched += [t("why_read", said=said, read=read) for said, read in hit.read.items()]
    percent = round(100 * hit.coverage)
    share = t("why_all") if percent == 100 else t("why_coverage", percent=percent)
    return " · ".join([*matched, *legs, share])


def show_left_out(library: Library, source: Source) -> None:
    """What of a source's file is on none of its pages, for who wants to look."""
    account = library.left_out(source.id)
    if account:
        with st.expander(t("left_out", n=f"{sum(one.characters for one in account):,}")):
            for one in account:
                st.markdown(f"**{escape(one.name)}** · {t('characters', n=f'{one.characters:,}')}")
                st.caption(escape(" / ".join(one.examples)))


def card(library: Library, source: Source) -> None:
    """One source: its counts, what is wrong with it by page, and what can be done with it."""
    with st.container(border=True, key=f"source-{source.id}"):
        st.markdown(f"**{escape(source.title)}**")
        line = t(
            "source_line",
            pages=source.pages,
            kind=t("kind_thesaurus") if source.kind == thesaurus.THESAURUS_KIND else kind_name(source.kind),
        )
        st.caption(f"{line} · {t('still_reading')}" if source.reading else line)
        for note in source.notes:
            st.warning(escape(note), icon=":material/warning:")
        show_left_out(library, source)
        if not source.reading and source.kind != thesaurus.THESAURUS_KIND:
            guide_box(library, source)
        with st.container(horizontal=True):
            if st.button(t("open_source"), key=f"open-{source.id}", icon=":material/menu_book:"):
                page_viewer.open_source(library, source.id, escape(source.title), source.pages)
            if not library.is_own(source.id):
                st.caption(t("shared_by_teacher"))
                return
            if not source.reading:
                with st.popover(t("rename"), icon=":material/edit:"):
                    rename(library, source)
                with st.popover(t("new_edition"), icon=":material/upload_file:"):
                    new_edition(source)
            if st.button(t("remove"), key=f"remove-{source.id}", icon=":material/delete:"):
                with shown_errors():
                    library.remove(source.id)
                    st.session_state.removed = (source.id, source.title)
                    st.rerun()


def rename(library: Library, source: Source) -> None:
    """Another title for a source, and the way back."""
    with st.form(f"rename-{source.id}", border=False):
        title = st.text_input(t("new_title"), source.title, key=f"title-{source.id}-{source.title}")
        if st.form_submit_button(t("save_title"), type="primary") and title.strip() != source.title:
            with shown_errors():
                st.session_state.renamed = (source.id, source.title, library.rename(source.id, title).title)
                st.rerun()


def new_edition(source: Source) -> None:
    st.caption(t("new_edition_help"))
    file = st.file_uploader(
        t("new_edition"), type=list_endings(), key=f"edition-{source.id}", label_visibility="collapsed"
    )
    seen: set[str] = st.session_state.setdefault("read_uploads", set())
    if file is not None and file.file_id not in seen:
        seen.add(file.file_id)
        uploads().add(file.getbuffer(), file.name, source.id)
        st.rerun()


def undo(library: Library) -> None:
    """The way back after a removal or another title."""
    if removed := st.session_state.get("removed"):
        st.warning(escape(t("removed", title=removed[1])))
        if st.button(t("undo"), icon=":material/undo:", type="primary", key="undo-removal"):
            with shown_errors():
                library.restore(removed[0])
                leave_undone("removed")
    if renamed := st.session_state.get("renamed"):
        st.success(escape(t("renamed", former=renamed[1], title=renamed[2])))
        if st.button(t("undo"), icon=":material/undo:", key="undo-title"):
            with shown_errors():
                library.rename(renamed[0], renamed[1])
                leave_undone("renamed")


def leave_undone(key: str) -> None:
    """Say that it is as it was, and forget the way back."""
    st.toast(t("restored"))
    del st.session_state[key]
    st.rerun()


def upkeep() -> None:
    """The library's own health: looked at when asked, mended when told to, by who may."""
    if not may_administer():
        return
    with st.expander(t("health"), icon=":material/health_and_safety:"):
        look, mend = st.button(t("health_look"), key="health-look"), st.button(t("health_mend"), key="health-mend")
        if not (look or mend):
            return
        try:
            with st.spinner(t("health_looking")):
                problems = assistant().check(repair=mend)
        except HyunmooError as error:
            st.error(escape(error_text(error)))
            return
        if not problems:
            st.success(t("health_good"))
        for problem in problems:
            mended = f" — {t('health_mended')}" if problem.repaired else ""
            said = describe_problem(problem, language() == "en")
            st.warning(escape(f"{said} {problem.detail} ({problem.code}){mended}"), icon=":material/build:")


leave_for_question()
st.title(t("library"))
with shown_errors():
    shelf = assistant().library
    upload_box()
    thesaurus_box()
    on_the_way()
    undo(shelf)
    sources = shelf.sources()
    for name in shelf.interrupted:
        st.warning(escape(t("interrupted", name=name)), icon=":material/warning:")
    state = shelf.rebuilding
    if state.done < state.total:
        st.progress(state.done / state.total, text=t("rebuilding", done=state.done, total=state.total))
    if not sources and not any(upload.active for upload in uploads().all):
        st.info(t("empty_library"))
        if st.button(t("read_sample"), type="primary", icon=":material/auto_stories:"):
            for book in SAMPLES:
                uploads().add_file(book)
            st.rerun()
    if sources:
        finder(shelf)
    for item in sources:
        card(shelf, item)
    if sources:
        upkeep()
