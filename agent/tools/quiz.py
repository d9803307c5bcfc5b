"""The quiz tool: questions from chosen pages, stored, so that the answer carries their ids."""

from __future__ import annotations

import json
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import Finding
from agent.tools.sources import chosen_sources, pages_of
from learning import KINDS, make_quiz


@tool(response_format="content_and_artifact")
def make_quiz_questions(
    runtime: ToolRuntime[Any, Any],
    count: int = 5,
    kinds: list[str] | None = None,
    first_page: int = 0,
    last_page: int = 0,
) -> tuple[str, Finding]:
    """교재에서 퀴즈를 만든다. kinds는 mcq5(5지선다), ox, cloze(빈칸), short(단답), bogi(보기 조합), negative(옳지 않은 것), order(순서), match(연결) 가운데 고른다."""
    library = runtime.context.library
    wanted = tuple(kind for kind in kinds or () if kind in KINDS) or ("mcq5", "ox", "cloze", "short")
    sources = chosen_sources(library, runtime.state)
    pages = (first_page, last_page) if 0 < first_page <= last_page else pages_of(library, runtime.state, sources[0])
    questions = make_quiz(
        library,
        [source.id for source in (sources[:1] if pages else sources)],
        pages=pages,
        n=max(1, min(count, 20)),
        kinds=wanted,
    )
    content = json.dumps({"questions": [{"id": q.id, "stem": q.stem} for q in questions]}, ensure_ascii=False)
    return content, Finding((), tuple(q.id for q in questions))
