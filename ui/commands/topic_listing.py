"""What the shelf or a source is about, as a tree in the terminal."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_library
from ui.commands.output import note, one_line, out, progress_bar

if TYPE_CHECKING:
    from knowledge import Library
    from knowledge.topics.topic_map import Topic


def topics(
    source: Annotated[str, typer.Argument(help="자료 id. 없으면 서재 전체")] = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """주제: 비슷한 내용끼리 모아 이름을 붙이고, 대표 문장을 출처와 함께 보여 줍니다."""
    from knowledge.topics.kept_topics import load_topics

    with opened_library(library, owner) as shelf:
        with progress_bar("주제") as report:
            found = load_topics(shelf, source or None, lambda done, total: report("주제를 찾는 중", done, total))
        told = [_topic_json(shelf, topic) for topic in found.topics]
        titles = {one.id: one.title for one in shelf.sources()}
    if as_json:
        out({"topics": told, "passages": found.passages, "looked_at": found.looked_at})
        return
    if not found.topics:
        note("주제로 나누기에는 글이 너무 짧습니다. 교재를 더 읽어 들이세요: hyunmoo ingest 파일")
    for topic, said in zip(found.topics, told, strict=True):
        print(f"{one_line(topic.name) or '이름 없음'}  ({topic.passages / max(1, found.looked_at):.0%})")
        for part in topic.parts:
            print(f"  - {one_line(part.name) or '이름 없음'}")
        for span in said["sentences"]:
            title = one_line(titles.get(span["source_id"], ""))
            print(f"    {one_line(span['text'])} (「{title}」 {span['page']}쪽)")


def _topic_json(shelf: Library, topic: Topic) -> dict[str, Any]:
    from knowledge.topics.kept_topics import read_sentences

    return {
        "name": topic.name,
        "words": list(topic.words),
        "passages": topic.passages,
        "places": {source_id: [list(run) for run in runs] for source_id, runs in topic.places.items()},
        "sentences": [asdict(one) for one in read_sentences(shelf, topic)],
        "parts": [_topic_json(shelf, part) for part in topic.parts],
    }
