"""Small inputs, each with what must be right about it: is what stands on the page what is read and answered?

    python3 run.py bench cases FOLDER [--only TEXT] [--before FILE] [--hostile]

FOLDER holds ``cases.jsonl``, a line a file, each read into a library of its own. ``contains``: the text must hold one
of each list of alternatives; ``lacks``: it must hold none of these; ``ask``: the shown quotes or the answer's text
must hold one of each list; white space never counts. ``note`` says the rest in words: one that begins with "import"
is tried as an import of questions, one that begins with "read" wants a note for the reader; any other, and what was
imported, is shown as ``look`` beside what is judged. Files under ``fine/`` are read and their texts kept in the JSON,
and ``--before`` names an earlier JSON to compare with. With ``--hostile`` (minutes) those under ``hostile/``
are to be refused or read within ten seconds and 1 GB.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent import Assistant
from bench.knowledge.formats import Peak
from bench.report import RESULTS, publish
from errors import HyunmooError
from knowledge import Source
from learning.exchange.import_ import import_file
from settings import Settings

HOSTILE_SECONDS, HOSTILE_MEGABYTES = 10.0, 1024  # what a hostile file may cost


@dataclass
class CaseTrial:
    """What became of one file: its text and notes as read, and everything that is not as it should be."""

    name: str
    text: str = ""
    notes: tuple[str, ...] = ()
    wrong: list[str] = field(default_factory=list)
    looked: str = ""  # what only a person can judge
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        return "WRONG" if self.wrong else "look" if self.looked else "right"


def squeeze_blanks(text: str) -> str:
    return "".join(text.split())


def find_missing(text: str, wanted: Sequence[Sequence[str]]) -> list[str]:
    """The lists of alternatives of which the text holds none, as they are shown."""
    held = squeeze_blanks(text)
    return [" / ".join(ways) for ways in wanted if not any(squeeze_blanks(way) in held for way in ways)]


def try_case(file: Path, case: dict[str, Any]) -> CaseTrial:
    """One file in a library of its own, held to what its line of ``cases.jsonl`` says."""
    trial, note = CaseTrial(file.name), str(case.get("note", ""))
    with tempfile.TemporaryDirectory() as folder, closing(Assistant.open(Settings(library=Path(folder)))) as assistant:
        if note.startswith("import"):
            try_import(assistant, file, note, trial)
            return trial
        source = read_file(assistant, file, trial)
        if source is None:
            return trial
        trial.wrong += [f"lacks {one}" for one in find_missing(trial.text, case.get("contains", ()))]
        held = squeeze_blanks(trial.text)
        spaced = " ".join(trial.text.split())  # white space counts in what must not stand: "chloro plasts"
        trial.wrong += [f"holds {one}" for one in case.get("lacks", ()) if one in (spaced if " " in one else held)]
        for number, asked in enumerate(case.get("ask", ())):
            answer = assistant.ask(asked["question"], thread=str(number))
            shown = "\n".join([answer.text, *(citation.quote for citation in answer.citations)])
            missing = find_missing(shown, asked["contains"])
            trial.wrong += [f"{asked['question']} {one}: {squeeze_blanks(shown)[:80]}" for one in missing]
    if note.startswith("read"):
        trial.wrong += [] if trial.notes else ["no note"]
    else:
        trial.looked = note
    return trial


def read_file(assistant: Assistant, file: Path, trial: CaseTrial) -> Source | None:
    """The file as the library reads it, its text and notes told to the trial; None where it is refused."""
    started = time.perf_counter()
    source = None
    try:
        source = assistant.library.add(file)
        trial.text = "\n".join(page.text for page in assistant.library.pages(source.id))
        trial.notes = source.notes
    except HyunmooError as error:
        trial.wrong.append(f"refused: {error.code}")
    trial.seconds = time.perf_counter() - started
    return source


def try_import(assistant: Assistant, file: Path, note: str, trial: CaseTrial) -> None:
    try:
        imported = import_file(assistant.library, file)
    except HyunmooError as error:
        trial.wrong.append(f"refused: {error.message}")
        return
    trial.notes = tuple(f"line {fault.line}: {fault.message}" for fault in imported.faults)
    trial.text = "\n".join(
        f"[{question.kind}] {question.stem} = {', '.join(question.answer)}" for question in imported.questions
    )
    trial.looked = f"{len(imported.questions)} questions; {note}"


def try_hostile(file: Path) -> CaseTrial:
    """A file that costs minutes or gigabytes where nobody watches: refused, or read, in time and in memory."""
    trial = CaseTrial(f"hostile/{file.name}")
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Assistant.open(Settings(library=Path(folder)))) as assistant,
        Peak() as peak,
    ):
        read_file(assistant, file, trial)
    trial.notes = (*trial.notes, *trial.wrong)
    trial.wrong = [f"{trial.seconds:.1f} s"] if trial.seconds > HOSTILE_SECONDS else []
    trial.wrong += [f"{peak.megabytes} MiB"] if peak.megabytes > HOSTILE_MEGABYTES else []
    return trial


def try_fine(file: Path, before: str | None) -> CaseTrial:
    """A file that is read rightly already: its text is what it was ``before``, where that is known."""
    trial = CaseTrial(f"fine/{file.name}")
    with tempfile.TemporaryDirectory() as folder, closing(Assistant.open(Settings(library=Path(folder)))) as assistant:
        read_file(assistant, file, trial)
    if before is not None and before != trial.text:
        trial.wrong.append("another text than before")
    return trial


def try_folder(folder: Path, only: str, before: dict[str, str], hostile: bool) -> Iterator[CaseTrial]:
    """Every case, then every fine and, where asked for, every hostile file."""
    for line in (folder / "cases.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        if only in case["file"]:
            yield try_case(folder / case["file"], case)
    for file in sorted((folder / "fine").glob("*")):
        if only in f"fine/{file.name}":
            yield try_fine(file, before.get(f"fine/{file.name}"))
    for file in sorted((folder / "hostile").glob("*")) if hostile else ():
        if only in f"hostile/{file.name}" and file.suffix != ".py":
            yield try_hostile(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="files with this in their name")
    parser.add_argument("--before", type=Path, help="an earlier JSON: texts of fine/ are compared with it")
    parser.add_argument("--hostile", action="store_true", help="the hostile files too")
    arguments = parser.parse_args()
    said = json.loads(arguments.before.read_text("utf-8")) if arguments.before else {"rows": []}
    before = {row["file"]: row["text"] for row in said["rows"]}
    trials = list(try_folder(arguments.folder, arguments.only, before, arguments.hostile))
    columns = ("file", "verdict", "wrong", "look", "notes", "s")
    rows = [(t.name, t.verdict, "\n".join(t.wrong), t.looked, "\n".join(t.notes), round(t.seconds, 2)) for t in trials]
    counted = Counter(trial.verdict for trial in trials)
    summary = ", ".join(f"{name} {count}" for name, count in counted.most_common())
    publish("cases", columns, rows, summary)
    path = RESULTS / "cases.json"
    kept = json.loads(path.read_text("utf-8"))
    for row, trial in zip(kept["rows"], trials, strict=True):
        row["text"] = trial.text
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
