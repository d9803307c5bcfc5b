"""Real documents through the whole assistant: is each read, and does it answer five questions made
from its own headings or terms?

    python3 run.py bench documents FILE_OR_FOLDER...

A question is answered when the assistant cites the document itself; errors are counted, not raised.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from agent import Assistant
from bench.report import publish
from errors import HyunmooError
from knowledge import Library, Source
from knowledge.loaders.registry import known_endings
from learning.facts.extraction import extract_facts
from settings import Settings

QUESTIONS = 5


def questions_for(library: Library, source: Source) -> list[tuple[str, int]]:
    """Five questions with the page that answers each: terms of the glossary, headings, then names in sentences."""
    found = [(f"{entry.term}에 대해 설명해줘", entry.page) for entry in library.entries(source.id)]
    found += [(f"{h.title}에 대해 알려줘", h.page) for h in library.headings(source.id) if len(h.title) > 2]
    found += [(f.sentence.text, f.sentence.page) for f in extract_facts(library, [source.id], None).facts]
    found += [(p.text[:60], p.page) for p in library.passages(source.id)]
    step = max(1, len(found) // QUESTIONS)
    return found[::step][:QUESTIONS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    files = [f for p in arguments.paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p])]
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(Settings(library=Path(folder)))
        for file in (f for f in files if f.suffix.lower() in known_endings() and f.name != "README.md"):
            started = time.perf_counter()
            try:
                source = assistant.library.add(file)
            except HyunmooError as error:
                rows.append((file.name, 0, 0, error.code, "", ""))
                continue
            seconds = time.perf_counter() - started
            asked = questions_for(assistant.library, source)
            answered = on_page = 0
            for question, page in asked:
                answer = assistant.ask(question[:500], thread=source.id, sources=[source.id], tool="search")
                answered += bool(answer.citations)
                on_page += any(c.page == page for c in answer.citations)
            rows.append(
                (
                    file.name,
                    source.pages,
                    source.passages,
                    round(seconds, 2),
                    f"{answered}/{len(asked)}",
                    f"{on_page}/{len(asked)}",
                )
            )
        assistant.close()
    publish("documents", ("file", "pages", "passages", "s", "answered", "right page"), rows)


if __name__ == "__main__":
    main()
