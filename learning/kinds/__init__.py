"""The kinds of question, one file each with its row; adding one is a file and a line here."""

from __future__ import annotations

from learning.kinds import bogi, cloze, data, essay, match, mcq5, negative, order, ox, short
from learning.kinds.draft import Draft
from learning.kinds.kind import Form, Kind, ModelItem, PaperItem
from learning.kinds.registry import (
    KINDS,
    asks_term,
    form_of,
    kind_of,
    kind_words,
    mock_kinds,
    model_kinds,
    paper_kind,
    plain_kind,
    register_kind,
    statements_in,
    unregister_kind,
    usual_kinds,
    written_kinds,
)

for _kind in (
    mcq5.KIND,
    ox.KIND,
    cloze.KIND,
    short.KIND,
    bogi.KIND,
    negative.KIND,
    order.KIND,
    essay.KIND,
    match.KIND,
    data.KIND,
):
    register_kind(_kind)

__all__ = [
    "KINDS",
    "Draft",
    "Form",
    "Kind",
    "ModelItem",
    "PaperItem",
    "asks_term",
    "form_of",
    "kind_of",
    "kind_words",
    "mock_kinds",
    "model_kinds",
    "paper_kind",
    "plain_kind",
    "register_kind",
    "statements_in",
    "unregister_kind",
    "usual_kinds",
    "written_kinds",
]
