"""A table of terms on its way in: what its columns are taken for, to be changed before it is read."""

from __future__ import annotations

import streamlit as st

from knowledge.glossary.thesaurus_columns import COLUMN_ROLES, ThesaurusColumn
from knowledge.ingestion.thesaurus_import import HEAD_BYTES, look_at_columns, name_role, write_known
from ui.escape import escape
from ui.session import shown_errors, uploads
from ui.texts.catalogue import t


def thesaurus_box() -> None:
    """A table of terms, looked at before it is read: what its columns are taken for is shown and can be changed."""
    with st.expander(t("thesaurus"), icon=":material/dictionary:"):
        st.caption(t("thesaurus_help"))
        file = st.file_uploader(t("thesaurus"), type=["csv", "tsv"], key="thesaurus", label_visibility="collapsed")
        seen: set[str] = st.session_state.setdefault("read_uploads", set())
        if file is None or file.file_id in seen:
            return
        with shown_errors():
            columns = look_at_columns(bytes(file.getbuffer()[:HEAD_BYTES]), file.name)
            with st.form(f"thesaurus-{file.file_id}", border=False):
                roles = {one.name: choose_role(one) for one in columns}
                if st.form_submit_button(t("read_thesaurus"), type="primary", icon=":material/download:"):
                    content = write_known(bytes(file.getbuffer()), file.name, roles)
                    seen.add(file.file_id)
                    uploads().add(content, f"{file.name.rpartition('.')[0]}.csv")
                    st.rerun()


def choose_role(column: ThesaurusColumn) -> str:
    """What a column is to be read as; its first values stand below."""
    role: str = st.selectbox(
        escape(column.name),
        COLUMN_ROLES,
        COLUMN_ROLES.index(column.role),
        format_func=name_role,
        key=f"role-{column.number}-{column.name}",
        help=escape(" / ".join(column.samples)) or None,
    )
    return role
