"""Headings and glossary terms asked alone, and talk: does a term reach its own section, is talk answered with quotes?

    python3 run.py bench bare_terms FOLDER [--keep DIR] [--talk FILE] [--most N] [--lines N]

FOLDER holds ``libraries.json`` (as for ``bench natural``). Of every library the headings that are noun phrases and the
glossary's terms, ``--most`` a library drawn by a hash; a term is right where a quote stands in a section of that
name, or in a sentence of the glossary. ``--talk`` is a file of talk (``chatbot-data/pairs.jsonl.gz``), of which
``--lines`` are said to each library in turn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import korean
from agent import Answer, Assistant
from bench.fitting.data import locate, read_rows
from bench.fitting.split import is_unopened
from bench.report import publish
from knowledge import Library
from knowledge.search.named_sections import heading_names
from llm.tasks.smalltalk import bare_nouns
from settings import Settings

TERM_COLUMNS = ("part", "library", "terms", "own section %", "another place %", "refused %", "greeted %")
LONGEST_ASKED_TERM = 20  # letters
Places = list[tuple[str, int, int]]


def list_terms(library: Library) -> dict[str, Places]:
    """Every term with where it may be answered: the sections and the glossary's sentences."""
    found: dict[str, Places] = {}
    for source in library.sources():
        headings = library.headings(source.id)
        end = library.page(source.id, source.pages).end
        for heading in headings:
            later = [one.start for one in headings if one.start > heading.start and one.level <= heading.level]
            place = (source.id, heading.start, min(later, default=end))
            for name in {" ".join(heading.title.split()), *heading_names(heading.title)}:
                found.setdefault(korean.squeeze(name), []).append(place)
        for entry in library.entries(source.id):
            found.setdefault(entry.term, []).append((entry.source_id, entry.start, entry.end))
    return found


def ask_terms(assistant: Assistant, most: int) -> Iterator[tuple[str, str]]:
    """The source of each term, and what came of asking it alone."""
    places = list_terms(assistant.library)
    spoken = {korean.squeeze(one): one for one in _titles(assistant.library)}
    files = {source.id: source.filename for source in assistant.library.sources()}
    asked = [term for term in places if 1 <= len(term) <= LONGEST_ASKED_TERM and bare_nouns(spoken.get(term, term))]
    for term in sorted(asked, key=_draw)[:most]:
        answer = assistant.ask(spoken.get(term, term), thread=f"term-{term}")
        yield files[places[term][0][0]], judge_term(answer, places[term])


def _titles(library: Library) -> Iterator[str]:
    for source in library.sources():
        for heading in library.headings(source.id):
            yield " ".join(heading.title.split())


def judge_term(answer: Answer, places: Places) -> str:
    """ "own", "other", "refused" or "greeted"."""
    if any(
        one.source_id == source and one.start < end and start < one.end
        for one in answer.citations
        for source, start, end in places
    ):
        return "own"
    if answer.citations:
        return "other"
    return "refused" if answer.abstained else "greeted"


def _draw(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def count_terms(part: str, name: str, results: list[str]) -> tuple[object, ...]:
    shares = [round(100 * results.count(one) / len(results), 2) for one in ("own", "other", "refused", "greeted")]
    return part, name, len(results), *shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, help="where the libraries are kept for the next run")
    parser.add_argument("--talk", type=Path, help="lines of talk")
    parser.add_argument("--most", type=int, default=150, help="terms of each library")
    parser.add_argument("--lines", type=int, default=300, help="lines of talk in all")
    arguments = parser.parse_args()
    libraries = json.loads((arguments.folder / "libraries.json").read_text(encoding="utf-8"))
    talk = [row["question"] for row in read_rows(arguments.talk)] if arguments.talk else []
    talk = sorted(talk, key=_draw)[: arguments.lines]
    parts: dict[str, list[str]] = {"opened": [], "unopened": []}
    rows, quoted = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for number, name in enumerate(libraries):
            folder = (arguments.keep or Path(scratch)) / name
            with closing(Assistant.open(Settings(library=folder))) as assistant:
                for file in libraries[name]:
                    assistant.library.add(locate(arguments.folder.parent, file))
                results = list(ask_terms(assistant, arguments.most))
                paths = {Path(file).name: file for file in libraries[name]}  # the split is by path
                for file, result in results:
                    parts["unopened" if is_unopened(paths.get(file, file)) else "opened"].append(result)
                if results:
                    rows.append(count_terms("all", name, [result for _, result in results]))
                said = talk[number :: len(libraries)]
                quoted += [bool(assistant.ask(line, thread=f"talk-{line[:40]}").citations) for line in said]
    rows += [count_terms(part, "all", results) for part, results in parts.items() if results]
    notes = f"; talk with quotes {sum(quoted)} of {len(quoted)}" if quoted else ""
    publish("bare_terms", TERM_COLUMNS, rows, arguments.folder.name + notes)


if __name__ == "__main__":
    main()
